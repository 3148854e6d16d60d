/**
 * move-bytes: a DequantizeLinear of one scale moves behind operators that only move, repeat or compare elements, which then work on bytes: to the product that
 * takes it, or to a QuantizeLinear of the same scale and zero point, which gives the bytes back.
 */
import type { Node, OpDef } from "../graph/graph.ts";
import type { Rewriting, Rule } from "../graph/rewrite-nodes.ts";
import { Concat } from "../ops/concat.ts";
import { DepthToSpace, SpaceToDepth } from "../ops/depth-to-space.ts";
import { DequantizeLinear } from "../ops/dequantize-linear.ts";
import { Expand } from "../ops/expand.ts";
import { Flatten } from "../ops/flatten.ts";
import { Gather } from "../ops/gather.ts";
import { MaxPool } from "../ops/max-pool.ts";
import { QuantizeLinear } from "../ops/quantize-linear.ts";
import { Reshape } from "../ops/reshape.ts";
import { Resize } from "../ops/resize.ts";
import { Slice } from "../ops/slice.ts";
import { Split } from "../ops/split.ts";
import { Squeeze, Unsqueeze } from "../ops/squeeze.ts";
import { Tile } from "../ops/tile.ts";
import { Transpose } from "../ops/transpose.ts";
import { uniformNumber } from "./constant-elements.ts";
import { madeBy, rulesPass, typeOf } from "./patterns.ts";

/** What their results hold are elements of input 0; of a window the largest. */
const moving: ReadonlySet<OpDef> = new Set([
  ...[DepthToSpace, Expand, Flatten, Gather, MaxPool, Reshape, Resize, Slice, SpaceToDepth, Split, Squeeze, Tile, Transpose, Unsqueeze],
]);

/** The DequantizeLinear of bytes by one scale that makes input `i`; of constants it is folded with what follows it. */
function conversionOf(graph: Rewriting, n: Node, i: number): Node | undefined {
  const made = madeBy(graph, n.inputs[i], DequantizeLinear);
  const [bytes, scale, zero] = made?.inputs ?? [];
  const dtype = typeOf(bytes)?.dtype;
  if (made === undefined || bytes?.data !== undefined || made.attrs.block !== 0 || (dtype !== "u8" && dtype !== "i8")) return undefined;
  const isOne = (uniformNumber(scale) ?? 0) > 0 && (zero === undefined || uniformNumber(zero) !== undefined);
  return isOne ? made : undefined;
}

/** Resizing takes elements as they are only where it neither mixes nor invents them. */
const isMixing = ({ op, attrs }: Node): boolean =>
  op === Resize && (attrs.mode !== "nearest" || attrs.antialias === 1 || attrs.coordinate_transformation_mode === "tf_crop_and_resize");

const behindMovement: Rule = (n, graph) => {
  const conversion = moving.has(n.op) && !isMixing(n) ? conversionOf(graph, n, 0) : undefined;
  const hasPlaces = n.op === MaxPool && n.outputs.length > 1;
  if (conversion === undefined || hasPlaces) return undefined;
  const [bytes, ...parameters] = conversion.inputs;
  const moved = graph.emitAllLike(n, [bytes, ...n.inputs.slice(1)]);
  if (moved.length === 1) return graph.change({ inputs: [moved[0], ...parameters] }, { ...conversion, outputs: n.outputs });
  return moved.map((part) => graph.emitLike(conversion, [part, ...parameters]));
};

/** One scale, zero point and type for both. */
function isAlike(a: Node, b: Node): boolean {
  const zero = (n: Node): number | undefined => (n.inputs[2] === undefined ? 0 : uniformNumber(n.inputs[2]));
  return uniformNumber(a.inputs[1]) === uniformNumber(b.inputs[1]) && zero(a) === zero(b);
}

const behindConcat: Rule = (n, graph) => {
  if (n.op !== Concat) return undefined;
  const conversions = n.inputs.map((_, i) => conversionOf(graph, n, i));
  const [first] = conversions;
  const dtype = typeOf(first?.inputs[0])?.dtype;
  if (first === undefined || !conversions.every((c) => c !== undefined && isAlike(c, first) && typeOf(c.inputs[0])?.dtype === dtype))
    return undefined;
  const joined = graph.emitLike(
    n,
    conversions.map((c) => c?.inputs[0]),
  );
  return graph.change({ inputs: [joined, ...first.inputs.slice(1)] }, { ...first, outputs: n.outputs });
};

const backToBytes: Rule = (n, graph) => {
  const conversion = n.op === QuantizeLinear && n.attrs.block === 0 ? conversionOf(graph, n, 0) : undefined;
  const [bytes] = conversion?.inputs ?? [];
  const isSame = conversion !== undefined && isAlike(conversion, n) && typeOf(bytes)?.dtype === typeOf(n.outputs[0])?.dtype;
  return isSame ? bytes : undefined;
};

export const moveBytes = rulesPass({
  name: "move-bytes",
  doc: "moves and compares bytes instead of the floats they stand for",
  contract: "exact",
  rules: [backToBytes, behindMovement, behindConcat],
});
