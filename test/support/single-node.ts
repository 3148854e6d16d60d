/** One operator against ONNX Runtime: the same node is written as a model and run there, and lowered and evaluated here. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onnx } from "onnx-proto";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect } from "vitest";
import { bytesOfArray, type DType, type ElementArray, newArray } from "../../src/core/dtype.ts";
import { makeConstant, makeNode } from "../../src/graph/build.ts";
import { type AttrValue, type OpDef, value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { ortTypes } from "../../src/onnx-runtime.ts";
import { namedOutputs } from "../../src/run.ts";
import { buildFor, runBuilt, ways } from "./against-onnx-runtime.ts";
import { evaluateExpanded } from "./examples.ts";

export interface CaseInput {
  readonly dtype?: DType;
  readonly shape: readonly number[];
  readonly values: readonly number[];
  /** An initializer: its elements are known when types are inferred. */
  readonly constant?: boolean;
}

export interface NodeCase {
  readonly op: OpDef;
  readonly attrs?: Readonly<Record<string, number | string | readonly number[] | readonly string[]>>;
  /** Names of attributes that are floats even when their value is a whole number. */
  readonly floatAttrs?: readonly string[];
  readonly inputs: readonly (CaseInput | undefined)[];
  readonly outputCount?: number;
  readonly opset?: number;
}

const protoTypes = { f32: 1, u8: 2, i8: 3, u16: 4, i16: 5, i32: 6, i64: 7, bool: 9, f16: 10, f64: 11, u32: 12, u64: 13 } as const;
const protoType = (dtype: DType): number => protoTypes[dtype as keyof typeof protoTypes] ?? expect.fail(`no test data of type ${dtype}`);

/** `values` as an array of `dtype`. */
export function arrayOf(dtype: DType, values: readonly number[]): ElementArray {
  const array = newArray(dtype, values.length);
  values.forEach((v, i) => {
    array[i] = dtype === "i64" || dtype === "u64" ? BigInt(v) : v;
  });
  return array;
}

const isStrings = (v: readonly (number | string)[]): v is readonly string[] => v.length > 0 && typeof v[0] === "string";

function attribute(name: string, v: number | string | readonly number[] | readonly string[], isFloat: boolean): onnx.IAttributeProto {
  const T = onnx.AttributeProto.AttributeType;
  if (typeof v === "string") return { name, type: T.STRING, s: new TextEncoder().encode(v) };
  if (typeof v === "number") return isFloat ? { name, type: T.FLOAT, f: v } : { name, type: T.INT, i: v };
  if (isStrings(v)) return { name, type: T.STRINGS, strings: v.map((text) => new TextEncoder().encode(text)) };
  return isFloat ? { name, type: T.FLOATS, floats: [...v] } : { name, type: T.INTS, ints: [...v] };
}

/** The case as a graph; `prefix` stands in the names of its values after x and y. */
export function modelGraph({ op, attrs = {}, floatAttrs = [], inputs, outputCount = 1 }: NodeCase, prefix = ""): onnx.IGraphProto {
  const info = (name: string, x: CaseInput): onnx.IValueInfoProto => ({
    name,
    type: { tensorType: { elemType: protoType(x.dtype ?? "f32"), shape: { dim: x.shape.map((d) => ({ dimValue: d })) } } },
  });
  const name = (i: number): string => (inputs[i] === undefined ? "" : `x${prefix}${i}`);
  return {
    name: "single",
    node: [
      {
        opType: op.name,
        domain: op.domain,
        input: inputs.map((_, i) => name(i)),
        name: `node${prefix}`,
        output: Array.from({ length: outputCount }, (_, i) => `y${prefix}${i}`),
        attribute: Object.entries(attrs).map(([key, v]) => attribute(key, v, floatAttrs.includes(key))),
      },
    ],
    input: inputs.flatMap((x, i) => (x === undefined || x.constant === true ? [] : [info(name(i), x)])),
    initializer: inputs.flatMap((x, i) =>
      x?.constant === true
        ? [{ name: name(i), dims: [...x.shape], dataType: protoType(x.dtype ?? "f32"), rawData: bytesOfArray(arrayOf(x.dtype ?? "f32", x.values)) }]
        : [],
    ),
    output: Array.from({ length: outputCount }, (_, i) => ({ name: `y${prefix}${i}` })),
  };
}

/** The newest operator set of ONNX that ONNX Runtime knows beside its own domain. */
const newestKnown = 23;

function modelBytes(spec: NodeCase): Uint8Array {
  const { domain, opset } = spec.op;
  const foreign = domain === "" ? [] : [{ domain, version: opset }];
  const opsetImport = [{ domain: "", version: spec.opset ?? (domain === "" ? opset : newestKnown) }, ...foreign];
  return onnx.ModelProto.encode({ irVersion: 10, opsetImport, graph: modelGraph(spec) }).finish();
}

export interface Result {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const numbers = (a: ArrayLike<number | bigint>): readonly number[] => Array.from(a as ArrayLike<number>, Number);

export async function runOnnxRuntime(spec: NodeCase): Promise<readonly Result[]> {
  const session = await InferenceSession.create(modelBytes(spec), { logSeverityLevel: 4, graphOptimizationLevel: "disabled" });
  const feeds = spec.inputs.flatMap((x, i): [string, Tensor][] => {
    if (x === undefined || x.constant === true) return [];
    const dtype = x.dtype ?? "f32";
    return [[`x${i}`, new Tensor(ortTypes[dtype] as "float32", arrayOf(dtype, x.values) as Float32Array, [...x.shape])]];
  });
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return session.outputNames.map((name) => {
    const tensor = results[name] as Tensor;
    return { shape: [...tensor.dims], values: numbers(tensor.data as Float32Array) };
  });
}

/** The node evaluated by this compiler, unfused. */
export function runHere({ op, attrs = {}, inputs, outputCount = 1 }: NodeCase): readonly Result[] {
  const values = inputs.map((x, i) => {
    if (x === undefined) return undefined;
    const dtype = x.dtype ?? "f32";
    return x.constant === true ? makeConstant(`x${i}`, dtype, x.shape, arrayOf(dtype, x.values)) : value(`x${i}`, tensorType(dtype, x.shape));
  });
  const outputs = Array.from({ length: outputCount }, (_, i) => `y${i}`);
  const node = makeNode({ op, attrs: attrs as Readonly<Record<string, AttrValue>>, inputs: values, outputs, origin: ["single"] });
  const arrays = evaluateExpanded(
    node,
    inputs.map((x) => (x === undefined ? undefined : arrayOf(x.dtype ?? "f32", x.values))),
  );
  return node.outputs.map((_, i) => ({ shape: arrays[i]?.shape ?? [], values: numbers(arrays[i]?.array as ElementArray) }));
}

/** Runs a case on both sides; shapes must be equal and values within `tolerance` of the largest magnitude. */
export async function agreesWithRuntime(spec: NodeCase, tolerance = 1e-5): Promise<void> {
  expectResults(runHere(spec), await runOnnxRuntime(spec), labelOf(spec), tolerance);
}

/** The same of a built program on every target. */
export async function agreesOnTargets(spec: NodeCase, tolerance = 1e-5): Promise<void> {
  const expected = await runOnnxRuntime(spec);
  for (const [name, results] of await runOnTargets(spec)) expectResults(results, expected, `${name}: ${labelOf(spec)}`, tolerance);
}

/** What a built program gives on every target, by the way it was built. */
export async function runOnTargets(spec: NodeCase): Promise<ReadonlyMap<string, readonly Result[]>> {
  const folder = mkdtempSync(join(tmpdir(), "aot-node-"));
  try {
    const path = join(folder, "node.onnx");
    writeFileSync(path, modelBytes(spec));
    const given = spec.inputs.flatMap((x, i): [string, ElementArray][] =>
      x === undefined || x.constant === true ? [] : [[`x${i}`, arrayOf(x.dtype ?? "f32", x.values)]],
    );
    const found = new Map<string, readonly Result[]>();
    for (const way of ways) {
      const build = await buildFor(path, way);
      const outputs = namedOutputs(build.compiled.program, await runBuilt(build, way, new Map(given)));
      found.set(
        way.name,
        outputs.map(({ shape, array }) => ({ shape, values: numbers(array as ElementArray) })),
      );
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const labelOf = ({ op, attrs = {}, inputs }: NodeCase): string =>
  `${op.name} ${JSON.stringify(attrs)} of ${inputs.map((x) => JSON.stringify(x?.shape)).join(" ")}`;

export function expectResults(found: readonly Result[], expected: readonly Result[], label: string, tolerance: number): void {
  expected.forEach((want, i) => {
    const have = found[i] as Result;
    expect(have.shape, `${label}: shape of output ${i}`).toEqual(want.shape);
    const scale = Math.max(1e-6, ...want.values.filter(Number.isFinite).map(Math.abs));
    const wrong = want.values.findIndex((w, k) => !isNear(w, have.values[k] as number, tolerance * scale));
    expect(wrong, `${label}: output ${i} element ${wrong} is ${have.values[wrong]}, ONNX Runtime has ${want.values[wrong]}`).toBe(-1);
  });
}

const isNear = (want: number, have: number, by: number): boolean =>
  Object.is(want, have) || want === have || (Number.isNaN(want) && Number.isNaN(have)) || Math.abs(want - have) <= by;

/** Seeded choices and test data. */
export interface Choices {
  /** An integer in [lo, hi]. */
  int(lo: number, hi: number): number;
  pick<T>(from: readonly T[]): T;
  /** Values in [-1, 1) with a shape. */
  tensor(shape: readonly number[], constant?: boolean): CaseInput;
}

export function choices(seed: number): Choices {
  let state = (seed * 2654435761) >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (lo: number, hi: number): number => lo + Math.floor(unit() * (hi - lo + 1));
  return {
    int,
    pick: (from) => from[int(0, from.length - 1)] as (typeof from)[number],
    tensor: (shape, constant = false) => ({
      shape,
      constant,
      values: Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => Math.fround(unit() * 2 - 1)),
    }),
  };
}
