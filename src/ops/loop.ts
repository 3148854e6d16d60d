/**
 * Loop: runs a graph in rounds. Inputs: the most rounds M, a condition, initial values of what is carried; the body takes the number of the
 * round, the condition and the carried values, and gives the next condition, the next values, and a slice of each scan output.
 * Since opset 1 (sequences since 13, optionals since 16). https://onnx.ai/onnx/operators/onnx__Loop.html
 */
import { add, bounds, type Dim } from "../core/dim.ts";
import { symbolsOf } from "../core/dim-fold.ts";
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
import { stringType, type TensorType, type Type, tensorType, typeText, usualStringBytes } from "../graph/types.ts";
import { readsOf } from "../graph/work.ts";
import { allOf, bool, cast, constant, type Expr, eq, i32, index, lt, max, min, select, type Tensor } from "../loop/expr.ts";
import { computedValue } from "../loop/rewrite-expr.ts";
import { runtimeExtent, slotsOf } from "../loop/runtime-extent.ts";
import { type Carrying, carriedTypes, held, leaveRound, type Rounds, roundsThatFit, sliceType, widened } from "./families/carried.ts";
import { type Counter, checkCounts, counter, fill, heldGraph, putSlice, scratchFor, unknown } from "./families/regions.ts";
import { type Memory, memory, routine } from "./families/routines.ts";
import { checkSingle, elementOf } from "./families/single-element.ts";
import { appendStrings, noStrings } from "./families/string-slices.ts";

/** From this many rounds on there is no limit in practice: exporters write the largest i64 for `while`. */
const endless = 2 ** 31 - 1;

type Given = Pick<InferContext, "inputs" | "inputName" | "known"> & { readonly fail: (rule: string, hint?: string) => never };

/** The most rounds: a number, or undefined when only the run knows. */
function tripOf({ inputs, known, fail }: Given): number | undefined {
  const trip = inputs[0];
  if (trip === undefined) return endless;
  if (trip.type.kind !== "tensor" || trip.type.dtype !== "i64" || trip.type.shape.some((d) => d !== 1))
    return fail(`M is ${typeText(trip.type)}, one i64 is expected`);
  const [count] = known(0) ?? (trip.data === undefined ? [] : [Number(trip.data.array[0])]);
  return typeof count === "number" ? Math.min(Math.max(0, count), endless) : undefined;
}

/** The most rounds that are known before the run; `while` knows none. */
function roundsOf(context: Given, body: Graph): Rounds {
  const trip = tripOf(context);
  const first = context.inputs[1] === undefined ? 1 : context.known(1)?.[0];
  if (first === 0) return { most: 0, isExact: true };
  const isExact = first === 1 && knownTrue(body.outputs[0]);
  if (trip === endless && isExact) return context.fail("it never ends: M is left out or 2^31 - 1 at least, and the condition is always true");
  return { most: trip === endless ? undefined : trip, isExact };
}

const knownTrue = (v: Value | undefined): boolean =>
  v?.type.kind === "tensor" && (v.type.known?.[0] === 1 || (v.data !== undefined && Number(v.data.array[0]) === 1));

/** The number of the round as the body knows it, and the i32 it is read from. */
function counterOf(body: Graph, most: number): Counter {
  const type = body.inputs[0]?.type;
  const dim = type?.kind === "tensor" ? type.known?.[0] : undefined;
  const [symbol] = dim === undefined ? [] : symbolsOf(dim);
  const value = symbol === undefined ? undefined : computedValue(symbol);
  return dim !== undefined && value?.kind === "read" ? { most, dim, held: value.tensor } : counter(most);
}

const initialValues = ({ inputs, inputName, fail }: Given): readonly Value[] =>
  inputs.slice(2).map((v, i) => v ?? fail(`${inputName(i + 2)}, the initial value of what is carried, is missing`));

/** The most slices that are declared of the scan outputs, which come after `carried` others. */
function declaredMost({ declared }: Pick<InferContext, "declared">, carried: number, outputs: number): number | undefined {
  const counts = Array.from({ length: Math.max(0, outputs - carried) }, (_, i) => declared(carried + i)?.[0]);
  return counts.find((count) => count !== undefined);
}

const carryingOf = (body: Graph, initial: readonly Value[]): Carrying => ({ body, initial, inputsAt: 2, outputsAt: 1 });

/** How many slices a scan output has: one for each round. */
function sliceCount(context: InferContext, { most, isExact }: Rounds, carrying: Carrying): Dim {
  if (most !== undefined && isExact) return most;
  if (most !== undefined) return runtimeExtent("rounds", 0, most);
  const declared = declaredMost(context, carrying.initial.length, context.outputCount) ?? Number.POSITIVE_INFINITY;
  const room = Math.min(declared, roundsThatFit(carrying));
  if (Number.isFinite(room)) return runtimeExtent("rounds", 0, room);
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
  checkSingle(context, 1);
  const initial = initialValues(context);
  const scans = body.outputs.length - 1 - initial.length;
  checkCounts(context, body, initial.length + 2, initial.length + 1 + Math.max(0, scans));
  checkOne(context, body.inputs[0] as Value, "i64", `the round number of ${body.name},`);
  checkOne(context, body.inputs[1] as Value, "bool", `the condition of ${body.name},`);
  checkOne(context, body.outputs[0] as Value, "bool", `the next condition of ${body.name},`);
  const rounds = roundsOf(context, body);
  const carrying = carryingOf(body, initial);
  const carried = carriedTypes(context, carrying, rounds);
  const parts = Array.from({ length: scans }, (_, i) => sliceType(context, carrying, initial.length + 1 + i));
  if (parts.length === 0) return carried;
  const count = sliceCount(context, rounds, carrying);
  return [...carried, ...parts.map((part) => collectedType(part, count))];
}

const collectedType = ({ dtype, shape, text }: TensorType, count: Dim): TensorType =>
  text === undefined ? tensorType(dtype, [count, ...shape]) : stringType([count, ...shape], text.longest, bounds(count)[1] * text.total);

/** M as the i32 that counts rounds, `most` of them at most. */
function countedTrip(context: LowerContext, limit: number): { readonly held: Tensor; readonly set: Work } {
  const given = context.input(0);
  const held = context.scratch("trip", "i32", []);
  const most = min(elementOf(given), constant("i64", limit));
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
  const message = `it wants more than the ${most} rounds that there is room for`;
  return { ...made, check: { broken: broken.tensor, where: nodeLabel(context.node), message, value: context.outputs[0]?.name ?? "" } };
}

/** Where the rounds that the run counts are held, and how many there is room for where it may want more. */
interface Room {
  readonly slots: readonly Tensor[];
  readonly most: number | undefined;
}

/** Scan outputs have room for as many slices as are declared, values that grow for as long as they may become. */
function roomOf(context: LowerContext, scans: readonly Type[], carrying: Carrying, most: number | undefined): Room {
  const [count = Number.POSITIVE_INFINITY] = scans.flatMap((t) => (t.kind === "tensor" ? t.shape.slice(0, 1) : []));
  const slots = slotsOf([count]);
  if (most !== undefined) return { slots, most: undefined };
  const room = Math.min(bounds(count)[1], roundsThatFit(carrying));
  if (!Number.isFinite(room)) return { slots, most: undefined };
  return { slots: slots.length > 0 ? slots : [context.scratch("rounds", "i32", [])], most: room };
}

/** A slice of each scan output, stored. */
function collect(context: LowerContext, body: Graph, made: readonly Tensor[], carried: number, at: Counter): readonly Work[] {
  return context.outputs.slice(carried).map((whole, i) => {
    const [part, type, all] = [made[carried + i] as Tensor, body.outputs[1 + carried + i]?.type, context.node.outputs[carried + i]?.type];
    if (type?.kind !== "tensor" || all?.kind !== "tensor" || whole.bytes === undefined) return putSlice(part, whole, 0, at.dim);
    return appendStrings({ tensor: part, shape: type.shape }, { tensor: whole, shape: all.shape }, at);
  });
}

function lower(context: LowerContext): readonly Work[] {
  const body = heldGraph(context, "body");
  const given = { ...context, inputs: context.node.inputs };
  const initial = initialValues(given);
  const carrying = carryingOf(body, initial);
  const values = initial.map((_, i) => held(context, carrying, i, context.input(i + 2), context.outputs[i] as Tensor));
  const { most, isExact } = roundsOf(given, body);
  const counted = counterOf(body, most ?? endless);
  const { dim, held: round } = counted;
  const [number, truth] = body.inputs.slice(0, 2).map((v) => scratchFor(context, v));
  const lowered = context.body(body, [...(number ? [number] : []), ...(truth ? [truth] : []), ...values.map((v) => v.given)]);
  const [next, ...made] = lowered.outputs;
  const used = new Set([...lowered.work.flatMap(readsOf), ...lowered.outputs]);
  const condition = isExact ? undefined : context.scratch("condition", "bool", []);
  const test = (from: Tensor | undefined): readonly Work[] =>
    condition === undefined ? [] : [fill(condition, from === undefined ? bool(true) : elementOf(from))];
  const collected = context.node.outputs.slice(initial.length).map((v) => v.type);
  const { slots, most: room } = roomOf(context, collected, carrying, most);
  const rounds: readonly Work[] = [
    ...values.flatMap((v) => v.enter),
    ...(number !== undefined && used.has(number) ? [fill(number, cast("i64", index(dim)))] : []),
    ...(truth !== undefined && used.has(truth) ? [fill(truth, bool(true))] : []),
    ...lowered.work,
    ...test(next),
    ...collect(context, body, made, initial.length, counted),
    ...slots.map((slot) => fill(slot, cast("i32", index(add(dim, 1))))),
    ...leaveRound(context, values, made),
  ];
  const trip = tripOf(given) === undefined ? countedTrip(context, room ?? endless) : undefined;
  const limit = trip?.held ?? most ?? room;
  const [slot] = slots;
  return [
    ...values.flatMap((v) => v.begin),
    ...test(context.inputs[1]),
    ...(trip === undefined ? [] : [trip.set]),
    ...slots.map((slot) => fill(slot, i32(0))),
    ...context.outputs.slice(initial.length).flatMap((t) => (t.bytes === undefined ? [] : noStrings(t))),
    {
      kind: "loop",
      trip: limit,
      condition,
      round,
      body: rounds,
      origin: context.node.origin,
    },
    ...values.flatMap((v) => v.finish),
    ...(room === undefined || slot === undefined ? [] : [checkRoom(context, slot, room, condition)]),
  ];
}

/** For the examples: hands over (a, b) as (b, a). */
const exchange: Graph = (() => {
  const [a, b] = [value("swap_a", tensorType("f32", [2])), value("swap_b", tensorType("f32", [2]))];
  const [round, condition] = [value("swap_round", tensorType("i64", [])), value("swap_condition", tensorType("bool", [], [1]))];
  return graph({ name: "exchange", inputs: [round, condition, a, b], nodes: [], outputs: [condition, b, a, round] });
})();

/** For the examples: hands over strings (a, b) as (b, a), and collects a. */
const exchangedStrings: Graph = (() => {
  const [a, b] = ["strings_a", "strings_b"].map((name) => value(name, stringType([2], usualStringBytes))) as [Value, Value];
  const [round, condition] = [value("strings_round", tensorType("i64", [])), value("strings_condition", tensorType("bool", [], [1]))];
  return graph({ name: "exchanged_strings", inputs: [round, condition, a, b], nodes: [], outputs: [condition, b, a, a] });
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
  inputs: ["M", "cond", "...v_initial"],
  strings: "held",
  attrs: (raw) => ({ body: raw.graph("body") }),
  bodies(_, context, { body }) {
    const initial = initialValues(context);
    const trip = tripOf(context) ?? endless;
    const most = trip < endless ? trip : declaredMost(context, initial.length, context.outputCount);
    const { dim } = counter(most ?? endless);
    const shapeOf = (i: number): readonly Dim[] => (context.inputs[i] === undefined ? [] : context.tensor(i).shape);
    // The body runs only where the condition holds.
    const given = [tensorType("i64", shapeOf(0), [dim]), tensorType("bool", shapeOf(1), [1])];
    const carried = body === undefined ? initial.map((v) => unknown(v.type)) : widened(context, carryingOf(body, initial), most);
    return { body: [...given, ...carried] };
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
    {
      note: "strings change places, and are collected",
      attrs: { body: exchangedStrings },
      inputs: [
        { dtype: "i64", shape: [], values: [3n], constant: true },
        undefined,
        { dtype: "string", shape: [2], values: ["a", "é"] },
        { dtype: "string", shape: [2], values: ["", "longer"] },
      ],
      outputs: [
        { dtype: "string", shape: [2], values: ["", "longer"] },
        { dtype: "string", shape: [2], values: ["a", "é"] },
        { dtype: "string", shape: [3, 2], values: ["a", "é", "", "longer", "a", "é"] },
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
