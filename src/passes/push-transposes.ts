/**
 * push-transposes: a Transpose before an elementwise operator moves behind it, so that the Transposes which converters from channels-last formats put
 * around every convolution meet and cancel. So does what else moves the elements of a convolution (Reshape, DepthToSpace), whose kernel then finishes its sums
 * itself. Which axes an operator's attributes name, and all other operators, are left alone.
 */

import { equalDims } from "../core/dim.ts";
import { isNodeOf, type Node, type OpDef, type Pass, type Value } from "../graph/graph.ts";
import { type Rewriting, type Rule, rewriteToFixedPoint } from "../graph/rewrite-nodes.ts";
import type { TensorType } from "../graph/types.ts";
import { Add, Div, Mul, Sub } from "../ops/arithmetic.ts";
import { Clip } from "../ops/clip.ts";
import { Conv } from "../ops/conv.ts";
import { ConvTranspose } from "../ops/conv-transpose.ts";
import { DepthToSpace } from "../ops/depth-to-space.ts";
import { DequantizeLinear } from "../ops/dequantize-linear.ts";
import { Gelu } from "../ops/gelu.ts";
import { Tanh } from "../ops/hyperbolic.ts";
import { QuantizeLinear } from "../ops/quantize-linear.ts";
import { LeakyRelu, Relu } from "../ops/rectifiers.ts";
import { HardSigmoid, HardSwish, Sigmoid, Swish } from "../ops/sigmoids.ts";
import { Abs, Neg } from "../ops/sign.ts";
import { Mish } from "../ops/soft-functions.ts";
import { Transpose } from "../ops/transpose.ts";
import { Max, Min } from "../ops/variadic.ts";

/** One element in, one out, at the same place; other inputs are scalars. */
const unary: ReadonlySet<OpDef> = new Set([
  ...[Relu, LeakyRelu, Sigmoid, HardSigmoid, HardSwish, Swish, Gelu, Mish, Tanh, Abs, Neg, Clip],
  ...[DequantizeLinear, QuantizeLinear],
]);
const broadcasting: ReadonlySet<OpDef> = new Set([Add, Sub, Mul, Div, Max, Min]);

const shapeOf = (v: Value | undefined): TensorType["shape"] => (v?.type.kind === "tensor" ? v.type.shape : []);
const isScalar = (v: Value | undefined): boolean => shapeOf(v).every((d) => d === 1);

type Turn = Node<{ readonly perm: readonly number[] }>;

/** A Transpose with an explicit order. */
const ordered = (n: Node | undefined): Turn | undefined =>
  isNodeOf(n, Transpose) && n.attrs.perm.length === shapeOf(n.outputs[0]).length ? n : undefined;

/** The same, whose result only the node at hand reads. */
const transposeOf = (graph: Rewriting, v: Value | undefined): Turn | undefined =>
  v !== undefined && graph.uses(v) === 1 ? ordered(graph.producer(v)) : undefined;

/** Transposes that meet are one, or none, whatever else reads the first: so one walk takes each past all that is behind it. */
const joined: Rule = (n, graph) => {
  if (!isNodeOf(n, Transpose) || n.attrs.perm.length === 0) return undefined;
  const inner = ordered(graph.producer(n.inputs[0]));
  if (inner === undefined) return undefined;
  const perm = n.attrs.perm.map((a) => inner.attrs.perm[a] ?? a);
  return perm.every((a, i) => a === i) ? inner.inputs[0] : graph.replace(Transpose, inner.inputs, { perm });
};

/** A view or a DepthToSpace of a convolution's results, which nothing else reads. */
function movedResults(graph: Rewriting, v: Value | undefined): Node | undefined {
  const n = v !== undefined && graph.uses(v) === 1 ? graph.producer(v) : undefined;
  if (n === undefined || !(n.op.view === true || n.op === DepthToSpace) || graph.uses(n.inputs[0] as Value) !== 1) return undefined;
  const from = graph.producer(n.inputs[0]);
  return from?.op === Conv || from?.op === ConvTranspose ? n : undefined;
}

const behindUnary: Rule = (n, graph) => {
  const moved =
    unary.has(n.op) && n.inputs.slice(1).every(isScalar) ? (transposeOf(graph, n.inputs[0]) ?? movedResults(graph, n.inputs[0])) : undefined;
  if (moved === undefined) return undefined;
  const before = graph.emitLike(n, [moved.inputs[0], ...n.inputs.slice(1)]);
  return graph.change({ inputs: [before, ...moved.inputs.slice(1)] }, { ...moved, outputs: n.outputs });
};

/** Operands that are Transposes of one order, or scalars; at least one is a Transpose, and of two only those of equal shape are taken. */
const behindBroadcast: Rule = (n, graph) => {
  if (!broadcasting.has(n.op)) return undefined;
  const transposes = n.inputs.map((v) => transposeOf(graph, v));
  const [first] = transposes.filter((t) => t !== undefined);
  if (first === undefined) return undefined;
  const shape = shapeOf(n.outputs[0]);
  const order = first.attrs.perm.join();
  const fits = n.inputs.every((v, i) => {
    const transpose = transposes[i];
    if (transpose === undefined) return isScalar(v) && shapeOf(v).length <= 1;
    const isWhole = shapeOf(v).every((d, a) => equalDims(d, shape[a] ?? 0));
    return isWhole && transpose.attrs.perm.join() === order;
  });
  if (!fits) return undefined;
  const inputs = n.inputs.map((v, i) => transposes[i]?.inputs[0] ?? v);
  return graph.replace(Transpose, [graph.emitLike(n, inputs)], first.attrs);
};

export const pushTransposes: Pass = {
  name: "push-transposes",
  doc: "moves transposes past elementwise operators, to where they meet others",
  contract: "exact",
  run: (graph, { note }) =>
    rewriteToFixedPoint(graph, (n, rewriting) => {
      const moved = behindUnary(n, rewriting) ?? behindBroadcast(n, rewriting);
      if (moved !== undefined) note(`moved behind ${n.op.name}`, 1);
      return moved ?? joined(n, rewriting);
    }),
};
