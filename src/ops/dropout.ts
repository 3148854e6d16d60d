/**
 * Dropout at inference: the input, and a mask of all true when asked for. Training (random masks) is refused unless the ratio is 0.
 * Since opset 1 (ratio and training_mode as inputs since 12). https://onnx.ai/onnx/operators/onnx__Dropout.html
 */

import { constantNumbers } from "../graph/build.ts";
import { defineOp, exactTolerance, type InferContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { knownOf } from "./families/known-elements.ts";
import { hasInput } from "./families/steering.ts";
import { floats, typed } from "./families/type-sets.ts";
import { Identity } from "./identity.ts";

/** True when the node surely keeps every element. */
function keepsAll(context: InferContext): boolean {
  if (!hasInput(context, 2)) return true;
  const [training] = constantNumbers(context.inputs[2]) ?? [];
  const [ratio] = knownOf(context, 1) ?? [];
  return training === 0 || ratio === 0;
}

export const Dropout = defineOp({
  name: "Dropout",
  opset: 22,
  since: 1,
  doc: "the input at inference",
  infer(context) {
    const type = typed(context, 0, floats);
    if (!keepsAll(context)) context.fail("training_mode is or may be true with a ratio other than 0", "export the model in inference mode");
    return [type, tensorType("bool", type.shape)].slice(0, context.outputCount);
  },
  expand({ inputs, node, emit, constant }) {
    const [mask] = node.outputs.slice(1);
    const kept = emit(Identity, [inputs[0]]);
    if (mask?.type.kind !== "tensor") return kept;
    return [...kept, constant(mask.name, mask.type, { array: Uint8Array.of(1), splat: true })];
  },
  tolerance: exactTolerance,
  examples: [{ note: "nothing is dropped", inputs: [{ shape: [3], values: [1, 2, 3] }], outputs: [{ shape: [3], values: [1, 2, 3] }] }],
});
