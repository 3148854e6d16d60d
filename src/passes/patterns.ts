/** What rules ask of the nodes around one: who computes a value, both orders of two operands, the factors of a product. Which patterns mean what is the passes'. */

import { knownElements } from "../graph/build.ts";
import { type Attrs, type Graph, isNodeOf, type Node, type OpDef, type Pass, type PassContext, type Value } from "../graph/graph.ts";
import { type Rewriting, type Rule, rewriteToFixedPoint } from "../graph/rewrite-nodes.ts";
import { equalTypes, type TensorType } from "../graph/types.ts";
import { Div, Mul } from "../ops/arithmetic.ts";
import { uniformNumber } from "./constant-elements.ts";

export const typeOf = (v: Value | undefined): TensorType | undefined => (v?.type.kind === "tensor" ? v.type : undefined);
export const rankOf = (v: Value | undefined): number => typeOf(v)?.shape.length ?? 0;
export const isFloat32 = (v: Value | undefined): boolean => typeOf(v)?.dtype === "f32";
/** Of the two types in which a spelled-out formula and its operator round alike. */
export const isWideFloat = (v: Value | undefined): boolean => isFloat32(v) || typeOf(v)?.dtype === "f64";
export const sameType = (a: Value | undefined, b: Value | undefined): boolean => a !== undefined && b !== undefined && equalTypes(a.type, b.type);

/** The node that computes `v` when it is one of `op`. */
export function madeBy<A extends Attrs>(graph: Pick<Rewriting, "producer">, v: Value | undefined, op: OpDef<A>): Node<A> | undefined {
  const n = graph.producer(v);
  return isNodeOf(n, op) ? n : undefined;
}

/** As `madeBy`, when nothing but the node at hand reads `v`: the pattern takes its place. */
export const madeForUs = <A extends Attrs>(graph: Rewriting, v: Value | undefined, op: OpDef<A>): Node<A> | undefined =>
  v !== undefined && graph.uses(v) === 1 ? madeBy(graph, v, op) : undefined;

/** Both orders of a commutative node's two operands. */
export const orders = ({ inputs: [a, b] }: Node): readonly (readonly [Value | undefined, Value | undefined])[] => [
  [a, b],
  [b, a],
];

/** Equal up to the rounding of a constant to f32. */
export const isNear = (x: unknown, wanted: number): boolean => typeof x === "number" && Math.abs(x - wanted) <= 1e-6 * Math.abs(wanted);

/** The other operand of a commutative node one of whose operands is `number` everywhere. */
export const besideNumber = (n: Node | undefined, number: number): Value | undefined =>
  n === undefined ? undefined : orders(n).find(([, c]) => isNear(uniformNumber(c), number) || uniformNumber(c) === number)?.[0];

export interface Factors {
  readonly coefficient: number;
  /** What is no constant number, in the order written. */
  readonly values: readonly Value[];
}

/** The product that `n` ends, however its factors are bracketed: products and quotients by numbers that nothing else reads. */
export function factorsOf(graph: Rewriting, n: Node): Factors {
  const values: Value[] = [];
  let coefficient = 1;
  const visit = (m: Node): void => {
    m.inputs.forEach((v, i) => {
      const number = uniformNumber(v);
      const inner = v === undefined || graph.uses(v) !== 1 ? undefined : graph.producer(v);
      if (number !== undefined) coefficient *= i === 1 && m.op === Div ? 1 / number : number;
      else if (inner !== undefined && isProduct(inner)) visit(inner);
      else if (v !== undefined) values.push(v);
    });
  };
  visit(n);
  return { coefficient, values };
}

/** A product, or a quotient by a number. */
export const isProduct = ({ op, inputs }: Node): boolean => op === Mul || (op === Div && uniformNumber(inputs[1]) !== undefined);

/** The axes of a reduction counted from the start; undefined when they are not numbers. */
export function reducedAxes(n: Node): readonly number[] | undefined {
  const rank = rankOf(n.inputs[0]);
  if (n.inputs[1] === undefined) return n.attrs.noop === true ? undefined : Array.from({ length: rank }, (_, a) => a);
  const axes = knownElements(n.inputs[1]);
  if (axes?.length === 0) return undefined;
  return axes?.every((d): d is number => typeof d === "number") === true
    ? axes.map((d) => (d < 0 ? d + rank : d)).toSorted((a, b) => a - b)
    : undefined;
}

export interface RulesPass extends Omit<Pass, "run" | "forgetsOrigins"> {
  /** Tried in order on every node until nothing changes. */
  readonly rules: readonly Rule[];
}

/** A pass that is a list of local rules. */
export const rulesPass = ({ rules, ...pass }: RulesPass): Pass => ({ ...pass, run: (graph, context) => applyRules(graph, rules, context) });

/** The graph with rules tried in order on every node until nothing changes; each change is noted under its operator's name. */
export const applyRules = (graph: Graph, rules: readonly Rule[], { note }: PassContext): Graph =>
  rewriteToFixedPoint(graph, (n, rewriting) => {
    for (const rule of rules) {
      const result = rule(n, rewriting);
      if (result === undefined) continue;
      note(n.op.name, 1);
      return result;
    }
    return undefined;
  });
