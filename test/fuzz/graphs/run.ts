/** Differential fuzzing: random graphs on C, WebAssembly and TypeScript against ONNX Runtime; what differs is cut down. */

import ort from "onnxruntime-node";
import { targetNamed } from "../../../src/build.ts";
import { type Compiled, type CompileOptions, compile } from "../../../src/compile.ts";
import { CompileError, Diagnostics } from "../../../src/core/diagnostics.ts";
import type { ElementArray, Elements } from "../../../src/core/dtype.ts";
import type { SourceModel } from "../../../src/frontends/frontend.ts";
import { readOnnx } from "../../../src/frontends/onnx/index.ts";
import { machineNamed } from "../../../src/loop/machine.ts";
import { ortTypes } from "../../../src/onnx-runtime.ts";
import { namedOutputs } from "../../../src/run.ts";
import type { Program, Variant } from "../../../src/schedule/program.ts";
import { type CProgram, runBatch } from "../../conformance/c-batch.ts";
import { runModuleText } from "../../conformance/javascript.ts";
import { reasonOf } from "../../conformance/prepare.ts";
import { type Arrays, difference, otherBits } from "./compare.ts";
import { inRoundedFloats } from "./float-types.ts";
import { condition, freeDim, freeOf, fuzzGraph, type Kind, modelOf, outputsOf, pruned } from "./generate.ts";
import { arrayOf, elementsOf, type FuzzGraph, numbersOf } from "./growing.ts";
import { type Setting, settingOf, settings, sharingAll, toolchainOf } from "./settings.ts";
import { shrunk } from "./shrink.ts";

export interface FuzzOptions {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** Graphs of this kind are more than half of all. */
  readonly likely?: Kind;
  /** In which all are compiled; otherwise they take turns. */
  readonly setting?: Setting;
  /** Graphs in one C translation unit. */
  readonly batch?: number;
  readonly progress?: (done: number) => void;
  /** Told of each fault as it is found, cut down. */
  readonly found?: (fault: Fault) => void;
}

export interface Fault {
  readonly index: number;
  readonly way: string;
  readonly what: string;
  readonly graph: FuzzGraph;
}

export interface FuzzResult {
  readonly ran: number;
  /** Graphs that ONNX Runtime refuses. */
  readonly refused: number;
  /** Programs that we refuse, since an input steers shapes. */
  readonly refusals: number;
  readonly faults: readonly Fault[];
}

const ways = ["c", "wasm", "ts"] as const;
type Way = (typeof ways)[number];

const inputsOf = (graph: FuzzGraph): Arrays =>
  new Map([
    ...graph.given.filter((x) => !x.constant).map((x) => [x.name, elementsOf(x.dtype, x.values)] as const),
    ...(graph.held?.op === "If" ? [[condition, arrayOf("bool", [graph.given.length % 2])] as const] : []),
  ]);

/** What ONNX Runtime gives for every output (or every value, with `all`); undefined where it refuses the graph. */
async function expectedOf(given: FuzzGraph, all = false): Promise<Arrays | undefined> {
  const graph = inRoundedFloats(given);
  try {
    const session = await ort.InferenceSession.create(modelOf(graph, all), {
      logSeverityLevel: 4,
      intraOpNumThreads: 1,
      graphOptimizationLevel: "disabled",
    });
    const feeds = graph.given.flatMap((x) =>
      x.constant
        ? []
        : [[x.name, new ort.Tensor(ortTypes[x.dtype] as "float32", elementsOf(x.dtype, x.values) as Float32Array, [...x.shape])] as const],
    );
    const asked = session.inputNames.includes(condition)
      ? [[condition, new ort.Tensor("bool", inputsOf(graph).get(condition) as Uint8Array, [])]]
      : [];
    const results = await session.run(Object.fromEntries([...feeds, ...asked]));
    await session.release();
    const inTypes = (name: string, data: Elements): Elements =>
      given.types[name]?.dtype === "bf16" ? arrayOf("bf16", data as ArrayLike<number>) : data;
    return new Map(Object.entries(results).map(([name, { data }]) => [name, inTypes(name, data as Elements)]));
  } catch {
    return undefined;
  }
}

function modelFor(graph: FuzzGraph): SourceModel {
  const diagnostics = new Diagnostics();
  const model = readOnnx(modelOf(graph), "fuzz.onnx", { dims: {}, diagnostics });
  diagnostics.throwIfErrors();
  return model;
}

/** The outputs on a JavaScript target, or the C program that will give them. */
async function attempt(graph: FuzzGraph, way: Way, setting: Setting, name: string): Promise<Arrays | CProgram> {
  const { level, deterministic = false, precise = false } = setting;
  const target = targetNamed(way);
  const named = machineNamed(way === "c" ? setting.machine : target.defaultMachine);
  const threads = way === "ts" ? 1 : (setting.threads ?? 1);
  const machine = threads === 1 ? named : sharingAll(named);
  const options = { machine, level, deterministic, precise: precise || graph.strange === true, threads, name, source: "fuzz", verify: true };
  const { program } = compiled(graph, options);
  const files = await target.emit(program, { machine, weights: "inline", deterministic });
  const free = freeOf(graph);
  const bucket = free === undefined ? {} : { dims: { [freeDim]: free } };
  const inputs = inputsOf(graph);
  return way === "c" ? { program, files, inputs, ...bucket } : outputsIn(program, await runModuleText(files, inputs, bucket.dims));
}

/** Elements as the model names and shapes them; of buckets, the first is run. */
const outputsIn = ({ variants: [first] }: Program, results: ReadonlyMap<string, ElementArray>): Arrays =>
  new Map(namedOutputs(first as Variant, results).map(({ name, array }) => [name, array]));

/** In two buckets where a dim is free; in one where nodes fit at its value alone. */
function compiled(graph: FuzzGraph, options: CompileOptions): Compiled {
  const free = freeOf(graph);
  const model = modelFor(graph);
  if (free === undefined) return compile(model, options);
  const own = { [freeDim]: free };
  try {
    return compile(model, { ...options, buckets: [own, { [freeDim]: free + 1 }] });
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return compile(model, { ...options, buckets: [own] });
  }
}

/** What is wrong: nothing where shapes that an input steers are refused. */
const toldOf = (graph: FuzzGraph, error: unknown): string | undefined =>
  graph.steered !== undefined && error instanceof CompileError ? undefined : reasonOf(error);

async function faultOf(graph: FuzzGraph, way: Way, setting: Setting, expected: Arrays): Promise<string | undefined> {
  try {
    const made = await attempt(graph, way, setting, "fuzz");
    if (!("program" in made)) return difference(graph, expected, made);
    const [outcome = "did not run"] = await runBatch([made], toolchainOf(setting));
    return typeof outcome === "string" ? outcome : difference(graph, expected, outputsIn(made.program, outcome));
  } catch (error) {
    return toldOf(graph, error);
  }
}

/** What differs on any target, by default as level 3 gives it: one line each. Throws where ONNX Runtime refuses the graph. */
export async function differencesOf(graph: FuzzGraph, setting: Setting = settings[0]): Promise<readonly string[]> {
  const expected = await expectedOf(graph);
  if (expected === undefined) throw new Error("ONNX Runtime refuses the graph");
  const texts: string[] = [];
  for (const way of ways) {
    const what = await faultOf(graph, way, setting, expected);
    if (what !== undefined) texts.push(`${way}: ${what}`);
  }
  return texts;
}

/** True of a difference in numbers, false where something was refused or broke. */
const isDifference = (what: string): boolean => what.includes(", ONNX Runtime has ");

/**
 * The graph up to the first value that is wrong, with as many nodes as possible replaced by inputs that hold what ONNX Runtime computed there; then with
 * shapes, attributes and element types as small as it still fails with, in the same manner as `what`.
 */
export async function minimized(graph: FuzzGraph, way: Way, what: string, setting: Setting = settings[0]): Promise<FuzzGraph> {
  const fails = async (g: FuzzGraph): Promise<boolean> => {
    const expected = g.nodes.length === 0 ? undefined : await expectedOf(g);
    const found = expected === undefined ? undefined : await faultOf(g, way, setting, expected);
    return found !== undefined && isDifference(found) === isDifference(what);
  };
  let current = graph;
  for (const name of graph.nodes.flatMap((n) => n.outputs)) {
    const only = pruned(graph, [name]);
    if (!(await fails(only))) continue;
    current = only;
    break;
  }
  const values = await expectedOf(current, true);
  for (const n of values === undefined ? [] : current.nodes) {
    if (
      n.outputs.some((name) => outputsOf(current).includes(name) || (current.types[name]?.dtype ?? "string") === "string") ||
      !current.nodes.includes(n)
    )
      continue;
    const given = n.outputs.map((name) => {
      const { dtype = "f32", shape = [] } = current.types[name] ?? {};
      return { name, dtype, shape, values: numbersOf(dtype, values?.get(name) as ArrayLike<number | bigint>), constant: false };
    });
    const without = { ...current, given: [...current.given, ...given], nodes: current.nodes.filter((other) => other !== n) };
    const candidate = pruned(without, outputsOf(current));
    if (await fails(candidate)) current = candidate;
  }
  return shrunk(current, fails);
}

export async function fuzzGraphs({ seed, from, count, likely, setting: only, batch = 112, progress, found }: FuzzOptions): Promise<FuzzResult> {
  const faults: Fault[] = [];
  const firsts = new Map<number, Arrays>();
  const settingFor = (index: number): Setting => only ?? settingOf(index);
  let [ran, refused, refusals] = [0, 0, 0];
  const report = async (index: number, way: Way, what: string, graph: FuzzGraph): Promise<void> => {
    const setting = settingFor(index);
    const fault = { index, way: `${way} (${setting.name})`, what, graph: await minimized(graph, way, what, setting) };
    faults.push(fault);
    found?.(fault);
  };
  const judge = async ({ index, graph, expected }: Job, way: Way, outcome: Arrays | string): Promise<void> => {
    const first = typeof outcome === "string" || settingFor(index).deterministic !== true ? undefined : (firsts.get(index) ?? outcome);
    if (first !== undefined) firsts.set(index, first);
    const differs = typeof outcome === "string" ? outcome : difference(graph, expected, outcome);
    const what = differs ?? (first === undefined ? undefined : otherBits(graph, first, outcome as Arrays));
    if (what !== undefined) await report(index, way, what, graph);
  };
  for (let at = from; at < from + count; at += batch) {
    const pending: { readonly job: Job; readonly program: CProgram }[] = [];
    for (let index = at; index < Math.min(at + batch, from + count); index++) {
      const graph = fuzzGraph(seed, index, likely);
      const expected = graph.nodes.length === 0 ? undefined : await expectedOf(graph);
      if (expected === undefined) {
        refused++;
        continue;
      }
      ran++;
      const job = { index, graph, expected };
      for (const way of ways) {
        try {
          const made = await attempt(graph, way, settingFor(index), `fuzz_${index}`);
          if ("program" in made) pending.push({ job, program: made });
          else await judge(job, way, made);
        } catch (error) {
          const what = toldOf(graph, error);
          if (what === undefined) refusals++;
          else await report(index, way, what, graph);
        }
      }
    }
    for (const setting of only === undefined ? settings : [only]) {
      const own = pending.filter(({ job }) => settingFor(job.index) === setting);
      const programs = own.map(({ program }) => program);
      const outcomes = await runBatch(programs, toolchainOf(setting));
      for (const [
        i,
        {
          job,
          program: { program },
        },
      ] of own.entries()) {
        const outcome = outcomes[i] ?? "did not run";
        await judge(job, "c", typeof outcome === "string" ? outcome : outputsIn(program, outcome));
      }
    }
    progress?.(Math.min(at + batch, from + count) - from);
  }
  return { ran, refused, refusals, faults };
}

interface Job {
  readonly index: number;
  readonly graph: FuzzGraph;
  readonly expected: Arrays;
}
