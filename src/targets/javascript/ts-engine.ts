/** The engine that computes in TypeScript: kernels as functions, buffers as views of one arena, steps as calls. */

import { compileError } from "../../core/diagnostics.ts";
import { arrayTypeName } from "../../core/dtype.ts";
import type { Program, Variant } from "../../schedule/program.ts";
import { bucketKey, hasBuckets } from "../buckets.ts";
import { weightsHeaderBytes } from "../weights.ts";
import { Buffers } from "./buffers.ts";
import { byBucket, type Engine, memoryName } from "./engine.ts";
import { lengthOf } from "./signature.ts";
import { Steps } from "./steps.ts";
import { kernelsText } from "./ts-kernels.ts";

/** A variant's buffers: their function and the member that holds them are named after its bucket. */
interface Part {
  readonly variant: Variant;
  readonly buffers: Buffers;
  readonly make: string;
  readonly member: string;
}

export function tsEngine(program: Program, weightsFile: string, deterministic: boolean): Engine {
  const parts = program.variants.map((variant): Part => {
    const suffix = hasBuckets(program) ? `_${bucketKey(program, variant)}` : "";
    return { variant, buffers: new Buffers(program, variant), make: `makeBuffers${suffix}`, member: `buffers${suffix}` };
  });
  refuseLongArrays(program, parts);
  const kept = parts.filter(({ buffers }) => !buffers.isEmpty);
  const kernels = kernelsText(program.kernels, deterministic);
  return {
    name: "ts",
    program,
    readsInputs: program.inputs.length > 0 && program.outputs.length > 0,
    arenaBytes: Math.max(...parts.map(({ buffers }) => buffers.arenaBytes)),
    declarations: [...kept.map(({ buffers, make }) => buffers.text(make, weightsFile)), kernels].join("\n"),
    properties: kept.map(({ make, member }) => ({ name: member, type: `ReturnType<typeof ${make}>` })),
    parameter: { name: "weights", type: "ArrayBuffer" },
    construct: [...construct(kept), ...(hasBuckets(program) ? sharedOutputs(program) : ownOutputs(program))],
    run: byBucket(
      program,
      parts.map((part) => runLines(part)),
    ),
    checksum: "(from, to) => checksum(new Uint32Array(weights, from, (to - from) / 4))",
    weightsAt: weightsHeaderBytes,
    place: (bytes, saved) => {
      if (bytes === undefined) return [];
      if (saved === 0) return [`const weights = new ArrayBuffer(${bytes});`, "const file = new Uint8Array(weights);"];
      return [`const weights = new ArrayBuffer(${saved} + ${bytes});`, `const file = new Uint8Array(weights, ${saved});`];
    },
  };
}

/** The longest ArrayBuffer of V8 on Node 20. */
const mostBytes = 2 ** 32;

/** Throws AOT431 for an arena, input or output that no array holds. */
function refuseLongArrays(program: Program, parts: readonly Part[]): void {
  const arena = { what: "the arena", bytes: Math.max(...parts.map(({ buffers }) => buffers.arenaBytes)) };
  const ports = [...program.inputs, ...program.outputs].map((p) => ({ what: p.name, bytes: p.storage.bytes }));
  for (const { what, bytes } of [...ports, arena])
    if (bytes > mostBytes)
      throw compileError({
        code: "AOT431",
        where: program.name,
        message: `${what} takes ${bytes} bytes, JavaScript arrays end at ${mostBytes}`,
        hint: "build for c, or with smaller dims",
      });
}

/** One arena for all parts. */
function construct(parts: readonly Part[]): readonly string[] {
  const arena = `new ArrayBuffer(${memoryName("ts")}.arena)`;
  const made = ({ buffers, make, member }: Part, arena: string): string =>
    `this.${member} = ${make}(${arena}${buffers.usesWeights ? ", weights" : ""});`;
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return [made(first, arena)];
  return parts.length === 0 ? [] : [`const arena = ${arena};`, ...parts.map((part) => made(part, "arena"))];
}

const ownOutputs = (program: Program): readonly string[] => [
  `this.outputs = { ${program.outputs.map((p) => `${p.identifier}: new ${arrayTypeName(p.dtype)}(${lengthOf(p)})`).join(", ")} };`,
];

/** Outputs of all buckets are views of the same bytes. */
function sharedOutputs(program: Program): readonly string[] {
  const rows = program.variants.map((v) => {
    const views = v.outputs.map((p, i) => `${p.identifier}: new ${arrayTypeName(p.dtype)}(results[${i}], 0, ${lengthOf(p)})`);
    return `  { ${views.join(", ")} },`;
  });
  return [
    `const results = [${program.outputs.map((p) => p.storage.bytes).join(", ")}].map((bytes) => new ArrayBuffer(bytes));`,
    "this.outputs = [",
    ...rows,
    "];",
  ];
}

function runLines({ variant, buffers, member }: Part): readonly string[] {
  const { before, after } = buffers.copies(variant);
  const steps = new Steps(buffers).region(variant.region);
  return [...(buffers.isEmpty ? [] : [`const b = this.${member};`]), ...before, ...steps, ...after];
}
