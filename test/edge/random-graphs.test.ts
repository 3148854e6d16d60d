/** A sample of `npm run fuzz:graphs -- --setting ...` off the desk: random graphs agree with ONNX Runtime on an emulated aarch64 and a Cortex-M4. */
import { expect, test } from "vitest";
import { fuzzGraphs } from "../fuzz/graphs/run.ts";
import { settingNamed } from "../fuzz/graphs/settings.ts";

test.each(["aarch64", "Cortex-M4"])(
  "6 random graphs, %s",
  async (name) => {
    const setting = settingNamed(name);
    if (setting === undefined) throw new Error(`there is no setting ${name}`);
    const { ran, faults } = await fuzzGraphs({ seed: 2, from: 0, count: 6, setting });
    expect(faults).toEqual([]);
    expect(ran).toBeGreaterThan(3);
  },
  600_000,
);
