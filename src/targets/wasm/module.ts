/** The WebAssembly module of a program: readable text, and the bytes it is assembled to. */
import { layoutKey } from "../../core/layout.ts";
import type { Program, Storage } from "../../schedule/program.ts";
import { generatedLine, sizeLine, storageText } from "../describe.ts";
import { assemble } from "./assemble.ts";
import { type MemoryPlan, planMemory } from "./memory-plan.ts";
import { printFunctions } from "./print-functions.ts";
import { Steps } from "./steps.ts";

export interface AssembledWasm {
  readonly wat: string;
  readonly bytes: Uint8Array;
  readonly memory: MemoryPlan;
}

export async function assembleWasm(program: Program): Promise<AssembledWasm> {
  const { wat, memory } = printModule(program);
  return { wat, memory, bytes: await assemble(program.name, wat) };
}

export function printModule(program: Program): { readonly wat: string; readonly memory: MemoryPlan } {
  const [variant] = program.variants;
  if (variant === undefined) throw new Error("internal: a program without a variant");
  const { texts, reserve } = printFunctions(program.kernels);
  const memory = planMemory(program, variant, reserve);
  const steps = new Steps(variant);
  const run = steps.lines(variant.region, "    ");
  const placed = new Set<Storage>();
  const row = (s: Storage, note: string): readonly string[] => {
    if (placed.has(s)) return [];
    placed.add(s);
    return [`  (global $${s.name} i32 (i32.const ${memory.addressOf(s)})) ;; ${storageText(s)} ${layoutKey(s.layout)}  ${s.bytes} B  ${note}`];
  };
  const wat = [
    `;; ${generatedLine(program)}`,
    `;; ${sizeLine(program)}`,
    `(module $${program.name}`,
    "  ;; Memory: value, byte address; type, layout, bytes. Addresses change only here.",
    ...program.weights.flatMap((w) => row(w.storage, `weights of ${w.origin.join(", ").replace(/\s+/g, " ")}`)),
    ...variant.arena.flatMap((r) => row(r.storage, `arena, steps ${r.first}..${r.last}`)),
    ...program.inputs.flatMap((p) => row(p.storage, "input")),
    ...program.outputs.flatMap((p) => row(p.storage, "output")),
    `  (memory (export "memory") ${memory.pages} ${memory.pages})`,
    "",
    ...texts.map((text) => `${text}\n`),
    `  (func (export "run")${steps.locals.length === 0 ? "" : ` ${steps.locals.join(" ")}`}`,
    ...run,
    "  ))",
    "",
  ].join("\n");
  return { wat, memory };
}
