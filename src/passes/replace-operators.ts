/** replace-operators: patterns that exporters write for one operator become that operator, and operators cheaper ones with the same result. */

import { knownElements } from "../graph/build.ts";
import type { Node, OpDef, Pass, Value } from "../graph/graph.ts";
import { type Rewriting, type Rule, rewriteToFixedPoint } from "../graph/rewrite-nodes.ts";
import type { TensorType } from "../graph/types.ts";
import { Add, Div, Mul, Sub } from "../ops/arithmetic.ts";
import { Clip } from "../ops/clip.ts";
import { Gemm } from "../ops/gemm.ts";
import { GlobalAveragePool } from "../ops/global-pools.ts";
import { MatMul } from "../ops/mat-mul.ts";
import { Pow } from "../ops/pow.ts";
import { Relu } from "../ops/rectifiers.ts";
import { ReduceMean } from "../ops/reduce.ts";
import { HardSigmoid, HardSwish, Sigmoid, Swish } from "../ops/sigmoids.ts";
import { Neg } from "../ops/sign.ts";
import { everyNumber, uniformNumber } from "./constant-elements.ts";

const typeOf = (v: Value | undefined): TensorType | undefined => (v?.type.kind === "tensor" ? v.type : undefined);
const isFloat32 = (v: Value | undefined): boolean => typeOf(v)?.dtype === "f32";

/** The node that computes `v` when it is one of `op`. */
function madeBy(graph: Rewriting, v: Value | undefined, op: OpDef): Node | undefined {
  const n = graph.producer(v);
  return n?.op === op ? n : undefined;
}

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

/** Both orders of a commutative node's two operands. */
const orders = (n: Node): readonly (readonly [Value | undefined, Value | undefined])[] => [
  [n.inputs[0], n.inputs[1]],
  [n.inputs[1], n.inputs[0]],
];

/** x * Sigmoid(x) */
const swish: Rule = (n, graph) => {
  if (n.op !== Mul) return undefined;
  const found = orders(n).find(([x, s]) => s !== undefined && graph.uses(s) === 1 && madeBy(graph, s, Sigmoid)?.inputs[0] === x);
  return found === undefined ? undefined : graph.replace(Swish, [found[0]]);
};

const isNear = (x: unknown, wanted: number): boolean => typeof x === "number" && Math.abs(x - wanted) < 1e-6;

/** The x of Clip(x + 3, 0, 6), or of HardSigmoid(x) with slope 1/6, when `v` is that (`factor` says by how much it is larger than HardSigmoid). */
function hardGate(graph: Rewriting, v: Value | undefined): { readonly x: Value | undefined; readonly factor: 1 | 6 } | undefined {
  const gate = madeBy(graph, v, HardSigmoid);
  if (gate !== undefined && isNear(gate.attrs.alpha, 1 / 6) && gate.attrs.beta === 0.5) return { x: gate.inputs[0], factor: 1 };
  const divided = madeBy(graph, v, Div);
  if (divided !== undefined && uniformNumber(divided.inputs[1]) === 6) {
    const inner = hardGate(graph, divided.inputs[0]);
    return inner?.factor === 6 ? { x: inner.x, factor: 1 } : undefined;
  }
  const clip = madeBy(graph, v, Clip);
  const sum = madeBy(graph, clip?.inputs[0], Add);
  if (clip === undefined || sum === undefined || uniformNumber(clip.inputs[1]) !== 0 || uniformNumber(clip.inputs[2]) !== 6) return undefined;
  const found = orders(sum).find(([, three]) => uniformNumber(three) === 3);
  return found === undefined ? undefined : { x: found[0], factor: 6 };
}

/** x * HardSigmoid(x), in the ways it is written without that operator. */
const hardSwish: Rule = (n, graph) => {
  const isDivided = n.op === Div && uniformNumber(n.inputs[1]) === 6;
  const product = isDivided ? madeBy(graph, n.inputs[0], Mul) : n.op === Mul ? n : undefined;
  if (product === undefined || (isDivided && graph.uses(n.inputs[0] as Value) !== 1)) return undefined;
  for (const [x, gate] of orders(product)) {
    const found = hardGate(graph, gate);
    if (found === undefined || found.x !== x || found.factor !== (isDivided ? 6 : 1)) continue;
    if (gate !== undefined && graph.uses(gate) === 1) return graph.replace(HardSwish, [x]);
  }
  return undefined;
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

const rules: readonly Rule[] = [clipToRelu, swish, hardSwish, cheaper, meanToPool, matMulToGemm];

export const replaceOperators: Pass = {
  name: "replace-operators",
  doc: "recognizes what exporters spell out, and takes cheaper operators where the result is the same",
  contract: "reassociates",
  run: (graph, { note }) =>
    rewriteToFixedPoint(graph, (n, rewriting) => {
      for (const rule of rules) {
        const result = rule(n, rewriting);
        if (result === undefined) continue;
        note(`${n.op.name} replaced`, 1);
        return result;
      }
      return undefined;
    }),
};
