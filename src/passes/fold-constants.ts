/**
 * fold-constants: computes at build time what does not depend on inputs, by running the operators' own kernels. Elements that shape inference knows
 * become constants too. Refused where the result is larger than its inputs and than 4 MB: a model must not grow by being compiled.
 */

import { bytesOf, type ElementArray, type Elements } from "../core/dtype.ts";
import { constantOperands, knownArray } from "../graph/constant-operands.ts";
import { evaluateNode } from "../graph/evaluate.ts";
import { isNodeOf, type Node, type Pass, type PassContext, type Value } from "../graph/graph.ts";
import { type Rewriting, rewriteNodes } from "../graph/rewrite-nodes.ts";
import { type Constant, staticShape } from "../graph/types.ts";
import { ConstantOfShape } from "../ops/constant-of-shape.ts";

/** Results up to this many bytes are always folded: shapes, scales, masks and tables, but not generated noise or position grids. */
const alwaysFolded = 4 * 1024 * 1024;

export const foldConstants: Pass = {
  name: "fold-constants",
  doc: "computes at build time what does not depend on inputs",
  contract: "exact",
  forgetsOrigins: true,
  run: (graph, context) => rewriteNodes(graph, (n, rewriting) => folded(n, rewriting, context), { forgetsOrigins: true }),
};

function folded(n: Node, graph: Rewriting, { note }: PassContext): readonly Value[] | undefined {
  const known = knownResult(n, graph);
  if (known !== undefined) {
    note("values known from shapes", 1);
    return [known];
  }
  const inputs = constantOperands(n);
  if (inputs === undefined) return undefined;
  const size = (list: readonly (Value | undefined)[]): number => list.reduce((sum, v) => sum + bytesOfConstant(v), 0);
  if (size(n.outputs) > Math.max(size(n.inputs), alwaysFolded)) {
    note(`left: ${n.op.name} of constants would grow the model (bytes)`, size(n.outputs));
    return undefined;
  }
  note(`${n.op.name} of constants`, 1);
  const fill = isNodeOf(n, ConstantOfShape) ? n.attrs.value : undefined;
  // Equal elements are kept as one and need not be written out first.
  if (fill !== undefined) return [graph.constantFor(n.outputs[0] as Value, { array: fill.data.array, splat: true })];
  const [view] = n.inputs;
  if (n.op.view === true && view?.data !== undefined) return [graph.constantFor(n.outputs[0] as Value, view.data)];
  return evaluateNode(n, inputs).map((array, i) => graph.constantFor(n.outputs[i] as Value, splatted(array)));
}

function bytesOfConstant(v: Value | undefined): number {
  if (v?.type.kind !== "tensor") return 0;
  return (staticShape(v.type.shape) ?? []).reduce((n, d) => n * d, bytesOf(v.type.dtype));
}

/** One element for all, where all have the same bits. */
function splatted(array: Elements): Constant {
  if (!ArrayBuffer.isView(array)) return { array, splat: false };
  const first = array[0];
  const isSame = (x: number | bigint): boolean => Object.is(x, first);
  const splat = array.length > 1 && (array as Float32Array).every((x) => isSame(x));
  return { array: splat ? (array.slice(0, 1) as ElementArray) : array, splat };
}

/** The single output as a constant, when shape inference knows all its elements as numbers. */
function knownResult(n: Node, graph: Rewriting): Value | undefined {
  const [v, ...others] = n.outputs;
  const array = v?.type.kind === "tensor" && others.length === 0 ? knownArray(v.type) : undefined;
  return v === undefined || array === undefined ? undefined : graph.constantFor(v, splatted(array));
}
