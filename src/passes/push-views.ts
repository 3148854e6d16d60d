/**
 * push-views: a matrix product that is viewed under another shape before it meets an operand of its size meets a view of that operand, and the
 * result is viewed. The kernel of the product then computes it too. ONNX Runtime puts Reshapes around the Gemm it makes of a MatMul and its bias.
 */
import { equalShapes } from "../core/dim.ts";
import type { Node, Pass, Value } from "../graph/graph.ts";
import type { Rewriting, Rule } from "../graph/rewrite-nodes.ts";
import { Gemm } from "../ops/gemm.ts";
import { MatMul } from "../ops/mat-mul.ts";
import { rulesPass, typeOf } from "./patterns.ts";
import { reshapeLike, reshapeTo } from "./shape-constants.ts";

const isProduct = (n: Node | undefined): boolean => n?.op === Gemm || n?.op === MatMul;

const sameShape = (a: Value | undefined, b: Value | undefined): boolean => equalShapes(typeOf(a)?.shape ?? [], typeOf(b)?.shape ?? []);

/** The product, read by nothing else, of which `v` is a view that nothing else reads. */
function viewedProduct(graph: Rewriting, v: Value | undefined): Value | undefined {
  const view = graph.producer(v);
  const [product] = view?.inputs ?? [];
  if (v === undefined || product === undefined || view?.op.view !== true || graph.uses(v) !== 1 || graph.uses(product) !== 1) return undefined;
  return isProduct(graph.producer(product)) ? product : undefined;
}

const behindElementwise: Rule = (n, graph) => {
  const [output] = n.outputs;
  if (n.op.elementwise !== true || n.inputs.length !== 2 || output === undefined) return undefined;
  const at = n.inputs.findIndex((v) => sameShape(v, output) && viewedProduct(graph, v) !== undefined);
  const [product, other] = [viewedProduct(graph, n.inputs[at]), n.inputs[1 - at]];
  // Two products do not view each other by turns.
  if (product === undefined || other === undefined || !sameShape(other, output) || isProduct(graph.producer(other))) return undefined;
  const viewed = reshapeLike(graph, other, product);
  if (viewed === undefined) return undefined;
  return reshapeTo(graph, graph.emitLike(n, at === 0 ? [product, viewed] : [viewed, product]), output);
};

export const pushViews: Pass = rulesPass({
  name: "push-views",
  doc: "elementwise operators before the views of matrix products that they read",
  contract: "exact",
  rules: [behindElementwise],
});
