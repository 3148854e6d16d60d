/**
 * Program: what a target prints. One variant per shape bucket; each is a region tree of steps over buffers with fixed places. Made by
 * build-program, placed by plan-arena, verified by check-arena (which shares no code with the planner).
 */

import { bounds, type Dim, type Sym } from "../core/dim.ts";
import type { DType } from "../core/dtype.ts";
import type { Layout } from "../core/layout.ts";
import type { Kernel } from "../loop/kernel.ts";

/** A block of memory that lives while any tensor in it lives. */
export interface Storage {
  /** Unique identifier, from the source value's name. */
  readonly name: string;
  /** Source value names kept in it, for the table's comment. */
  readonly holds: readonly string[];
  readonly place: "input" | "output" | "weights" | "arena";
  readonly dtype: DType;
  readonly shape: readonly Dim[];
  readonly layout: Layout;
  /** At the upper bound; arena and weight storage is padded to whole vectors and aligned to 64. */
  readonly bytes: number;
}

/** A buffer parameter of a call: a storage and where in it, in elements of the parameter's type. */
export interface Argument {
  readonly storage: Storage;
  readonly offset: number;
  /** Scratch of which each thread has its own: elements from one thread's to the next one's. */
  readonly perThread?: number;
}

export const isArgument = (x: number | Argument | undefined): x is Argument => typeof x === "object";

/** What the steps of a program for several threads say besides. */
interface Ordered {
  /** Threads wait for each other before it: it uses what another thread's part of earlier steps uses. */
  readonly waits?: true;
}

export type Step = Ordered & UnorderedStep;
export type StepOf<K extends Step["kind"]> = Extract<Step, { kind: K }>;

type UnorderedStep =
  | {
      readonly kind: "call";
      readonly kernel: Kernel;
      readonly args: readonly Argument[];
      /** The i32s that hold the kernel's extents, one for each: their values are passed. */
      readonly extents: readonly Argument[];
      /** Of a kernel with a range: thread t computes its units from parts[t] to parts[t + 1]; one thread, all parts in as many calls. Calls without parts are the first thread's. */
      readonly parts?: readonly number[];
      /** Calls that each of several threads makes of its part, where that is not one. */
      readonly calls?: number;
      readonly origin: readonly string[];
    }
  /** Ends the run with `message` where the i32 is not 0; `value` is the source value that the message is about. */
  | { readonly kind: "check"; readonly broken: Argument; readonly message: string; readonly value: string; readonly origin: readonly string[] }
  | { readonly kind: "copy"; readonly from: Argument; readonly to: Argument; readonly bytes: number; readonly origin: readonly string[] }
  | { readonly kind: "if"; readonly condition: Argument; readonly then: Region; readonly else: Region; readonly origin: readonly string[] }
  /** Runs `body` while its `condition` (an i8 it writes, when given) is not 0, at most `trip` times. `iteration` is written before each round. */
  | {
      readonly kind: "loop";
      readonly trip?: number | Argument;
      readonly condition?: Argument;
      readonly iteration?: Argument;
      readonly body: Region;
      readonly origin: readonly string[];
    };

export interface Region {
  readonly steps: readonly Step[];
}

/** Where a storage lies: bytes from the start of the arena, and the first and last step (in tree order) at which it is live. */
export interface ArenaRow {
  readonly storage: Storage;
  readonly offset: number;
  readonly first: number;
  readonly last: number;
}

export interface Variant {
  /** Values of the model dims this variant is for; empty when all dims are static. */
  readonly dims: readonly { readonly sym: Sym; readonly value: number }[];
  /** The program's ports with this variant's shapes and storages, in the same order. */
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly region: Region;
  readonly arena: readonly ArenaRow[];
  readonly arenaBytes: number;
  /** The largest sum of live bytes at a step: no plan can be smaller. */
  readonly arenaLowerBound: number;
}

/** A model input or output at the module's interface. */
export interface Port {
  /** The model's own name, and the identifier used in code. */
  readonly name: string;
  readonly identifier: string;
  readonly dtype: DType;
  /** Static, but for outputs whose extents the run decides: their storage is as large as they can get. */
  readonly shape: readonly Dim[];
  readonly storage: Storage;
  /** What it stands for, where it is a part of a value of the model: "item 0 of the sequence x". */
  readonly role?: string;
  /** For an output whose extents the run decides: the output (i32, one element an axis) that receives them. */
  readonly shapePort?: Port;
  /** This port is where strings begin and end (i32): what the model has in place of it, and the port behind it with their UTF-8. */
  readonly strings?: StringPort;
}

export interface StringPort extends Pick<Port, "name" | "identifier" | "shape"> {
  /** Bytes of UTF-8 that one has at most. */
  readonly longest: number;
  /** The name of the port that says where they begin, and the port of their bytes. */
  readonly offsets: string;
  readonly bytes: Port;
}

export interface Weight {
  readonly storage: Storage;
  /** Bytes from the start of the weights. */
  readonly offset: number;
  /** Exactly storage.bytes long, little endian, in the storage's layout. */
  readonly bytes: Uint8Array;
  /** Source nodes or initializers it was made of. */
  readonly origin: readonly string[];
}

export interface Program {
  /** Identifier of the model: file names, C prefix, class name. */
  readonly name: string;
  /** The model file's base name, for headers. */
  readonly source: string;
  /** Ports of the module: of several variants, shapes in their dims, and storages as large as the largest. */
  readonly inputs: readonly Port[];
  /** The model's outputs in order, each followed by its shape port where it has one. */
  readonly outputs: readonly Port[];
  readonly weights: readonly Weight[];
  readonly weightBytes: number;
  /** How many threads its steps are for. */
  readonly threads: number;
  /** Distinct kernels in order of first use, with their final, unique names. */
  readonly kernels: readonly Kernel[];
  readonly variants: readonly Variant[];
}

export const arenaAlignment = 64;

/** The checks of all variants, one for each message, in order: the codes that a run may end with. */
export function checksOf(program: Pick<Program, "variants">): readonly StepOf<"check">[] {
  const steps = program.variants.flatMap((v) => stepsOf(v.region)).filter((s) => s.kind === "check");
  return steps.filter((s, i) => steps.findIndex((other) => other.message === s.message) === i);
}

/** Ports as the model has them: one for strings, none for shapes. */
export function modelPorts(ports: readonly Port[]): readonly Port[] {
  const added = new Set(ports.flatMap((p) => [p.shapePort?.name, p.strings?.bytes.name]));
  const asModelled = (p: Port): Port =>
    p.strings === undefined ? p : { ...p, name: p.strings.name, identifier: p.strings.identifier, shape: p.strings.shape, dtype: "string" };
  return ports.filter((p) => !added.has(p.name)).map(asModelled);
}

/** The outputs that the model names. */
export const modelOutputs = (program: Pick<Program, "outputs">): readonly Port[] => modelPorts(program.outputs);

/** The shape a port has at most. */
export const largestShape = (port: Pick<Port, "shape">): readonly number[] => port.shape.map((d) => bounds(d)[1]);

/** True for a step that every thread takes: a call in parts, a check, whatever holds one. All others are taken by the first thread alone. */
export const isShared = (step: Step): boolean =>
  stepsOf({ steps: [step] }).some((s) => s.kind === "check" || (s.kind === "call" && s.parts !== undefined));

/** Neighbouring steps that every thread takes, or that the first takes alone without a wait between them. */
export interface Turn {
  readonly alone: boolean;
  readonly steps: readonly Step[];
}

/** The steps of a region in turns; before a turn whose first step waits, threads wait for each other. */
export function turnsOf({ steps }: Region): readonly Turn[] {
  const turns: { readonly alone: boolean; readonly steps: Step[] }[] = [];
  for (const step of steps) {
    const alone = !isShared(step);
    const last = turns.at(-1);
    if (last?.alone === alone && step.waits !== true) last.steps.push(step);
    else turns.push({ alone, steps: [step] });
  }
  return turns;
}

const stepsIn = new WeakMap<Region, readonly Step[]>();

/** All steps in tree order: the numbering of live ranges. */
export function stepsOf(region: Region): readonly Step[] {
  const found = stepsIn.get(region) ?? inTreeOrder(region);
  stepsIn.set(region, found);
  return found;
}

const inTreeOrder = (region: Region): readonly Step[] =>
  region.steps.flatMap((step): readonly Step[] => {
    switch (step.kind) {
      case "call":
      case "copy":
      case "check":
        return [step];
      case "if":
        return [step, ...stepsOf(step.then), ...stepsOf(step.else)];
      case "loop":
        return [step, ...stepsOf(step.body)];
    }
  });
