/**
 * Constant: a value held by the node itself; it becomes a constant value before anything is lowered.
 * Since opset 1 (numbers and lists since 12). https://onnx.ai/onnx/operators/onnx__Constant.html
 */
import type { DType, ElementArray } from "../core/dtype.ts";
import { type AttrReader, defineOp, exactTolerance, type TensorAttr } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { withKnown } from "./families/known-elements.ts";

const tensorOf = (dtype: DType, shape: readonly number[], array: ElementArray): TensorAttr => ({
  kind: "tensor-attr",
  type: tensorType(dtype, shape),
  data: { array, splat: false },
});

function held(raw: AttrReader): TensorAttr {
  const tensor = raw.tensor("value");
  if (tensor !== undefined) return tensor;
  if (raw.has("value_float")) return tensorOf("f32", [], Float32Array.of(raw.float("value_float")));
  if (raw.has("value_int")) return tensorOf("i64", [], BigInt64Array.of(BigInt(raw.int("value_int"))));
  const floats = raw.floats("value_floats", []);
  if (raw.has("value_floats")) return tensorOf("f32", [floats.length], Float32Array.from(floats));
  const ints = raw.ints("value_ints", []);
  if (raw.has("value_ints")) return tensorOf("i64", [ints.length], BigInt64Array.from(ints, BigInt));
  return raw.fail("has none of the attributes value, value_float, value_floats, value_int, value_ints");
}

const isHeld = (x: unknown): x is TensorAttr => typeof x === "object" && x !== null && "kind" in x && x.kind === "tensor-attr";

export const Constant = defineOp({
  name: "Constant",
  opset: 25,
  since: 1,
  doc: "a value held by the node itself",
  inputs: [],
  attrs: (raw) => ({ value: held(raw) }),
  infer({ attrs, fail }) {
    if (!isHeld(attrs.value)) return fail("holds no tensor");
    const { type, data } = attrs.value;
    const isInteger = !data.splat && (type.dtype === "i64" || type.dtype === "i32");
    return [isInteger ? withKnown(type, Array.from(data.array as ArrayLike<number>, Number)) : type];
  },
  expand({ attrs, node, constant, fail }) {
    if (!isHeld(attrs.value)) return fail("holds no tensor");
    return node.outputs.map((output) => constant(output.name, attrs.value.type, attrs.value.data));
  },
  tolerance: exactTolerance,
  examples: [
    { note: "a list of integers", attrs: { value_ints: [3, 4] }, inputs: [], outputs: [{ dtype: "i64", shape: [2], values: [3n, 4n] }] },
    { note: "a float", attrs: { value_float: 0.5 }, inputs: [], outputs: [{ shape: [], values: [0.5] }] },
  ],
});
