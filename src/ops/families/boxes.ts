/** Boxes: their edges however they are given, their areas, and how much two of them overlap. */
import type { Dim } from "../../core/dim.ts";
import { add, and, div, type Expr, f32, gt, max, min, mul, sub, variable } from "../../loop/expr.ts";
import { letStmt, type Stmt } from "../../loop/kernel.ts";
import type { Memory } from "./routines.ts";

type Edge = "top" | "left" | "bottom" | "right";
type Edges = Readonly<Record<Edge, Expr>>;

/** A box computed once: statements, its edges and its area. */
export interface Box {
  readonly lets: readonly Stmt[];
  readonly edges: Edges;
  readonly area: Expr;
}

/** The box at `at` of [..., 4]: two opposite corners (y, x), or its center, width and height. */
export function boxAt(name: string, boxes: Memory, at: readonly Dim[], isCentered: boolean): Box {
  const part = (k: number): Expr => boxes.get([...at, k]);
  const half = (k: number): Expr => div(part(k), f32(2));
  const given: Edges = isCentered
    ? { left: sub(part(0), half(2)), right: add(part(0), half(2)), top: sub(part(1), half(3)), bottom: add(part(1), half(3)) }
    : { top: min(part(0), part(2)), bottom: max(part(0), part(2)), left: min(part(1), part(3)), right: max(part(1), part(3)) };
  const lets: Stmt[] = [];
  const named = (what: string, value: Expr): Expr => {
    const v = variable(`${name}_${what}`, "f32");
    lets.push(letStmt(v, value));
    return v;
  };
  const edges: Edges = {
    top: named("top", given.top),
    left: named("left", given.left),
    bottom: named("bottom", given.bottom),
    right: named("right", given.right),
  };
  const area = named("area", mul(sub(edges.bottom, edges.top), sub(edges.right, edges.left)));
  return { lets, edges, area };
}

/** Whether intersection over union is more than `most`; a box without area overlaps nothing. */
export function overlaps(a: Box, b: Box, most: Expr): Expr {
  const zero = f32(0);
  const width = max(sub(min(a.edges.right, b.edges.right), max(a.edges.left, b.edges.left)), zero);
  const height = max(sub(min(a.edges.bottom, b.edges.bottom), max(a.edges.top, b.edges.top)), zero);
  const shared = mul(width, height);
  const haveArea = and(gt(shared, zero), and(gt(a.area, zero), gt(b.area, zero)));
  return and(haveArea, gt(div(shared, sub(add(a.area, b.area), shared)), most));
}
