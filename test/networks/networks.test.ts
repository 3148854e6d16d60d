/**
 * The networks of test/models on every target against ONNX Runtime: max |a - b| <= 1e-4 max |b|. The smallest variants that keep every kind
 * of layer; `npm run networks` takes them at full size.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildTarget, loadModel, type TargetBuild, targetNamed } from "../../src/build.ts";
import { models } from "../models/index.ts";
import { asShipped, buildFor, errorsOf, reference, runBuilt, ways } from "../support/against-onnx-runtime.ts";
import { modelBytes } from "../support/onnx-writer.ts";

const isFull = process.env.AOT_NETWORKS === "full";

const folder = mkdtempSync(join(tmpdir(), "aot-networks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(Object.entries(models))("%s", (name, model) => {
  const path = join(folder, `${name}.onnx`);
  let expected: Awaited<ReturnType<typeof reference>>;
  beforeAll(async () => {
    writeFileSync(path, modelBytes(model.build(isFull ? {} : model.small).graph));
    expected = await reference(path);
  }, 120_000);
  afterAll(() => rmSync(path, { force: true }));

  test.each(ways.map(asShipped).map((way) => [way.name, way] as const))(
    "%s agrees",
    async (_, way) => {
      const build = await buildFor(path, way);
      const outputs = await runBuilt(build, way, expected.inputs);
      for (const error of errorsOf(build, outputs, expected.outputs)) expect(error).toMatchObject({ passed: true });
      expect(build.arenaBytes).toBeLessThanOrEqual(build.arenaLowerBound * 1.02);
    },
    300_000,
  );
});

test("a second build gives the same bytes", async () => {
  const path = join(folder, "again.onnx");
  const small = models.mobilenet_v2;
  writeFileSync(path, modelBytes((small as NonNullable<typeof small>).build((small as NonNullable<typeof small>).small).graph));
  for (const { target, machine } of ways) {
    const build = async (): Promise<TargetBuild> => buildTarget((await loadModel(path, {})).model, targetNamed(target), path, { machine });
    const [first, second] = [await build(), await build()];
    expect(second.files.map((f) => [f.path, Buffer.from(f.content).toString("latin1")])).toEqual(
      first.files.map((f) => [f.path, Buffer.from(f.content).toString("latin1")]),
    );
  }
});
