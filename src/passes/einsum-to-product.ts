/**
 * einsum-to-product: an Einsum of two matrices, whatever their axes are called and in whichever order they stand, becomes a MatMul between Transposes and new
 * shapes: it has the schedules of products, and constants are packed for it.
 */
import { inferContextOf } from "../graph/build.ts";
import { isNodeOf, type Node, type Pass, type Value } from "../graph/graph.ts";
import type { Rewriting, Rule } from "../graph/rewrite-nodes.ts";
import { Einsum, equationOf, type Indices } from "../ops/einsum.ts";
import { MatMul } from "../ops/mat-mul.ts";
import { Reshape } from "../ops/reshape.ts";
import { Transpose } from "../ops/transpose.ts";
import { isFloat32, rulesPass, typeOf } from "./patterns.ts";

/** Fewer rows or columns than that are no matrix: a Transpose of the other operand may cost more than it gains. */
const fewest = { rows: 4, columns: 16 };

/** The indices of a product, each group in the order in which they are named: those of both operands, of one, and summed over. */
interface Product {
  readonly batch: Indices;
  readonly rows: Indices;
  readonly columns: Indices;
  readonly summed: Indices;
  readonly extents: ReadonlyMap<string, number>;
}

interface Operand {
  readonly indices: Indices;
  readonly v: Value;
}

const sizeOf = (extents: ReadonlyMap<string, number>, list: Indices): number => list.reduce((all, x) => all * (extents.get(x) ?? 1), 1);

function productOf(
  n: Node<{ readonly equation: string }>,
): (Product & { readonly operands: readonly [Operand, Operand]; readonly output: Indices }) | undefined {
  const given = n.inputs.map((v) => typeOf(v)?.shape ?? []);
  const { inputs, output, extents } = equationOf(inferContextOf(n), given);
  const [first, second] = inputs.map((indices, i): Operand => ({ indices, v: n.inputs[i] as Value }));
  if (first === undefined || second === undefined || inputs.length > 2) return undefined;
  // The last index of the result is one of columns, so that it need not be turned.
  const operands = second.indices.includes(output.at(-1) ?? "") ? ([first, second] as const) : ([second, first] as const);
  const [a, b] = operands.map(({ indices }) => indices) as [Indices, Indices];
  const shapes = operands.map(({ v }) => typeOf(v)?.shape ?? []);
  const isEach = [a, b].every((list, i) => new Set(list).size === list.length && list.every((x, axis) => shapes[i]?.[axis] === extents.get(x)));
  const numbers = new Map([...extents].flatMap(([x, d]): [string, number][] => (typeof d === "number" && d > 0 ? [[x, d]] : [])));
  if (!isEach || numbers.size !== extents.size) return undefined;
  const batch = output.filter((x) => a.includes(x) && b.includes(x));
  // Of an operand and the result the larger one stays as it is; constants are turned when the program is built.
  const own = (i: 0 | 1): Indices =>
    operands[i].v.data === undefined && sizeOf(numbers, operands[i].indices) > sizeOf(numbers, output) ? operands[i].indices : output;
  const [rows, columns] = [own(0).filter((x) => output.includes(x) && !b.includes(x)), own(1).filter((x) => output.includes(x) && !a.includes(x))];
  const summed = a.filter((x) => b.includes(x) && !output.includes(x));
  if (summed.length === 0 || a.length + b.length !== 2 * (batch.length + summed.length) + rows.length + columns.length) return undefined;
  return { batch, rows, columns, summed, extents: numbers, operands, output };
}

const product: Rule = (n, graph) => {
  const p = isNodeOf(n, Einsum) && isFloat32(n.inputs[0]) && n.inputs.length === 2 ? productOf(n) : undefined;
  if (p === undefined) return undefined;
  const size = (list: Indices): number => sizeOf(p.extents, list);
  if (size(p.rows) < fewest.rows || size(p.columns) < fewest.columns) return undefined;
  const shape = (list: Indices): readonly number[] => list.map((x) => p.extents.get(x) ?? 1);
  const [a, b] = p.operands;
  const name = n.outputs[0]?.name ?? "product";
  const outer = shape(p.batch);
  const left = reshaped(graph, ordered(graph, a.v, a.indices, [...p.batch, ...p.rows, ...p.summed]), [...outer, size(p.rows), size(p.summed)]);
  const right = reshaped(graph, ordered(graph, b.v, b.indices, [...p.batch, ...p.summed, ...p.columns]), [...outer, size(p.summed), size(p.columns)]);
  const made: Indices = [...p.batch, ...p.rows, ...p.columns];
  const apart = reshaped(graph, graph.emit(`${name}.product`, MatMul, [left, right]), shape(made));
  return ordered(graph, apart, made, p.output);
};

/** `v`, whose axes are called `from`, with them in another order. */
function ordered(graph: Rewriting, v: Value, from: Indices, to: Indices): Value {
  const perm = to.map((x) => from.indexOf(x));
  return perm.every((axis, i) => axis === i) ? v : graph.emit(`${v.name}.ordered`, Transpose, [v], { perm });
}

function reshaped(graph: Rewriting, v: Value, shape: readonly number[]): Value {
  if (shape.length === typeOf(v)?.shape.length) return v;
  return graph.emit(`${v.name}.shaped`, Reshape, [v, graph.numbers(`${v.name}.shape`, "i64", [shape.length], shape)]);
}

export const einsumToProduct: Pass = rulesPass({
  name: "einsum-to-product",
  doc: "turns Einsums that are matrix products into MatMuls",
  contract: "reassociates",
  rules: [product],
});
