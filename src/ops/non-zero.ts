/**
 * NonZero: the coordinates of all elements that are not zero, in row-major order, one column each. How many there are is known at run time
 * only, unless the input is a constant. Since opset 9. https://onnx.ai/onnx/operators/onnx__NonZero.html
 */
import { bounds, type Dim, product } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { constantNumbers } from "../graph/build.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { cast, index, type Tensor } from "../loop/expr.ts";
import { ifStmt } from "../loop/kernel.ts";
import { runtimeExtent } from "../loop/runtime-extent.ts";
import { counter, isNonZero, slotMemory, storeExtent } from "./families/counting.ts";
import { memory, overShape, routine } from "./families/routines.ts";
import { elements, typed } from "./families/type-sets.ts";

/** How many columns the result has; 16-bit floats are constants of bits, among them a negative zero. */
function columns(context: InferContext): Dim {
  const { dtype, shape } = typed(context, 0, elements);
  const known = dtype === "f16" || dtype === "bf16" ? undefined : constantNumbers(context.inputs[0]);
  return known === undefined ? runtimeExtent("nonzero", 0, bounds(product(shape))[1]) : known.filter((x) => x !== 0).length;
}

function count(x: Tensor, extent: Dim): readonly Work[] {
  const slot = slotMemory(extent);
  if (slot === undefined) return [];
  const [source, found] = [memory("x", x, "in"), counter("found")];
  const body = [found.start, ...overShape(x.shape, (at) => [ifStmt(isNonZero(source.get(at)), [found.next])]), ...storeExtent(slot, found.value)];
  return [routine("count_nonzero", `how many of ${shapeText(x.shape)} are not zero`, [source, slot], body)];
}

function list(x: Tensor, output: Tensor): Work {
  const [source, to, found] = [memory("x", x, "in"), memory("y", output, "out"), counter("found")];
  const most = bounds(product(x.shape))[1];
  const put = (at: readonly Dim[]) => found.at(most, (place) => at.map((d, a) => to.put([a, place], cast("i64", index(d)))));
  const body = [found.start, ...overShape(x.shape, (at) => [ifStmt(isNonZero(source.get(at)), [...put(at), found.next])])];
  return routine("nonzero", `where elements of ${shapeText(x.shape)} are not zero`, [source, to], body);
}

export const NonZero = defineOp({
  name: "NonZero",
  opset: 13,
  since: 9,
  doc: "the coordinates of elements that are not zero",
  inputs: ["X"],
  infer: (context) => [tensorType("i64", [context.tensor(0).shape.length, columns(context)])],
  lower: (context: LowerContext) =>
    context.outputs.flatMap((output) => [...count(context.input(0), output.shape[1] ?? 0), list(context.input(0), output)]),
  tolerance: exactTolerance,
  examples: [
    {
      note: "a matrix; NaN is not zero, minus zero is",
      inputs: [{ shape: [2, 3], values: [1, 0, Number.NaN, -0, -2, 0] }],
      outputs: [{ dtype: "i64", shape: [2, 3], values: [0n, 0n, 1n, 0n, 2n, 1n] }],
    },
    {
      note: "bools of rank 1",
      inputs: [{ dtype: "bool", shape: [5], values: [false, true, false, false, true] }],
      outputs: [{ dtype: "i64", shape: [1, 2], values: [1n, 4n] }],
    },
    {
      note: "none",
      inputs: [{ dtype: "i64", shape: [2, 2], values: [0n, 0n, 0n, 0n] }],
      outputs: [{ dtype: "i64", shape: [2, 0], values: [] as readonly bigint[] }],
    },
  ],
});
