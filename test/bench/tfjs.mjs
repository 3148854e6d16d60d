/** Opens a plan of tfjs-plan.ts in TensorFlow.js for templates/bench/engine.mjs: `path` is the plan, `weights` its constants, `backend` cpu or wasm. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const layers = (tf) => ({
  convolution: ([x, filter, bias], { strides, pad, activation }) => tf.fused.conv2d({ x, filter, strides, pad, bias, activation }),
  depthwise: ([x, filter, bias], { strides, pad, activation }) => tf.fused.depthwiseConv2d({ x, filter, strides, pad, bias, activation }),
  transposedConvolution: ([x, filter, bias], { strides, shape }) => {
    const y = tf.conv2dTranspose(x, filter, shape, strides, "valid");
    return bias === undefined ? y : tf.add(y, bias);
  },
  product: ([a, b, bias], { activation }) => tf.fused.matMul({ a, b, bias, activation }),
  maxPool: ([x], { kernel, strides, pad }) => tf.maxPool(x, kernel, strides, pad),
  average: ([x]) => tf.mean(x, [1, 2], true),
  relu: ([x]) => tf.relu(x),
  sigmoid: ([x]) => tf.sigmoid(x),
  swish: ([x]) => tf.mul(x, tf.sigmoid(x)),
  softmax: ([x]) => tf.softmax(x),
  add: ([a, b]) => tf.add(a, b),
  mul: ([a, b]) => tf.mul(a, b),
  clip: ([x], { low, high }) => tf.clipByValue(x, low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY),
  concat: (parts) => tf.concat(parts, parts[0].rank - 1),
  reshape: ([x], { shape }) => tf.reshape(x, shape),
});

export default async function open({ path, weights, backend, from, inputs, outputs }) {
  const require = createRequire(from);
  const tf = require("@tensorflow/tfjs-core");
  require(`@tensorflow/tfjs-backend-${backend}`);
  if (!(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  await tf.ready();
  const plan = JSON.parse(readFileSync(path, "utf8"));
  const bytes = readFileSync(weights);
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const values = [];
  for (const { value, offset, shape } of plan.constants) {
    const size = shape.reduce((n, d) => n * d, 1);
    values[value] = tf.tensor(floats.subarray(offset, offset + size), shape);
  }
  for (const { name, array, dims } of inputs) {
    const x = tf.tensor(array, dims);
    values[plan.inputs[name]] = dims.length === 4 ? tf.transpose(x, [0, 2, 3, 1]) : x;
  }
  const kinds = layers(tf);
  /** Results are read, as by whoever wants them: backends may be lazy. */
  const run = () => {
    const results = tf.tidy(() => {
      const now = [...values];
      for (const layer of plan.layers)
        now[layer.output] = kinds[layer.kind](
          layer.inputs.map((i) => now[i]),
          layer,
        );
      return outputs.map((o) => {
        const y = now[plan.outputs[o.name]];
        return y.rank === 4 && y.shape[3] > 1 ? tf.transpose(y, [0, 3, 1, 2]) : y;
      });
    });
    const arrays = results.map((r) => r.dataSync().slice());
    tf.dispose(results);
    return arrays;
  };
  return { run, results: (arrays) => arrays };
}
