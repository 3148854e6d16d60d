/** A hand-made program of calls, a copy, a branch and a loop, as C: the region tree is control flow in `run`. */
import { expect, test } from "vitest";
import { dimOf } from "../../../src/core/dim.ts";
import type { DType } from "../../../src/core/dtype.ts";
import { plainLayout } from "../../../src/core/layout.ts";
import { add, buffer, type Expr, f32, load, max, mul } from "../../../src/loop/expr.ts";
import { type Kernel, kernel, loop, store } from "../../../src/loop/kernel.ts";
import { machineNamed } from "../../../src/loop/machine.ts";
import type { Argument, Port, Program, Step, Storage } from "../../../src/schedule/program.ts";
import { runCProgram } from "../../../src/targets/c/host.ts";
import { c } from "../../../src/targets/c/index.ts";
import { strictFlags } from "../../support/run-c.ts";

const storage = (name: string, elements: number, place: Storage["place"], dtype: DType = "f32", size = 4): Storage => ({
  name,
  holds: [`/net/${name}`],
  place,
  dtype,
  shape: [elements],
  layout: plainLayout(1),
  bytes: elements * size,
});
const port = (s: Storage): Port => ({ name: s.name, identifier: s.name, dtype: s.dtype, shape: s.shape, storage: s });
const whole = (s: Storage): Argument => ({ storage: s, offset: 0 });

const n = 20;
const x = storage("x", n, "input");
const flag = storage("flag", 1, "input", "bool", 1);
const y = storage("y", n, "output");
const state = { ...storage("state", n, "arena"), bytes: 128 };
const round = { ...storage("round", 1, "arena", "i64", 8), bytes: 64 };
const scale = { ...storage("scale", n, "weights"), bytes: 128 };

/** y = f(x, w), element by element. */
function pointwise(name: string, f: (a: Expr, b: Expr) => Expr, inPlace = false): Kernel {
  const a = buffer("x", "f32", n, "in");
  const b = buffer("w", "f32", n, "in");
  const out = buffer("y", "f32", n, inPlace ? "inout" : "out");
  const body = [loop("i", n, (i) => [store(out, dimOf(i), f(load(inPlace ? out : a, dimOf(i)), load(b, dimOf(i))))])];
  return kernel({ name, doc: [`${name} of ${n} elements; closes no */ comment`], params: inPlace ? [b, out] : [a, b, out], body });
}

const scaled = pointwise("scale_20", mul);
const relu = pointwise("relu_20", (a, b) => max(add(a, b), f32(0)));
const more = pointwise("add_20", add, true);
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
    else: { steps: [call(relu, x, scale, state)] },
    origin: ["/net/If"],
  },
  { kind: "loop", trip: 3, iteration: whole(round), body: { steps: [call(more, scale, state)] }, origin: ["/net/Loop"] },
  { kind: "copy", from: whole(state), to: whole(y), bytes: n * 4, origin: ["/net/Identity"] },
];

const values = Float32Array.from({ length: 32 }, (_, i) => (i < n ? i / 4 - 2 : 0));
const program: Program = {
  name: "regions",
  source: "regions.onnx",
  inputs: [port(x), port(flag)],
  outputs: [port(y)],
  weights: [{ storage: scale, offset: 0, bytes: new Uint8Array(values.buffer), origin: ["/net/scale"] }],
  weightBytes: 128,
  threads: 1,
  kernels: [scaled, relu, more],
  variants: [
    {
      dims: [],
      inputs: [port(x), port(flag)],
      outputs: [port(y)],
      region: { steps },
      arena: [
        { storage: state, offset: 0, first: 0, last: 5 },
        { storage: round, offset: 128, first: 0, last: 5 },
      ],
      arenaBytes: 192,
      arenaLowerBound: 192,
    },
  ],
};

test.each(["inline", "file"] as const)("branch, loop and copy give what they say, weights %s", async (weights) => {
  const files = await c.emit(program, { machine: machineNamed("generic"), weights, deterministic: true });
  const input = Float32Array.from({ length: n }, (_, i) => Math.sin(i) * 3);
  for (const taken of [1, 0]) {
    const inputs = new Map<string, Float32Array | Uint8Array>([
      ["x", input],
      ["flag", Uint8Array.of(taken)],
    ]);
    const outputs = await runCProgram(program, files, inputs, { flags: [...strictFlags, "-fsanitize=address,undefined"] });
    const expected = input.map((v, i) => {
      const w = values[i] ?? 0;
      let s = taken === 1 ? Math.fround(v * w) : Math.max(Math.fround(v + w), 0);
      for (let r = 0; r < 3; r++) s = Math.fround(s + w);
      return s;
    });
    expect(outputs.get("y")).toEqual(expected);
  }
});
