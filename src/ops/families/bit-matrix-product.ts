/**
 * Products with a matrix whose elements are 2, 4 or 8 bits wide, w = (bits - zero) * scale with a scale and a zero point for each block along the
 * depth, as a Compute: any depth, groups, and any number of rows. The operands' shapes are BitMatMul's.
 */
import { add as addDims, type Dim, floorDiv, mod, mul as mulDims } from "../../core/dim.ts";
import type { LowerContext, Node } from "../../graph/graph.ts";
import { axis, type Compute, compute, coordinate } from "../../loop/compute.ts";
import { add, cast, constant, type Expr, mul, read, scalarOf, sub, type Tensor, variable } from "../../loop/expr.ts";
import { bitField } from "./bit-fields.ts";
import { gatheredIndex } from "./gathered-index.ts";
import { reducedOver } from "./window.ts";

/** Inputs by position. */
const [A, B, Scales, Zeros, Groups, Bias] = [0, 1, 2, 3, 4, 5] as const;

/** The attributes of BitMatMul. */
export type BitProduct = Readonly<Record<"bits" | "columns" | "depth" | "block", number>>;

export interface Packing extends BitProduct {
  /** Blocks of a column; the last one may not be full. */
  readonly blocks: number;
  /** Elements in a byte. */
  readonly each: number;
}

export function packingOf({ attrs }: Pick<Node<BitProduct>, "attrs">): Packing {
  const { bits, columns, depth, block } = attrs;
  return { bits, columns, depth, block, blocks: Math.ceil(depth / block), each: 8 / bits };
}

type Float = "f32" | "f64";

/** The zero point of a column's block: a number, or packed like the weights, or the middle of what bits can say. */
function zeroOf(context: LowerContext, bits: number, [column, block]: readonly [Dim, Dim], dtype: Float): Expr {
  const zeros = context.inputs[Zeros];
  if (zeros === undefined) return constant(dtype, 2 ** (bits - 1));
  if (zeros.dtype !== "u8") return cast(dtype, read(zeros, [column, block]));
  return cast(
    dtype,
    bitField(zeros, bits, block, (byte) => [column, byte]),
  );
}

/** The reduction: its axes, and the sum over some elements that it adds up. */
interface Terms {
  readonly axes: readonly (readonly [name: string, extent: Dim])[];
  readonly body: (at: readonly Dim[], column: Dim, element: (k: Dim) => Expr) => Expr;
}

function termsOf(context: LowerContext<BitProduct>, dtype: Float): Terms {
  const { bits, depth, block, blocks, each } = packingOf(context);
  const [b, scales, groups] = [context.input(B), context.input(Scales), context.inputs[Groups]];
  const weight = (q: Expr, column: Dim, group: Dim): Expr =>
    mul(sub(cast(dtype, q), zeroOf(context, bits, [column, group], dtype)), cast(dtype, read(scales, [column, group])));
  if (groups === undefined && depth % block === 0)
    // All elements of a byte in one term: nothing is asked of a coordinate, and lanes may run along columns.
    return {
      axes: [
        ["block", blocks],
        ["byte", block / each],
      ],
      body([inBlock = 0, byte = 0], column, element) {
        const terms = Array.from({ length: each }, (_, j) => {
          const q = bitField(b, bits, j, () => [column, inBlock, byte]);
          return mul(element(addDims(mulDims(inBlock, block), mulDims(byte, each), j)), weight(q, column, inBlock));
        });
        return terms.reduce((sum, term) => add(sum, term));
      },
    };
  return {
    axes: [["k", depth]],
    body([k = 0], column, element) {
      const inBlock = floorDiv(k, block);
      const group = groups === undefined ? inBlock : gatheredIndex(groups, [k], blocks);
      const q = bitField(b, bits, mod(k, block), (byte) => [column, inBlock, byte]);
      return mul(element(k), weight(q, column, group));
    },
  };
}

export function bitProduct(context: LowerContext<BitProduct>, output: Tensor): Compute {
  const [a, bias] = [context.input(A), context.inputs[Bias]];
  const dtype: Float = scalarOf(a.dtype) === "f64" ? "f64" : "f32";
  const outer = a.shape.slice(0, -1).map((extent, i, all) => axis(i === all.length - 1 ? "row" : `n${i}`, extent));
  const axes = [...outer, axis("column", packingOf(context).columns)];
  const at = axes.map(coordinate);
  const column = at.at(-1) as Dim;
  const terms = termsOf(context, dtype);
  const { axes: reduced, at: places } = reducedOver(terms.axes);
  const body = terms.body(places, column, (k) => cast(dtype, read(a, [...at.slice(0, -1), k])));
  const finish = (sum: Expr): Expr => (bias === undefined ? sum : add(sum, cast(dtype, read(bias, [column]))));
  if (reduced.length === 0) return compute({ name: "matmul_bits", output, axes, value: finish(body) });
  const result = variable("sum", dtype);
  return compute({ name: "matmul_bits", output, axes, reduction: { axes: reduced, combine: "sum", body, result }, value: finish(result) });
}
