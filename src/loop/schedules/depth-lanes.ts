/**
 * Lanes along the depth: where there are few results for lanes to run along (an image of three channels, a mask), they run along a reduction axis instead, the
 * channels of a block. Each sum of a register tile is then a vector of partial sums, folded at the end. Which axis; tiled-reduction.ts makes loops of it.
 */
import { add, type Dim, dimOf, mul, type Sym, sym } from "../../core/dim.ts";
import { dependsOn } from "../../core/dim-terms.ts";
import type { DType } from "../../core/dtype.ts";
import { type Axis, axis, type Compute, neutralElement, type Reduction } from "../compute.ts";
import { constant, type Expr, type ExprOf, fold, lt, ramp, select, splat, type Tensor } from "../expr.ts";
import type { Tiles } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { rewriteExpr, walkExpr } from "../rewrite-expr.ts";
import { splitGuard } from "./guards.ts";
import { tileOf } from "./register-tiles.ts";
import { quickestTile } from "./tile-cycles.ts";
import { hasVectorForm, isVectorizable } from "./vectorize.ts";

export interface DepthLanes {
  /** The reduction axis along the lanes. */
  readonly axis: Axis;
  readonly lanes: number;
}

/** Terms of a reduction along the lanes: whole vectors, or the last one, of which `valid` lanes are terms. */
export interface DepthPart {
  readonly reduction: Reduction;
  readonly lane: Sym;
  /** The coordinate along the axis. */
  readonly at: Dim;
  readonly valid?: number;
}

/** A reduction axis along which constants are packed in vectors, each operand read side by side there or not at all. */
export function depthLanes(c: Compute, { lanes }: Machine): DepthLanes | undefined {
  const { reduction } = c;
  if (lanes === 1 || reduction === undefined || !hasVectorForm(reduction.result.dtype as DType)) return undefined;
  const { body, clips } = splitGuard(c, []);
  const packed = reduction.axes.find((a) => typeof a.extent === "number" && !clips.has(a) && isPackedAlong(body, a, lanes));
  if (packed === undefined) return undefined;
  const isWide = depthParts(reduction, { axis: packed, lanes }).every(({ lane, at }) => isVectorizable(movedTo(body, packed, at), lane));
  return isWide ? { axis: packed, lanes } : undefined;
}

/** True where constants have blocks of so many lanes along an axis, innermost, and other operands too, or enough elements for whole vectors. */
function isPackedAlong(body: Expr, a: Axis, lanes: number): boolean {
  let [isPacked, isReadable] = [false, true];
  walkExpr(body, (x) => {
    if (x.kind !== "read") return;
    const along = (t: Tensor): boolean => {
      const [block, ...more] = t.layout.blocks;
      return block?.size === lanes && more.length === 0 && dependsOn(x.at[block.axis] ?? 0, a.sym);
    };
    if (x.tensor.constant) isPacked ||= along(x.tensor);
    else isReadable &&= along(x.tensor) || (a.extent as number) % lanes === 0;
  });
  return isPacked && isReadable;
}

/** The expression with an axis at a coordinate. */
export const movedTo = (e: Expr, { sym: s }: Axis, at: Dim): Expr => rewriteExpr(e, { sym: (x) => (x === s ? at : undefined) });

/** The last vector where terms end within it, then whole ones: lanes behind the last term are cleared in between. */
export function depthParts(reduction: Reduction, { axis: a, lanes }: DepthLanes): readonly DepthPart[] {
  const extent = a.extent as number;
  const [whole, valid] = [Math.floor(extent / lanes), extent % lanes];
  const part = (vectors: number, first: number, more: Pick<DepthPart, "valid"> = {}): DepthPart => {
    const [block, lane] = [axis(`${a.sym.name}_block`, vectors), sym("lane", 0, lanes - 1)];
    const axes = reduction.axes.map((x) => (x === a ? block : x));
    return { reduction: { ...reduction, axes }, lane, at: add(mul(add(first, dimOf(block.sym)), lanes), dimOf(lane)), ...more };
  };
  return [...(valid > 0 ? [part(1, whole, { valid })] : []), ...(whole > 0 ? [part(whole, 0)] : [])];
}

/** The partial sums of one result without what stands in lanes behind the last term. */
export function cleared(sums: Expr, { combine, result }: Reduction, valid: number): Expr {
  const isTerm = lt(ramp(constant("i32", 0), sums.lanes), constant("i32", valid, sums.lanes));
  return select(isTerm, sums, splat(neutralElement(combine, result.dtype), sums.lanes));
}

const foldOps: Readonly<Record<Reduction["combine"], ExprOf<"fold">["op"]>> = { sum: "add", product: "mul", max: "max", min: "min" };

export const folded = ({ combine }: Reduction, partial: Expr): Expr => fold(foldOps[combine], partial);

/** Results of a tile that share an operand: vectors of weights and of sums, and one of inputs, fill the registers. */
export function depthTile(machine: Machine, shared: number, columns: number): Tiles {
  if (machine.shortBodies && shared === 1) return [1, tileOf(columns, 8)];
  if (machine.registers < 32) return quickestTile(machine, shared, columns);
  const vectors = tileOf(shared, shared <= 5 ? 5 : 4);
  return [vectors, tileOf(columns, Math.min(14, Math.floor((machine.registers - 2 - vectors) / vectors)))];
}
