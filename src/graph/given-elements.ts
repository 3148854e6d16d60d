/**
 * Inputs whose elements are settled before the run (`known` of their types): a kernel ahead of all others compares what is given with the numbers
 * that were settled, and stores the elements that are extents of their own to their slots.
 */
import { bounds, type Dim } from "../core/dim.ts";
import { plainLayout, storageElements } from "../core/layout.ts";
import { type Buffer, buffer, cast, constant, type Expr, i32, load, lt, ne, or, type Tensor, tensor } from "../loop/expr.ts";
import { ifStmt, kernel, type Routine, type Stmt, store } from "../loop/kernel.ts";
import { runtimeExtent, slotOfDim, slotsOf } from "../loop/runtime-extent.ts";
import type { Graph, Value } from "./graph.ts";
import { nodesIn } from "./held-graphs.ts";

/** No extent is larger. */
const most = 2 ** 31 - 1;

/** Elements as the type of an input says them: numbers, and an extent for each that is left open. */
export const settledElements = (name: string, elements: readonly (number | undefined)[] | undefined): readonly Dim[] | undefined =>
  elements?.map((n, i) => n ?? runtimeExtent(`${name}${i}`, -most, most));

/** True where an element that is left open decides a shape after all. */
export function shapesDependOnGiven(g: Graph): boolean {
  const open = new Set(g.inputs.flatMap(({ type }) => (type.kind === "tensor" ? slotsOf(type.known ?? []) : [])));
  const depends = ({ type }: Value): boolean => type.kind === "tensor" && slotsOf(type.shape).some((slot) => open.has(slot));
  return open.size > 0 && nodesIn(g).some((n) => n.outputs.some(depends));
}

/** The kernel and its check; none for an input of which nothing is settled. */
export function checkGivenElements(v: Value, t: Tensor): readonly Routine[] {
  const known = v.type.kind === "tensor" ? (v.type.known ?? []) : [];
  if (known.length === 0) return [];
  const given = buffer("given", t.dtype, storageElements(t.layout, t.shape), "in");
  const broken = buffer("broken", "i32", 1, "out");
  const slots: { readonly held: Tensor; readonly as: Buffer }[] = [];
  const body = known.flatMap((d, i): readonly Stmt[] => {
    const element = load(given, i);
    const other = (wrong: Expr): Stmt => ifStmt(wrong, [store(broken, 0, i32(1))]);
    if (typeof d === "number") return [other(ne(cast("i64", element), constant("i64", d)))];
    const held = slotOfDim(d);
    if (held === undefined) return [];
    const as = buffer(`element${i}`, "i32", 1, "out");
    slots.push({ held, as });
    const [lo, hi] = bounds(d);
    const wide = cast("i64", element);
    return [other(or(lt(wide, constant("i64", lo)), lt(constant("i64", hi), wide))), store(as, 0, cast("i32", element))];
  });
  const text = known.map((d) => (typeof d === "number" ? `${d}` : "any")).join(", ");
  const result = tensor(`${v.name}.broken`, "i32", [], plainLayout(0));
  return [
    {
      kind: "routine",
      kernel: kernel({
        name: `check_elements_${known.length}`,
        doc: [`Not 0 unless the elements are ${text}.`],
        params: [given, broken, ...slots.map((s) => s.as)],
        body: [store(broken, 0, i32(0)), ...body],
      }),
      operands: [t, result, ...slots.map((s) => s.held)],
      origin: [`input ${v.name}`],
      check: { broken: result, where: `input ${v.name}`, message: `the program was built for the elements ${text}`, value: v.name },
    },
  ];
}
