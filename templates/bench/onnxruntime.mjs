/** Opens a model in ONNX Runtime for engine.mjs: `path` is the model, `package` onnxruntime-node or onnxruntime-web, `from` where it is installed. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const types = {
  f32: "float32",
  f64: "float64",
  i8: "int8",
  i16: "int16",
  i32: "int32",
  i64: "int64",
  u8: "uint8",
  u16: "uint16",
  u32: "uint32",
  u64: "uint64",
  bool: "bool",
  f16: "float16",
};

export default async function open({ path, package: name, from, threads, inputs, outputs }) {
  const isWeb = name === "onnxruntime-web";
  const ort = createRequire(from)(isWeb ? "onnxruntime-web/wasm" : name);
  if (isWeb) ort.env.wasm.numThreads = threads;
  ort.env.logLevel = "error";
  const options = isWeb ? { executionProviders: ["wasm"] } : { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 };
  const session = await ort.InferenceSession.create(isWeb ? readFileSync(path) : path, options);
  const feeds = Object.fromEntries(inputs.map((x) => [x.name, new ort.Tensor(types[x.dtype], x.array, x.dims)]));
  return { run: () => session.run(feeds), results: (r) => outputs.map((o) => r[o.name].data) };
}
