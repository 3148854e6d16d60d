/** replace-operators: operators become cheaper ones with the same result, and a matrix product with its bias one Gemm. */

import { knownElements } from "../graph/build.ts";
import type { Pass } from "../graph/graph.ts";
import type { Rule } from "../graph/rewrite-nodes.ts";
import { Add, Div, Mul, Sub } from "../ops/arithmetic.ts";
import { Clip } from "../ops/clip.ts";
import { Gemm } from "../ops/gemm.ts";
import { GlobalAveragePool } from "../ops/global-pools.ts";
import { MatMul } from "../ops/mat-mul.ts";
import { Pow } from "../ops/pow.ts";
import { Relu } from "../ops/rectifiers.ts";
import { ReduceMean } from "../ops/reduce.ts";
import { Neg } from "../ops/sign.ts";
import { everyNumber, uniformNumber } from "./constant-elements.ts";
import { isFloat32, madeBy, orders, rulesPass, typeOf } from "./patterns.ts";

/** max(x, 0) */
const clipToRelu: Rule = (n, graph) => {
  const high = n.inputs[2] === undefined ? Number.POSITIVE_INFINITY : uniformNumber(n.inputs[2]);
  const isRelu = n.op === Clip && isFloat32(n.inputs[0]) && uniformNumber(n.inputs[1]) === 0 && high === Number.POSITIVE_INFINITY;
  return isRelu ? graph.replace(Relu, n.inputs.slice(0, 1)) : undefined;
};

const isPowerOfTwo = (x: number): boolean => {
  const exponent = Math.log2(Math.abs(x));
  return Number.isInteger(exponent) && Math.abs(exponent) < 126;
};

/** Quotients by powers of two are products, differences from constants sums, and squares products: each exact. */
const cheaper: Rule = (n, graph) => {
  const [a, b] = n.inputs;
  if (!isFloat32(a) || b?.data === undefined || a?.data !== undefined) return undefined;
  if (n.op === Div && everyNumber(b, isPowerOfTwo)) {
    const one = graph.numbers(`${b.name}.one`, "f32", [], [1]);
    return graph.replace(Mul, [a, graph.emit(`${b.name}.inverse`, Div, [one, b])]);
  }
  if (n.op === Sub) return graph.replace(Add, [a, graph.emit(`${b.name}.negated`, Neg, [b])]);
  const isSquare = n.op === Pow && uniformNumber(b) === 2 && typeOf(b)?.shape.every((d) => d === 1) === true;
  return isSquare && (typeOf(b)?.shape.length ?? 0) <= (typeOf(a)?.shape.length ?? 0) ? graph.replace(Mul, [a, a]) : undefined;
};

/** The mean over all spatial axes. */
const meanToPool: Rule = (n, graph) => {
  const rank = typeOf(n.inputs[0])?.shape.length ?? 0;
  const axes = knownElements(n.inputs[1])?.map((d) => (typeof d === "number" && d < 0 ? d + rank : d));
  if (n.op !== ReduceMean || !isFloat32(n.inputs[0]) || n.attrs.keepdims !== true || rank < 3 || axes === undefined) return undefined;
  const isSpatial = axes.length === rank - 2 && Array.from({ length: rank - 2 }, (_, i) => i + 2).every((a) => axes.includes(a));
  return isSpatial ? graph.replace(GlobalAveragePool, n.inputs.slice(0, 1)) : undefined;
};

/** A matrix product and its bias. */
const matMulToGemm: Rule = (n, graph) => {
  if (n.op !== Add || !isFloat32(n.outputs[0])) return undefined;
  for (const [product, bias] of orders(n)) {
    const matMul = madeBy(graph, product, MatMul);
    const biasShape = bias?.data === undefined ? undefined : typeOf(bias)?.shape;
    if (matMul === undefined || product === undefined || biasShape === undefined || graph.uses(product) !== 1) continue;
    const isMatrix = matMul.inputs.every((v) => typeOf(v)?.shape.length === 2) && typeOf(n.outputs[0])?.shape.length === 2;
    const columns = typeOf(product)?.shape[1];
    if (isMatrix && biasShape.length >= 1 && biasShape.every((d, a) => (a === biasShape.length - 1 ? d === columns : d === 1)))
      return graph.replace(Gemm, [...matMul.inputs, bias]);
  }
  return undefined;
};

export const replaceOperators: Pass = rulesPass({
  name: "replace-operators",
  doc: "replaces operators by cheaper ones with the same result",
  contract: "reassociates",
  rules: [clipToRelu, cheaper, meanToPool, matMulToGemm],
});
