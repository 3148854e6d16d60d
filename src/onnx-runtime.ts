/**
 * What a model's outputs should be: ONNX Runtime's where it is installed and runs the model, else those of the built-in evaluator of the unoptimized graph,
 * which is a self-check and not an oracle.
 */

import { createRequire } from "node:module";
import type { Case } from "./cases.ts";
import type { Elements } from "./core/dtype.ts";
import type { SourceModel } from "./frontends/frontend.ts";
import { evaluateAsWritten } from "./reference.ts";
import type { NamedTensor } from "./run.ts";

/** What a model's outputs should be, and who says so. */
export interface Reference {
  readonly name: string;
  /** One or several roundings of the same model, each as right as the others. */
  readonly outputs: readonly ReadonlyMap<string, Elements>[];
}

/** ONNX Runtime's outputs, node by node and with its optimizations, where it is installed and runs the model, else our own evaluator's of the graph as it is written. */
export const referenceFor = async (path: string, { model, inputs }: Case): Promise<Reference> =>
  (await onnxRuntime(path, model, inputs)) ?? selfCheck(model, inputs);

const selfCheckName = "self-check, not an oracle";

function selfCheck(model: SourceModel, inputs: readonly NamedTensor[]): Reference {
  const outputs = evaluateAsWritten(model.graph, new Map(inputs.map((x) => [x.name, x.array])));
  return { name: selfCheckName, outputs: [new Map([...outputs].map(([name, { array }]) => [name, array]))] };
}

/** What this module uses of onnxruntime-node, which is no dependency: it is taken from where the user has it. */
interface OrtModule {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => { readonly data: Elements };
  readonly InferenceSession: {
    create(path: string, options: object): Promise<OrtSession>;
  };
}

interface OrtSession {
  run(feeds: Record<string, unknown>): Promise<Record<string, { readonly data: Elements }>>;
  release(): Promise<void>;
}

/** What ONNX Runtime calls element types. */
export const ortTypes: Readonly<Record<string, string>> = {
  f32: "float32",
  f64: "float64",
  f16: "float16",
  i8: "int8",
  i16: "int16",
  i32: "int32",
  i64: "int64",
  u8: "uint8",
  u16: "uint16",
  u32: "uint32",
  u64: "uint64",
  bool: "bool",
  string: "string",
};

async function onnxRuntime(path: string, model: SourceModel, inputs: readonly NamedTensor[]): Promise<Reference | undefined> {
  const require = createRequire(import.meta.url);
  let ort: OrtModule;
  let version: string;
  try {
    ort = require("onnxruntime-node") as OrtModule;
    version = (require("onnxruntime-node/package.json") as { version: string }).version;
  } catch {
    return undefined;
  }
  // It takes and gives sequences as such, not their tensors.
  if (model.structures !== undefined) return undefined;
  if (!model.format.toLowerCase().includes("onnx") || inputs.some((x) => ortTypes[x.dtype] === undefined)) return undefined;
  const name = `ONNX Runtime ${version}`;
  const outputs: ReadonlyMap<string, Elements>[] = [];
  const reasons: string[] = [];
  const plain = (graphOptimizationLevel: "disabled" | "all") => outputsOf(ort, path, inputs, { graphOptimizationLevel });
  // With exact sums it does not run networks whose weights are dequantized by channel.
  const optimized = () => outputsOf(ort, path, inputs, { graphOptimizationLevel: "all", extra: exactByteProducts }).catch(() => plain("all"));
  // Its fusions round otherwise: quantized layers differ by a step from those computed node by node.
  for (const given of [() => plain("disabled"), optimized]) {
    try {
      outputs.push(await given());
    } catch (error) {
      reasons.push(String(error instanceof Error ? error.message : error).split("\n")[0] ?? "");
    }
  }
  if (outputs.length > 0) return { name, outputs };
  return { ...selfCheck(model, inputs), name: `${selfCheckName} (${name} does not run the model: ${reasons[0]})` };
}

/** Of ONNX Runtime: without it, sums of two products of bytes end at 16 bits on processors with AVX2 and no VNNI. Nothing helps where no optimization is allowed. */
export const exactByteProducts = { session: { x64quantprecision: "1" } };

async function outputsOf(
  { InferenceSession, Tensor }: OrtModule,
  path: string,
  inputs: readonly NamedTensor[],
  options: { readonly graphOptimizationLevel: "disabled" | "all"; readonly extra?: typeof exactByteProducts },
): Promise<ReadonlyMap<string, Elements>> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 3, ...options });
  try {
    const feeds = Object.fromEntries(inputs.map((x) => [x.name, new Tensor(ortTypes[x.dtype] as string, x.array, x.shape)]));
    return new Map(Object.entries(await session.run(feeds)).map(([output, t]) => [output, t.data]));
  } finally {
    await session.release();
  }
}
