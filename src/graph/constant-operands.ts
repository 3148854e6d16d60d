/** What can be run before anything else is: pure nodes of known elements, with results whose sizes are known. */
import type { Dim } from "../core/dim.ts";
import { dtypes, type ElementArray, type Elements, newArray } from "../core/dtype.ts";
import { expandConstant } from "./build.ts";
import type { Node, Value } from "./graph.ts";
import { staticShape, type TensorType } from "./types.ts";

/** How many elements a tensor of a static shape has; undefined for other values. */
export function staticCount({ type }: Value): number | undefined {
  return type.kind === "tensor" ? staticShape(type.shape)?.reduce((n, d) => n * d, 1) : undefined;
}

/** The elements that shape inference knows, when it knows all of them as numbers. */
export function knownArray({ dtype, shape, known }: TensorType): ElementArray | undefined {
  if (known === undefined || staticShape(shape) === undefined) return undefined;
  if (!known.every((d): d is Dim & number => typeof d === "number")) return undefined;
  const isHeldAsBits = dtypes[dtype].kind === "float" && dtypes[dtype].bits < 32;
  // Integers beyond 2^53 (the "to the end" of slices) are known only nearly.
  const isNear = dtypes[dtype].kind !== "float" && !known.every(Number.isSafeInteger);
  if (isHeldAsBits || isNear) return undefined;
  const array = newArray(dtype, known.length);
  known.forEach((d, i) => {
    array[i] = array instanceof BigInt64Array || array instanceof BigUint64Array ? BigInt(d) : d;
  });
  return array;
}

/** The elements of every operand, undefined for one left out, where `evaluateNode` can run the node on them; else undefined. */
export function constantOperands(n: Node): readonly (Elements | undefined)[] | undefined {
  if (n.op.impure === true || (n.op.view === true ? n.outputs.length > 1 : n.op.lower === undefined)) return undefined;
  if (Object.values(n.attrs).some((x) => typeof x === "object" && "kind" in x && x.kind === "graph")) return undefined;
  if (n.outputs.some((v) => staticCount(v) === undefined)) return undefined;
  const arrays = n.inputs.map((v) => (v === undefined ? undefined : elementsOf(v)));
  return arrays.some((array, i) => array === undefined && n.inputs[i] !== undefined) ? undefined : arrays;
}

function elementsOf(v: Value): Elements | undefined {
  const count = staticCount(v);
  if (count === undefined) return undefined;
  return v.data === undefined ? knownArray(v.type as TensorType) : expandConstant(v.data, count);
}
