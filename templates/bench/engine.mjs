/**
 * The engine process for what runs in node. Arguments: the module that opens a program, what it is told (JSON), the clock (wall or cpu). The
 * opener's default export takes the description with `array` in each input, and gives { run, results }: one run, and its outputs as typed arrays; and
 * `steps` where it knows what the steps of its runs take.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [opener, text, clock] = process.argv.slice(2);
/** { path, inputs: { name, identifier, dtype, dims, file }[], outputs: { name, identifier }[], ... } */
const description = JSON.parse(text);
const arrays = {
  f32: Float32Array,
  f64: Float64Array,
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  i64: BigInt64Array,
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  u64: BigUint64Array,
  bool: Uint8Array,
  f16: Uint16Array,
  bf16: Uint16Array,
};
const elements = ({ dtype, file }) => {
  const bytes = readFileSync(file);
  return new arrays[dtype](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
const base64 = (a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength).toString("base64");

const { default: open } = await import(pathToFileURL(opener).href);
const inputs = description.inputs.map((x) => ({ ...x, array: elements(x) }));
const { run, results, steps } = await open({ ...description, inputs }).catch(refuse);
let last = await Promise.resolve().then(run).catch(refuse);
console.log("ready");

function refuse(error) {
  process.stderr.write(`${error?.message ?? error}\n`);
  process.exit(1);
}

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
      last = result instanceof Promise ? await result : result;
    }
    const spent = now() - start;
    times.push(spent / batch);
    if (spent < 1e5) batch *= 2;
  } while (wall() < end);
  return times;
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "outputs") console.log(JSON.stringify(results(last).map(base64)));
  else if (line === "steps") console.log(JSON.stringify(steps()));
  else console.log(JSON.stringify(await measure(Number(line))));
}
