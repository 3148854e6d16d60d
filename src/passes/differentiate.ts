/**
 * differentiate: a Gradient becomes the nodes it is taken of, on the values it is given, and their derivatives from the last node to the first
 * (reverse mode), by the rules in derivatives.ts.
 */
import { compileError } from "../core/diagnostics.ts";
import { equalDims } from "../core/dim.ts";
import { type DType, newArray } from "../core/dtype.ts";
import { type Graph, isNodeOf, type Node, nodeLabel, type Pass, type Value } from "../graph/graph.ts";
import { type Rewriting, rewriteNodes } from "../graph/rewrite-nodes.ts";
import { staticShape, type TensorType } from "../graph/types.ts";
import { Add } from "../ops/arithmetic.ts";
import { Gradient } from "../ops/gradient.ts";
import { Identity } from "../ops/identity.ts";
import { ReduceSum } from "../ops/reduce.ts";
import { Reshape } from "../ops/reshape.ts";
import { type Derivation, derivatives } from "./derivatives.ts";

const typeOf = (v: Value): TensorType => v.type as TensorType;

function refuse(where: string, message: string, hint: string): never {
  throw compileError({ code: "AOT209", where, message, hint });
}

/** What rules emit, named after the node whose derivative is taken. */
function derivation(graph: Rewriting, where: Node): Derivation {
  const shape = (v: Value): readonly number[] =>
    staticShape(typeOf(v).shape) ??
    refuse(nodeLabel(where), `the shape of ${v.name} is only known at run time`, "give free dims values (--dim name=value)");
  const name = `${where.outputs[0]?.name}.gradient`;
  return {
    emit: (op, inputs, attrs) => graph.emit(name, op, inputs, attrs),
    emitAll: (op, inputs, attrs, count) => graph.emitAll(name, op, inputs, attrs, count),
    number(like, x) {
      const { dtype } = typeOf(like);
      return graph.numbers(`${name}.number`, dtype, [], [x]);
    },
    integers: (list) => graph.numbers(`${name}.integers`, "i64", [list.length], list),
    reshape: (v, like) => graph.emit(name, Reshape, [v, graph.numbers(`${name}.shape`, "i64", [shape(like).length], shape(like))], { allowzero: 1 }),
    shape,
  };
}

/** A gradient of a broadcast operand summed to the operand's shape. */
function summed(g: Value, like: Value, d: Derivation): Value {
  const [from, to] = [typeOf(g).shape, typeOf(like).shape];
  const added = from.length - to.length;
  const axes = from.flatMap((e, a) => (a < added || (to[a - added] === 1 && !equalDims(e, 1)) ? [a] : []));
  if (axes.length === 0) return g;
  const sums = d.emit(ReduceSum, [g, d.integers(axes)], { keepdims: 1 });
  return added === 0 ? sums : d.reshape(sums, like);
}

/** The nodes of `of` on the values given, and every value of `of` where it is now. */
function copied(of: Graph, given: readonly Value[], graph: Rewriting): { readonly nodes: readonly Node[]; readonly now: ReadonlyMap<Value, Value> } {
  const now = new Map(of.inputs.map((v, i) => [v, given[i] as Value]));
  const nodes = of.nodes.map((n) => {
    const inputs = n.inputs.map((v) => (v === undefined ? v : (now.get(v) ?? v)));
    if (n.outputs.length > 1) refuse(nodeLabel(n), "has several outputs, and no derivative", "take the gradient of operators with one output");
    const output = graph.emitLike(n, inputs, n.origin);
    now.set(n.outputs[0] as Value, output);
    return { ...n, inputs, outputs: [output] };
  });
  return { nodes, now };
}

function written(n: Node, graph: Rewriting): readonly Value[] | undefined {
  const of = isNodeOf(n, Gradient) ? n.attrs.of : undefined;
  if (of === undefined) return undefined;
  const { nodes, now } = copied(of, n.inputs as readonly Value[], graph);
  const xs = n.inputs.slice(0, n.outputs.length) as readonly Value[];
  const active = activeValues(nodes, xs);
  const result = now.get(of.outputs[0] as Value) ?? (of.outputs[0] as Value);
  const gradients = new Map<Value, Value>([[result, filled(graph, result, 1, n)]]);
  for (const node of nodes.toReversed()) {
    const g = gradients.get(node.outputs[0] as Value);
    if (g === undefined || !node.inputs.some((v) => v !== undefined && active.has(v))) continue;
    const rule = derivatives.get(node.op);
    if (rule === undefined)
      return refuse(
        nodeLabel(node),
        `${node.op.name} has no derivative here`,
        `there are derivatives of ${[...derivatives.keys()].map((op) => op.name).join(", ")}`,
      );
    const d = derivation(graph, node);
    rule(node, g, d).forEach((part, i) => {
      const v = node.inputs[i];
      if (part === undefined || v === undefined || !active.has(v)) return;
      const own = summed(part, v, d);
      const before = gradients.get(v);
      gradients.set(v, before === undefined ? own : d.emit(Add, [before, own]));
    });
  }
  const given = new Set<Value>();
  return xs.map((x, i) => {
    const g = gradients.get(x) ?? filled(graph, x, 0, n);
    // Two outputs are two values.
    if (g.data === undefined && !given.has(g) && g !== x) {
      given.add(g);
      return g;
    }
    return graph.emit(n.outputs[i]?.name ?? "gradient", Identity, [g]);
  });
}

/** Values that depend on xs, and xs. */
function activeValues(nodes: readonly Node[], xs: readonly Value[]): ReadonlySet<Value> {
  const active = new Set(xs);
  for (const n of nodes) if (n.inputs.some((v) => v !== undefined && active.has(v))) active.add(n.outputs[0] as Value);
  return active;
}

/** A constant of the type of `like`. */
function filled(graph: Rewriting, like: Value, x: number, n: Node): Value {
  const { dtype, shape } = typeOf(like);
  const known =
    staticShape(shape) ?? refuse(nodeLabel(n), `the shape of ${like.name} is only known at run time`, "give free dims values (--dim name=value)");
  const array = newArray(dtype as DType, 1);
  array[0] = x;
  return graph.constant(`${like.name}.seed`, dtype, known, array, true);
}

export const differentiate: Pass = {
  name: "differentiate",
  doc: "expands a Gradient into the derivatives it asks for",
  contract: "exact",
  run: (graph, { note }) =>
    rewriteNodes(graph, (n, rewriting) => {
      const values = written(n, rewriting);
      if (values !== undefined) note("gradients written out", 1);
      return values;
    }),
};
