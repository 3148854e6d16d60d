/** The engine that computes in WebAssembly: an assembled module with its own memory, whose ports are typed views made once. */
import { invariant } from "../../core/diagnostics.ts";
import { arrayTypeName } from "../../core/dtype.ts";
import type { NarrowForm } from "../../schedule/narrow-weights.ts";
import { checksOf, type Port, type Program, type Storage, stepsOf, type Variant } from "../../schedule/program.ts";
import { hasBuckets } from "../buckets.ts";
import { weightsHeaderBytes } from "../weights.ts";
import type { Engine } from "./engine.ts";
import { className } from "./names.ts";
import { lengthOf, stringPorts } from "./signature.ts";
import { closeMethod, threadProperties } from "./threads.ts";

export interface WasmProgram {
  readonly program: Program;
  /**
   * For one thread: imports nothing; exports `memory`, already as large as it gets, and `run`, which reads the inputs' storages and writes the outputs'; of
   * a program with buckets, it takes the number of one. For several: imports the `memory` of `env` and `wait`, and `run` takes the first and
   * the end of the parts that a thread takes as well.
   */
  readonly bytes: Uint8Array;
  /** Where the bytes multiply and then add, if these may be fused where the engine can: byte offsets, in order. */
  readonly multiplyAdds: readonly number[];
  /** Where the bytes sum products of bytes which an instruction of relaxed SIMD may take: byte offsets, in order. */
  readonly byteProducts: readonly number[];
  /** Byte address of the weights; the 64 bytes before it are free for the header of a weights file that is as long as they are. */
  readonly weightsAt: number;
  /** Byte address of an input's or output's storage. */
  readonly addressOf: (storage: Storage) => number;
  /** The form of narrow weights for which it exports \`widen\`. */
  readonly narrow?: NarrowForm | undefined;
  /** Pages of memory. */
  readonly pages: number;
}

export function wasmEngine({ program, bytes: embedded, multiplyAdds, byteProducts, weightsAt, addressOf, narrow, pages }: WasmProgram): Engine {
  const bucketed = hasBuckets(program);
  const checked = checksOf(program).length > 0;
  const view = (p: Port): string => `new ${arrayTypeName(p.dtype)}(buffer, ${addressOf(p.storage)}, ${lengthOf(p)})`;
  const record = (ports: readonly Port[]): string =>
    ports.length === 0 ? "{}" : `{ ${ports.map((p) => `${p.identifier}: ${view(p)}`).join(", ")} }`;
  const assigned = (side: "inputs" | "outputs"): readonly string[] => {
    const rows = program.variants.map((v: Variant) => record(v[side]));
    return bucketed ? [`this.${side} = [`, ...rows.map((row) => `  ${row},`), "];"] : [`this.${side} = ${rows[0]};`];
  };
  const own = (side: "inputs" | "outputs"): string => `this.${side}${bucketed ? "[bucket]" : ""}`;
  const isThreaded = program.threads > 1;
  const exported = isThreaded ? "team.exports" : "exports";
  const held = isThreaded ? "team" : "exports";
  return {
    name: "wasm",
    program,
    embedded,
    multiplyAdds,
    byteProducts,
    declarations: messagesText(program),
    ...(isThreaded ? { threads: threadsOf(program, embedded, pages), ready: ["await team.start(options.threads);"], methods: [closeMethod] } : {}),
    properties: [
      ...(isThreaded ? threadProperties : []),
      { name: held, type: isThreaded ? "Team" : "WasmExports" },
      { name: "inputs", type: `${bucketed ? "readonly " : ""}${heldType(program)}${bucketed ? "[]" : ""}` },
    ],
    parameter: { name: held, type: isThreaded ? "Team" : "WasmExports" },
    construct: [
      `const { buffer } = ${held}.memory;`,
      `this.${held} = ${held};`,
      ...(isThreaded ? ["this.threads = team.threads;", "this.threadsReason = team.reason;"] : []),
      ...assigned("inputs"),
      ...assigned("outputs"),
    ],
    run: [
      ...program.inputs.map((p) => `${own("inputs")}.${p.identifier}.set(inputs.${p.identifier});`),
      ...(checked ? [`this.${exported}.broken.value = 0;`] : []),
      `this.${held}.run(${bucketed ? "bucket" : ""});`,
      ...(checked
        ? [`const { value } = this.${exported}.broken;`, 'if (value !== 0) throw new RangeError(modelName + ": " + brokenMessages[value - 1]);']
        : []),
      ...(program.outputs.length === 0 ? [] : [`if (outputs !== ${own("outputs")}) {`]),
      ...program.outputs.map((p) => `  outputs.${p.identifier}.set(${own("outputs")}.${p.identifier});`),
      ...(program.outputs.length === 0 ? [] : ["}"]),
    ],
    checksum: `${exported}.checksum`,
    weightsAt,
    widen: narrow === undefined ? undefined : `${exported}.widen`,
    place: (bytes, saved) => [
      isThreaded ? "const team = new Team(module);" : "const exports = instantiate(module);",
      ...(bytes === undefined ? [] : [`const file = new Uint8Array(${held}.memory.buffer, ${weightsAt - weightsHeaderBytes + saved}, ${bytes});`]),
    ],
  };
}

function threadsOf(program: Program, bytes: Uint8Array, pages: number): Engine["threads"] {
  const steps = program.variants.flatMap((v) => stepsOf(v.region));
  // The import's name, the kind "memory", and flags: limited and shared.
  const memory = Buffer.from("\u0003env\u0006memory\u0002\u0003", "latin1");
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(memory);
  invariant(at >= 0, `${program.name} imports no shared memory`);
  return {
    count: program.threads,
    pages,
    sharedAt: at + memory.length - 1,
    needless: !steps.some((s) => s.kind === "call" && s.parts !== undefined),
  };
}

/** The inputs in memory: strings as offsets and bytes. */
function heldType(program: Program): string {
  if (stringPorts(program.inputs).length === 0) return `${className(program)}Inputs`;
  return `{ ${program.inputs.map((p) => `readonly ${p.identifier}: ${arrayTypeName(p.dtype)}`).join("; ")} }`;
}

/** What is wrong where a check ends the run, by its number less 1. */
function messagesText(program: Program): string {
  const messages = checksOf(program).map((c) => `  ${JSON.stringify(c.message)},\n`);
  return messages.length === 0
    ? ""
    : `/** Why a check ended a run, by its number. */\nconst brokenMessages: readonly string[] = [\n${messages.join("")}];\n`;
}
