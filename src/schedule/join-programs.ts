/** Joining: programs of one model for several shapes become one program with a variant each; equal kernels and equal weights are one. */

import { invariant } from "../core/diagnostics.ts";
import { add, bounds, type Dim, dimOf, equalDims, mul, type Sym, sym } from "../core/dim.ts";
import { evaluateDim, shapeText } from "../core/dim-fold.ts";
import { layoutKey } from "../core/layout.ts";
import { identifier, NameScope } from "../core/names.ts";
import type { Kernel } from "../loop/kernel.ts";
import { nameKernels } from "./name-kernels.ts";
import {
  type Argument,
  isArgument,
  type Port,
  type Program,
  type Region,
  type Step,
  type Storage,
  type StringPort,
  type Variant,
  type Weight,
} from "./program.ts";

/** Values of a model's free dims by name. */
export type Dims = Readonly<Record<string, number>>;

/** A program and the dims it is for. */
export interface Bucket {
  readonly dims: Dims;
  readonly program: Program;
}

/**
 * One program with the variants of all, in order. `buckets` give values to the same dims; they are taken one by one, so that only one's
 * weights need to be held besides those kept. A single program without dims stays as it is.
 */
export function joinPrograms(buckets: Iterable<Bucket>): Program {
  const pool = new WeightPool();
  const all: Bucket[] = [];
  let only: Program | undefined;
  for (const { dims, program } of buckets) {
    only = all.length === 0 ? program : undefined;
    all.push({ dims, program: pool.without(program) });
  }
  const [first] = all;
  invariant(first !== undefined, "no program to join");
  const names = Object.keys(first.dims);
  if (only !== undefined && names.length === 0) return only;
  const valuesOf = (name: string): readonly number[] => all.map(({ dims }) => dims[name] as number);
  const syms = names.map((name) => sym(name, Math.min(...valuesOf(name)), Math.max(...valuesOf(name))));
  const variants = all.flatMap(({ dims, program }) =>
    program.variants.map((v): Variant => ({ ...v, dims: syms.map((s) => ({ sym: s, value: dims[s.name] as number })) })),
  );
  const kernels = all.flatMap(({ program }) => program.kernels);
  const named = nameKernels(kernels, namesOfBuffers(variants));
  const kernelFor = new Map(kernels.map((k, i) => [k, named[i] as Kernel]));
  const weightFor = pool.placed(namesOfBuffers(variants));
  const weights = [...new Set(weightFor.values())];
  const moved: Moved = { kernel: (k) => kernelFor.get(k) ?? k, storage: (s) => weightFor.get(s)?.storage ?? s };
  return Object.freeze({
    ...first.program,
    inputs: first.program.inputs.map((_, i) => joinedPort(variants, (v) => v.inputs[i])),
    outputs: first.program.outputs.map((_, i) => joinedPort(variants, (v) => v.outputs[i])),
    weights,
    weightBytes: weights.reduce((n, w) => Math.max(n, w.offset + w.bytes.length), 0),
    kernels: [...new Set(named)],
    variants: variants.map((v) => Object.freeze({ ...v, region: inRegion(v.region, moved) })),
  });
}

/** What arenas and ports of all variants are called. */
const namesOfBuffers = (variants: readonly Variant[]): ReadonlySet<string> =>
  new Set(variants.flatMap((v) => [...v.arena, ...v.inputs, ...v.outputs].map(({ storage }) => storage.name)));

/** Weights of several programs, equal ones once. */
class WeightPool {
  readonly #alike = new Map<string, Weight[]>();
  readonly #keptFor = new Map<Storage, Weight>();

  /** The program without its weights, which are kept here. */
  without(program: Program): Program {
    for (const w of program.weights) {
      const { dtype, shape, layout } = w.storage;
      const key = `${dtype}${shapeText(shape)} ${layoutKey(layout)}`;
      const alike = this.#alike.get(key) ?? [];
      const same = alike.find((other) => Buffer.compare(other.bytes, w.bytes) === 0);
      this.#alike.set(key, same === undefined ? [...alike, w] : alike);
      this.#keptFor.set(w.storage, same ?? w);
    }
    return { ...program, weights: [], weightBytes: 0 };
  }

  /** For every storage of weights the weight that holds its elements, one behind the other, with names that are in no `taken`. */
  placed(taken: ReadonlySet<string>): ReadonlyMap<Storage, Weight> {
    const names = new NameScope(taken);
    let offset = 0;
    const placed = new Map<Weight, Weight>();
    for (const w of new Set(this.#keptFor.values())) {
      const name = names.claim(w.storage.name, `${w.storage.name}_${identifier(layoutKey(w.storage.layout))}`);
      placed.set(w, Object.freeze({ ...w, offset, storage: Object.freeze({ ...w.storage, name }) }));
      offset += w.storage.bytes;
    }
    return new Map([...this.#keptFor].map(([storage, w]) => [storage, placed.get(w) as Weight]));
  }
}

/** A port whose shape says how extents follow the dims, over a storage as large as the largest. */
function joinedPort(variants: readonly Variant[], of: (v: Variant) => Port | undefined): Port {
  const ports = variants.map((v) => {
    const found = of(v);
    invariant(found !== undefined, "the programs of one model have the same ports");
    return found;
  });
  const [first] = ports;
  invariant(first !== undefined, "a program without a variant");
  const shape = first.shape.map((_, axis) =>
    joinedExtent(
      ports.map((p) => p.shape[axis] ?? 1),
      variants,
      `${first.identifier}_dim${axis}`,
    ),
  );
  const bytes = Math.max(...ports.map((p) => p.storage.bytes));
  const { strings } = first;
  const joined = strings === undefined ? {} : { strings: { ...strings, ...joinedStrings(variants, of) } };
  return Object.freeze({ ...first, ...joined, shape, storage: Object.freeze({ ...first.storage, shape, bytes }) });
}

/** The shape of strings, and the port of their bytes. */
function joinedStrings(variants: readonly Variant[], of: (v: Variant) => Port | undefined): Pick<StringPort, "shape" | "bytes"> {
  const ports = variants.map((v) => of(v)?.strings as StringPort);
  const shape = (ports[0]?.shape ?? []).map((_, axis) =>
    joinedExtent(
      ports.map((p) => p.shape[axis] ?? 1),
      variants,
      `${ports[0]?.identifier}_dim${axis}`,
    ),
  );
  return { shape, bytes: joinedPort(variants, (v) => of(v)?.strings?.bytes) };
}

/** The Dim over the variants' symbols that has these values in them: one number, a * dim + b, a * dim * dim, or else a symbol of its own. */
function joinedExtent(extents: readonly Dim[], variants: readonly Variant[], name: string): Dim {
  const [first] = extents as readonly [Dim, ...Dim[]];
  if (extents.every((e) => equalDims(e, first))) return first;
  const syms = variants[0]?.dims.map((d) => d.sym) ?? [];
  const candidates = [...syms.flatMap((s) => lineThrough(extents, variants, s)), ...pairs(syms).flatMap((p) => multipleOf(p, extents, variants))];
  const holds = (d: Dim): boolean => variants.every((v, i) => evaluateDim(d, (s) => valueIn(v, s)) === extents[i]);
  const most = extents.map((e) => bounds(e)[1]);
  return candidates.find(holds) ?? dimOf(sym(name, Math.min(...extents.map((e) => bounds(e)[0])), Math.max(...most)));
}

const valueIn = (v: Variant, s: Sym): number => v.dims.find((d) => d.sym === s)?.value ?? Number.NaN;
const pairs = (syms: readonly Sym[]): readonly (readonly [Sym, Sym])[] => syms.flatMap((a, i) => syms.slice(i).map((b) => [a, b] as const));

/** a * s + b through the first variant and the first that differs from it in `s` alone. */
function lineThrough(extents: readonly Dim[], variants: readonly Variant[], s: Sym): readonly Dim[] {
  const [first] = variants;
  if (first === undefined) return [];
  const isAlone = (v: Variant): boolean => v.dims.every((d, i) => (d.sym === s) !== (d.value === first.dims[i]?.value));
  const at = variants.findIndex(isAlone);
  if (at < 0) return [];
  const slope = (Number(extents[at]) - Number(extents[0])) / (valueIn(variants[at] as Variant, s) - valueIn(first, s));
  return Number.isInteger(slope) ? [add(mul(slope, dimOf(s)), Number(extents[0]) - slope * valueIn(first, s))] : [];
}

function multipleOf([a, b]: readonly [Sym, Sym], extents: readonly Dim[], variants: readonly Variant[]): readonly Dim[] {
  const [first] = variants;
  const factor = first === undefined ? Number.NaN : Number(extents[0]) / (valueIn(first, a) * valueIn(first, b));
  return Number.isInteger(factor) ? [mul(factor, dimOf(a), dimOf(b))] : [];
}

/** What stands for kernels and storages after joining, or other rewriting. */
interface Moved {
  readonly kernel: (k: Kernel) => Kernel;
  readonly storage: (s: Storage) => Storage;
}

/** The region with what stands for its kernels and storages. */
export const inRegion = (region: Region, moved: Moved): Region => ({ ...region, steps: region.steps.map((step) => inStep(step, moved)) });

function inStep(step: Step, moved: Moved): Step {
  const at = (a: Argument): Argument => ({ ...a, storage: moved.storage(a.storage) });
  switch (step.kind) {
    case "call":
      return Object.freeze({ ...step, kernel: moved.kernel(step.kernel), args: step.args.map(at), extents: step.extents.map(at) });
    case "check":
      return { ...step, broken: at(step.broken) };
    case "copy":
      return { ...step, from: at(step.from), to: at(step.to) };
    case "if":
      return { ...step, condition: at(step.condition), then: inRegion(step.then, moved), else: inRegion(step.else, moved) };
    case "loop": {
      const { trip, condition, iteration } = step;
      return {
        ...step,
        trip: isArgument(trip) ? at(trip) : trip,
        condition: condition && at(condition),
        iteration: iteration && at(iteration),
        body: inRegion(step.body, moved),
      };
    }
  }
}
