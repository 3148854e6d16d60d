/**
 * Plans: what operands that are only known at run time decide (where slices start, how long they are, which axes are reduced). One kernel runs
 * ahead of the others, reads the operands, stores what the others need, the extents of outputs to their slots, and whether the operands give the
 * shape that is declared.
 */
import { invariant } from "../../core/diagnostics.ts";
import { bounds, type Dim, mul as mulDim } from "../../core/dim.ts";
import { dimText, shapeText } from "../../core/dim-fold.ts";
import { type InferContext, type LowerContext, nodeLabel, type Work } from "../../graph/graph.ts";
import { axis as axisOver, type Compute, compute } from "../../loop/compute.ts";
import {
  add,
  and,
  cast,
  computedDim,
  constant,
  type Expr,
  eq,
  i32,
  index,
  le,
  lt,
  max,
  min,
  not,
  or as orBits,
  read,
  select,
  shl,
  type Tensor,
  tile,
  tileGet,
  variable,
} from "../../loop/expr.ts";
import { declareTile, ifStmt, type Kernel, kernel, letStmt, type Routine, type Stmt, setTile } from "../../loop/kernel.ts";
import { runtimeExtent, slotOfDim } from "../../loop/runtime-extent.ts";
import { knownTensor } from "./known-elements.ts";
import { type Memory, memory, routine } from "./routines.ts";
import { steeringNumbers } from "./steering.ts";

type Context = InferContext | LowerContext;

/** True where the elements of input `i` are only known at run time. */
export const isSteeredAtRunTime = (context: Context, i: number): boolean => context.inputs[i] !== undefined && knownTensor(context, i) === undefined;

/** What the run may give an extent: the number that is declared where it lies in the range, else whatever the range says. */
export function settledExtent(context: InferContext, output: number, axis: number, name: string, [lo, hi]: readonly [number, number]): Dim {
  const declared = context.declared(output)?.[axis];
  return declared !== undefined && declared >= lo && declared <= hi ? declared : runtimeExtent(name, lo, hi);
}

/** The shape declared for an output whose extents have no bound; refuses the node where an extent is left open. */
export function declaredShape(context: InferContext, output: number, rank: number | undefined, why: string): readonly number[] {
  const declared = context.declared(output);
  const isWhole = declared?.every((d) => d !== undefined) && (rank === undefined || declared.length === rank);
  if (isWhole) return declared as readonly number[];
  const found = declared === undefined ? "no shape is declared" : `[${declared.map((d) => d ?? "?").join(",")}] is declared`;
  return context.fail(
    `${why} decides the shape of output ${output} at run time, and ${found}`,
    "export the model with the shape of that value (ONNX's value_info), or make the operand a constant; --dim gives a declared name a value",
  );
}

/** Extents that operand `i` gives to output 0: those it is known to hold, else those declared at `axes` (all of `rank`, where they are left out). */
export function askedExtents(context: InferContext, i: number, rank: number, axes?: readonly number[]): readonly number[] {
  if (!isSteeredAtRunTime(context, i)) return steeringNumbers(context, i);
  const declared = declaredShape(context, 0, rank, context.inputName(i));
  const extents = (axes ?? declared.map((_, a) => a)).map((a) => declared[a] ?? 0);
  const { shape } = context.tensor(i);
  if (shape.length !== 1 || shape[0] !== extents.length)
    return context.fail(`${context.inputName(i)} has the shape ${shapeText(shape)}, ${extents.length} extents are expected`);
  return extents;
}

/** The kernel that checks an operand at run time against the extents that `output` was given for it; none where it is known. */
export function checkedExtents(context: LowerContext, i: number, output: Tensor, axes?: readonly number[]): readonly Work[] {
  if (!isSteeredAtRunTime(context, i)) return [];
  const plan = new Plan(context);
  (axes ?? output.shape.map((_, a) => a)).forEach((a, k) => plan.extent(output.shape[a] ?? 1, plan.let(`extent${a}`, plan.operand(i, k))));
  return [plan.routine("asked_extents", output)];
}

/** Numbers kept for the kernels after the plan, and the statements that find them. */
export class Plan {
  readonly #context: LowerContext;
  readonly #memories = new Map<number, Memory>();
  readonly #body: Stmt[] = [];
  readonly #kept: Memory[] = [];
  readonly #broken = tile("broken", "i32", 1, []);
  #asks = false;

  constructor(context: LowerContext) {
    this.#context = context;
    this.#body.push(declareTile(this.#broken, i32(0)));
  }

  /** Element `at` (row-major) of an integer operand as i32, kept to what an i32 holds. */
  operand(i: number, at: number): Expr {
    const value = this.element(i, at);
    if (value.dtype !== "i64") return value.dtype === "i32" ? value : cast("i32", value);
    return cast("i32", min(max(value, constant("i64", -(2 ** 31) + 1)), constant("i64", 2 ** 31 - 1)));
  }

  /** The only element of an operand, as it is. */
  scalar(i: number): Expr {
    return this.element(i, 0);
  }

  /** Element `at` (row-major) of an operand of rank 0 or 1 as it is. */
  element(i: number, at: number): Expr {
    const found = this.#memories.get(i) ?? memory(`operand${i}`, this.#context.input(i), "in");
    this.#memories.set(i, found);
    const { shape } = found.tensor;
    if (!shape.every((d) => bounds(d)[0] > at) || shape.length > 1)
      this.#context.fail(`${this.#context.inputName(i)} has shape ${shapeText(shape)}, expected a list of at least ${at + 1}`);
    return found.get(found.tensor.shape.length === 0 ? [] : [at]);
  }

  /** How many elements an operand of rank 0 or 1 has. */
  count(i: number): number {
    const { shape } = this.#context.input(i);
    const [extent = 1] = shape;
    return typeof extent === "number"
      ? extent
      : this.#context.fail(`${this.#context.inputName(i)} has ${shapeText(shape)} elements, a known number is expected`);
  }

  /** `value` by a name. */
  let(name: string, value: Expr): Expr {
    const v = variable(name, value.dtype);
    this.#body.push(letStmt(v, value));
    return v;
  }

  add(...statements: readonly Stmt[]): void {
    this.#body.push(...statements);
  }

  /** A number that later kernels use as a coordinate in [lo, hi], in which it certainly lies. */
  keep(name: string, value: Expr, range: readonly [number, number]): Dim {
    const kept = memory(name, this.#context.scratch(name, "i32", []), "out");
    this.#kept.push(kept);
    this.#body.push(kept.put([], value));
    return computedDim(name, read(kept.tensor, []), range);
  }

  /** A float that later kernels read, as f32. */
  keepFloat(name: string, value: Expr): Expr {
    const kept = memory(name, this.#context.scratch(name, "f32", []), "out");
    this.#kept.push(kept);
    this.#body.push(kept.put([], cast("f32", value)));
    return read(kept.tensor, []);
  }

  /** Says that an extent is `value`: stored to its slot, or compared with the number it is declared to be. */
  extent(extent: Dim, value: Expr): void {
    const slot = slotOfDim(extent);
    if (slot !== undefined) {
      const held = memory(slot.name, slot, "out");
      this.#kept.push(held);
      this.#body.push(held.put([], value));
      const [lo, hi] = bounds(extent);
      this.expect(and(not(lt(value, i32(lo))), not(lt(i32(hi), value))));
    } else if (typeof extent === "number") this.expect(eq(value, i32(extent)));
    else this.#context.fail(`extent ${dimText(extent)} depends on others, which operands at run time do not decide`);
  }

  /** The run ends where `condition` does not hold. */
  expect(condition: Expr): void {
    this.#asks = true;
    this.#body.push(ifStmt(not(condition), [setTile(this.#broken, [], i32(1))]));
  }

  /** The kernel, with its check where something is expected; `message` says what does not hold then. */
  routine(name: string, output: Tensor, message = `the operands do not give ${output.name} the shape ${rangeText(output.shape)}`): Routine {
    const memories = [...this.#memories.values(), ...this.#kept];
    if (!this.#asks) return routine(name, `what operands decide about ${shapeText(output.shape)}`, memories, this.#body);
    const broken = memory("broken", this.#context.scratch("broken", "i32", []), "out");
    const body = [...this.#body, broken.put([], tileGet(this.#broken, []))];
    const made = routine(name, `what operands decide about ${shapeText(output.shape)}`, [...memories, broken], body);
    return { ...made, check: { broken: broken.tensor, where: nodeLabel(this.#context.node), message, value: output.name } };
  }
}

const rangeText = (shape: readonly Dim[]): string => `[${shape.map((d) => (typeof d === "number" ? `${d}` : bounds(d).join(".."))).join(",")}]`;

/** Where operand `i` is a whole shape at run time: the kernel that compares it with the output's. */
export function checkGivenShape(context: LowerContext, i: number, output: Tensor): readonly Routine[] {
  if (!isSteeredAtRunTime(context, i)) return [];
  const plan = new Plan(context);
  output.shape.forEach((d, a) => {
    plan.expect(eq(plan.operand(i, a), i32(Number(d))));
  });
  return [plan.routine("shape_operand", output)];
}

/** An axis given at run time, counted from the end where it is negative. */
export const fromStart = (axis: Expr, rank: number): Expr => select(lt(axis, i32(0)), add(axis, i32(rank)), axis);

/** Operand `i` names axes: the set of them as a number with one bit an axis. An axis out of range breaks the promise. */
export function axesMask(plan: Plan, i: number, rank: number): Expr {
  const bits = Array.from({ length: plan.count(i) }, (_, k) => {
    const axis = plan.let(`axis${k}`, fromStart(plan.let("given", plan.operand(i, k)), rank));
    plan.expect(and(le(i32(0), axis), lt(axis, i32(rank))));
    return shl(i32(1), min(max(axis, i32(0)), i32(rank - 1)));
  });
  return plan.let("axes", bits.reduce<Expr>(orBits, i32(0)));
}

/** Axes of tensors whose sets are masks of an i32, and sets that are told apart. */
const [mostMasked, mostSets] = [31, 4096];

/** All sets of `count` axes below `rank` that input 1 may name at run time, each in ascending order; refuses the node where there are too many. */
export function axisSets({ inputName, fail }: Pick<Context, "inputName" | "fail">, rank: number, count: number): readonly (readonly number[])[] {
  const sets = (below: number, size: number): readonly (readonly number[])[] =>
    size === 0 ? [[]] : Array.from({ length: below }, (_, last) => last).flatMap((last) => sets(last, size - 1).map((rest) => [...rest, last]));
  const possible = Array.from({ length: count }, (_, i) => (rank - i) / (i + 1)).reduce((n, factor) => n * factor, 1);
  if (rank > mostMasked || possible > mostSets) return fail(`${inputName(1)} names any ${count} of ${rank} axes at run time`, "make it a constant");
  return sets(rank, count);
}

export const maskOf = (axes: Iterable<number>): number => [...axes].reduce((mask, a) => mask | (1 << a), 0);

/** A choice among few that a plan makes: an extent of 0 or 1, and the work that is only done where it is 1. */
export interface Case {
  readonly chosen: Dim;
  readonly guarded: (work: readonly Work[]) => readonly Work[];
}

/** A case that `plan` chooses where `condition` holds. */
export function caseOf(plan: Plan, condition: Expr): Case {
  const chosen = runtimeExtent("chosen", 0, 1);
  plan.extent(chosen, select(condition, i32(1), i32(0)));
  return {
    chosen,
    guarded: (work) =>
      work.map((w) => {
        invariant(w.kind === "compute" || w.kind === "routine", `a ${w.kind} is guarded by a plan`);
        return w.kind === "compute" ? oftenOrNever(w, chosen) : { ...w, kernel: onlyWhere(w.kernel, chosen) };
      }),
  };
}

/** The compute over as many points as before, or over none. */
function oftenOrNever(c: Compute, chosen: Dim): Compute {
  const [first, ...others] = c.axes;
  const axes = first === undefined ? [axisOver("chosen", chosen)] : [{ ...first, extent: mulDim(first.extent, chosen) }, ...others];
  return compute({ ...c, axes });
}

const onlyWhere = (k: Kernel, chosen: Dim): Kernel => kernel({ ...k, body: [ifStmt(lt(i32(0), cast("i32", index(chosen))), k.body)] });
