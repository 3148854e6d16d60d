/**
 * Values that loops carry from round to round, also those that change on the way: tensors that grow along an axis, strings that get longer.
 * A body is read for ranges of extents (`widened`); by how much a round leaves them at most says for how many rounds they are wide enough.
 */
import { add, bounds, type Dim, equalDims, sub } from "../../core/dim.ts";
import type { Graph, InferContext, LowerContext, Value, Work } from "../../graph/graph.ts";
import { equalTypes, stringType, type TensorType, type Type, tensorType, typeText } from "../../graph/types.ts";
import { copyWork } from "../../graph/work.ts";
import type { Tensor } from "../../loop/expr.ts";
import { limitOf, runtimeExtent, slotOfDim, slotsOf } from "../../loop/runtime-extent.ts";
import { checkInput, handOver, scratchFor, scratchTensor, settle, tensorOutput, unknown } from "./regions.ts";

/** How often a body runs. */
export interface Rounds {
  /** At most; undefined when only the run knows. */
  readonly most: number | undefined;
  /** True when nothing but `most` ends the loop. */
  readonly isExact: boolean;
}

/** The values that a body carries: it takes the first at input `inputsAt` and returns it at output `outputsAt`. */
export interface Carrying {
  readonly body: Graph;
  readonly initial: readonly Value[];
  readonly inputsAt: number;
  readonly outputsAt: number;
}

/** The type of a carried value before the first round, where the body takes it, and where the body returns it. */
interface Carried {
  readonly initial: TensorType;
  readonly given: TensorType;
  readonly made: TensorType;
}

const least = (d: Dim): number => bounds(d)[0];
const most = (d: Dim): number => bounds(d)[1];

/** Extents are held in i32. */
const longestAxis = 2 ** 31 - 1;

/** By how much a round makes an extent larger at most; 0 where it stays in the range that the body is read for. */
const growth = (given: Dim, made: Dim): number =>
  most(made) <= most(given) ? 0 : Math.min(most(sub(made, given)), Math.max(0, most(sub(limitOf(made), given))));

const longest = ({ text }: TensorType): number => text?.longest ?? 0;

const isWithin = ({ text: a }: TensorType, { text: b }: TensorType): boolean =>
  a === undefined || b === undefined || (a.longest <= b.longest && a.total <= b.total);

/** True where every round keeps the type, and the bounds of strings. */
const isKept = ({ initial, given, made }: Carried): boolean =>
  equalTypes(initial, given) && isWithin(initial, given) && equalTypes(made, given) && isWithin(made, given);

/** Undefined for what is no tensor, or changes its rank or element type. */
function carriedAt({ body, initial, inputsAt, outputsAt }: Carrying, i: number): Carried | undefined {
  const [first, given, made] = [initial[i], body.inputs[inputsAt + i], body.outputs[outputsAt + i]].map((v) => v?.type);
  if (first?.kind !== "tensor" || given?.kind !== "tensor" || made?.kind !== "tensor") return undefined;
  const isLike = [given, made].every((t) => t.dtype === first.dtype && t.shape.length === first.shape.length);
  return isLike ? { initial: first, given, made } : undefined;
}

/** For how many rounds an extent, or the length of strings, stays in the range that the body is read for. */
const roundsIn = (initial: Dim, given: Dim, step: number): number =>
  step === 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor((most(given) - most(initial)) / step) + 1);

function roundsOf(carried: Carried): number {
  if (isKept(carried)) return Number.POSITIVE_INFINITY;
  const { initial, given, made } = carried;
  const axes = given.shape.map((d, a) => roundsIn(initial.shape[a] as Dim, d, growth(d, made.shape[a] as Dim)));
  return Math.min(...axes, roundsIn(longest(initial), longest(given), growth(longest(given), longest(made))));
}

/** How many rounds the body is read for: up to then no carried value leaves its range. Infinity where none grows. */
export function roundsThatFit(carrying: Carrying): number {
  const each = carrying.initial.flatMap((_, i) => carriedAt(carrying, i) ?? []);
  return Math.min(Number.POSITIVE_INFINITY, ...each.map(roundsOf));
}

/** After how many rounds the first value is as long as the model declares; undefined where it declares nothing of what grows. */
function declaredRounds(declared: InferContext["declared"], carrying: Carrying): number | undefined {
  const each = carrying.initial.flatMap((_, i): readonly number[] => {
    const { initial, given, made } = carriedAt(carrying, i) ?? {};
    return (made?.shape ?? []).flatMap((d, a) => {
      const [step, end] = [growth(given?.shape[a] as Dim, d), declared(i)?.[a]];
      return step === 0 || end === undefined ? [] : [Math.floor((end - most(initial?.shape[a] as Dim)) / step)];
    });
  });
  return each.length === 0 ? undefined : Math.max(0, Math.min(...each));
}

type Refuse = (growth: string) => never;

/** The range of an extent to read the body for, after it was read for `given`. */
function widerAxis(initial: Dim, given: Dim, made: Dim, limit: number | undefined, refuse: () => never): Dim {
  const step = growth(given, made);
  if (equalDims(given, made) || !Number.isFinite(step)) return given;
  // What the run decides within a round may have nothing to do with how it began: at first that is taken to be all.
  const isAll = equalDims(initial, given) && typeof made !== "number";
  const grown = (): number => most(initial) + step * Math.max(0, (limit ?? refuse()) - 1);
  const end = Math.min(longestAxis, step === 0 ? most(given) : isAll ? most(made) : grown());
  const begin = least(made) < least(given) ? 0 : least(given);
  return end <= most(given) && begin === least(given) ? given : runtimeExtent("carried", begin, Math.max(end, most(given)));
}

function wider({ initial, given, made }: Carried, limit: number | undefined, refuse: Refuse): TensorType {
  const shape = given.shape.map((d, a) => {
    const step = growth(d, made.shape[a] as Dim);
    return widerAxis(initial.shape[a] as Dim, d, made.shape[a] as Dim, limit, () => refuse(`${step} elements along axis ${a}`));
  });
  if (given.text === undefined) return tensorType(given.dtype, shape);
  const step = growth(longest(given), longest(made));
  const rounds = step === 0 ? 0 : (limit ?? refuse(`${step} bytes a string`)) - 1;
  return stringType(shape, Math.max(longest(given), longest(initial) + step * Math.max(0, rounds)));
}

/**
 * The types to read a body with, by what the last reading made of them: the same where they fit, else wider ones. `limit`: the most rounds, where
 * they are known before the run; else the model says how long results may become. Refuses what grows and has no bound by either.
 */
export function widened({ declared, fail }: Pick<InferContext, "declared" | "fail">, carrying: Carrying, limit?: number): readonly Type[] {
  const rounds = limit ?? declaredRounds(declared, carrying);
  return carrying.initial.map((v, i) => {
    const carried = carriedAt(carrying, i);
    if (carried === undefined) return unknown(v.type);
    if (isKept(carried)) return carried.given;
    return wider(carried, rounds, (by) =>
      fail(
        `the carried value ${v.name} may grow by ${by} in a round, and only the run knows how many rounds there are`,
        "say how long it may become: --dim name=most for the dim that the model declares of the loop's output, or make M a constant",
      ),
    );
  });
}

/** An extent after all rounds. */
function resultAxis(initial: Dim, given: Dim, made: Dim, { most: rounds, isExact }: Rounds): Dim {
  if (isFixed(initial, given, made)) return initial;
  const step = sub(made, given);
  if (isExact && rounds !== undefined && typeof step === "number") return add(initial, step * rounds);
  const added = growth(given, made);
  return anyAxis(initial, made, rounds === undefined || added === 0 ? undefined : add(initial, added * rounds));
}

const isFixed = (initial: Dim, given: Dim, made: Dim): boolean => equalDims(initial, given) && equalDims(made, given);

/** An extent before or after any round. */
const anyAxis = (initial: Dim, made: Dim, atMost?: Dim): Dim =>
  runtimeExtent("carried", Math.max(0, Math.min(least(initial), least(made))), Math.max(most(initial), most(made)), atMost);

/** The types of carried values after all rounds. Refuses what changes its element type or rank, or leaves the range that the body is read for. */
export function carriedTypes(context: InferContext, carrying: Carrying, rounds: Rounds): readonly Type[] {
  const { body, initial, inputsAt, outputsAt } = carrying;
  return initial.map((v, i) => {
    const carried = carriedAt(carrying, i);
    const type = unknown(v.type);
    const out = body.outputs[outputsAt + i] as Value;
    if (carried === undefined || !carried.given.shape.every((d, a) => covers(d, carried.initial.shape[a] as Dim)))
      checkInput(context, body, inputsAt + i, type);
    if (carried === undefined && equalTypes(out.type, type)) return type;
    if (carried !== undefined && isKept(carried)) return carried.given;
    if (carried === undefined || (rounds.most ?? 1) > roundsOf(carried)) {
      const rule = `a value carried from round to round keeps one type, or grows by as much in every round: ${v.name} is ${typeText(type)}`;
      const given = body.inputs[inputsAt + i] as Value;
      return context.fail(`${rule}, a round makes ${typeText(out.type)} (${out.name}) of ${typeText(given.type)}`);
    }
    const shape = carried.initial.shape.map((d, a) => resultAxis(d, carried.given.shape[a] as Dim, carried.made.shape[a] as Dim, rounds));
    if (carried.initial.text === undefined) return tensorType(carried.initial.dtype, shape);
    return stringType(shape, Math.max(longest(carried.initial), longest(carried.made)));
  });
}

const covers = (range: Dim, d: Dim): boolean => equalDims(range, d) || (least(range) <= least(d) && most(d) <= most(range));

/** The type of a slice of a scan output, output `i` of the body: the same in every round. */
export function sliceType(context: InferContext, carrying: Carrying, i: number): TensorType {
  const type = tensorOutput(context, carrying.body, i);
  const changing = carrying.initial.flatMap((_, k) => {
    const carried = carriedAt(carrying, k);
    return carried === undefined ? [] : carried.given.shape.filter((d, a) => !equalDims(d, carried.initial.shape[a] as Dim));
  });
  const slots = new Set(slotsOf(changing));
  if (slotsOf(type.shape).some((slot) => slots.has(slot)))
    context.fail(`a scan output collects slices of one shape: ${carrying.body.outputs[i]?.name} is ${typeText(type)}, another in every round`);
  return type;
}

/** How a loop holds a carried value. */
export interface Held {
  /** What the body is given. */
  readonly given: Tensor;
  /** Ahead of the loop, at the start of each round, behind the loop. */
  readonly begin: readonly Work[];
  readonly enter: readonly Work[];
  readonly finish: readonly Work[];
  /** Takes over what a round made; undefined where such values are handed over together. */
  readonly leave: ((made: Tensor) => readonly Work[]) | undefined;
}

/**
 * A value that keeps its type has one tensor, the result. One that changes has two, whose extents are apart: what rounds leave, and its copy that
 * a round reads, so that the first can be written while the second is read.
 */
export function held(context: LowerContext, carrying: Carrying, i: number, from: Tensor, to: Tensor): Held {
  const carried = carriedAt(carrying, i);
  if (carried === undefined || (isKept(carried) && to.bytes === undefined))
    return { given: to, begin: [copyWork(from, to)], enter: [], finish: [], leave: undefined };
  const { initial, given, made } = carried;
  const result = to.bytes === undefined ? tensorType(to.dtype, to.shape) : (context.node.outputs[i]?.type as TensorType);
  // An extent that is settled by the end of the loop is not while it runs.
  const shape = result.shape.map((d, a) => {
    const [before, during, after] = [initial, given, made].map((t) => t.shape[a] as Dim) as [Dim, Dim, Dim];
    const isOpen = slotOfDim(d) !== undefined && !equalDims(d, before);
    return isOpen || isFixed(before, during, after) ? d : anyAxis(before, after);
  });
  const isResult = shape.every((d, a) => d === result.shape[a]);
  const state = isResult ? to : scratchTensor(context, "carried", { ...result, shape });
  const input = carrying.body.inputs[carrying.inputsAt + i] as Value;
  const current = scratchFor(context, input);
  return {
    given: current,
    begin: settle(from, state, initial.shape, shape),
    enter: settle(state, current, shape, given.shape),
    finish: isResult ? [] : settle(state, to, shape, result.shape),
    leave: (next) => settle(next, state, made.shape, shape),
  };
}

/** The end of a round, which made `made`. */
export function leaveRound(context: LowerContext, values: readonly Held[], made: readonly Tensor[]): readonly Work[] {
  const apart = values.flatMap(({ leave }, i) => leave?.(made[i] as Tensor) ?? []);
  const together = values.flatMap(({ leave, given }, i) => (leave === undefined ? [{ from: made[i] as Tensor, to: given }] : []));
  // What is handed over together may be read by what is not.
  return [...apart, ...handOver(context, together)];
}
