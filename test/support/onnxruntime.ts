/** ONNX Runtime as the oracle of tests: one run of a model's bytes on float inputs, on one thread and without its own rewriting. */
import ort from "onnxruntime-node";

export interface OracleTensor {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number> | ArrayLike<bigint> | readonly string[];
  readonly type: string;
}

export type OracleInput = ort.Tensor;

export const floats = (dims: readonly number[], data: Float32Array): OracleInput => new ort.Tensor("float32", data, dims);

/** Outputs by name. */
export async function runOracle(model: Uint8Array, inputs: Readonly<Record<string, OracleInput>>): Promise<Readonly<Record<string, OracleTensor>>> {
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3, intraOpNumThreads: 1, graphOptimizationLevel: "disabled" });
  const outputs = await session.run(inputs);
  return Object.fromEntries(Object.entries(outputs).map(([name, { dims, data, type }]) => [name, { dims, data, type }]));
}
