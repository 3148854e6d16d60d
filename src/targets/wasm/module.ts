/** The WebAssembly module of a program: readable text, and the bytes it is assembled to. */
import { layoutKey } from "../../core/layout.ts";
import type { Program, Storage } from "../../schedule/program.ts";
import { generatedLine, lastReader, oneLine, sizeLine, storageText } from "../describe.ts";
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
  const row = (s: Storage, address: string, note: string): readonly string[] => {
    if (placed.has(s)) return [];
    placed.add(s);
    return [`  (global $${s.name} ${address}) ;; ${storageText(s)} ${layoutKey(s.layout)}  ${s.bytes} B  ${note}`];
  };
  const fixed = (s: Storage): string => `i32 (i32.const ${memory.addressOf(s)})`;
  const weights = program.weights.flatMap((w) => row(w.storage, "(mut i32) (i32.const 0)", `weights of ${oneLine(w.origin)}`));
  const wat = [
    `;; ${generatedLine(program)}`,
    `;; ${sizeLine(program)}`,
    `(module $${program.name}`,
    "  ;; Memory: value, byte address; type, layout, bytes. Addresses change only here.",
    ...variant.arena.flatMap((r) => row(r.storage, fixed(r.storage), `arena, until ${lastReader(r, variant)}`)),
    ...program.inputs.flatMap((p) => row(p.storage, fixed(p.storage), "input")),
    ...program.outputs.flatMap((p) => row(p.storage, fixed(p.storage), "output")),
    ...weights,
    `  (memory (export "memory") ${memory.pages} ${memory.pages})`,
    "",
    ...(weights.length === 0 ? [] : placeWeights(program, memory.weightsAt)),
    ...texts.map((text) => `${text}\n`),
    `  (func (export "run")${steps.locals.length === 0 ? "" : ` ${steps.locals.join(" ")}`}`,
    ...run,
    "  ))",
    "",
  ].join("\n");
  return { wat, memory };
}

/** Weights lie one behind the other: a line says the bytes of its own, so that a weight more changes no other line. */
const placeWeights = (program: Program, at: number): readonly string[] => [
  "  (func $place_weights",
  "    (local $at i32)",
  `    (local.set $at (i32.const ${at}))`,
  ...program.weights.map(
    (w) => `    (global.set $${w.storage.name} (local.get $at)) (local.set $at (i32.add (local.get $at) (i32.const ${w.storage.bytes})))`,
  ),
  "  )",
  "  (start $place_weights)",
  "",
];
