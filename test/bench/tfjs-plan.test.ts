/** The peers' layers are the model's: networks as plans for TensorFlow.js, run where `node scripts/install-peers.mjs` has put it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadModel } from "../../src/build.ts";
import { installedBeside } from "../../src/measure/javascript-engine.ts";
import { type ModelEntry, models } from "../models/index.ts";
import { engineKinds, peersManifest, prepare } from "./engines.ts";
import { floatsOf, largestError } from "./outputs.ts";
import { tfjsPlan } from "./tfjs-plan.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-tfjs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = (name: string): ModelEntry => {
  const entry = models[name] as ModelEntry;
  return { ...entry, build: () => entry.build(entry.small) };
};

test("activations become parts of the layers before them, normalizations of their weights", async () => {
  const { path } = await prepare("mobilenet_v2", small("mobilenet_v2"), folder);
  const plan = tfjsPlan((await loadModel(path, {})).model.graph);
  const kinds = (plan?.layers ?? []).map((l) => l.kind);
  const count = (kind: string): number => kinds.filter((k) => k === kind).length;
  expect([count("convolution"), count("depthwise"), count("add"), count("average"), count("reshape"), count("product")]).toEqual([
    35, 17, 11, 1, 1, 1,
  ]);
  expect(kinds).toHaveLength(66);
  expect(plan?.layers.filter((l) => l.activation === "relu6")).toHaveLength(35);
});

test("networks with other layers have no plan", async () => {
  const { path } = await prepare("gru", small("gru"), folder);
  expect(tfjsPlan((await loadModel(path, {})).model.graph)).toBeUndefined();
});

const isInstalled = installedBeside("@tensorflow/tfjs-backend-wasm", peersManifest) !== undefined;
if (!isInstalled) console.log("skipped: TensorFlow.js is not installed (node scripts/install-peers.mjs)");

test.runIf(isInstalled).each(["mlp", "ds_cnn", "squeezenet1_1", "mobilenet_v2", "efficientnet_b0", "resnet18", "vgg11", "u_net"])(
  "%s in TensorFlow.js agrees with ONNX Runtime",
  async (name) => {
    const p = await prepare(`${name}_agrees`, small(name), folder);
    const outputs = async (kind: string): Promise<Float32Array> => {
      const engine = await engineKinds.find((k) => k.name === kind)?.start(p, "wall");
      if (engine === undefined) throw new Error(`no engine ${kind}`);
      const floats = await floatsOf(engine);
      engine.close();
      return floats;
    };
    const expected = await outputs("onnxruntime-node");
    for (const kind of ["tfjs-cpu", "tfjs-wasm"]) expect(largestError(await outputs(kind), expected), kind).toBeLessThan(1e-5);
  },
  60_000,
);
