/** The storages of a program: one for the tensors of each root, with its place, its bytes and a name from the model. */
import { invariant } from "../core/diagnostics.ts";
import { bounds } from "../core/dim.ts";
import { bytesOf } from "../core/dtype.ts";
import { storageElements } from "../core/layout.ts";
import { shortIdentifiers } from "../core/names.ts";
import type { Graph, Value, Work } from "../graph/graph.ts";
import { sourceName } from "../graph/names.ts";
import { ownReads, ownWrites } from "../graph/work.ts";
import type { Tensor } from "../loop/expr.ts";
import type { LoweredGraph } from "./lower-graph.ts";
import { itemsOf } from "./make-steps.ts";
import type { Placed } from "./place-tensors.ts";
import { type Argument, arenaAlignment, type Storage } from "./program.ts";

/** Named by source values, and made on first use. */
export class StorageTable {
  readonly #byRoot = new Map<Tensor, Storage>();
  readonly #inputs: ReadonlySet<Tensor>;
  readonly #outputs: ReadonlySet<Tensor>;
  /** By root. */
  readonly #names: ReadonlyMap<Tensor, string>;
  readonly #placed: Placed;
  readonly #constants: LoweredGraph["constants"];
  readonly #members = new Map<Tensor, Set<string>>();

  /** `work` holds no Computes any longer: memory that only schedules need is in it. */
  constructor(lowered: LoweredGraph, placed: Placed, work: readonly Work[], graph: Graph) {
    this.#inputs = new Set(lowered.inputs);
    this.#outputs = new Set([...lowered.outputs, ...lowered.shapes.values()]);
    this.#placed = placed;
    this.#constants = lowered.constants;
    for (const w of itemsOf(work))
      for (const t of [...ownReads(w), ...ownWrites(w)]) {
        const { root } = placed.placeOf(t);
        const members = this.#members.get(root) ?? new Set<string>();
        members.add(sourceName(t.name));
        this.#members.set(root, members);
      }
    const ports = [...lowered.inputs, ...lowered.outputs];
    const portNames = [...graph.inputs, ...graph.outputs].flatMap(partNames);
    // Ports come first: they are the model's interface.
    const sources = new Map(ports.map((t, i) => [t, portNames[i] as string]));
    for (const t of [...lowered.shapes.values(), ...this.#members.keys()]) if (!sources.has(t)) sources.set(t, sourceName(t.name));
    this.#names = shortIdentifiers(sources);
  }

  of(t: Tensor): Storage {
    const { root } = this.#placed.placeOf(t);
    return this.#byRoot.get(root) ?? this.#make(root);
  }

  /** The storage of a tensor that some step uses; undefined for constants that were folded into others. */
  ofUsed(t: Tensor): Storage | undefined {
    return this.#byRoot.get(this.#placed.placeOf(t).root);
  }

  argument(t: Tensor): Argument {
    return Object.freeze({ storage: this.of(t), offset: this.#placed.placeOf(t).offset });
  }

  #make(root: Tensor): Storage {
    const place = this.#constants.has(root) ? "weights" : this.#inputs.has(root) ? "input" : this.#outputs.has(root) ? "output" : "arena";
    const count = bounds(storageElements(root.layout, root.shape))[1];
    const name = this.#names.get(root);
    invariant(name !== undefined && Number.isSafeInteger(count), `${root.name} has no name or no bound where storage is made`);
    const bytes = count * bytesOf(root.dtype);
    const isPort = place === "input" || place === "output";
    const storage: Storage = Object.freeze({
      name,
      holds: [...(this.#members.get(root) ?? [sourceName(root.name)])],
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

/** What the memory of a value is called: that of strings is two buffers. */
export const partNames = ({ name, type }: Value): readonly string[] =>
  type.kind === "tensor" && type.dtype === "string" ? [`${name}_offsets`, `${name}_bytes`] : [name];
