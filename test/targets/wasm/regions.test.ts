/** A hand-made program of calls, a copy, a branch and loops, as WebAssembly: the region tree is control flow in `run`. */
import { expect, test } from "vitest";
import { dimOf } from "../../../src/core/dim.ts";
import type { DType } from "../../../src/core/dtype.ts";
import { plainLayout } from "../../../src/core/layout.ts";
import { add, buffer, f32, load, lt, mul } from "../../../src/loop/expr.ts";
import { type Kernel, kernel, loop, store } from "../../../src/loop/kernel.ts";
import type { Argument, Port, Program, Step, Storage } from "../../../src/schedule/program.ts";
import { assembleWasm } from "../../../src/targets/wasm/module.ts";
import { instantiate } from "../../support/wasm-kernel.ts";

const n = 6;
const storage = (name: string, elements: number, place: Storage["place"], dtype: DType = "f32", bytes = elements * 4): Storage => ({
  name,
  holds: [`/net/${name}`],
  place,
  dtype,
  shape: [elements],
  layout: plainLayout(1),
  bytes,
});
const port = (s: Storage): Port => ({ name: s.name, identifier: s.name, dtype: s.dtype, shape: s.shape, storage: s });
const whole = (s: Storage): Argument => ({ storage: s, offset: 0 });

const x = storage("x", n, "input");
const flag = storage("flag", 1, "input", "bool", 1);
const y = storage("y", n, "output");
const state = storage("state", n, "arena", "f32", 64);
const round = storage("round", 1, "arena", "i64", 64);
const small = storage("small", 1, "arena", "bool", 64);
const scale = storage("scale", n, "weights", "f32", 64);

const a = buffer("a", "f32", n, "in");
const b = buffer("b", "f32", n, "in");
const out = buffer("out", "f32", n, "out");
const sum = buffer("sum", "f32", n, "inout");
const yes = buffer("yes", "bool", 1, "out");
const kernelOf = (name: string, params: Kernel["params"], body: Kernel["body"]): Kernel => kernel({ name, doc: [name], params, body });

const scaled = kernelOf("scaled", [a, b, out], [loop("i", n, (i) => [store(out, dimOf(i), mul(load(a, dimOf(i)), load(b, dimOf(i))))])]);
const copied = kernelOf("copied", [a, out], [loop("i", n, (i) => [store(out, dimOf(i), load(a, dimOf(i)))])]);
const raised = kernelOf("raised", [b, sum], [loop("i", n, (i) => [store(sum, dimOf(i), add(load(sum, dimOf(i)), load(b, dimOf(i))))])]);
const isSmall = kernelOf("is_small", [a, yes], [store(yes, 0, lt(load(a, 0), f32(5)))]);
const call = (k: Kernel, ...args: readonly Storage[]): Step => ({
  kind: "call",
  kernel: k,
  args: args.map(whole),
  extents: [],
  origin: [`/net/${k.name}`],
});

const steps: readonly Step[] = [
  {
    kind: "if",
    condition: whole(flag),
    then: { steps: [call(scaled, x, scale, state)] },
    else: { steps: [call(copied, x, state)] },
    origin: ["/net/If"],
  },
  { kind: "loop", trip: 2, iteration: whole(round), body: { steps: [call(raised, scale, state)] }, origin: ["/net/Loop"] },
  call(isSmall, state, small),
  {
    kind: "loop",
    trip: 10,
    condition: whole(small),
    body: { steps: [call(raised, scale, state), call(isSmall, state, small)] },
    origin: ["/net/While"],
  },
  { kind: "copy", from: whole(state), to: whole(y), bytes: n * 4, origin: ["/net/Identity"] },
];

const scales = Float32Array.from({ length: 16 }, (_, i) => (i < n ? i / 2 + 1 : 0));
const program: Program = {
  name: "regions",
  source: "regions.onnx",
  inputs: [port(x), port(flag)],
  outputs: [port(y)],
  weights: [{ storage: scale, offset: 0, bytes: new Uint8Array(scales.buffer), origin: ["/net/scale"] }],
  weightBytes: 64,
  threads: 1,
  kernels: [scaled, copied, raised, isSmall],
  variants: [
    {
      dims: [],
      inputs: [port(x), port(flag)],
      outputs: [port(y)],
      region: { steps },
      arena: [state, round, small].map((s, i) => ({ storage: s, offset: i * 64, first: 0, last: 9 })),
      arenaBytes: 192,
      arenaLowerBound: 192,
    },
  ],
};

test.each([true, false])("branches, counted and conditional loops and copies run (flag %s)", async (taken) => {
  const { bytes, memory } = await assembleWasm(program, false);
  const { exports } = await instantiate(bytes);
  const values = new Float32Array(exports.memory.buffer);
  const at = (s: Storage): number => memory.addressOf(s) / 4;
  values.set(scales.subarray(0, n), at(scale));
  const given = Float32Array.from({ length: n }, (_, i) => i - 1);
  values.set(given, at(x));
  new Uint8Array(exports.memory.buffer)[memory.addressOf(flag)] = taken ? 1 : 0;
  exports.run();
  const expected = given.map((v, i) => (taken ? v * (scales[i] ?? 0) : v));
  const add1 = (): void => expected.forEach((v, i) => expected.set([v + (scales[i] ?? 0)], i));
  add1();
  add1();
  for (let rounds = 0; rounds < 10 && (expected[0] ?? 0) < 5; rounds++) add1();
  expect(values.subarray(at(y), at(y) + n)).toEqual(expected);
  expect(new BigInt64Array(exports.memory.buffer)[memory.addressOf(round) / 8]).toBe(1n);
});

test("a program that needs more than 4 GiB is refused with its size", async () => {
  const [variant] = program.variants;
  const large = { ...program, variants: variant === undefined ? [] : [{ ...variant, arenaBytes: 2 ** 32 }] };
  await expect(assembleWasm(large, false)).rejects.toThrow(/AOT420 regions: .* 4294967296/);
});
