/**
 * Line buffers: what one window alone reads, channel by channel (an expansion before a depthwise convolution, a stem before its pool), is computed row by row
 * just ahead of the window, for a group of channels at a time. Of that tensor only the lines that a window spans are ever held: it takes no memory to speak of, and the
 * window finds its lines in the cache. Sliding windows with folded storage (Ragan-Kelley et al., "Halide", PLDI 2013); the groups of channels are independent.
 */
import { add, bounds, type Dim, dimOf, equalDims, max, min, mul, type Sym, sub, sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { bytesOf } from "../../core/dtype.ts";
import { fillOf, haloOf, type Layout, physicalAxes, storageElements } from "../../core/layout.ts";
import { type Axis, axis, type Compute, compute, coordinate, operandsOf, type Reduction } from "../compute.ts";
import { type Buffer, buffer, constant, type Expr, load, read, splat, type Tensor, tensor } from "../expr.ts";
import { bindStmt, kernel, loop, type Routine, type Stmt, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { rewriteExpr, tensorsRead, walkExpr } from "../rewrite-expr.ts";
import { dependsOnOrder } from "./combine.ts";
import { splitGuard } from "./guards.ts";
import { type Parameters, parametersOver } from "./parameters.ts";
import { withResult } from "./store-result.ts";
import { simpleLoop } from "./tile-place.ts";
import { planTile, type TilePlan } from "./tile-plan.ts";
import { tiledLoops } from "./tiled-reduction.ts";
import { endsResults, type Total } from "./totals.ts";

/** How a window's rows lie over those of what it reads: row `stride * y + dilation * tap - before` for `taps` taps. */
interface Window {
  readonly stride: number;
  /** Rows from the first that a window reads to behind the last. */
  readonly span: number;
  readonly before: number;
}

const [batchAxis, channelAxis, rowAxis] = [0, 1, 2] as const;

/** What is computed together, and for whom. */
export interface LineBufferJob {
  readonly producer: Compute;
  readonly consumer: Compute;
  /** Of what the consumer gives, for one thread. */
  readonly total?: Total | undefined;
  readonly machine: Machine;
  /** Each sum in source order. */
  readonly deterministic: boolean;
  /** Rows are divided among so many, which compute the lines at their borders each for themselves. */
  readonly threads: number;
}

/** Both in one kernel; undefined where the second is no window over the channels of the first, or neither has a register tile along them. */
export function lineBuffer(job: LineBufferJob): Routine | undefined {
  const window = windowOver(job.producer, job.consumer);
  const group = window === undefined ? undefined : groupOf(job);
  const results = Number(job.consumer.output.shape[rowAxis]);
  if (window === undefined || group === undefined || results % job.threads !== 0) return undefined;
  return new Schedule(job, window, group).routine();
}

/** The rows of each channel that the second reads of the first, and nothing else of it. */
function windowOver(producer: Compute, consumer: Compute): Window | undefined {
  const { reduction } = consumer;
  const [from, to] = [producer.output, consumer.output];
  const isPlain = (c: Compute): boolean =>
    c.axes.length === c.output.shape.length && c.at.every((d, i) => equalDims(d, coordinate(c.axes[i] as Axis)));
  const isStatic = [...from.shape, ...to.shape].every((d) => typeof d === "number");
  if (reduction === undefined || !isStatic || from.shape.length < 4 || !isPlain(producer) || !isPlain(consumer)) return undefined;
  const readings = new Set<readonly Dim[]>();
  walkExpr(reduction.body, (x) => {
    if (x.kind === "read" && x.tensor === from) readings.add(x.at);
  });
  const [at] = readings;
  if (at === undefined || readings.size > 1 || tensorsRead(consumer.value).includes(from)) return undefined;
  if (fillOf(from.layout) !== 0 || from.shape[channelAxis] !== to.shape[channelAxis]) return undefined;
  if (![batchAxis, channelAxis].every((a) => equalDims(at[a] ?? -1, consumer.at[a] ?? -2))) return undefined;
  const along = linearIn(at[rowAxis] ?? 0, (consumer.axes[rowAxis] as Axis).sym);
  if (along === undefined || typeof along.coef !== "number" || along.coef < 1) return undefined;
  // What is left are taps, the last of which reads farthest.
  if (consumer.axes.some((a) => a !== consumer.axes[rowAxis] && dependsOn(along.rest, a.sym))) return undefined;
  const [first, last] = bounds(along.rest);
  return { stride: along.coef, span: last - first + 1, before: -first };
}

/** Channels in a register tile of the first, which divide them all; undefined where a row of either has no such tile, or its loops leave a total before it ends. */
function groupOf({ producer, consumer, total, machine, deterministic }: LineBufferJob): number | undefined {
  const { lanes } = machine;
  const [first, second] = [producer, consumer].map((c) => planOfRow(c, machine, deterministic)) as [TilePlan, TilePlan];
  const channels = producer.axes[channelAxis] as Axis;
  const count = Number(channels.extent);
  if ([first, second].some((plan) => plan.lanes !== lanes || plan.scatters !== undefined)) return undefined;
  if (first.laneAxis !== channels || count % lanes !== 0 || (total !== undefined && !endsResults(second, total.over))) return undefined;
  const divisors = Array.from({ length: 2 * first.laneTile }, (_, i) => i + 1).filter((d) => (count / lanes) % d === 0);
  return (divisors.find((d) => d >= first.laneTile) ?? divisors.at(-1) ?? 1) * lanes;
}

/** The plan for all channels of a row. */
function planOfRow(c: Compute, machine: Machine, deterministic: boolean): TilePlan {
  const axes = c.axes.filter((_, i) => i !== batchAxis && i !== rowAxis);
  return planTile(compute({ ...c, axes }), machine, { inOrder: deterministic && dependsOnOrder(c.reduction as Reduction) });
}

/** The lines of a group take at most so much of the second-level cache. */
const shareOfCache = 1 / 8;

/** Where a part of the results begins: a batch, the first channel of a group, the first row. */
interface Part {
  readonly n: Dim;
  readonly first: Dim;
  readonly row: Dim;
}

/** A row of a compute: what stands for its axes of batch, channels (from the first of a group on) and rows, and where it is stored for a channel of the group. */
interface Row {
  readonly n: Dim;
  readonly first: Dim;
  readonly y: Dim;
  readonly output: Tensor;
  readonly at: (channel: Dim) => readonly Dim[];
}

class Schedule {
  readonly #job: LineBufferJob;
  readonly #window: Window;
  readonly #group: number;
  readonly #parameters: Parameters;
  /** The lines of a group, those that the last band left first. */
  readonly #lines: Tensor;
  readonly #buffer: Buffer;
  /** Rows of results in a part, in a band of it, and its bands. */
  readonly #part: number;
  readonly #band: number;
  readonly #bands: number;
  /** Rows that results stay behind what is computed for them, and lines that a band leaves to the next one. */
  readonly #lag: number;
  readonly #kept: number;
  /** Rows that are computed for the window. */
  readonly #rows: number;

  constructor(job: LineBufferJob, window: Window, group: number) {
    [this.#job, this.#window, this.#group] = [job, window, group];
    const { producer, consumer, machine, threads } = job;
    const { stride, span, before } = window;
    const t = producer.output;
    const results = Number(consumer.output.shape[rowAxis]);
    this.#part = results / threads;
    this.#rows = Math.min(Number(t.shape[rowAxis]), stride * (results - 1) + span - before);
    this.#lag = Math.max(0, Math.ceil((span - before - stride) / stride));
    this.#kept = Math.max(0, stride * this.#lag + before);
    const layout = { ...t.layout, halo: t.layout.halo.map((h, a) => (a === rowAxis ? { before: 0, after: 0 } : h)) };
    const lines = (rows: number): readonly Dim[] => [1, group, rows, ...t.shape.slice(rowAxis + 1)];
    const most = Math.floor(((machine.l2 * shareOfCache) / (elementsOf(layout, lines(1)) * bytesOf(t.dtype)) - this.#kept) / stride);
    this.#bands = Math.ceil((this.#part + this.#lag) / Math.max(1, most));
    this.#band = Math.ceil((this.#part + this.#lag) / this.#bands);
    const held = stride * this.#band + Math.max(this.#kept, span - stride);
    this.#lines = tensor(`${t.name}.lines`, t.dtype, lines(held), layout);
    this.#buffer = buffer("lines", t.dtype, elementsOf(layout, this.#lines.shape), "out");
    this.#parameters = parametersOver(
      [...new Set([...operandsOf(producer), ...operandsOf(consumer)])].filter((o) => o !== t),
      consumer.output,
    );
  }

  routine(): Routine {
    const { producer, consumer, machine, threads, total } = this.#job;
    const { params, operands } = this.#parameters;
    const [batch, channels] = consumer.output.shape as readonly [number, number];
    const body = simpleLoop("n", batch, (n) =>
      simpleLoop("group", channels / this.#group, (g) =>
        simpleLoop("part", threads, (part) => {
          const at = { n, first: mul(g, this.#group), row: mul(part, this.#part) };
          return [
            ...this.#zeros(0, this.#lines.shape[rowAxis] ?? 1),
            ...this.#totals(at, () => this.#zero),
            ...simpleLoop("band", this.#bands, (band) => this.#inBand(at, band)),
            ...this.#totals(at, ({ c, reduction }, sum) => withResult(c.value, reduction, sum, sum.lanes)),
          ];
        }),
      ),
    );
    return Object.freeze({
      kind: "routine",
      kernel: kernel({
        name: `${producer.name}_${consumer.name}`,
        doc: [],
        plan: { schedule: "lines", lanes: machine.lanes },
        params: [...params.slice(0, -1), this.#buffer, ...params.slice(-1), ...(total === undefined ? [] : [total.output])],
        body,
      }),
      operands: [...operands.slice(0, -1), this.#lines, ...operands.slice(-1), ...(total === undefined ? [] : [total.c.output])],
      scratch: [this.#lines],
      origin: [...new Set([...producer.origin, ...consumer.origin])],
    });
  }

  /** Lines of a band, zeros below the last row there is, and the results whose windows end in the band. */
  #inBand({ n, first, row }: Part, band: Dim): readonly Stmt[] {
    const { producer, threads } = this.#job;
    const { stride, span, before } = this.#window;
    const rows = this.#band * stride;
    const origin = sub(add(mul(row, stride), mul(band, rows)), this.#kept);
    const left = sub(min(this.#rows, add(mul(add(row, this.#part - 1), stride), span - before)), origin);
    // The first band of a part finds no lines that were kept, and computes them where there are such rows.
    const begin = threads === 1 ? this.#kept : max(mul(min(band, 1), this.#kept), mul(origin, -1));
    const done = sub(mul(band, this.#band), this.#lag);
    const isPadded = haloOf(producer.output.layout, rowAxis).after > 0;
    return [
      loop("line", min(this.#kept + rows, left), (line) => this.#produced(n, first, dimOf(line), add(origin, dimOf(line))), { from: begin }),
      ...(isPadded ? this.#zeros(max(this.#kept, sub(this.#rows, origin)), this.#kept + rows) : []),
      loop("row", min(this.#band, sub(this.#part, done)), (r) => this.#consumed({ n, first, row }, dimOf(r), add(done, dimOf(r))), {
        from: max(0, mul(done, -1)),
      }),
      ...(this.#bands === 1 ? [] : this.#carried(rows)),
    ];
  }

  /** A row of the first in its line. */
  #produced(n: Dim, first: Dim, line: Dim, row: Dim): readonly Stmt[] {
    const y = sym("y", 0, this.#rows - 1);
    const stored: Row = { n, first, y: dimOf(y), output: this.#lines, at: (channel) => [0, channel, line] };
    return [bindStmt(y, row), ...this.#loops(this.#job.producer, stored)];
  }

  /** The row of results that is `inBand` of its band, `inPart` of its part, of its window of lines. */
  #consumed({ n, first, row }: Part, inBand: Dim, inPart: Dim): readonly Stmt[] {
    const { producer, consumer, total } = this.#job;
    const { stride } = this.#window;
    const { body, clips } = splitGuard(consumer, []);
    const reduction = consumer.reduction as Reduction;
    const oy = sym("oy", 0, this.#part - 1);
    const y = add(row, dimOf(oy));
    const origin = sub(mul(sub(y, inBand), stride), this.#kept - stride * this.#lag);
    const ofLines = (e: Expr): Expr => {
      if (e.kind !== "read" || e.tensor !== producer.output) return e;
      const [, channel = 0, at = 0, ...inner] = e.at;
      return read(this.#lines, [0, sub(channel, first), sub(at, origin), ...inner]);
    };
    const stored: Row = { n, first, y, output: consumer.output, at: (channel) => [n, add(first, channel), y] };
    const unguarded = { ...consumer, reduction: { ...reduction, body: clips.size === 0 ? body : reduction.body } };
    return [bindStmt(oy, inPart), ...this.#loops(unguarded, stored, { change: ofLines, total })];
  }

  /** The loops over a row: the channels of a group, and the axes inside of a row. */
  #loops(
    c: Compute,
    { n, first, y, output, at }: Row,
    { change = (e) => e, total }: { readonly change?: (e: Expr) => Expr; readonly total?: Total | undefined } = {},
  ): readonly Stmt[] {
    const { machine, deterministic } = this.#job;
    const reduction = c.reduction as Reduction;
    const [batch, channels, rows, ...inner] = c.axes as readonly [Axis, Axis, Axis, ...Axis[]];
    const channel = axis(channels.sym.name, this.#group);
    const place = new Map<Sym, Dim>([
      [batch.sym, n],
      [channels.sym, add(first, coordinate(channel))],
      [rows.sym, y],
    ]);
    const placed = (e: Expr): Expr => rewriteExpr(rewriteExpr(e, { sym: (s) => place.get(s) }), { expr: change });
    const ofRow = compute({
      ...c,
      output,
      axes: [channel, ...inner],
      at: [...at(coordinate(channel)), ...inner.map(coordinate)],
      value: placed(c.value),
      reduction: { ...reduction, body: placed(reduction.body) },
    });
    const bufferOf = (t: Tensor): Buffer => (t === this.#lines ? this.#buffer : this.#parameters.bufferOf(t));
    const inOrder = deterministic && dependsOnOrder(reduction);
    const sums =
      total === undefined ? {} : { total: { ...total, address: substitute(total.address, (s) => place.get(s)), continues: true } as const };
    return tiledLoops(ofRow, planTile(ofRow, machine, { inOrder }), inOrder, { operands: [], params: [], output: bufferOf(output), bufferOf }, sums);
  }

  /** The totals of a group's channels as `value` makes them of what stands there. */
  #totals({ n, first }: Part, value: (total: Total, stored: Expr) => Expr): readonly Stmt[] {
    const { total, consumer, machine } = this.#job;
    if (total === undefined) return [];
    const [batch, channels] = consumer.axes as readonly [Axis, Axis];
    return simpleLoop("block", this.#group / machine.lanes, (block) => {
      const place = new Map<Sym, Dim>([
        [batch.sym, n],
        [channels.sym, add(first, mul(block, machine.lanes))],
      ]);
      const address = substitute(total.address, (s) => place.get(s));
      return [store(total.output, address, value(total, load(total.output, address, machine.lanes)))];
    });
  }

  get #zero(): Expr {
    const { lanes } = this.#job.machine;
    const zero = constant("f32", 0);
    return lanes > 1 ? splat(zero, lanes) : zero;
  }

  /** Zeros from one line to another. */
  #zeros(from: Dim, to: Dim): readonly Stmt[] {
    return this.#overLines("zero", from, to, (i) => store(this.#buffer, i, this.#zero));
  }

  /** The lines that the next band reads again, moved to the front. */
  #carried(rows: number): readonly Stmt[] {
    const { lanes } = this.#job.machine;
    const distance = rows * this.#lineStride();
    return this.#overLines("kept", 0, this.#kept, (i) => store(this.#buffer, i, load(this.#buffer, add(i, distance), lanes)));
  }

  #lineStride(): number {
    return Number(physicalAxes(this.#lines.layout, this.#lines.shape).find((a) => a.axis === rowAxis)?.stride);
  }

  /** For every vector of some lines; in memory those of one block of channels stand together. */
  #overLines(name: string, from: Dim, to: Dim, body: (at: Dim) => Stmt): readonly Stmt[] {
    const { lanes } = this.#job.machine;
    const line = this.#lineStride();
    const block = line * Number(this.#lines.shape[rowAxis]);
    const blocks = Number(this.#buffer.elements) / block;
    return simpleLoop("block", blocks, (b) =>
      simpleLoop(name, mul(to, line / lanes), (i) => [body(add(mul(b, block), mul(i, lanes)))], mul(from, line / lanes)),
    );
  }
}

const elementsOf = (layout: Layout, shape: readonly Dim[]): number => Number(storageElements(layout, shape));
