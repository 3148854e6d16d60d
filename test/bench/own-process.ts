/**
 * Figures of a network and a target from a process of their own. Programs of VGG-11 hold half a gigabyte of weights each, in the process that builds
 * them and in each engine (onnxruntime-web takes five times that): all at once they do not fit into 24 GB.
 */
import { fork } from "node:child_process";
import { models } from "../models/index.ts";
import { type MeasureOptions, measureModel } from "./measure-model.ts";
import type { ModelResults } from "./results.ts";

interface Request {
  readonly name: string;
  readonly options: MeasureOptions;
}

/** The figures of a network of test/models for every target that is asked for, one target after the other: peers of a target run in turns with it. */
export async function measuredApart(name: string, options: MeasureOptions): Promise<ModelResults> {
  let results: ModelResults | undefined;
  for (const target of options.targets) {
    const more = await inOwnProcess({ name, options: { ...options, targets: [target] } });
    results = results === undefined ? more : together(results, more);
  }
  if (results === undefined) throw new Error("no target to measure");
  return results;
}

/** Where both have measured a start, of node or of the oracle, the first counts. */
const together = (a: ModelResults, b: ModelResults): ModelResults => ({
  ...b,
  ...a,
  engines: { ...a.engines, ...b.engines },
  sizes: { ...a.sizes, ...b.sizes },
  starts: { ...b.starts, ...a.starts },
  inKernels: { ...a.inKernels, ...b.inKernels },
});

/** Throws when the process ends without figures, having said why. */
function inOwnProcess(request: Request): Promise<ModelResults> {
  const child = fork(import.meta.filename, ["measure"]);
  child.send(request);
  return new Promise((resolve, reject) => {
    child.once("message", (results) => resolve(results as ModelResults));
    child.once("exit", (code, signal) => reject(new Error(`${request.name} was not measured: its process ended with ${signal ?? code}`)));
  });
}

if (process.argv[2] === "measure")
  process.once("message", async ({ name, options }: Request) => {
    const entry = models[name];
    if (entry === undefined) throw new Error(`no model ${name}`);
    process.send?.(await measureModel(name, entry, options), () => process.disconnect());
  });
