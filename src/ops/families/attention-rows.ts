/**
 * Attention as one kernel: for a block of queries of one head, their scores over all keys, the powers of a softmax, and the values mixed by them,
 * while the block's scores stay in cache. Scores lie [key, query]: queries run along the lanes, so that keys and values are read as they lie, and
 * maxima and sums of a query need no folding. Powers are of 2; what a query's powers sum to divides the mixed values.
 */
import { add, ceilDiv, type Dim, dimOf, floorDiv, max, min, mul } from "../../core/dim.ts";
import { axis, type Compute, compute, coordinate, neutralElement } from "../../loop/compute.ts";
import {
  type Buffer,
  constant,
  div,
  type Expr,
  eq,
  guarded,
  index,
  load,
  lt,
  sub as minus,
  add as plus,
  read,
  select,
  type Tensor,
  tile,
  tileGet,
  mul as times,
  variable,
  widen,
} from "../../loop/expr.ts";
import { declareTile, ifStmt, kernel, letStmt, loop, type Routine, type Stmt, setTile, store } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import { exp2Below0, tanh } from "../../loop/math/index.ts";
import { planTile, type TilePlan } from "../../loop/schedules/tile-plan.ts";
import { tiledLoops } from "../../loop/schedules/tiled-reduction.ts";
import { broadcastCoordinates } from "./broadcast.ts";
import { extentsOf, type HeadsOperand, placeIn } from "./heads-operand.ts";
import { hidden, type Visibility, visible } from "./hidden-keys.ts";
import { type Memory, memory } from "./routines.ts";

export interface AttentionRows {
  readonly q: HeadsOperand;
  readonly k: HeadsOperand;
  readonly v: HeadsOperand;
  readonly y: HeadsOperand;
  /** Added to scores; broadcast to [batch, heads, keys, queries]. */
  readonly masks: readonly Tensor[];
  readonly visibility: Visibility;
  readonly scale: number;
  /** Scores become softcap * tanh(score / softcap); 0: they stay. */
  readonly softcap: number;
  /** No score is less, those of hidden keys included. */
  readonly least: number;
  readonly machine: Machine;
  /** A private intermediate. */
  readonly scratch: (name: string, shape: readonly number[]) => Tensor;
}

/** Queries that are computed together, from `first` on; the first `skip` of them were computed before. */
interface Block {
  readonly first: Dim;
  readonly vectors: number;
  readonly skip: number;
}

/** Vectors of queries in a block: as many as fill a register tile, more where vectors are short, so that a key serves many queries. */
const vectorsOf = ({ lanes }: Machine): number => (lanes === 1 ? 8 : lanes >= 8 ? 2 : 4);

/** The lanes that queries fill: all, half or a quarter of a vector, or one. */
const lanesFor = ({ lanes }: Machine, queries: number): number => [lanes, lanes / 2, lanes / 4].find((n) => n >= 4 && n <= queries) ?? 1;

export const attentionRows = (a: AttentionRows): Routine => new Rows(a).routine();

/** Of one block of queries: where it stands. */
interface Place {
  readonly n: Dim;
  readonly head: Dim;
  readonly block: Block;
  /** Keys that its last query sees; all where the run decides. */
  readonly seen: Dim;
}

class Rows {
  readonly #a: AttentionRows;
  /** With the lanes that queries fill. */
  readonly #machine: Machine;
  readonly #queries: number;
  readonly #keys: number;
  readonly #size: number;
  /** Queries of a block. */
  readonly #width: number;
  readonly #memories: Readonly<Record<"q" | "k" | "v" | "turned" | "scores" | "sums" | "y", Memory>>;
  readonly #optional: readonly Memory[];

  constructor(a: AttentionRows) {
    const { length, size } = extentsOf(a.q);
    const lanes = lanesFor(a.machine, length);
    this.#a = a;
    [this.#queries, this.#keys, this.#size] = [length, extentsOf(a.k).length, size];
    this.#machine = { ...a.machine, lanes };
    this.#width = Math.min(vectorsOf(this.#machine), Math.floor(length / lanes)) * lanes;
    const own = (name: string, ...shape: readonly number[]): Memory => memory(name, a.scratch(name, shape), "out");
    this.#memories = {
      q: memory("q", a.q.tensor, "in"),
      k: memory("k", a.k.tensor, "in"),
      v: memory("v", a.v.tensor, "in"),
      turned: own("turned", size, this.#width),
      scores: own("scores", this.#keys, this.#width),
      sums: own("sums", this.#width),
      y: memory("y", a.y.tensor, "out"),
    };
    const { lengths } = a.visibility;
    const masks = [...new Set(a.masks)].map((mask, i) => memory(i === 0 ? "mask" : `mask_${i + 1}`, mask, "in"));
    this.#optional = [...masks, ...(lengths === undefined ? [] : [memory("lengths", lengths, "in")])];
  }

  routine(): Routine {
    const { q, k, v, turned, scores, sums, y } = this.#memories;
    const memories = [q, k, v, ...this.#optional, turned, scores, sums, y];
    const { heads } = extentsOf(this.#a.q);
    const sizes = `${heads}x${this.#queries}x${this.#size}_k${this.#keys}`;
    const own = [turned, scores, sums].map((m) => m.tensor);
    const body = over("n", this.#a.q.tensor.shape[0] as Dim, (n) => over("h", heads, (head) => this.#blocks(n, head)));
    const doc = [
      `Attention of ${heads} heads, ${this.#queries} queries and ${this.#keys} keys of ${this.#size}: y = softmax(${this.#a.scale} q k^T) v.`,
      `${this.#width} queries at a time; scores lie [key, query].`,
    ];
    return Object.freeze({
      kind: "routine",
      kernel: kernel({
        name: `attention_${sizes}`,
        doc,
        params: memories.map((m) => m.buffer),
        plan: { schedule: "attention", lanes: this.#machine.lanes, tile: [this.#width / this.#machine.lanes, this.#keyTile()] },
        body,
      }),
      operands: memories.map((m) => m.tensor),
      scratch: own,
      origin: [],
    });
  }

  /** Whole blocks of queries, then one that ends with the last query and leaves out those that are done. */
  #blocks(n: Dim, head: Dim): readonly Stmt[] {
    const { lanes } = this.#machine;
    const whole = Math.floor(this.#queries / this.#width);
    const rest = this.#queries - whole * this.#width;
    const at = (block: Block): readonly Stmt[] => this.#block({ n, head, block, seen: this.#seenBy(block) });
    const blocks = over("block", whole, (i) => at({ first: mul(i, this.#width), vectors: this.#width / lanes, skip: 0 }));
    if (rest === 0) return blocks;
    const vectors = Math.ceil(rest / lanes);
    return [...blocks, ...at({ first: this.#queries - vectors * lanes, vectors, skip: vectors * lanes - rest })];
  }

  #seenBy({ first, vectors }: Block): Dim {
    const { causal, offset, aligned } = this.#a.visibility;
    if (!causal || aligned || Number.isFinite(this.#a.least)) return this.#keys;
    return max(0, min(this.#keys, add(first, vectors * this.#machine.lanes + offset)));
  }

  #block(place: Place): readonly Stmt[] {
    return [...this.#turn(place), ...this.#scores(place), ...this.#softmax(place), ...this.#mix(place)];
  }

  /** Powers of 2 are taken of scores as they are, where nothing but q and k makes them. */
  get #isPlain(): boolean {
    return this.#a.softcap === 0 && this.#a.masks.length === 0 && !Number.isFinite(this.#a.least);
  }

  /** Queries with lanes along them, scaled. */
  #turn({ n, head, block: { first, vectors } }: Place): readonly Stmt[] {
    const { q, turned } = this.#memories;
    const scale = constant("f32", this.#a.scale * (this.#isPlain ? Math.LOG2E : 1));
    return over("query", vectors * this.#machine.lanes, (i) =>
      over("d", this.#size, (d) => [turned.put([d, i], times(q.get(placeIn(this.#a.q, n, head, add(first, i), d)), scale))]),
    );
  }

  #keyHead(head: Dim): Dim {
    return floorDiv(head, extentsOf(this.#a.q).heads / extentsOf(this.#a.k).heads);
  }

  /** Keys of a register tile. */
  #keyTile(): number {
    return this.#scorePlan(this.#keys, this.#width).plan.columnTile;
  }

  /** Scores of `count` keys and `width` queries, to be finished and placed, with the tile for them. */
  #scorePlan(count: number, width: number, place: { n: Dim; head: Dim; key: Dim } = { n: 0, head: 0, key: 0 }) {
    const { turned, scores } = this.#memories;
    const [key, query, d] = [axis("key", count), axis("query", width), axis("d", this.#size)] as const;
    const at = placeIn(this.#a.k, place.n, this.#keyHead(place.head), add(place.key, coordinate(key)), coordinate(d));
    const body = times(read(this.#a.k.tensor, at), read(turned.tensor, [coordinate(d), coordinate(query)]));
    const result = variable("score", "f32");
    const c = compute({
      name: "scores",
      output: scores.tensor,
      axes: [key, query],
      at: [add(place.key, coordinate(key)), coordinate(query)],
      reduction: { axes: [d], combine: "sum", body, result },
      value: result,
    });
    // Keys outside: those of a tile are read from memory once for all queries.
    const plan: TilePlan = { ...planTile(c, this.#machine), order: [key, query] };
    return { c, plan, key, query, result };
  }

  #scores(place: Place): readonly Stmt[] {
    const { n, head, block, seen } = place;
    const tileKeys = this.#keyTile();
    const whole = Math.floor(this.#keys / tileKeys);
    const rest = this.#keys - whole * tileKeys;
    const some = (first: Dim, count: number): readonly Stmt[] => {
      const { c, plan, key, query, result } = this.#scorePlan(count, block.vectors * this.#machine.lanes, { n, head, key: first });
      const value = this.#finished(result, [n, head, add(block.first, coordinate(query)), add(first, coordinate(key))]);
      return this.#loops({ ...c, value }, plan);
    };
    const tiles = over("key_tile", seen === this.#keys ? whole : min(whole, ceilDiv(seen, tileKeys)), (i) => some(mul(i, tileKeys), tileKeys));
    const last = rest === 0 ? [] : some(whole * tileKeys, rest);
    if (rest === 0 || seen === this.#keys) return [...tiles, ...last];
    return [...tiles, ifStmt(lt(index(whole * tileKeys), index(seen)), last)];
  }

  /** The score under softcap, mask and visibility, and what it is at least. */
  #finished(score: Expr, [n, head, query, key]: readonly [Dim, Dim, Dim, Dim]): Expr {
    const { softcap, visibility, masks, least } = this.#a;
    const cap = constant("f32", softcap);
    const capped = softcap === 0 ? score : times(tanh(div(score, cap)), cap);
    const masked = masks.reduce((x, mask) => plus(x, read(mask, broadcastCoordinates(mask.shape, [n, head, key, query]))), capped);
    const seen = guarded(visible(visibility, n, query, key), masked, hidden(score));
    const bound = constant("f32", least);
    return Number.isFinite(least) ? select(lt(seen, bound), bound, seen) : seen;
  }

  /** Scores become powers; `sums` becomes 1 over what those of a query sum to. Whoever sees no key gets nothing. */
  #softmax({ block: { vectors }, seen }: Place): readonly Stmt[] {
    const { lanes } = this.#machine;
    const atOnce = lanes === 1 ? 1 : vectors;
    const { scores, sums } = this.#memories;
    const mayBeHidden = this.#a.masks.length > 0 || visible(this.#a.visibility, 0, 0, 0) !== undefined;
    const none = neutralElement("max", "f32");
    const most = tile("most", "f32", lanes, [atOnce]);
    const sum = tile("sum", "f32", lanes, [atOnce]);
    const zero = constant("f32", 0);
    return over("vector", vectors / atOnce, (group) => {
      const first = mul(group, atOnce * lanes);
      const each = (body: (u: Dim, place: Dim) => readonly Stmt[]): readonly Stmt[] =>
        atOnce === 1 ? body(0, first) : [loop("u", atOnce, (u) => body(dimOf(u), add(first, mul(dimOf(u), lanes))), { unroll: true })];
      const score = (key: Dim, place: Dim): Expr => load(scores.buffer, scores.address([key, place]), lanes);
      const power = variable("power", "f32", lanes);
      const distance = (key: Dim, u: Dim, place: Dim): Expr => {
        const below = minus(score(key, place), tileGet(most, [u]));
        return this.#isPlain ? below : times(below, constant("f32", Math.LOG2E));
      };
      return [
        declareTile(most, widen(none, lanes)),
        ...over("key", seen, (key) => each((u, place) => [setTile(most, [u], larger(score(key, place), tileGet(most, [u])))])),
        ...(mayBeHidden ? each((u) => [setTile(most, [u], select(eq(tileGet(most, [u]), none), zero, tileGet(most, [u])))]) : []),
        declareTile(sum, widen(zero, lanes)),
        ...over("key", seen, (key) =>
          each((u, place) => [
            letStmt(power, exp2Below0(distance(key, u, place))),
            store(scores.buffer, scores.address([key, place]), power),
            setTile(sum, [u], plus(tileGet(sum, [u]), power)),
          ]),
        ),
        ...each((u, place) => {
          const whole = div(constant("f32", 1, lanes), tileGet(sum, [u]));
          return [store(sums.buffer, sums.address([place]), mayBeHidden ? select(eq(tileGet(sum, [u]), zero), zero, whole) : whole)];
        }),
      ];
    });
  }

  /** Values mixed by the powers of each query that is not done. */
  #mix({ n, head, block: { first, vectors, skip }, seen }: Place): readonly Stmt[] {
    const { scores, sums } = this.#memories;
    const { v, y, machine } = this.#a;
    const [query, d, key] = [axis("query", vectors * this.#machine.lanes - skip), axis("d", extentsOf(v).size), axis("key", seen)] as const;
    const own = add(skip, coordinate(query));
    const values = read(v.tensor, placeIn(v, n, this.#keyHead(head), coordinate(key), coordinate(d)));
    const result = variable("mixed", "f32");
    const c = compute({
      name: "mixed",
      output: y.tensor,
      axes: [query, d],
      at: placeIn(y, n, head, add(first, own), coordinate(d)),
      reduction: { axes: [key], combine: "sum", body: times(read(scores.tensor, [coordinate(key), own]), values), result },
      value: times(result, read(sums.tensor, [own])),
    });
    return this.#loops(c, planTile(c, machine));
  }

  #loops(c: Compute, plan: TilePlan): readonly Stmt[] {
    const buffers = new Map([...Object.values(this.#memories), ...this.#optional].map((m) => [m.tensor, m.buffer]));
    return tiledLoops(c, plan, false, {
      operands: [],
      params: [],
      output: buffers.get(c.output) as Buffer,
      bufferOf: (t) => buffers.get(t) as Buffer,
    });
  }
}

/** The larger of both, `most` where x is NaN: its power is NaN then, and so is all that becomes of it. */
const larger = (x: Expr, most: Expr): Expr => select(lt(most, x), x, most);

/** A loop, or just its body when it runs once. */
const over = (name: string, extent: Dim, body: (i: Dim) => readonly Stmt[]): readonly Stmt[] =>
  extent === 1 ? body(0) : extent === 0 ? [] : [loop(name, extent, (s) => body(dimOf(s)))];
