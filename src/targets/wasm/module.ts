/** The WebAssembly module of a program: readable text, and the bytes it is assembled to. */
import { layoutKey } from "../../core/layout.ts";
import type { NarrowForm } from "../../schedule/narrow-weights.ts";
import { checksOf, type Program, type Step, type Storage, stepsOf, type Variant } from "../../schedule/program.ts";
import { bucketKey, hasBuckets } from "../buckets.ts";
import { generatedLine, lastReader, layoutNotation, oneLine, sizeLine, storageText } from "../describe.ts";
import { partsNames, partsOf } from "../parts.ts";
import { kernelsOfSmallBytes } from "../small-bytes.ts";
import { assemble } from "./assemble.ts";
import { checksumFunction } from "./checksum.ts";
import { finiteHalves } from "./finite-halves.ts";
import { type MemoryPlan, planMemory } from "./memory-plan.ts";
import { printFunctions } from "./print-functions.ts";
import { Steps } from "./steps.ts";
import { widenFunction } from "./widen.ts";

export interface AssembledWasm {
  readonly wat: string;
  readonly bytes: Uint8Array;
  readonly memory: MemoryPlan;
}

/** `checked`: exports `checksum` of weights that are read from a file; `narrow`: exports `widen` of such. */
export async function assembleWasm(program: Program, checked: boolean, narrow?: NarrowForm): Promise<AssembledWasm> {
  const { wat, memory } = printModule(program, checked, narrow);
  return { wat, memory, bytes: await assemble(program.name, wat) };
}

function printModule(program: Program, checked: boolean, narrow?: NarrowForm): { readonly wat: string; readonly memory: MemoryPlan } {
  const { texts, reserve } = printFunctions(program.kernels, kernelsOfSmallBytes(program), finiteHalves(program));
  const isThreaded = program.threads > 1;
  const rows = isThreaded ? program.variants.flatMap((v) => stepsOf(v.region)).filter((s) => partsOf(s).length > 0) : [];
  const memory = planMemory(program, reserve, rows.length * partsBytes(program));
  const parts = partsTable(program, memory.partsAt);
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
    ...(isThreaded
      ? [
          `  (import "env" "memory" (memory ${memory.pages} ${memory.pages} shared))`,
          '  (import "env" "wait" (func $wait)) ;; threads wait for each other',
        ]
      : []),
    "  ;; Memory: value, byte address; type, layout, bytes. All addresses are in this table.",
    `  ;; ${layoutNotation}`,
    ...program.variants.flatMap((v) =>
      v.arena.flatMap((r) => row(r.storage, globalName(program, v)(r.storage), fixed(r.storage), `arena, until ${lastReader(r, v)}`)),
    ),
    ...ports("inputs"),
    ...ports("outputs"),
    ...weights,
    ...parts.globals,
    ...(checksOf(program).length === 0
      ? []
      : ['  (global $run.broken (export "broken") (mut i32) (i32.const 0)) ;; number of the check that ended the run']),
    ...(isThreaded ? [] : [`  (memory (export "memory") ${memory.pages} ${memory.pages})`]),
    "",
    ...parts.data,
    ...(weights.length === 0 ? [] : placeWeights(program, memory.weightsAt)),
    ...(checked ? checksumFunction : []),
    ...(narrow === undefined ? [] : widenFunction(narrow)),
    ...texts.map((text) => `${text}\n`),
    ...(hasBuckets(program)
      ? runBuckets(program, parts.names)
      : program.variants.flatMap((v) => runFunction(program, v, '(export "run")', parts.names))),
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

const partsBytes = ({ threads }: Program): number => 4 * (threads + 1);

/** The table of parts: a name and an address for each row, and its numbers in memory. Every thread's instance writes the same. */
function partsTable(program: Program, at: number) {
  const named = (program.threads === 1 ? [] : program.variants).flatMap((v) => {
    const global = globalName(program, v);
    const key = bucketKey(program, v);
    const taken = [...v.arena, ...v.inputs, ...v.outputs].map(({ storage }) => global(storage));
    return [...partsNames(v, taken)].map(([step, name]) => [step, key === "" ? name : `${key}.${name}`] as const);
  });
  const address = (i: number): number => at + i * partsBytes(program);
  const bytes = (numbers: readonly number[]): string =>
    [...new Uint8Array(new Int32Array(numbers).buffer)].map((b) => `\\${b.toString(16).padStart(2, "0")}`).join("");
  return {
    names: new Map(named),
    globals: named.map(([step, name], i) => `  (global $${name} i32 (i32.const ${address(i)})) ;; ${partsOf(step).join(" ")}`),
    data:
      named.length === 0
        ? []
        : [
            `  (data (i32.const ${at}) "${bytes(named.flatMap(([step]) => partsOf(step)))}") ;; the parts`,
            "",
            "  (func $part (param $row i32) (param $i i32) (result i32)",
            "    (i32.load (i32.add (local.get $row) (i32.shl (local.get $i) (i32.const 2)))))",
            "",
            ...(named.some(([step]) => step.kind === "call" && step.calls !== undefined) ? pieceFunction : []),
          ],
  };
}

/** Where piece i of `count` of a thread's part begins. */
const pieceFunction: readonly string[] = [
  "  (func $piece (param $row i32) (param $first i32) (param $last i32) (param $i i32) (param $count i32) (result i32)",
  "    (local $begin i32)",
  "    (local.set $begin (call $part (local.get $row) (local.get $first)))",
  "    (i32.add (local.get $begin) (i32.div_u",
  "      (i32.mul (i32.sub (call $part (local.get $row) (local.get $last)) (local.get $begin)) (local.get $i)) (local.get $count))))",
  "",
];

/** Which parts a thread takes; the one that takes the first takes all steps without parts. */
const threadParams = ({ threads }: Program): string => (threads > 1 ? " (param $first i32) (param $last i32)" : "");

function runFunction(program: Program, variant: Variant, head: string, partsOfStep: ReadonlyMap<Step, string>): readonly string[] {
  const steps = new Steps(globalName(program, variant), checksOf(program), { count: program.threads, partsOf: partsOfStep });
  const run = steps.lines(variant.region, "    ");
  return [`  (func ${head}${threadParams(program)}${steps.locals.length === 0 ? "" : ` ${steps.locals.join(" ")}`}`, ...run, "  )"];
}

/** A function a bucket, and `run`, which takes the number of one. */
function runBuckets(program: Program, parts: ReadonlyMap<Step, string>): readonly string[] {
  const range = program.threads > 1 ? " (local.get $first) (local.get $last)" : "";
  const name = (v: Variant): string => `$run.${bucketKey(program, v)}`;
  const cases = program.variants.map((v, i) => `    (if (i32.eq (local.get $bucket) (i32.const ${i})) (then (call ${name(v)}${range})))`);
  return [
    ...program.variants.flatMap((v) => runFunction(program, v, name(v), parts)),
    `  (func (export "run") (param $bucket i32)${threadParams(program)}`,
    ...cases,
    "  )",
  ];
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
