/**
 * Loop: runs a graph in rounds. Inputs: the most rounds M, a condition, initial values of what is carried; the body takes the number of the
 * round, the condition and the carried values, and gives the next condition, the next values, and a slice of each scan output.
 * Since opset 1 (sequences since 13, optionals since 16). https://onnx.ai/onnx/operators/onnx__Loop.html
 */
import { add, bounds, type Dim, symbolsOf } from "../core/dim.ts";
import { makeConstant } from "../graph/build.ts";
import {
  defineOp,
  exactTolerance,
  type Graph,
  graph,
  type InferContext,
  type LowerContext,
  nodeLabel,
  type Value,
  value,
  type Work,
} from "../graph/graph.ts";
import { type Type, tensorType, typeText } from "../graph/types.ts";
import { copyWork, readsOf } from "../graph/work.ts";
import { allOf, bool, cast, constant, type Expr, eq, i32, index, lt, max, min, read, select, type Tensor } from "../loop/expr.ts";
import { computedValue } from "../loop/rewrite-expr.ts";
import { runtimeExtent, slotsOf } from "../loop/runtime-extent.ts";
import {
  type Counter,
  carriedTypes,
  checkCounts,
  counter,
  fill,
  handOver,
  heldGraph,
  putSlice,
  scratchFor,
  tensorOutput,
  unknown,
} from "./families/regions.ts";
import { type Memory, memory, routine } from "./families/routines.ts";

/** From this many rounds on there is no limit in practice: exporters write the largest i64 for `while`. */
const endless = 2 ** 31 - 1;

type Given = Pick<InferContext, "inputs" | "known"> & { readonly fail: (rule: string, hint?: string) => never };

/** The most rounds: a number, or undefined when only the run knows. */
function tripOf({ inputs, known, fail }: Given): number | undefined {
  const trip = inputs[0];
  if (trip === undefined) return endless;
  if (trip.type.kind !== "tensor" || trip.type.dtype !== "i64" || trip.type.shape.some((d) => d !== 1))
    return fail(`M is ${typeText(trip.type)}, one i64 is expected`);
  const [count] = known(0) ?? (trip.data === undefined ? [] : [Number(trip.data.array[0])]);
  return typeof count === "number" ? Math.min(Math.max(0, count), endless) : undefined;
}

interface Rounds {
  /** The most rounds; undefined when only the run knows. */
  readonly most: number | undefined;
  /** True when nothing but `most` ends the loop. */
  readonly isExact: boolean;
}

function roundsOf(context: Given, body: Graph): Rounds {
  const trip = tripOf(context);
  const first = context.inputs[1] === undefined ? 1 : context.known(1)?.[0];
  if (first === 0) return { most: 0, isExact: true };
  return { most: trip, isExact: first === 1 && knownTrue(body.outputs[0]) };
}

const knownTrue = (v: Value | undefined): boolean =>
  v?.type.kind === "tensor" && (v.type.known?.[0] === 1 || (v.data !== undefined && Number(v.data.array[0]) === 1));

/** The number of the round as the body knows it, and the i32 it is read from. */
function counterOf(body: Graph, most: number): Counter {
  const type = body.inputs[0]?.type;
  const dim = type?.kind === "tensor" ? type.known?.[0] : undefined;
  const [symbol] = dim === undefined ? [] : symbolsOf(dim);
  const value = symbol === undefined ? undefined : computedValue(symbol);
  return dim !== undefined && value?.kind === "read" ? { dim, held: value.tensor } : counter(most);
}

const initialValues = ({ inputs, fail }: Given): readonly Value[] =>
  inputs.slice(2).map((v, i) => v ?? fail(`input ${i + 2}, the initial value of what is carried, is missing`));

/** The most slices that are declared of the scan outputs, which come after `carried` others. */
function declaredMost({ declared }: Pick<InferContext, "declared">, carried: number, outputs: number): number | undefined {
  const counts = Array.from({ length: Math.max(0, outputs - carried) }, (_, i) => declared(carried + i)?.[0]);
  return counts.find((count) => count !== undefined);
}

/** How many slices a scan output has: one for each round. */
function sliceCount(context: InferContext, { most, isExact }: Rounds, carried: number): Dim {
  if (most !== undefined && isExact) return most;
  if (most !== undefined && most < endless) return runtimeExtent("rounds", 0, most);
  const declared = declaredMost(context, carried, context.outputCount);
  if (declared !== undefined) return runtimeExtent("rounds", 0, declared);
  return context.fail(
    "its scan outputs have one slice a round, and only the run knows how many rounds there are",
    "say the most: --dim name=most for the first dim that the model declares of such an output, or make M a constant",
  );
}

/** One element of `dtype`, whether it is of rank 0 or 1. */
function checkOne({ fail }: InferContext, v: Value, dtype: "i64" | "bool", role: string): void {
  const isOne = v.type.kind === "tensor" && v.type.dtype === dtype && v.type.shape.every((d) => d === 1);
  if (!isOne) fail(`${role} ${v.name} is ${typeText(v.type)}, one ${dtype} is expected`);
}

function infer(context: InferContext): readonly Type[] {
  const body = heldGraph(context, "body");
  const initial = initialValues(context);
  const scans = body.outputs.length - 1 - initial.length;
  checkCounts(context, body, initial.length + 2, initial.length + 1 + Math.max(0, scans));
  checkOne(context, body.inputs[0] as Value, "i64", `the round number of ${body.name},`);
  checkOne(context, body.inputs[1] as Value, "bool", `the condition of ${body.name},`);
  checkOne(context, body.outputs[0] as Value, "bool", `the next condition of ${body.name},`);
  const rounds = roundsOf(context, body);
  if (rounds.isExact && rounds.most === endless) context.fail("it never ends: M is left out or 2^31 - 1 at least, and the condition is always true");
  const carried = carriedTypes(context, body, initial, 2, 1);
  const parts = Array.from({ length: scans }, (_, i) => tensorOutput(context, body, initial.length + 1 + i));
  if (parts.length === 0) return carried;
  const count = sliceCount(context, rounds, initial.length);
  return [...carried, ...parts.map((part) => tensorType(part.dtype, [count, ...part.shape]))];
}

/** M as the i32 that counts rounds, `most` of them at most. */
function countedTrip(context: LowerContext, limit: number): { readonly held: Tensor; readonly set: Work } {
  const given = context.input(0);
  const held = context.scratch("trip", "i32", []);
  const most = min(only(given), constant("i64", limit));
  return { held, set: fill(held, cast("i32", max(most, constant("i64", 0)))) };
}

/** Ends the run where more rounds were wanted than a scan output has room for. */
function checkRoom(context: LowerContext, slot: Tensor, most: number, condition: Tensor | undefined): Work {
  const [rounds, broken] = [memory("rounds", slot, "in"), memory("broken", context.scratch("broken", "i32", []), "out")];
  const given = context.inputs[0] === undefined ? undefined : memory("m", context.input(0), "in");
  const going = condition === undefined ? undefined : memory("condition", condition, "in");
  const one = (m: Memory): Expr => m.get(m.tensor.shape.map(() => 0));
  const wanted = allOf([
    eq(one(rounds), i32(most)),
    ...(given === undefined ? [] : [lt(constant("i64", most), one(given))]),
    ...(going === undefined ? [] : [one(going)]),
  ]);
  const memories = [rounds, ...(given === undefined ? [] : [given]), ...(going === undefined ? [] : [going]), broken];
  const body = [broken.put([], select(wanted ?? bool(true), i32(1), i32(0)))];
  const made = routine("rounds_check", `at most ${most} rounds`, memories, body);
  const message = `it wants more than the ${most} rounds that are declared`;
  return { ...made, check: { broken: broken.tensor, where: nodeLabel(context.node), message, value: context.outputs[0]?.name ?? "" } };
}

/** The element of a tensor of one. */
const only = (t: Tensor): Expr =>
  read(
    t,
    t.shape.map(() => 0),
  );

function lower(context: LowerContext): readonly Work[] {
  const body = heldGraph(context, "body");
  const initial = context.inputs.slice(2).map((_, i) => context.input(i + 2));
  const [states, scans] = [context.outputs.slice(0, initial.length), context.outputs.slice(initial.length)];
  const { most, isExact } = roundsOf({ ...context, inputs: context.node.inputs }, body);
  const { dim, held: round } = counterOf(body, most ?? endless);
  const [number, truth] = body.inputs.slice(0, 2).map((v) => scratchFor(context, v));
  const lowered = context.body(body, [...(number ? [number] : []), ...(truth ? [truth] : []), ...states]);
  const [next, ...made] = lowered.outputs;
  const used = new Set([...lowered.work.flatMap(readsOf), ...lowered.outputs]);
  const condition = isExact ? undefined : context.scratch("condition", "bool", []);
  const test = (from: Tensor | undefined): readonly Work[] =>
    condition === undefined ? [] : [fill(condition, from === undefined ? bool(true) : only(from))];
  const slots = slotsOf(scans.map((t) => t.shape[0] ?? 0));
  const rounds: readonly Work[] = [
    ...(number !== undefined && used.has(number) ? [fill(number, cast("i64", index(dim)))] : []),
    ...(truth !== undefined && used.has(truth) ? [fill(truth, bool(true))] : []),
    ...lowered.work,
    ...test(next),
    ...scans.map((whole, i) => putSlice(made[initial.length + i] as Tensor, whole, 0, dim)),
    ...slots.map((slot) => fill(slot, cast("i32", index(add(dim, 1))))),
    ...handOver(
      context,
      states.map((to, i) => ({ from: made[i] as Tensor, to })),
    ),
  ];
  // Where the run counts the rounds, scan outputs have room for as many as are declared.
  const room = most === undefined || most === endless ? slots.map(() => bounds(scans[0]?.shape[0] ?? 0)[1]).at(0) : undefined;
  const trip = most === undefined ? countedTrip(context, room ?? endless) : undefined;
  const limit = trip?.held ?? (most === endless ? room : most);
  const [slot] = slots;
  const checks = room === undefined || slot === undefined ? [] : [checkRoom(context, slot, room, condition)];
  return [
    ...initial.map((from, i) => copyWork(from, states[i] as Tensor)),
    ...test(context.inputs[1]),
    ...(trip === undefined ? [] : [trip.set]),
    ...slots.map((slot) => fill(slot, i32(0))),
    {
      kind: "loop",
      ...(limit === undefined ? {} : { trip: limit }),
      ...(condition === undefined ? {} : { condition }),
      round,
      body: rounds,
      origin: context.node.origin,
    },
    ...checks,
  ];
}

/** For the examples: hands over (a, b) as (b, a). */
const exchange: Graph = (() => {
  const [a, b] = [value("swap_a", tensorType("f32", [2])), value("swap_b", tensorType("f32", [2]))];
  const [round, condition] = [value("swap_round", tensorType("i64", [])), value("swap_condition", tensorType("bool", [], [1]))];
  return graph({ name: "exchange", inputs: [round, condition, a, b], nodes: [], outputs: [condition, b, a, round] });
})();

/** For the examples: one round, which gives 9. */
const once = (k: number): Graph =>
  graph({
    name: "once",
    inputs: [
      value(`once${k}_round`, tensorType("i64", [1])),
      value(`once${k}_go`, tensorType("bool", [])),
      value(`once${k}_x`, tensorType("i64", [])),
    ],
    nodes: [],
    outputs: [makeConstant(`once${k}_stop`, "bool", [], Uint8Array.of(0)), makeConstant(`once${k}_y`, "i64", [], BigInt64Array.of(9n))],
  });

export const Loop = defineOp({
  name: "Loop",
  opset: 24,
  since: 1,
  doc: "a graph in rounds, as a count and a condition say",
  attrs: (raw) => ({ body: raw.graph("body") }),
  bodies(_, context) {
    const most = tripOf(context) ?? endless;
    const { dim } = counter(most < endless ? most : (declaredMost(context, Math.max(0, context.inputs.length - 2), context.outputCount) ?? endless));
    const shapeOf = (i: number): readonly Dim[] => (context.inputs[i] === undefined ? [] : context.tensor(i).shape);
    // The body runs only where the condition holds.
    const given = [tensorType("i64", shapeOf(0), [dim]), tensorType("bool", shapeOf(1), [1])];
    return { body: [...given, ...initialValues(context).map((v) => unknown(v.type))] };
  },
  infer,
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "two values change places, rounds are collected",
      attrs: { body: exchange },
      inputs: [{ dtype: "i64", shape: [], values: [3n], constant: true }, undefined, { shape: [2], values: [1, 2] }, { shape: [2], values: [3, 4] }],
      outputs: [
        { shape: [2], values: [3, 4] },
        { shape: [2], values: [1, 2] },
        { dtype: "i64", shape: [3], values: [0n, 1n, 2n] },
      ],
    },
    ...[0n, 7n].map(
      (rounds, k) =>
        ({
          note: `at most ${rounds} rounds, the condition ends it after one`,
          attrs: { body: once(k) },
          inputs: [
            { dtype: "i64", shape: [1], values: [rounds] },
            { dtype: "bool", shape: [], values: [true] },
            { dtype: "i64", shape: [], values: [5n] },
          ],
          outputs: [{ dtype: "i64", shape: [], values: [rounds === 0n ? 5n : 9n] }],
        }) as const,
    ),
  ],
});
