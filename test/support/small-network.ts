/** A network's small variant as a model, and seeded inputs for it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadModel } from "../../src/build.ts";
import type { Elements } from "../../src/core/dtype.ts";
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { seededInputs } from "../../src/golden.ts";
import { models } from "../models/index.ts";
import { modelBytes } from "./onnx-writer.ts";

export interface SmallNetwork {
  readonly model: SourceModel;
  readonly inputs: ReadonlyMap<string, Elements>;
}

export async function smallNetwork(name: string): Promise<SmallNetwork> {
  const entry = models[name];
  if (entry === undefined) throw new Error(`no network ${name}`);
  const folder = mkdtempSync(join(tmpdir(), "aot-network-"));
  try {
    const path = join(folder, `${name}.onnx`);
    writeFileSync(path, modelBytes(entry.build(entry.small).graph));
    const { model } = await loadModel(path, {});
    return { model, inputs: new Map([...seededInputs(model.graph.inputs)].map(([v, array]) => [v.name, array])) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
