/**
 * Verifies that placed tensors keep their elements, for each by itself: runs the work twice in one order, on numbers that say who wrote an element and nothing
 * else, once with memory of its own for every tensor and once where they are placed. Whatever is read must be the same in both, where it has static extents.
 * Shares no code with what placed them; a failure is a bug of ours, so it throws plain errors that name the item, the tensor, and who wrote there instead.
 */
import { invariant } from "../core/diagnostics.ts";
import { equalDims, sub } from "../core/dim.ts";
import { addressOf, blockAlong, hasHalo } from "../core/layout.ts";
import type { Work } from "../graph/graph.ts";
import { isLeaf, type Leaf, ownReads, ownWrites, readsOf, writesOf } from "../graph/work.ts";
import type { Compute } from "../loop/compute.ts";
import { type ExprOf, index, type Tensor } from "../loop/expr.ts";
import { walkExpr } from "../loop/rewrite-expr.ts";
import type { LoweredGraph } from "./lower-graph.ts";
import type { Placed } from "./place-tensors.ts";
import { elementsAt, insideHalo, padLanesBehind, sizeOf } from "./tensor-elements.ts";

type Ends = Pick<LoweredGraph, "inputs" | "outputs" | "constants">;

/** Elements of all tensors together that are checked: each takes 8 bytes. */
const mostElements = 2 ** 27;

/** Throws an Error that names the first element found lost; see the file's head. Programs of more than 2^27 elements are not checked. */
export function checkPlaced(ends: Ends, placed: Placed): void {
  const tensors = tensorsOf(placed.given);
  if ([...tensors].reduce((n, t) => n + (t.constant ? 0 : sizeOf(t)), 0) > mostElements) return;
  const alone = aloneIn(placed, tensors);
  for (const path of placed.given.every(isLeaf) ? [paths[0]] : paths) {
    const run = new Run(ends, placed, alone);
    run.list(placed.given, path);
    for (const t of ends.outputs) run.checkAll(t, "the caller");
  }
}

const tensorsOf = (work: readonly Work[]): ReadonlySet<Tensor> => new Set(work.flatMap((w) => [...readsOf(w), ...writesOf(w)]));

/** Tensors whose memory is nobody else's and has no pad lanes: both runs would do the same to it. */
function aloneIn({ dropped, placeOf }: Placed, tensors: ReadonlySet<Tensor>): ReadonlySet<Tensor> {
  const moved = tensorsOf([...dropped]);
  const members = new Map<Tensor, number>();
  for (const t of tensors) members.set(placeOf(t).root, (members.get(placeOf(t).root) ?? 0) + 1);
  const isFilled = (t: Tensor): boolean => t.layout.blocks.every(({ axis }) => Number(t.shape[axis]) % blockAlong(t.layout, axis) === 0);
  return new Set([...tensors].filter((t) => placeOf(t).root === t && members.get(t) === 1 && !moved.has(t) && isFilled(t)));
}

/** Which branches run, and how often loops do. */
interface Path {
  readonly takesThen: boolean;
  readonly rounds: number;
}

const paths: readonly [Path, ...Path[]] = [
  { takesThen: true, rounds: 2 },
  { takesThen: false, rounds: 1 },
];

/** What no item has written, and what all halos hold. */
const [nothing, fill] = [0, 1];

class Run {
  readonly #ends: Ends;
  readonly #placed: Placed;
  readonly #alone: ReadonlySet<Tensor>;
  /** The number of its writer's store for each element: of tensors by themselves, and of roots. */
  readonly #own = new Map<Tensor, Uint32Array>();
  readonly #shared = new Map<Tensor, Uint32Array>();
  #next = fill + 1;
  /** Who wrote, and its first number, in ascending order. */
  readonly #writers: { readonly first: number; readonly name: string }[] = [];

  constructor(ends: Ends, placed: Placed, alone: ReadonlySet<Tensor>) {
    this.#ends = ends;
    this.#placed = placed;
    this.#alone = alone;
  }

  list(work: readonly Work[], path: Path): void {
    for (const w of work) {
      if (isLeaf(w)) this.#leaf(w);
      else {
        const who = `${w.kind} of ${w.origin.join(" + ")}`;
        for (const t of ownReads(w)) this.checkAll(t, who);
        if (w.kind === "if") this.list(path.takesThen ? w.then : w.else, path);
        for (let round = 0; w.kind === "loop" && round < Math.min(path.rounds, typeof w.trip === "number" ? w.trip : path.rounds); round++) {
          this.#writes(w.round, allOf(w.round), who);
          this.list(w.body, path);
        }
      }
    }
  }

  #leaf(w: Leaf): void {
    const who = w.kind === "compute" ? `${w.name} of ${w.origin.join(" + ")}` : w.kernel.name;
    if (w.kind === "routine") {
      for (const t of ownReads(w)) this.checkAll(t, who);
      for (const t of ownWrites(w)) if (!this.#alone.has(t)) this.#writes(t, insideHalo(t), who);
    } else if (this.#placed.dropped.has(w)) this.#moves(w, who);
    else {
      const isAlone = this.#alone.has(w.output);
      const written = isAlone ? new Int32Array() : elementsAt(w.output, w.at);
      for (const r of readsIn(w)) this.#reads(w, r, written, who);
      if (isAlone) return;
      this.#writes(w.output, written, who);
      this.#overwrites(w.output, padLanesBehind(w.output, w.at), who);
    }
  }

  /** A movement that nothing does: what it would move is there. */
  #moves(c: Compute, who: string): void {
    invariant(c.value.kind === "read", `${who} is dropped and computes something`);
    const { tensor: from, at } = c.value;
    const distance = sub(addressOf(from.layout, from.shape, at), addressOf(c.output.layout, c.output.shape, c.at));
    invariant(typeof distance === "number", `${who} is dropped and moves elements by different distances`);
    const [source, target] = [this.#ownOf(from), this.#ownOf(c.output)];
    const moved = elementsAt(c.output, c.at);
    for (const a of moved) target[a] = source[a + distance] ?? nothing;
    this.#check(c.output, moved, who);
  }

  #reads(c: Compute, r: Read, written: Int32Array, who: string): void {
    const { tensor, at } = r.expr;
    if (tensor.constant || this.#alone.has(tensor)) return;
    const found = elementsAt(tensor, at);
    this.#check(tensor, found, who);
    const [from, to] = [this.#placed.placeOf(tensor), this.#placed.placeOf(c.output)];
    if (from.root !== to.root || tensor === c.output) return;
    const distance = sub(addressOf(tensor.layout, tensor.shape, at), addressOf(c.output.layout, c.output.shape, c.at));
    if (!r.isReduced && equalDims(distance, to.offset - from.offset)) return;
    const stored = new Uint8Array(sizeOf(c.output));
    for (const a of written) stored[a] = 1;
    const lost = found.find((a) => stored[a + from.offset - to.offset] === 1);
    invariant(lost === undefined, `${who} writes element ${lost} of ${tensor.name} and may read it after that`);
  }

  checkAll(t: Tensor, who: string): void {
    if (!t.constant && !this.#alone.has(t)) this.#check(t, allOf(t), who);
  }

  /** What `who` reads of a tensor is there. */
  #check(t: Tensor, elements: Int32Array, who: string): void {
    const { root, offset } = this.#placed.placeOf(t);
    if (![...t.shape, ...root.shape].every((d) => typeof d === "number")) return;
    const [own, shared] = [this.#ownOf(t), this.#sharedOf(root)];
    for (const a of elements) {
      const [expected, found] = [own[a], shared[a + offset]];
      if (expected === nothing || expected === found) continue;
      throw new Error(
        `internal: ${who} reads element ${a} of ${t.name}, which ${this.#writerOf(expected)} wrote; in ${root.name} at ${a + offset} is what ${this.#writerOf(found)} wrote`,
      );
    }
  }

  #writes(t: Tensor, elements: Int32Array, who: string): void {
    this.#writers.push({ first: this.#next, name: who });
    const { root, offset } = this.#placed.placeOf(t);
    const [own, shared] = [this.#ownOf(t), this.#sharedOf(root)];
    for (const a of elements) {
      own[a] = this.#next;
      shared[a + offset] = this.#next++;
    }
  }

  /** Stores that no reader asks for. */
  #overwrites(t: Tensor, elements: Int32Array, who: string): void {
    this.#writers.push({ first: this.#next, name: `the rest of the last block of ${who}` });
    const { root, offset } = this.#placed.placeOf(t);
    const shared = this.#sharedOf(root);
    for (const a of elements) shared[a + offset] = this.#next;
    this.#next++;
  }

  #ownOf(t: Tensor): Uint32Array {
    return this.#own.get(t) ?? this.#made(this.#own, t, sizeOf(t));
  }

  #sharedOf(root: Tensor): Uint32Array {
    // Storage is padded to whole vectors.
    return this.#shared.get(root) ?? this.#made(this.#shared, root, Math.ceil(sizeOf(root) / 64) * 64);
  }

  /** Memory that holds what stands there before anything runs. */
  #made(memories: Map<Tensor, Uint32Array>, t: Tensor, size: number): Uint32Array {
    const memory = new Uint32Array(size);
    memories.set(t, memory);
    if (hasHalo(t.layout)) {
      memory.fill(fill, 0, sizeOf(t));
      for (const a of insideHalo(t)) memory[a] = nothing;
    }
    if (memories === this.#own && (this.#ends.inputs.includes(t) || this.#ends.constants.has(t))) this.#writes(t, allOf(t), "the caller");
    return memory;
  }

  #writerOf(number: number | undefined): string {
    if (number === undefined) return "nobody, behind its end,";
    if (number <= fill) return number === fill ? "the halo" : "nobody";
    return this.#writers.findLast((w) => w.first <= number)?.name ?? "nobody";
  }
}

const allOf = (t: Tensor): Int32Array => new Int32Array(sizeOf(t)).map((_, i) => i);

interface Read {
  readonly expr: ExprOf<"read">;
  readonly isReduced: boolean;
}

/** Every read of a compute, those in its coordinates included. */
function readsIn(c: Compute): readonly Read[] {
  const found: Read[] = [];
  const parts = [...(c.reduction === undefined ? [] : [c.reduction.body]), c.value, ...c.at.map(index)];
  for (const part of parts)
    walkExpr(part, (expr) => {
      if (expr.kind === "read") found.push({ expr, isReduced: part === c.reduction?.body });
    });
  return found;
}
