/** The engine process for what runs in node: emitted programs, ONNX Runtime and ONNX Runtime Web. Arguments: kind, module
 * or model, inputs and outputs as JSON, clock (wall or cpu), folder of the peers. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [kind, path, described, clock, peers] = process.argv.slice(2);
/** { name, identifier, dtype, dims, file } of each input; and the outputs' names in order. */
const { inputs, outputs } = JSON.parse(described);
const arrays = { f32: Float32Array, f64: Float64Array, i32: Int32Array, i64: BigInt64Array, u8: Uint8Array, bool: Uint8Array };
const ortTypes = { f32: "float32", f64: "float64", i32: "int32", i64: "int64", u8: "uint8", bool: "bool" };
const elements = ({ dtype, file }) => {
  const bytes = readFileSync(file);
  return new arrays[dtype](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
const bytesOf = (a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength);

async function emitted() {
  const { load } = await import(pathToFileURL(path).href);
  const model = await load();
  const feeds = Object.fromEntries(inputs.map((x) => [x.identifier, elements(x)]));
  return { run: () => model.run(feeds), results: (r) => outputs.map((o) => r[o.identifier]) };
}

async function onnxRuntime(ort, options) {
  const session = await ort.InferenceSession.create(readFileSync(path), options);
  const feeds = Object.fromEntries(inputs.map((x) => [x.name, new ort.Tensor(ortTypes[x.dtype], elements(x), x.dims)]));
  return { run: () => session.run(feeds), results: (r) => outputs.map((o) => r[o.name].data) };
}

const kinds = {
  emitted,
  "onnxruntime-node": () =>
    onnxRuntime(createRequire(import.meta.url)("onnxruntime-node"), { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 }),
  "onnxruntime-web": async () => {
    const ort = createRequire(`${peers}/package.json`)("onnxruntime-web/wasm");
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = "error";
    return onnxRuntime(ort, { executionProviders: ["wasm"] });
  },
};

const { run, results } = await kinds[kind]();
const last = await run();
console.log("ready");

const wall = () => Number(process.hrtime.bigint());
/** Nanoseconds: the clock on the wall, or the processor time this process has taken. */
const now =
  clock === "cpu"
    ? () => {
        const { user, system } = process.cpuUsage();
        return (user + system) * 1000;
      }
    : wall;

/** Runs are timed in batches of at least 100 microseconds, so that the clock does not show. */
async function measure(milliseconds) {
  const end = wall() + milliseconds * 1e6;
  const times = [];
  let batch = 1;
  do {
    const start = now();
    for (let i = 0; i < batch; i++) {
      const result = run();
      if (result instanceof Promise) await result;
    }
    const spent = now() - start;
    times.push(spent / batch);
    if (spent < 1e5) batch *= 2;
  } while (wall() < end);
  return times;
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "outputs") console.log(Buffer.concat(results(last).map(bytesOf)).toString("base64"));
  else console.log(JSON.stringify(await measure(Number(line))));
}
