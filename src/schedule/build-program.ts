/** Building the program: lowered work is fused, placed, scheduled, named and given fixed addresses in one arena. */

import { invariant } from "../core/diagnostics.ts";
import { bounds } from "../core/dim.ts";
import { bytesOf, type DType } from "../core/dtype.ts";
import { storageElements } from "../core/layout.ts";
import { NameScope } from "../core/names.ts";
import { packConstant } from "../graph/evaluate.ts";
import type { Graph, Value, Work } from "../graph/graph.ts";
import { leavesOf, ownReads, ownWrites } from "../graph/work.ts";
import { checkCompute } from "../loop/check.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Tiles } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import { multiplyAdds } from "../loop/multiply-adds.ts";
import type { ScheduleOptions } from "../loop/schedules/index.ts";
import { withBarriers } from "./barriers.ts";
import { type FusionNotes, fuse } from "./fuse.ts";
import { liveRanges } from "./live-ranges.ts";
import { type LoweredGraph, lowerGraph } from "./lower-graph.ts";
import { itemsOf, makeSteps } from "./make-steps.ts";
import { placeInBestOrder } from "./place-in-order.ts";
import { type Placed, placeTensors } from "./place-tensors.ts";
import { planArena } from "./plan-arena.ts";
import { PortNames } from "./port-names.ts";
import {
  type ArenaRow,
  type Argument,
  arenaAlignment,
  type Port,
  type Program,
  type Region,
  type Storage,
  type StringPort,
  stepsOf,
  type Variant,
  type Weight,
} from "./program.ts";
import { scheduleWork } from "./schedule-work.ts";
import { shareWork } from "./share-work.ts";

export interface BuildProgramOptions extends ScheduleOptions {
  readonly machine: Machine;
  /** Identifier of the model and the source file's base name. */
  readonly name: string;
  readonly source: string;
  /** Register tiles by the kernel's name. */
  readonly tiles?: Readonly<Record<string, Tiles>>;
  /** Default 1. */
  readonly threads?: number;
  /** Check every Compute as it is scheduled. */
  readonly verify?: boolean;
}

export interface BuildProgramNotes extends FusionNotes {
  /** At the upper bound of every dim. */
  readonly multiplyAdds: number;
  readonly movementsDropped: number;
  readonly overwritten: number;
}

export function buildProgram(graph: Graph, options: BuildProgramOptions): { program: Program; notes: BuildProgramNotes } {
  const { machine, level, threads = 1 } = options;
  const lowered = lowerGraph(graph, machine, options.deterministic);
  const fused = level === 0 ? { work: lowered.work, notes: { epilogues: 0, prologues: 0 } } : fuse(lowered.work, new Set(lowered.outputs));
  if (options.verify === true) for (const w of leavesOf(fused.work)) if (w.kind === "compute") checkCompute(w);
  const placed = level === 0 ? placeTensors(lowered, fused.work) : placeInBestOrder(lowered, fused.work, options);
  const work = shareWork(scheduleWork(placed, { ...options, isAligned: beginsAtWord(lowered, placed) }), machine, threads);
  const storages = new StorageTable(lowered, placed, graph);
  const region = makeSteps(work, storages);
  const weights = packWeights(lowered, storages);
  const at: PortPlace = { lowered, storages, names: new PortNames() };
  const ports = { inputs: portsOf(graph.inputs, lowered.inputs, at), outputs: portsOf(graph.outputs, lowered.outputs, at) };
  const program: Program = Object.freeze({
    name: options.name,
    source: options.source,
    ...ports,
    weights,
    weightBytes: weights.reduce((n, w) => Math.max(n, w.offset + w.bytes.length), 0),
    threads,
    kernels: [...new Set(stepsOf(region).flatMap((step) => (step.kind === "call" ? [step.kernel] : [])))],
    variants: [planVariant(region, ports, threads)],
  });
  return { program, notes: { ...fused.notes, ...placed.notes, multiplyAdds: multiplyAddsIn(fused.work) } };
}

/** Over all rounds of loops whose number is known, and over both branches. */
const multiplyAddsIn = (work: readonly Work[]): number =>
  work.reduce((n, w) => {
    if (w.kind === "if") return n + multiplyAddsIn(w.then) + multiplyAddsIn(w.else);
    return n + (w.kind === "loop" ? (typeof w.trip === "number" ? w.trip : 1) * multiplyAddsIn(w.body) : bounds(multiplyAdds(w))[1]);
  }, 0);

/** Whether a tensor's memory begins at a multiple of four bytes: the caller's arrays may begin anywhere. */
function beginsAtWord({ inputs, outputs }: LoweredGraph, placed: Placed): (t: Tensor) => boolean {
  const ports = new Set([...inputs, ...outputs]);
  return (t) => {
    const { root, offset } = placed.placeOf(t);
    return !ports.has(root) && (offset * bytesOf(t.dtype)) % 4 === 0;
  };
}

/** The storages of a program, made on first use, named by source values. */
class StorageTable {
  readonly #byRoot = new Map<Tensor, Storage>();
  readonly #inputs: ReadonlySet<Tensor>;
  readonly #outputs: ReadonlySet<Tensor>;
  readonly #names = new NameScope();
  readonly #placed: Placed;
  readonly #constants: LoweredGraph["constants"];
  readonly #members = new Map<Tensor, Set<string>>();

  constructor(lowered: LoweredGraph, placed: Placed, graph: Graph) {
    this.#inputs = new Set(lowered.inputs);
    this.#outputs = new Set([...lowered.outputs, ...lowered.shapes.values()]);
    this.#placed = placed;
    this.#constants = lowered.constants;
    for (const w of itemsOf(placed.work))
      for (const t of [...ownReads(w), ...ownWrites(w)]) {
        const { root } = placed.placeOf(t);
        const members = this.#members.get(root) ?? new Set<string>();
        members.add(t.name);
        this.#members.set(root, members);
      }
    // Ports take their names first: they are the model's interface.
    const names = (list: readonly Value[]): readonly string[] => list.flatMap(partNames);
    const [given, made] = [names(graph.inputs), names(graph.outputs)];
    lowered.inputs.forEach((t, i) => this.#make(t, given[i] ?? t.name));
    lowered.outputs.forEach((t, i) => this.#make(t, made[i] ?? t.name));
    for (const t of lowered.shapes.values()) this.#make(t, t.name);
  }

  of(t: Tensor): Storage {
    const { root } = this.#placed.placeOf(t);
    return this.#byRoot.get(root) ?? this.#make(root, root.name);
  }

  /** The storage of a tensor that some step uses; undefined for constants that were folded into others. */
  ofUsed(t: Tensor): Storage | undefined {
    return this.#byRoot.get(this.#placed.placeOf(t).root);
  }

  argument(t: Tensor): Argument {
    return Object.freeze({ storage: this.of(t), offset: this.#placed.placeOf(t).offset });
  }

  #make(root: Tensor, name: string): Storage {
    const place = this.#constants.has(root) ? "weights" : this.#inputs.has(root) ? "input" : this.#outputs.has(root) ? "output" : "arena";
    const count = bounds(storageElements(root.layout, root.shape))[1];
    invariant(Number.isSafeInteger(count), `${root.name} has no bound where storage is made`);
    const bytes = count * bytesOf(root.dtype);
    const isPort = place === "input" || place === "output";
    const storage: Storage = Object.freeze({
      name: this.#names.claim(name),
      holds: [...(this.#members.get(root) ?? [root.name])],
      place,
      dtype: root.dtype,
      shape: root.shape,
      layout: root.layout,
      bytes: isPort ? bytes : place === "weights" ? Math.max(arenaAlignment, roundUp(bytes)) : roundUp(bytes),
    });
    this.#byRoot.set(root, storage);
    return storage;
  }
}

const roundUp = (bytes: number): number => Math.ceil(bytes / arenaAlignment) * arenaAlignment;

interface PortPlace {
  readonly lowered: LoweredGraph;
  readonly storages: StorageTable;
  readonly names: PortNames;
}

const port = (name: string, t: Tensor, { storages, names }: PortPlace): Port =>
  Object.freeze({ name, identifier: names.identifierOf(name), dtype: t.dtype as DType, shape: t.shape, storage: storages.of(t) });

/** What the memory of a value is called: that of strings is two buffers. */
const partNames = ({ name, type }: Value): readonly string[] =>
  type.kind === "tensor" && type.dtype === "string" ? [`${name}_offsets`, `${name}_bytes`] : [name];

/** The model's inputs or outputs, whose tensors are `parts`; behind each the bytes of strings, and what receives a shape that the run decides. */
function portsOf(values: readonly Value[], parts: readonly Tensor[], at: PortPlace): readonly Port[] {
  let next = 0;
  return values.flatMap((v) => {
    const t = parts[next] as Tensor;
    const [first, second] = partNames(v).map((name) => port(name, parts[next++] as Tensor, at)) as [Port, Port?];
    const shape = at.lowered.shapes.get(t);
    const shapePort = shape === undefined ? undefined : port(shape.name, shape, at);
    const whole: Port = Object.freeze({
      ...first,
      shapePort,
      strings: second && stringPort(v, first, { bytes: second, at }),
    });
    return [whole, ...[second, shapePort].filter((p) => p !== undefined)];
  });
}

function stringPort({ name, type }: Value, offsets: Port, { bytes, at }: { readonly bytes: Port; readonly at: PortPlace }): StringPort {
  invariant(type.kind === "tensor" && type.text !== undefined, `${name} holds no strings`);
  return Object.freeze({
    name,
    identifier: at.names.identifierOf(name),
    shape: type.shape,
    longest: type.text.longest,
    offsets: offsets.name,
    bytes,
  });
}

function planVariant(region: Region, ports: Pick<Variant, "inputs" | "outputs">, threads: number): Variant {
  const items = [...liveRanges(region)].map(([storage, range]) => ({ storage, bytes: storage.bytes, ...range }));
  const plan = planArena(items);
  const arena: ArenaRow[] = items.map(({ storage, first, last }, i) => ({ storage, first, last, offset: plan.offsets[i] as number }));
  const ordered = threads === 1 ? region : withBarriers(region, arena);
  return Object.freeze({ dims: [], ...ports, region: ordered, arena, arenaBytes: plan.bytes, arenaLowerBound: plan.lowerBound });
}

/** Weights that steps use, packed into their layouts, equal ones once. */
function packWeights(lowered: LoweredGraph, storages: StorageTable): readonly Weight[] {
  let offset = 0;
  const weights: Weight[] = [];
  for (const [t, v] of lowered.constants) {
    const storage = storages.ofUsed(t);
    if (storage === undefined) continue;
    const packed = packConstant(v, t.layout);
    const bytes = new Uint8Array(storage.bytes);
    bytes.set(new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength));
    weights.push(Object.freeze({ storage, offset, bytes, origin: [v.name] }));
    offset += storage.bytes;
  }
  return weights;
}
