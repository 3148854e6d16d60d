/** The WebAssembly module of a program: readable text, and the bytes it is assembled to. */
import { layoutKey } from "../../core/layout.ts";
import { checksOf, type Program, type Storage, type Variant } from "../../schedule/program.ts";
import { bucketKey, hasBuckets } from "../buckets.ts";
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
  const { texts, reserve } = printFunctions(program.kernels);
  const memory = planMemory(program, reserve);
  const placed = new Set<Storage>();
  const row = (s: Storage, name: string, address: string, note: string): readonly string[] => {
    if (placed.has(s)) return [];
    placed.add(s);
    return [`  (global $${name} ${address}) ;; ${storageText(s)} ${layoutKey(s.layout)}  ${s.bytes} B  ${note}`];
  };
  const fixed = (s: Storage): string => `i32 (i32.const ${memory.addressOf(s)})`;
  const ports = (side: "inputs" | "outputs") => program[side].flatMap((p) => row(p.storage, p.storage.name, fixed(p.storage), side.slice(0, -1)));
  const weights = program.weights.flatMap((w) => row(w.storage, w.storage.name, "(mut i32) (i32.const 0)", `weights of ${oneLine(w.origin)}`));
  const wat = [
    `;; ${generatedLine(program)}`,
    `;; ${sizeLine(program)}`,
    `(module $${program.name}`,
    "  ;; Memory: value, byte address; type, layout, bytes. Addresses change only here.",
    ...program.variants.flatMap((v) =>
      v.arena.flatMap((r) => row(r.storage, globalName(program, v)(r.storage), fixed(r.storage), `arena, until ${lastReader(r, v)}`)),
    ),
    ...ports("inputs"),
    ...ports("outputs"),
    ...weights,
    ...(checksOf(program).length === 0
      ? []
      : ['  (global $run.broken (export "broken") (mut i32) (i32.const 0)) ;; number of the check that ended the run']),
    `  (memory (export "memory") ${memory.pages} ${memory.pages})`,
    "",
    ...(weights.length === 0 ? [] : placeWeights(program, memory.weightsAt)),
    ...texts.map((text) => `${text}\n`),
    ...(hasBuckets(program) ? runBuckets(program) : program.variants.flatMap((v) => runFunction(program, v, '(export "run")'))),
    ")",
    "",
  ].join("\n");
  return { wat, memory };
}

/** What of an arena belongs to one bucket is named after it. */
const globalName = (program: Program, variant: Variant): ((s: Storage) => string) => {
  const key = bucketKey(program, variant);
  return (s) => (s.place === "arena" && key !== "" ? `${key}.${s.name}` : s.name);
};

function runFunction(program: Program, variant: Variant, head: string): readonly string[] {
  const steps = new Steps(variant, globalName(program, variant), checksOf(program));
  const run = steps.lines(variant.region, "    ");
  return [`  (func ${head}${steps.locals.length === 0 ? "" : ` ${steps.locals.join(" ")}`}`, ...run, "  )"];
}

/** A function a bucket, and `run`, which takes the number of one. */
function runBuckets(program: Program): readonly string[] {
  const name = (v: Variant): string => `$run.${bucketKey(program, v)}`;
  const cases = program.variants.map((v, i) => `    (if (i32.eq (local.get $bucket) (i32.const ${i})) (then (call ${name(v)})))`);
  return [...program.variants.flatMap((v) => runFunction(program, v, name(v))), '  (func (export "run") (param $bucket i32)', ...cases, "  )"];
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
