/**
 * What a model's outputs should be: ONNX Runtime's where it is installed and runs the model, else those of the built-in evaluator of the unoptimized graph,
 * which is a self-check and not an oracle.
 */

import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { resolve as resolvePath } from "node:path";
import type { Case } from "./cases.ts";
import type { Elements } from "./core/dtype.ts";
import type { SourceModel } from "./frontends/frontend.ts";
import { howEnded } from "./measure/engine.ts";
import { installedBeside } from "./measure/javascript-engine.ts";
import { evaluateAsWritten } from "./reference.ts";
import type { NamedTensor } from "./run.ts";
import { templatePath } from "./targets/templates.ts";

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
  const from = installedBeside("onnxruntime-node");
  if (from === undefined) return undefined;
  // It takes and gives sequences as such, not their tensors.
  if (model.structures !== undefined) return undefined;
  if (!model.format.toLowerCase().includes("onnx") || inputs.some((x) => ortTypes[x.dtype] === undefined)) return undefined;
  const { version } = createRequire(from)("onnxruntime-node/package.json") as { version: string };
  const name = `ONNX Runtime ${version}`;
  const outputs: ReadonlyMap<string, Elements>[] = [];
  const reasons: string[] = [];
  // Its fusions round otherwise: quantized layers differ by a step from those computed node by node. With exact sums it does not run networks whose weights are
  // dequantized by channel.
  for (const sessions of [
    [{ graphOptimizationLevel: "disabled" }],
    [{ graphOptimizationLevel: "all", extra: exactByteProducts }, { graphOptimizationLevel: "all" }],
  ] as const) {
    for (const options of sessions) {
      const answer = await answerOf({ from, path, options, inputs });
      if ("outputs" in answer) {
        outputs.push(new Map(answer.outputs));
        break;
      }
      reasons.push(answer.reason.split("\n")[0] ?? "");
    }
  }
  if (outputs.length > 0) return { name, outputs };
  return { ...selfCheck(model, inputs), name: `${selfCheckName} (${name} does not run the model: ${reasons[0]})` };
}

/** Of ONNX Runtime: without it, sums of two products of bytes end at 16 bits on processors with AVX2 and no VNNI. Nothing helps where no optimization is allowed. */
export const exactByteProducts = { session: { x64quantprecision: "1" } };

interface SessionOptions {
  readonly graphOptimizationLevel: "disabled" | "all";
  readonly extra?: typeof exactByteProducts;
}

interface Question {
  /** A file beside which onnxruntime-node is found. */
  readonly from: string;
  readonly path: string;
  readonly options: SessionOptions;
  readonly inputs: readonly NamedTensor[];
}

type Answer = { readonly outputs: readonly (readonly [string, Elements])[] } | { readonly reason: string };

/** What one run of a model in ONNX Runtime gives, in a process of its own (templates/verify/onnxruntime.mjs): it crashes on some models that are valid. */
function answerOf({ from, path, options, inputs }: Question): Promise<Answer> {
  const child = fork(templatePath("verify/onnxruntime.mjs"), {
    execArgv: [],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  return new Promise((resolve) => {
    child.on("message", (answer) => resolve(answer as Answer));
    child.on("error", (error) => resolve({ reason: error.message }));
    child.on("close", () => resolve({ reason: `its process ended by ${howEnded(child)}` }));
    child.send({
      from,
      path: resolvePath(path),
      options: { intraOpNumThreads: 1, logSeverityLevel: 3, ...options },
      inputs: inputs.map(({ name, dtype, array, shape }) => ({ name, type: ortTypes[dtype], array, shape })),
    });
  });
}
