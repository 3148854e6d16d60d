/**
 * recognize-activations: Sigmoid, HardSigmoid, Softplus and the gates x * f(x) (Swish, HardSwish, Gelu, Mish) as exporters spell them out.
 * Products are seen as a number times factors, so that how they are bracketed, and where the numbers stand, makes no difference.
 */

import type { Node, Pass, Value } from "../graph/graph.ts";
import type { Rewriting, Rule } from "../graph/rewrite-nodes.ts";
import { Add, Div } from "../ops/arithmetic.ts";
import { Clip } from "../ops/clip.ts";
import { Erf, Exp, Log } from "../ops/exponential.ts";
import { Gelu } from "../ops/gelu.ts";
import { Tanh } from "../ops/hyperbolic.ts";
import { Pow } from "../ops/pow.ts";
import { Reciprocal } from "../ops/roots.ts";
import { HardSigmoid, HardSwish, Sigmoid, Swish } from "../ops/sigmoids.ts";
import { Neg } from "../ops/sign.ts";
import { Mish, Softplus } from "../ops/soft-functions.ts";
import { uniformNumber } from "./constant-elements.ts";
import { besideNumber, type Factors, factorsOf, isNear, isProduct, isWideFloat, madeForUs, orders, rulesPass, sameType } from "./patterns.ts";

/** `v` as a number times a value. */
function scaled(graph: Rewriting, v: Value | undefined): { readonly by: number; readonly of: Value | undefined } {
  const n = v !== undefined && graph.uses(v) === 1 ? graph.producer(v) : undefined;
  const product = n !== undefined && isProduct(n) ? factorsOf(graph, n) : undefined;
  return product?.values.length === 1 ? { by: product.coefficient, of: product.values[0] } : { by: 1, of: v };
}

/** 1 + e^-x, as the x in it. */
function logisticDenominator(graph: Rewriting, v: Value | undefined): Value | undefined {
  const exponential = madeForUs(graph, besideNumber(madeForUs(graph, v, Add), 1), Exp);
  return madeForUs(graph, exponential?.inputs[0], Neg)?.inputs[0];
}

/** 1 / (1 + e^-x) and x / (1 + e^-x) */
const logistic: Rule = (n, graph) => {
  const x = logisticDenominator(graph, n.op === Div ? n.inputs[1] : n.op === Reciprocal ? n.inputs[0] : undefined);
  if (!isWideFloat(x) || !sameType(x, n.outputs[0])) return undefined;
  if (n.op === Reciprocal || uniformNumber(n.inputs[0]) === 1) return graph.replace(Sigmoid, [x]);
  return n.inputs[0] === x ? graph.replace(Swish, [x]) : undefined;
};

/** log(1 + e^x), which overflows for large x as written. */
const softplus: Rule = (n, graph) => {
  const x = n.op === Log ? madeForUs(graph, besideNumber(madeForUs(graph, n.inputs[0], Add), 1), Exp)?.inputs[0] : undefined;
  return isWideFloat(x) && sameType(x, n.outputs[0]) ? graph.replace(Softplus, [x]) : undefined;
};

/** Clip(x + 3, 0, 6), which is six times HardSigmoid(x), as the x in it. */
function relu6Of3More(graph: Rewriting, v: Value | undefined): Value | undefined {
  const clip = madeForUs(graph, v, Clip);
  if (uniformNumber(clip?.inputs[1]) !== 0 || uniformNumber(clip?.inputs[2]) !== 6) return undefined;
  return besideNumber(madeForUs(graph, clip?.inputs[0], Add), 3);
}

const hardSigmoid: Rule = (n, graph) => {
  if (!isProduct(n)) return undefined;
  const { coefficient, values } = factorsOf(graph, n);
  const x = values.length === 1 && isNear(coefficient, 1 / 6) ? relu6Of3More(graph, values[0]) : undefined;
  return isWideFloat(x) && sameType(x, n.outputs[0]) ? graph.replace(HardSigmoid, [x], { alpha: 1 / 6, beta: 0.5 }) : undefined;
};

/** The operator that a product x * v times `coefficient` is. */
type Gate = (graph: Rewriting, x: Value, gate: Value, coefficient: number) => readonly Value[] | undefined;

const swish: Gate = (graph, x, gate, coefficient) => {
  const inner = coefficient === 1 ? madeForUs(graph, gate, Sigmoid) : undefined;
  if (inner === undefined) return undefined;
  if (inner.inputs[0] === x) return graph.replace(Swish, [x]);
  const { by, of } = scaled(graph, inner.inputs[0]);
  return of === x ? graph.replace(Swish, [x], { alpha: by }) : undefined;
};

const hardSwish: Gate = (graph, x, gate, coefficient) => {
  const inner = madeForUs(graph, gate, HardSigmoid);
  const isSixth = inner !== undefined && isNear(inner.attrs.alpha, 1 / 6) && inner.attrs.beta === 0.5;
  if (isSixth && coefficient === 1 && inner.inputs[0] === x) return graph.replace(HardSwish, [x]);
  return isNear(coefficient, 1 / 6) && relu6Of3More(graph, gate) === x ? graph.replace(HardSwish, [x]) : undefined;
};

const geluByErf: Gate = (graph, x, gate, coefficient) => {
  const erf = isNear(coefficient, 0.5) ? madeForUs(graph, besideNumber(madeForUs(graph, gate, Add), 1), Erf) : undefined;
  const { by, of } = scaled(graph, erf?.inputs[0]);
  return of === x && isNear(by, Math.SQRT1_2) ? graph.replace(Gelu, [x]) : undefined;
};

/** x^3, or x times x times x. */
function isCube(graph: Rewriting, { coefficient, values }: Factors, x: Value): boolean {
  if (!isNear(coefficient, 0.044715)) return false;
  const power = values.length === 1 ? madeForUs(graph, values[0], Pow) : undefined;
  if (power !== undefined) return power.inputs[0] === x && uniformNumber(power.inputs[1]) === 3;
  return values.length === 3 && values.every((v) => v === x);
}

/** x + 0.044715 x^3 */
function isBentLine(graph: Rewriting, v: Value | undefined, x: Value): boolean {
  const sum = madeForUs(graph, v, Add);
  return (
    sum !== undefined &&
    orders(sum).some(([a, b]) => {
      const product = b === undefined || graph.uses(b) !== 1 ? undefined : graph.producer(b);
      return a === x && product !== undefined && isProduct(product) && isCube(graph, factorsOf(graph, product), x);
    })
  );
}

const geluByTanh: Gate = (graph, x, gate, coefficient) => {
  const tanh = isNear(coefficient, 0.5) ? madeForUs(graph, besideNumber(madeForUs(graph, gate, Add), 1), Tanh) : undefined;
  const { by, of } = scaled(graph, tanh?.inputs[0]);
  return isNear(by, Math.sqrt(2 / Math.PI)) && isBentLine(graph, of, x) ? graph.replace(Gelu, [x], { approximate: "tanh" }) : undefined;
};

const mish: Gate = (graph, x, gate, coefficient) => {
  const inner = coefficient === 1 ? madeForUs(graph, madeForUs(graph, gate, Tanh)?.inputs[0], Softplus) : undefined;
  return inner?.inputs[0] === x ? graph.replace(Mish, [x]) : undefined;
};

const gates: readonly Gate[] = [swish, hardSwish, geluByErf, geluByTanh, mish];

const gate: Rule = (n: Node, graph) => {
  if (!isProduct(n)) return undefined;
  const { coefficient, values } = factorsOf(graph, n);
  if (values.length !== 2) return undefined;
  for (const [x, other] of [values, values.toReversed()] as (readonly [Value, Value])[]) {
    if (!isWideFloat(x) || !sameType(x, n.outputs[0])) continue;
    for (const operator of gates) {
      const found = operator(graph, x, other, coefficient);
      if (found !== undefined) return found;
    }
  }
  return undefined;
};

export const recognizeActivations: Pass = rulesPass({
  name: "recognize-activations",
  doc: "recognizes activation functions that are spelled out",
  contract: "reassociates",
  rules: [logistic, softplus, hardSigmoid, gate],
});
