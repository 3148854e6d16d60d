import fc from "fast-check";
import { describe, it } from "vitest";
import type { Graph, Pass } from "../../src/graph/graph.ts";
import { printGraph } from "../../src/graph/text.ts";
import { pipelines } from "../../src/passes/index.ts";
import { runPasses } from "../../src/passes/run.ts";
import { contextOf, expectSameNumbers, graphOf, runChecked } from "../support/pass-test.ts";

/**
 * A random graph over f32[2,4,3,3] values: each step is a pattern the passes look for, on values made before. Sizes stay the same from step to
 * step, so that any step may follow any other.
 */
interface Step {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly seed: number;
}

const header = [
  "x0: f32[2,4,3,3]",
  "x1: f32[2,4,3,3]",
  "zero: f32[] = 0",
  "one: f32[1] = [1]",
  "two: f32[] = 2",
  "three: f32[] = 3",
  "six: f32[] = 6",
  "first: i64[1] = [0]",
  "last: i64[1] = [1000]",
  "axes: i64[2] = [2,3]",
  "flat: i64[2] = [2,-1]",
  "back: i64[4] = [2,4,3,3]",
  "border: i64[8] = [0,0,1,1,0,0,1,1]",
  "same: i64[4] = [1,1,1,1]",
];

/** Statements that give `y` from values `a` and `b`; `s` is a seed. */
const kinds: readonly ((y: string, a: string, b: string, s: number) => string)[] = [
  (y, a, b) => `${y} = Add(${a}, ${b})`,
  (y, a, b) => `${y} = Mul(${a}, ${b})`,
  (y, a) => `${y} = Add(${a}, zero)`,
  (y, a) => `${y} = Mul(one, ${a})`,
  (y, a) => `${y} = Sub(${a}, three)`,
  (y, a) => `${y} = Div(${a}, two)`,
  (y, a) => `${y} = Relu(${a})`,
  (y, a) => `${y} = Clip(${a}, zero)`,
  (y, a) => `${y} = Neg(${a})`,
  (y, a) => `${y} = Identity(${a})`,
  (y, a) => `${y}.t = Transpose(${a}) perm=[0,2,3,1]; ${y} = Transpose(${y}.t) perm=[0,3,1,2]`,
  (y, a) => `${y}.f = Reshape(${a}, flat); ${y} = Reshape(${y}.f, back)`,
  (y, a) => `${y}.u = Unsqueeze(${a}, first); ${y} = Squeeze(${y}.u, first)`,
  (y, a) => `${y} = Slice(${a}, first, last)`,
  (y, a, b) => `${y}.c = Concat(${a}, ${b}) axis=1; ${y}.l, ${y} = Split(${y}.c) axis=1 num_outputs=2`,
  (y, a) => `${y}.l, ${y}.r = Split(${a}) axis=1 num_outputs=2; ${y} = Concat(${y}.l, ${y}.r) axis=1`,
  (y, a, _, s) => `${y}.w: f32[4,4,3,3] = random(${s}); ${y} = Conv(${a}, ${y}.w) pads=[1,1,1,1]`,
  (y, a, _, s) => `${y}.w: f32[4,1,3,3] = random(${s}); ${y}.p = Pad(${a}, border); ${y} = Conv(${y}.p, ${y}.w) group=4`,
  (y, a, _, s) => `${y}.k: f32[4,1,1] = random(${s}); ${y} = Mul(${a}, ${y}.k)`,
  (y, a, _, s) => `${y}.k: f32[4] = random(${s}); ${y}.v: f32[4] = positive(${s}); ${y} = BatchNormalization(${a}, ${y}.k, ${y}.k, ${y}.k, ${y}.v)`,
  (y, a) => `${y}.s = Sigmoid(${a}); ${y} = Mul(${a}, ${y}.s)`,
  (y, a) => `${y}.a = Add(${a}, three); ${y}.b = Clip(${y}.a, zero, six); ${y}.c = Mul(${a}, ${y}.b); ${y} = Div(${y}.c, six)`,
  (y, a) => `${y}.m = ReduceMean(${a}, axes); ${y} = Sub(${a}, ${y}.m)`,
  (y, a) => `${y}.h = Shape(${a}); ${y}.f = Reshape(${a}, flat); ${y} = Reshape(${y}.f, ${y}.h)`,
  (y, a) => `${y} = Tile(${a}, same)`,
  (y, a) => `${y} = MaxPool(${a}) kernel_shape=[3,3] pads=[1,1,1,1]`,
  (y, a, b) => `${y} = Max(${a}, ${b})`,
  (y, _, b) => `${y}.e = Expand(three, back); ${y} = Add(${y}.e, ${b})`,
];

function textOf(steps: readonly Step[], outputs: number): string {
  const names = ["x0", "x1"];
  const lines = steps.map(({ kind, a, b, seed }, i) => {
    const pick = (k: number): string => names[names.length - 1 - (k % Math.min(names.length, 3))] as string;
    const line = (kinds[kind % kinds.length] as (typeof kinds)[number])(`y${i}`, pick(a), pick(b), seed);
    names.push(`y${i}`);
    return line;
  });
  const results = [...new Set(Array.from({ length: outputs }, (_, i) => names.at(-1 - i)))];
  return [...header, ...lines, `return ${results.join(", ")}`].join("\n");
}

const step = fc.record({ kind: fc.nat(kinds.length - 1), a: fc.nat(2), b: fc.nat(2), seed: fc.integer({ min: 1, max: 9 }) });
const graphs = fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 8 }), outputs: fc.integer({ min: 1, max: 2 }) });

const passes: readonly Pass[] = [...new Set([...pipelines.pre, ...pipelines.main].map((s) => s.pass))];

describe("passes on random graphs", () => {
  it.each(passes.map((pass) => [pass.name, pass] as const))("%s keeps the numbers and is a fixed point", (_, pass) => {
    fc.assert(
      fc.property(graphs, ({ steps, outputs }) => {
        runChecked(pass, graphOf(textOf(steps, outputs)));
      }),
      { numRuns: 12 },
    );
  });

  it.each([0, 1, 2, 3] as const)("the pipelines at level %i keep the numbers", (level) => {
    fc.assert(
      fc.property(graphs, ({ steps, outputs }) => {
        const before = graphOf(textOf(steps, outputs));
        const run = (graph: Graph): Graph => {
          const { machine, options } = contextOf({ level });
          return runPasses(graph, [...pipelines.pre, ...pipelines.main], { machine, options, verify: true }).graph;
        };
        const after = run(before);
        expectSameNumbers(before, after, "reassociates");
        if (printGraph(after).includes("Identity")) return;
        run(after);
      }),
      { numRuns: 15 },
    );
  });
});
