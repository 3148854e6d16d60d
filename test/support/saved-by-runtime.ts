/** Models as ONNX Runtime saves them after all its optimizations. */
import { readFileSync } from "node:fs";
import onnxProto, { type onnx } from "onnx-proto";
import ort from "onnxruntime-node";

export interface SavedModel {
  readonly path: string;
  readonly nodes: readonly onnx.INodeProto[];
}

/** Saves the model file at `path` as ONNX Runtime optimizes it for this machine, in a file beside it. */
export async function savedByRuntime(path: string): Promise<SavedModel> {
  const to = path.replace(".onnx", ".saved.onnx");
  const options = { graphOptimizationLevel: "all", optimizedModelFilePath: to, logSeverityLevel: 4, intraOpNumThreads: 1 } as const;
  await (await ort.InferenceSession.create(path, options)).release();
  return { path: to, nodes: onnxProto.onnx.ModelProto.decode(readFileSync(to)).graph?.node ?? [] };
}
