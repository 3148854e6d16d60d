/** Judges one hostile file: it is refused with diagnostics, or builds to a program that computes what the model says; all else is a fault. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildTarget, loadModel, type TargetName, targetNamed } from "../../src/build.ts";
import { CompileError } from "../../src/core/diagnostics.ts";
import type { Elements } from "../../src/core/dtype.ts";
import { freeDims } from "../../src/free-dims.ts";
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { seededInputs } from "../../src/golden.ts";
import { evaluateGraph } from "../../src/graph/evaluate.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { maximumBytes, type TensorType } from "../../src/graph/types.ts";
import { readNamedArrays } from "../../src/io/index.ts";
import { evaluateAsWritten } from "../../src/reference.ts";
import { runBuild } from "../../src/run.ts";
import type { Random } from "../support/random.ts";
import { externalFile } from "./seeds.ts";

export interface Verdict {
  readonly outcome: "refused" | "built" | "read" | "fault";
  /** The first diagnostic's code, or what is wrong. */
  readonly detail: string;
}

/** A folder of its own for the files under judgement. */
export class Judge {
  readonly #folder = mkdtempSync(join(tmpdir(), "aot-fuzz-"));

  constructor() {
    writeFileSync(join(this.#folder, externalFile.name), externalFile.bytes);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async judge(file: string, bytes: Uint8Array, random: Random): Promise<Verdict> {
    const path = join(this.#folder, file);
    writeFileSync(path, bytes);
    try {
      return file.endsWith(".onnx") ? await judgeModel(path, random) : await judgeArrays(path);
    } catch (error) {
      if (error instanceof CompileError) return refused(error);
      return { outcome: "fault", detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }
}

function refused({ diagnostics }: CompileError): Verdict {
  const [first] = diagnostics.filter((d) => d.severity === "error");
  const wrong = diagnostics.find((d) => !/^AOT\d{3}$/.test(d.code) || d.message === "" || d.message.length > 20_000);
  if (first === undefined) return { outcome: "fault", detail: "refused without an error" };
  if (wrong !== undefined) return { outcome: "fault", detail: `a diagnostic that is none: ${JSON.stringify(wrong).slice(0, 500)}` };
  return { outcome: "refused", detail: first.code };
}

async function judgeArrays(path: string): Promise<Verdict> {
  for (const { name, shape, array } of await readNamedArrays([path]))
    if (shape.reduce((n, d) => n * d, 1) !== array.length) return { outcome: "fault", detail: `${name} has [${shape}] but ${array.length} elements` };
  return { outcome: "read", detail: "" };
}

/** Free dims are 2; one model in two is emitted as C, a few as JavaScript, and those are run. */
async function judgeModel(path: string, random: Random): Promise<Verdict> {
  const first = (await loadModel(path, {})).model;
  const dims = Object.fromEntries([...freeDims(first).keys()].map((s) => [s.name, 2]));
  const model = Object.keys(dims).length === 0 ? first : (await loadModel(path, dims)).model;
  const roll = random.below(16);
  const target: TargetName = roll === 0 ? "wasm" : roll === 1 ? "ts" : "c";
  const level = ([0, 1, 2, 2] as const)[random.below(4)] ?? 2;
  const build = await buildTarget(model, targetNamed(target), path, { name: "model", level, verify: true, golden: false });
  const [variant] = build.compiled.variants;
  if (!isSmall(model) || variant === undefined || variant.notes.multiplyAdds > 1e6) return { outcome: "built", detail: "not run" };
  const inputs = [...seededInputs(model.graph.inputs)].map(([v, array]) => ({ name: v.name, dtype: (v.type as TensorType).dtype, shape: [], array }));
  const expected = evaluateAsWritten(model.graph, new Map(inputs.map((x) => [x.name, x.array])));
  const found =
    target === "c"
      ? evaluated(
          variant.graph,
          inputs.map((x) => x.array),
        )
      : new Map((await runBuild(build, inputs)).map((o) => [o.name, o.array]));
  for (const [name, { array, shape }] of expected) {
    const count = shape.reduce((n, d) => n * d, 1);
    const difference = differing(found.get(name), array, count);
    if (difference !== undefined) return { outcome: "fault", detail: `wrong program (${target}, -O${level}): output ${name} ${difference}` };
  }
  return { outcome: "built", detail: "equal" };
}

/** The outputs of an optimized graph: C is not compiled here, its passes are held all the same. */
function evaluated(graph: Graph, inputs: readonly Elements[]): ReadonlyMap<string, Elements | undefined> {
  const values = evaluateGraph(graph, new Map(graph.inputs.map((v, i) => [v, inputs[i] as Elements])));
  return new Map(graph.outputs.map((v) => [v.name, values.get(v)]));
}

/** Ports of plain numbers and at most a megabyte: what can be run within the time of a test. */
const isSmall = ({ graph }: SourceModel): boolean =>
  [...graph.inputs, ...graph.outputs, ...graph.nodes.flatMap((n) => n.outputs)].every(
    (v) => v.type.kind === "tensor" && !["f16", "bf16", "string"].includes(v.type.dtype) && maximumBytes(v.type) < 1e6,
  );

/** What is wrong with `found`, in words; numbers near the end of their range may overflow in one order of operations and not in another. */
function differing(found: Elements | undefined, expected: Elements, count: number): string | undefined {
  if (found === undefined) return "is missing";
  if (found.length < count) return `has ${found.length} elements, ${count} are expected`;
  const finite = Array.from<string | number | bigint, number>(expected.slice(0, count), Number).filter(Number.isFinite);
  const largest = finite.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  if (finite.length < count || largest > 1e15) return undefined;
  for (let i = 0; i < count; i++) {
    const [a, b] = [Number(found[i]), Number(expected[i])];
    if (!(Math.abs(a - b) <= 1e-3 * Math.max(largest, 1e-3))) return `has ${a} at ${i}, ${b} is expected`;
  }
  return undefined;
}
