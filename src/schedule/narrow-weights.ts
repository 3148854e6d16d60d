/**
 * Narrow weights: floats that 16 bits say exactly (a network of f16 or bf16 that is computed in f32). Where a machine widens vectors of them as it loads them,
 * those that kernels read in vectors alone have 16 bits in memory: half of the bytes, the same results.
 */
import { f16BitsOf } from "../core/half-floats.ts";
import { type Buffer, buffer, load } from "../loop/expr.ts";
import { walkExpressions } from "../loop/functions.ts";
import { type Kernel, kernel } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import { rewriteBody } from "../loop/rewrite-body.ts";
import { touches } from "./accesses.ts";
import { inRegion } from "./join-programs.ts";
import { arenaAlignment, type Program, type Step, type Storage, stepsOf, type Weight } from "./program.ts";

export type NarrowForm = "f16" | "bf16";

/** The 16 bits of an f32 given by its own, which they say exactly. */
const narrowBits: Readonly<Record<NarrowForm, (bits: number) => number | undefined>> = {
  f16: f16BitsOf,
  bf16: (bits) => ((bits & 0xffff) === 0 ? bits >>> 16 : undefined),
};

/** The halves of a weight whose floats are all such, eight of them or more. */
export function halvesOf({ storage, bytes }: Weight, form: NarrowForm): Uint16Array | undefined {
  if (storage.dtype !== "f32" || bytes.length % 32 !== 0) return undefined;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const halves = new Uint16Array(words.length);
  for (let i = 0; i < words.length; i++) {
    const half = narrowBits[form](words[i] as number);
    if (half === undefined) return undefined;
    halves[i] = half;
  }
  return halves;
}

/** Bytes of floats that are worth the code that widens them. */
const worthwhile = 1 << 16;

/** The form that programs over the same constants store floats in, if that is some, and at least a quarter of their bytes: weights that were trained as f32 are none. */
export function narrowForm(programs: readonly Program[]): NarrowForm | undefined {
  const weights = programs.flatMap((p) => p.weights);
  const total = weights.reduce((n, w) => n + w.bytes.length, 0);
  return (["f16", "bf16"] as const).find((form) => {
    const narrow = weights.reduce((n, w) => (halvesOf(w, form) === undefined ? n : n + w.bytes.length), 0);
    return narrow >= Math.max(worthwhile, total / 4);
  });
}

/** The program whose weights have 16 bits where they can: itself where the machine does not widen vectors, or hardly any can. */
export function withNarrowWeights(program: Program, { widensHalves }: Machine): Program {
  const form = widensHalves ? narrowForm([program]) : undefined;
  if (form === undefined) return program;
  const uses = narrowUses(program, form);
  const [narrow, params] = [new Set(uses.map((u) => u.storage)), new Set(uses.map((u) => u.param))];
  const weights = placed(program.weights.map((w) => (narrow.has(w.storage) ? narrowed(w, form) : w)));
  const storages = new Map(program.weights.map((w, i) => [w.storage, (weights[i] as Weight).storage]));
  const kernels = new Map(program.kernels.map((k) => [k, kernelOver(k, form, params)]));
  const moved = { kernel: (k: Kernel) => kernels.get(k) ?? k, storage: (s: Storage) => storages.get(s) ?? s };
  return Object.freeze({
    ...program,
    weights,
    weightBytes: weights.reduce((n, w) => n + w.bytes.length, 0),
    kernels: [...kernels.values()],
    variants: program.variants.map((v) => Object.freeze({ ...v, region: inRegion(v.region, moved) })),
  });
}

interface Use {
  readonly storage: Storage;
  /** Of the kernel it is handed to, what stands for it; none where something else than a kernel uses it. */
  readonly param?: Buffer;
}

/** Uses of weights that are halves, and that steps hand to kernels alone, as parameters which never hold anything else and are read in whole vectors. */
function narrowUses(program: Program, form: NarrowForm): readonly Use[] {
  const uses = program.variants.flatMap((v) => stepsOf(v.region)).flatMap(usesIn);
  const narrow = new Set(program.weights.filter((w) => halvesOf(w, form) !== undefined).map((w) => w.storage));
  const vectors = new Set(program.kernels.flatMap(readInVectors));
  for (;;) {
    const found = uses.filter((u) => narrow.has(u.storage));
    const wide = new Set(uses.filter((u) => !narrow.has(u.storage)).map((u) => u.param));
    const refused = found.filter(({ param }) => param === undefined || wide.has(param) || !vectors.has(param));
    if (refused.length === 0) return found;
    for (const { storage } of refused) narrow.delete(storage);
  }
}

const usesIn = (step: Step): readonly Use[] =>
  touches(step).map(({ storage }, i) => ({ storage, param: step.kind === "call" ? step.kernel.params[i] : undefined }));

/** The f32 that a kernel reads and does not store, in whole vectors alone. */
function readInVectors({ params, body }: Kernel): readonly Buffer[] {
  const others = new Set<Buffer>();
  walkExpressions(body, (e) => {
    if (e.kind === "load" && (e.lanes === 1 || e.count !== undefined)) others.add(e.buffer);
  });
  return params.filter((p) => p.access === "in" && p.dtype === "f32" && !others.has(p));
}

function narrowed(w: Weight, form: NarrowForm): Weight {
  const halves = halvesOf(w, form) as Uint16Array;
  const bytes = new Uint8Array(Math.ceil(halves.byteLength / arenaAlignment) * arenaAlignment);
  bytes.set(new Uint8Array(halves.buffer));
  return { ...w, bytes, storage: Object.freeze({ ...w.storage, dtype: form, bytes: bytes.length }) };
}

/** One behind the other. */
function placed(weights: readonly Weight[]): readonly Weight[] {
  let offset = 0;
  return weights.map((w) => {
    const at = offset;
    offset += w.bytes.length;
    return Object.freeze({ ...w, offset: at });
  });
}

/** The kernel with 16 bits in some of its parameters. */
function kernelOver(k: Kernel, form: NarrowForm, narrow: ReadonlySet<Buffer | undefined>): Kernel {
  const halves = new Map(k.params.filter((p) => narrow.has(p)).map((p) => [p, buffer(p.name, form, p.elements, p.access)]));
  if (halves.size === 0) return k;
  const body = rewriteBody(k.body, {
    expr: (e) => {
      const found = e.kind === "load" ? halves.get(e.buffer) : undefined;
      return found === undefined || e.kind !== "load" ? e : load(found, e.at, e.lanes);
    },
    // A line of the cache holds twice as many.
    loop: (s) => {
      const asked = s.prefetch?.filter(({ buffer: b }, i) => !halves.has(b) || i % 2 === 0);
      return asked === undefined ? s : { ...s, prefetch: asked.map(({ buffer: b, at }) => ({ buffer: halves.get(b) ?? b, at })) };
    },
  });
  const doc = k.doc.map((line) => [...halves.keys()].reduce((text, { name }) => text.replace(`${name} f32[`, `${name} ${form}[`), line));
  return kernel({ ...k, doc, params: k.params.map((p) => halves.get(p) ?? p), body });
}
