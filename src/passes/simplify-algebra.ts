/**
 * simplify-algebra: arithmetic that changes nothing. Only what holds for every element, NaN and infinities included: x*0 is not 0. Adding +0 turns
 * -0 into +0 and is therefore kept under --deterministic.
 */

import { type DType, dtypes } from "../core/dtype.ts";
import type { Node, OpDef, Pass, PassOptions, Value } from "../graph/graph.ts";
import type { Rule } from "../graph/rewrite-nodes.ts";
import { equalTypes } from "../graph/types.ts";
import { Add, Div, Mul, Sub } from "../ops/arithmetic.ts";
import { Cast } from "../ops/cast.ts";
import { Dropout } from "../ops/dropout.ts";
import { Not } from "../ops/logic.ts";
import { Pow } from "../ops/pow.ts";
import { Relu } from "../ops/rectifiers.ts";
import { Ceil, Floor, Round } from "../ops/rounding.ts";
import { Abs, Neg, Sign } from "../ops/sign.ts";
import { Max, Mean, Min, Sum } from "../ops/variadic.ts";
import { uniformNumber } from "./constant-elements.ts";
import { applyRules } from "./patterns.ts";

const keepsType = (x: Value | undefined, n: Node): boolean => x !== undefined && n.outputs[0] !== undefined && equalTypes(x.type, n.outputs[0].type);

/** x + 0, x - 0, x * 1, x / 1, x ^ 1, where the result has the type of x. */
const neutral =
  ({ deterministic }: PassOptions): Rule =>
  (n) => {
    const [a, b] = n.inputs;
    const isZero = (v: Value | undefined): boolean => {
      const x = uniformNumber(v);
      return x === 0 && (!deterministic || Object.is(x, -0) || dtypes[dtypeOf(v)].kind !== "float");
    };
    const isOne = (v: Value | undefined): boolean => uniformNumber(v) === 1;
    if (n.op === Add) return isZero(b) && keepsType(a, n) ? a : isZero(a) && keepsType(b, n) ? b : undefined;
    if (n.op === Mul) return isOne(b) && keepsType(a, n) ? a : isOne(a) && keepsType(b, n) ? b : undefined;
    if (n.op === Sub) return uniformNumber(b) === 0 && !Object.is(uniformNumber(b), -0) && keepsType(a, n) ? a : undefined;
    return (n.op === Div || n.op === Pow) && isOne(b) && keepsType(a, n) ? a : undefined;
  };

const dtypeOf = (v: Value | undefined): DType => (v?.type.kind === "tensor" ? v.type.dtype : "f32");

/** f(f(x)) = x. */
const involutions: ReadonlySet<OpDef> = new Set([Neg, Not]);
/** f(f(x)) = f(x). */
const idempotent: ReadonlySet<OpDef> = new Set([Relu, Abs, Floor, Ceil, Round, Sign]);

const repeated: Rule = (n, graph) => {
  const inner = graph.producer(n.inputs[0]);
  if (inner?.op !== n.op) return undefined;
  if (involutions.has(n.op)) return inner.inputs[0];
  return idempotent.has(n.op) ? n.inputs[0] : undefined;
};

/** Max, Min, Sum and Mean of one input; Dropout, which does nothing outside training, when its mask is not read. */
const single: Rule = (n, graph) => {
  const [x] = n.inputs;
  const isVariadic = n.op === Max || n.op === Min || n.op === Sum || n.op === Mean;
  if (isVariadic && n.inputs.length === 1) return x;
  const [, mask] = n.outputs;
  return n.op === Dropout && (mask === undefined || graph.uses(mask) === 0) ? x : undefined;
};

/** Every element of `from` is one of `to`. */
function isWider(from: DType, to: DType): boolean {
  const [a, b] = [dtypes[from], dtypes[to]];
  if (a.kind === "bool") return b.kind === "bool" || b.kind === "int" || b.kind === "uint" || to === "f32" || to === "f64";
  if (a.kind === "float") return from === to || (to === "f64" && a.bits <= 32) || (to === "f32" && (from === "f16" || from === "bf16"));
  if (to === "f64") return a.bits <= 32;
  if (to === "f32") return a.bits <= 16;
  if (a.kind === "uint" && b.kind === "int") return b.bits > a.bits;
  return a.kind === b.kind && b.bits >= a.bits;
}

/** Casts to the same type, and casts through a type that holds every element. */
const casts: Rule = (n, graph) => {
  const [x] = n.inputs;
  if (n.op !== Cast) return undefined;
  if (keepsType(x, n)) return x;
  const inner = graph.producer(x);
  if (inner?.op !== Cast || !isWider(dtypeOf(inner.inputs[0]), dtypeOf(x)) || dtypeOf(inner.inputs[0]) === "bool") return undefined;
  if (keepsType(inner.inputs[0], n)) return inner.inputs[0];
  return graph.change({ inputs: inner.inputs });
};

export const simplifyAlgebra: Pass = {
  name: "simplify-algebra",
  doc: "removes arithmetic that changes nothing",
  contract: "exact",
  run: (graph, context) => applyRules(graph, [neutral(context.options), repeated, single, casts], context),
};
