/** Runs cases on targets: each is compiled and emitted as a user's model is, run in memory, and compared with what ONNX publishes. */
import { readFileSync } from "node:fs";
import { type TargetName, targetNamed } from "../../src/build.ts";
import { compile } from "../../src/compile.ts";
import type { ElementArray, Elements } from "../../src/core/dtype.ts";
import type { TensorType } from "../../src/graph/types.ts";
import { dtypeOfNumber } from "../../src/io/onnx/dtypes.ts";
import { decode } from "../../src/io/onnx/messages.ts";
import { machineNamed } from "../../src/loop/machine.ts";
import { evaluateAsWritten } from "../../src/reference.ts";
import { namedOutputs } from "../../src/run.ts";
import type { Program } from "../../src/schedule/program.ts";
import { runCProgram } from "../../src/targets/c/host.ts";
import { type CProgram, runBatch } from "./c-batch.ts";
import type { Case, CaseArray } from "./cases.ts";
import { differenceFrom, otherType } from "./compare.ts";
import { runModuleText } from "./javascript.ts";
import { exceptionFor } from "./not-applicable.ts";
import { prepare, type Ready, reasonOf } from "./prepare.ts";

/** A target of the compiler, or the evaluator that folds constants. */
export type Way = TargetName | "evaluator";
export type Level = 0 | 3;

export interface RunOptions {
  readonly ways: readonly Way[];
  readonly levels: readonly Level[];
  /** Cases in one C translation unit. */
  readonly batch?: number;
  readonly progress?: (done: number, of: number) => void;
}

/** `failed` says where ("c -O0: output y is ..."), `reason` why a case is not applicable. */
export interface CaseResult {
  readonly name: string;
  readonly status: "passed" | "failed" | "notApplicable";
  readonly reason: string;
  /** The ways that passed at every level asked for. */
  readonly passedOn: readonly Way[];
  /** Inputs that what is declared of the outputs settles (AOT119), and their elements. */
  readonly settledOperands: readonly string[];
  /** Operators of the model file, as "domain.Name", and the element types of its inputs. */
  readonly operators: readonly string[];
  readonly inputTypes: readonly string[];
}

/** By the model's value names. */
type Outputs = ReadonlyMap<string, { readonly array: Elements; readonly shape: readonly number[] }>;

const toolchain = { compiler: "gcc", flags: ["-march=x86-64-v3", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math", "-w"] };
const patientFlags = ["-O2"];

/** One case under way: its faults by way. */
interface Running {
  readonly case: Case;
  readonly faults: Map<Way, string>;
  readonly ready?: Ready;
  readonly problem?: string;
}

/** gcc and the compiled programs of a batch run beside all other ways; the light models', which take longest, from the beginning. */
export async function runCases(cases: readonly Case[], options: RunOptions): Promise<readonly CaseResult[]> {
  const running = new Map<Case, Running>();
  const ordered = [...cases].sort((a, b) => Number(b.suite === "light") - Number(a.suite === "light"));
  const size = options.batch ?? 100;
  let programs: Promise<void> = Promise.resolve();
  for (let at = 0; at < ordered.length; at += size) {
    const batch = ordered.slice(at, at + size).map(start);
    for (const r of batch) running.set(r.case, r);
    const emitted = await emitC(batch, options);
    programs = programs.then(() => runC(emitted));
    await runInMemory(batch, options);
    options.progress?.(running.size, cases.length);
  }
  await programs;
  return cases.flatMap((c) => running.get(c) ?? []).map((r) => resultOf(r, options));
}

function start(c: Case): Running {
  const faults = new Map<Way, string>();
  try {
    return { case: c, faults, ready: prepare(c) };
  } catch (error) {
    return { case: c, faults, problem: reasonOf(error) };
  }
}

interface EmittedC {
  readonly running: Running;
  readonly level: Level;
  readonly program: CProgram;
}

async function emitC(batch: readonly Running[], { ways, levels }: RunOptions): Promise<readonly EmittedC[]> {
  if (!ways.includes("c")) return [];
  const emitted: EmittedC[] = [];
  for (const [i, running] of batch.entries())
    for (const level of levels)
      await attempt(running, "c", level, async (ready) => {
        const name = `case_${i}_${level}`;
        emitted.push({ running, level, program: { ...(await emit(ready, "c", level, name)), inputs: ready.inputs } });
      });
  return emitted;
}

async function runInMemory(batch: readonly Running[], { ways, levels }: RunOptions): Promise<void> {
  for (const running of batch)
    for (const way of ways) {
      if (way === "c") continue;
      for (const level of way === "evaluator" ? levels.slice(0, 1) : levels) {
        if (isLight(running) && level === 0) continue;
        await attempt(running, way, level, async (ready) => note(running, way, level, await outputsOf(ready, way, level)));
      }
    }
}

const isLight = (running: Running): boolean => running.case.suite === "light";

/** What a way does with a case that could be read; what it throws is the way's fault. */
async function attempt(running: Running, way: Way, level: Level, work: (ready: Ready) => Promise<void>): Promise<void> {
  if (running.ready === undefined) return;
  try {
    await work(running.ready);
  } catch (error) {
    fault(running, way, level, reasonOf(error));
  }
}

const fault = ({ faults }: Running, way: Way, level: Level, text: string): void => {
  if (!faults.has(way)) faults.set(way, `-O${level}: ${text}`);
};

function note(running: Running, way: Way, level: Level, outputs: Outputs): void {
  const { ready } = running;
  if (ready === undefined) return;
  const problem = wrongOutput(ready, outputs);
  if (problem !== undefined) fault(running, way, level, problem);
}

async function outputsOf(ready: Ready, way: "wasm" | "ts" | "evaluator", level: Level): Promise<Outputs> {
  if (way === "evaluator") return evaluateAsWritten(ready.model.graph, ready.inputs);
  const { program, files } = await emit(ready, way, level, "model");
  return shaped(program, await runModuleText(files, ready.inputs));
}

async function emit(ready: Ready, way: TargetName, level: Level, name: string): Promise<Omit<CProgram, "inputs">> {
  const target = targetNamed(way);
  const machine = machineNamed(target.defaultMachine);
  const source = ready.case.name;
  const { program } = compile(ready.model, { machine, level, deterministic: false, precise: false, name, source, verify: true });
  const weights = ready.case.suite === "light" ? "file" : "inline";
  return { program, files: await target.emit(program, { machine, weights, deterministic: false }) };
}

const shaped = (program: Program, results: ReadonlyMap<string, ElementArray>): Outputs =>
  new Map(namedOutputs(program, results).map((o) => [o.name, o]));

/** The light models each have a translation unit of their own. */
async function runC(emitted: readonly EmittedC[]): Promise<void> {
  const small = emitted.filter((e) => !isLight(e.running));
  const programs = small.map((e) => e.program);
  const outcomes = programs.length === 0 ? [] : await runBatch(programs, toolchain);
  for (const [i, { running, level, program }] of small.entries()) {
    const outcome = outcomes[i] ?? "did not run";
    if (typeof outcome === "string") fault(running, "c", level, outcome);
    else note(running, "c", level, shaped(program.program, outcome));
  }
  for (const { running, level, program } of emitted.filter((e) => isLight(e.running)))
    await attempt(running, "c", level, async () =>
      note(running, "c", level, shaped(program.program, await runCProgram(program.program, program.files, program.inputs, { flags: patientFlags }))),
    );
}

function wrongOutput({ case: c, model: { graph }, inputs, outputs }: Ready, found: Outputs): string | undefined {
  if (graph.outputs.length !== outputs.length) return `the model has ${graph.outputs.length} outputs, the case ${outputs.length}`;
  const arrays: CaseArray[] = [];
  for (const v of graph.outputs) {
    const output = found.get(v.name);
    if (output === undefined) return `output ${v.name} is missing`;
    arrays.push({ ...output, dtype: (v.type as TensorType).dtype });
  }
  const exception = exceptionFor(c.name);
  for (const [i, wanted] of outputs.entries()) {
    if (wanted === undefined) continue;
    const array = arrays[i] as CaseArray;
    const difference = exception === undefined ? differenceFrom(wanted, array) : otherType(wanted, array);
    if (difference !== undefined) return `output ${graph.outputs[i]?.name} ${difference}`;
  }
  const numbers = [...inputs.values()].filter((x): x is ElementArray => ArrayBuffer.isView(x));
  return exception?.fault(
    numbers,
    outputs.filter((o) => o !== undefined),
    arrays,
  );
}

function resultOf({ case: c, faults, ready, problem }: Running, { ways }: RunOptions): CaseResult {
  const common = { name: c.name, settledOperands: ready?.settledOperands ?? [], ...contentsOf(c) };
  if (problem !== undefined) return { ...common, status: "failed", reason: problem, passedOn: [] };
  const texts = [...faults].map(([way, text]) => `${way} ${text}`);
  const exception = exceptionFor(c.name);
  if (exception !== undefined && texts.length === 0) return { ...common, status: "notApplicable", reason: exception.reason, passedOn: [] };
  return { ...common, status: texts.length === 0 ? "passed" : "failed", reason: texts.join("; "), passedOn: ways.filter((w) => !faults.has(w)) };
}

/** What a model file holds, whether it can be compiled or not. */
function contentsOf(c: Case): Pick<CaseResult, "operators" | "inputTypes"> {
  const { graph } = decode("ModelProto", new Uint8Array(readFileSync(c.path)), c.path);
  const operators = graph?.node.map((n) => (n.domain === "" || n.domain === "ai.onnx" ? n.opType : `${n.domain}.${n.opType}`));
  const types = graph?.input.map((v) => dtypeOfNumber(v.type?.tensorType?.elemType ?? 0) ?? v.type?.value?.replace("Type", "") ?? "");
  return { operators: [...new Set(operators)].sort(), inputTypes: [...new Set(types)].sort() };
}
