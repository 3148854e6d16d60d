/** LSTM, GRU and RNN with random attributes, shapes and left-out inputs against ONNX Runtime: evaluated, and as programs of every target. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { bytesOf, type ElementArray, newArray } from "../../src/core/dtype.ts";
import { hasWaits } from "../../src/loop/kernel.ts";
import { machineNamed } from "../../src/loop/machine.ts";
import { runEmittedModule } from "../../src/run-module.ts";
import type { Program, Storage } from "../../src/schedule/program.ts";
import { runCProgram } from "../../src/targets/c/host.ts";
import { readBytes } from "../frontends/onnx/read-here.ts";
import { eachTarget, scalar, wide } from "../support/against-onnx-runtime.ts";
import { manyNodesModel, wrongNodes } from "../support/many-nodes.ts";
import { batchFirst, recurrentCase, recurrentCaseOf, transposed } from "../support/recurrent-cases.ts";
import { quick } from "../support/run-c.ts";
import { agreesWithRuntime, arrayOf, runHere, runOnnxRuntime } from "../support/single-node.ts";
import { type Threaded, threaded } from "../support/threaded.ts";
import { walkKernel } from "../support/tree-walk.ts";

test("evaluated", async () => {
  for (let seed = 1; seed <= 120; seed++) await agreesWithRuntime({ ...recurrentCase(seed), opset: 22 }, 1e-4);
});

test("batch first", async () => {
  for (let seed = 201; seed <= 230; seed++) {
    const spec = recurrentCase(seed);
    const expected = await runOnnxRuntime({ ...spec, opset: 22 });
    const found = runHere(batchFirst(spec));
    expected.forEach((want, i) => {
      const have = found[i] as (typeof found)[number];
      const back = transposed(have, i === 0 ? [1, 2, 0, 3] : [1, 0, 2]);
      expect(back.shape).toEqual(want.shape);
      back.values.forEach((v, k) => {
        expect(v).toBeCloseTo(want.values[k] as number, 3);
      });
    });
  }
});

/** Every kernel of a program walked over memory of exactly the bytes its storages have: any access beyond them throws. */
function walkProgram(program: Program, inputs: ReadonlyMap<string, ElementArray>): ReadonlyMap<string, ElementArray> {
  const memory = new Map<Storage, ElementArray>();
  const heldBy = (s: Storage): ElementArray => {
    const found = memory.get(s) ?? newArray(s.dtype, s.bytes / bytesOf(s.dtype));
    memory.set(s, found);
    return found;
  };
  for (const { storage, bytes } of program.weights) new Uint8Array(heldBy(storage).buffer).set(bytes);
  for (const port of program.inputs) (heldBy(port.storage) as Float32Array).set(inputs.get(port.name) as Float32Array);
  for (const step of program.variants[0]?.region.steps ?? [])
    if (step.kind === "call")
      walkKernel(
        step.kernel,
        step.args.map((a) => heldBy(a.storage).subarray(Number(a.offset)) as ElementArray),
      );
  return new Map(program.outputs.map((port) => [port.name, heldBy(port.storage)]));
}

test.each(["x86-64-v4", "x86-64-v3", "wasm-simd128"])("kernels for %s stay inside their memory", async (machine) => {
  const options = {
    machine: machineNamed(machine),
    level: 2,
    deterministic: false,
    precise: false,
    name: "m",
    source: "m.onnx",
    verify: true,
  } as const;
  for (let seed = 401; seed <= 412; seed++) {
    const spec = recurrentCase(seed);
    const expected = await runOnnxRuntime({ ...spec, opset: 22 });
    const model = readBytes(manyNodesModel([spec], 22));
    const given = spec.inputs.flatMap((x, i): [string, ElementArray][] =>
      x === undefined || x.constant === true ? [] : [[`x0_${i}`, arrayOf(x.dtype ?? "f32", x.values)]],
    );
    const outputs = walkProgram(compile(model, options).program, new Map(given));
    expected.forEach((want, i) => {
      const have = outputs.get(`y0_${i}`) as Float32Array;
      const error = Math.max(...want.values.map((w, k) => Math.abs(w - (have[k] as number))));
      expect(error, `output ${i} of seed ${seed}`).toBeLessThanOrEqual(1e-4 * Math.max(...want.values.map(Math.abs)));
    });
  }
});

/** How many kernels hold waits. */
const waitsIn = ({ compiled }: Threaded): number => compiled.program.kernels.filter(hasWaits).length;

test.each(["c", "wasm"] as const)("steps shared by threads give the bits of one thread in %s", { timeout: 240_000 }, async (target) => {
  const cases = Array.from({ length: 12 }, (_, i) => recurrentCaseOf([48, 67, 96], i + 501));
  const model = readBytes(manyNodesModel(cases, 22));
  const inputs = new Map<string, ElementArray>(
    cases.flatMap((spec, n) =>
      spec.inputs.flatMap((x, i): [string, ElementArray][] =>
        x === undefined || x.constant === true ? [] : [[`x${n}_${i}`, arrayOf(x.dtype ?? "f32", x.values)]],
      ),
    ),
  );
  const machine = { c: "x86-64-v3", wasm: "wasm-simd128" }[target];
  const outputsOf = async ({ compiled: { program }, files }: Threaded): Promise<unknown> => {
    const flags = [quick, ...(program.threads > 1 ? ["-fsanitize=thread"] : [])];
    const found = target === "c" ? await runCProgram(program, files, inputs, { flags }) : await runEmittedModule(files, inputs);
    return [...found].map(([name, array]) => [name, Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("hex")]);
  };
  // Without a second-level cache, every other step walks the units backward.
  const [one, three] = [await threaded(model, target, machine, { threads: 1, l2: 0 }), await threaded(model, target, machine, { threads: 3, l2: 0 })];
  expect(waitsIn(three)).toBeGreaterThan(5);
  expect(await outputsOf(three)).toEqual(await outputsOf(one));
});

describe("as programs", () => {
  const cases = Array.from({ length: 24 }, (_, i) => recurrentCase(i + 301));
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "recurrent-"));
    writeFileSync(join(folder, "recurrent.onnx"), manyNodesModel(cases, 22));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([...eachTarget, wide, scalar])("$name", async (way) => {
    expect(await wrongNodes(join(folder, "recurrent.onnx"), cases, way)).toEqual([]);
  });
});
