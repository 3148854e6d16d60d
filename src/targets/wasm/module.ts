/** The WebAssembly module of a program: readable text, and the bytes it is assembled to. */
import { layoutKey } from "../../core/layout.ts";
import type { Kernel } from "../../loop/kernel.ts";
import { scalarize } from "../../loop/scalarize.ts";
import { straighten } from "../../loop/straighten.ts";
import type { Program, Storage } from "../../schedule/program.ts";
import { generatedLine, sizeLine, storageText } from "../describe.ts";
import { Needs } from "./context.ts";
import { helperTexts } from "./helpers.ts";
import { type MemoryPlan, planMemory } from "./memory-plan.ts";
import { printFunction, printKernel } from "./print-kernel.ts";
import { Steps } from "./steps.ts";
import { hasNativeVectors } from "./value-types.ts";

export interface AssembledWasm {
  readonly wat: string;
  readonly bytes: Uint8Array;
  readonly memory: MemoryPlan;
}

/** Unrolled, straight, with no vector but those of SIMD128. */
const prepared = (k: Kernel): Kernel => straighten(hasNativeVectors(k) ? k : scalarize(k));

export async function assembleWasm(program: Program): Promise<AssembledWasm> {
  const { wat, memory } = printModule(program);
  const { default: initialize } = await import("wabt");
  const wabt = await initialize();
  const module = wabt.parseWat(`${program.name}.wat`, wat, { simd: true, bulk_memory: true });
  try {
    module.validate();
    return { wat, memory, bytes: module.toBinary({ canonicalize_lebs: true }).buffer };
  } finally {
    module.destroy();
  }
}

export function printModule(program: Program): { readonly wat: string; readonly memory: MemoryPlan } {
  const [variant] = program.variants;
  if (variant === undefined) throw new Error("internal: a program without a variant");
  const needs = new Needs();
  const kernels = program.kernels.map((k) => printKernel(prepared(k), needs));
  const functions = calledFunctions(needs);
  const memory = planMemory(program, variant, needs.reserve);
  const steps = new Steps(variant, memory);
  const run = steps.lines(variant.region, "    ");
  const row = (s: Storage, note: string): string =>
    `  ;;   ${String(memory.addressOf(s)).padStart(10)} ${s.name}  ${storageText(s)} ${layoutKey(s.layout)}  ${s.bytes} B  ${note}`;
  const wat = [
    `;; ${generatedLine(program)}`,
    `;; ${sizeLine(program)}`,
    `(module $${program.name}`,
    "  ;; Memory: byte address, value, shape, layout, bytes. Addresses change only here and in run.",
    ...program.weights.map((w) => row(w.storage, `weights of ${w.origin.join(", ").replace(/\s+/g, " ")}`)),
    ...variant.arena.map((r) => row(r.storage, `arena, steps ${r.first}..${r.last}`)),
    ...program.inputs.map((p) => row(p.storage, "input")),
    ...program.outputs.map((p) => row(p.storage, "output")),
    `  (memory (export "memory") ${memory.pages} ${memory.pages})`,
    "",
    ...helperTexts(needs.helpers).map((text) => `${indented(text)}\n`),
    ...functions.map((text) => `${text}\n`),
    ...kernels.map((text) => `${text}\n`),
    `  (func (export "run")${steps.locals.length === 0 ? "" : ` ${steps.locals.join(" ")}`}`,
    ...run,
    "  ))",
    "",
  ].join("\n");
  return { wat, memory };
}

const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");

/** Pure functions, also those that others call; each lane count its own. */
function calledFunctions(needs: Needs): readonly string[] {
  const printed = new Map<string, string>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const [fn, lanes] of [...needs.functions])
      for (const n of [...lanes]) {
        const key = `${fn.name} ${n}`;
        if (printed.has(key)) continue;
        printed.set(key, printFunction(fn, n, needs));
        grown = true;
      }
  }
  return [...printed.values()];
}
