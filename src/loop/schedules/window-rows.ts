/**
 * Windows over rows: the terms of a window's other axes are combined first, for a line of positions with what changes nothing around it, then a row of results from that
 * line. Of k x k terms 2 k are left, and no lane asks whether it reads padding. For sums, maxima and minima of terms that each stand at one position.
 */
import { add, bounds, type Dim, dimOf, equalDims, floorDiv, mod, mul } from "../../core/dim.ts";
import type { DType } from "../../core/dtype.ts";
import { plainLayout } from "../../core/layout.ts";
import { type Axis, axis, type Compute, compute, coordinate, operandsOf, type Reduction } from "../compute.ts";
import { type Buffer, buffer, load, read, type Tensor, tensor } from "../expr.ts";
import { kernel, type Routine, type Stmt, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { rewriteExpr } from "../rewrite-expr.ts";
import { nest } from "./naive.ts";
import { type Parameters, parametersOver } from "./parameters.ts";
import { atPosition, type RowWindow, windowAlong } from "./row-window.ts";
import { canRunAlongLanes, innermostAxis } from "./tile-axes.ts";
import { startOf } from "./tile-job.ts";
import { simpleLoop } from "./tile-place.ts";
import { planTile } from "./tile-plan.ts";
import { tiledLoops } from "./tiled-reduction.ts";

/** The kernel of a window over rows; undefined where it is none, or lanes run along its results as they are. */
export function windowRows(c: Compute, machine: Machine): Routine | undefined {
  const results = innermostAxis(c, machine.lanes);
  const isWhole = c.at.length === c.axes.length && c.at.every((d, i) => equalDims(d, coordinate(c.axes[i] as Axis)));
  const w = results === undefined || !isWhole ? undefined : windowAlong(c, results);
  if (w === undefined || !isWorthIt(c, w, machine)) return undefined;
  const line = new Line(c, c.reduction as Reduction, w, machine);
  const rows = c.axes.filter((a) => a !== w.results && a !== line.height);
  const { params, operands } = line.parameters;
  return Object.freeze({
    kind: "routine",
    kernel: kernel({
      name: c.name,
      doc: [],
      plan: { schedule: "windows", lanes: machine.lanes },
      params: [...params.slice(0, -1), ...line.scratch.map((x) => x.buffer), ...params.slice(-1)],
      body: nest(rows, [...line.filled(), ...line.apart(), ...line.results()]),
    }),
    operands: [...operands.slice(0, -1), ...line.scratch.map((x) => x.tensor), ...operands.slice(-1)],
    scratch: line.scratch.map((x) => x.tensor),
    origin: c.origin,
  });
}

/** Terms of a window whose rows vectors walk as they are, from which on lines of them are worth storing. */
const manyTerms = 25;

/** Where vectors were in vain before, or lines save terms: scalars any, vectors many. */
function isWorthIt(c: Compute, { results, taps }: RowWindow, { lanes, shortBodies }: Machine): boolean {
  const { axes, combine } = c.reduction as Reduction;
  const terms = axes.reduce((n, a) => n * bounds(a.extent)[1], 1);
  const isLess = terms > bounds(taps.extent)[1];
  if (lanes > 1) return !canRunAlongLanes(c, results, lanes) || (isLess && terms >= manyTerms);
  return isLess || combine === "sum" || !shortBodies;
}

/** What a line holds: combined terms as they are, or a byte where the largest or least of bytes is one. */
function elementType({ body, combine, result }: Reduction): DType {
  const isByte = body.kind === "select" && body.then.kind === "read" && body.then.tensor.dtype === "u8";
  return isByte && (combine === "max" || combine === "min") ? "u8" : (result.dtype as DType);
}

/** Scalars that are combined at once: each term waits for the one before. V8 asks it of maxima of long rows alone, C compilers do not. */
const sideBySide = 8;
const longRow = 3 * sideBySide;

/** Memory of a kernel's own. */
interface Scratch {
  readonly tensor: Tensor;
  readonly buffer: Buffer;
}

function scratch(of: Tensor, name: string, dtype: DType, shape: readonly number[]): Scratch {
  const elements = shape.reduce((a, b) => a * b, 1);
  return { tensor: tensor(`${of.name}.${name}`, dtype, shape, plainLayout(shape.length)), buffer: buffer(name, dtype, elements, "out") };
}

/** Elements of the lines that are held at once: a part of a first-level cache, twice as much where vectors of 16 would wait for what was stored in pieces. */
const mostHeld = ({ lanes }: Machine): number => (lanes >= 16 ? 8192 : 4096);

/** Lines of combined terms and what becomes of them: as many as the innermost axis of rows has, where they are few, so that none waits for what was just stored. */
class Line {
  readonly parameters: Parameters;
  readonly #line: Scratch;
  /** Where lanes read a stride apart: elements whose positions leave each rest, side by side. */
  readonly #phases: Scratch | undefined;
  readonly #c: Compute;
  readonly #reduction: Reduction;
  readonly #window: RowWindow;
  readonly #machine: Machine;
  /** Elements before that of position `from`, whole vectors. */
  readonly #lead: number;
  /** The rows whose lines are held at once; undefined for one. */
  readonly height: Axis | undefined;
  /** Elements from a line to the next. */
  readonly #pitch: number;

  constructor(c: Compute, reduction: Reduction, w: RowWindow, machine: Machine) {
    [this.#c, this.#reduction, this.#window, this.#machine] = [c, reduction, w, machine];
    const vectors = (elements: number): number => Math.ceil(elements / machine.lanes) * machine.lanes;
    this.#lead = vectors(w.from - w.first);
    const behind = w.last + 1 - w.to;
    const elements = this.#lead + Math.max(w.last + 1 - w.from, behind > 0 ? w.to - w.from + vectors(behind) : 0);
    const step = w.stride * machine.lanes;
    this.#pitch = Math.ceil(elements / step) * step;
    const around = c.axes.filter((a) => a !== w.results).at(-1);
    const rows = typeof around?.extent === "number" ? around.extent : 1;
    this.height = rows > 1 && rows * this.#pitch <= mostHeld(machine) ? around : undefined;
    const dtype = elementType(reduction);
    this.#line = scratch(c.output, "line", dtype, [this.#rows + 1, this.#pitch]);
    const isApart = machine.lanes > 1 && w.stride > 1;
    this.#phases = isApart ? scratch(c.output, "phases", dtype, [w.stride, this.#inPhase + machine.lanes]) : undefined;
    const own = parametersOver(operandsOf(c), c.output);
    this.parameters = { ...own, bufferOf: (t) => this.scratch.find((x) => x.tensor === t)?.buffer ?? own.bufferOf(t) };
  }

  get scratch(): readonly Scratch[] {
    return this.#phases === undefined ? [this.#line] : [this.#line, this.#phases];
  }

  get #rows(): number {
    return this.height === undefined ? 1 : (this.height.extent as number);
  }

  /** The line of the row at hand. */
  get #row(): Dim {
    return this.height === undefined ? 0 : coordinate(this.height);
  }

  /** Positions that leave the same rest, from the first of the first line to the last of the last one. */
  get #inPhase(): number {
    const { first, last, stride } = this.#window;
    return ((this.#rows - 1) * this.#pitch) / stride + Math.ceil((last + 1 - first) / stride);
  }

  /** Where in the line the first position stands. */
  get #start(): number {
    return this.#lead + this.#window.first - this.#window.from;
  }

  /** The line of a row: combined terms, and nothing before and behind them. */
  filled(): readonly Stmt[] {
    const { from, to, taps, first, last } = this.#window;
    const { lanes } = this.#machine;
    const position = axis("x", to - from);
    const { result } = this.#reduction;
    const terms = compute({
      ...this.#c,
      output: this.#line.tensor,
      axes: this.#around(position),
      at: [this.#row, add(coordinate(position), this.#lead)],
      reduction: {
        ...this.#reduction,
        axes: this.#reduction.axes.filter((a) => a !== taps),
        body: atPosition(this.#reduction.body, this.#window, add(coordinate(position), from)),
      },
      value: result,
    });
    const nothing = (at: number, count: number): readonly Stmt[] =>
      simpleLoop("line", this.#rows, (row) =>
        simpleLoop("border", Math.ceil(count / lanes), (i) => [
          store(this.#line.buffer, add(mul(row, this.#pitch), mul(i, lanes), at), startOf(this.#reduction, lanes)),
        ]),
      );
    const [before, behind] = [from - first, last + 1 - to];
    return [
      ...(before > 0 ? nothing(0, this.#lead) : []),
      ...this.#loops(terms, this.#line.buffer),
      ...(behind > 0 ? nothing(this.#lead + to - from, behind) : []),
    ];
  }

  /** An axis along lines, with that of the lines around it. */
  #around(a: Axis): readonly Axis[] {
    return this.height === undefined ? [a] : [this.height, a];
  }

  /** The lines with positions a stride apart side by side. */
  apart(): readonly Stmt[] {
    const phases = this.#phases;
    if (phases === undefined) return [];
    const { stride } = this.#window;
    const length = phases.tensor.shape[1] as number;
    return Array.from({ length: stride }, (_, phase) =>
      simpleLoop("i", this.#inPhase, (i) => [
        store(phases.buffer, add(i, phase * length), load(this.#line.buffer, add(mul(i, stride), this.#start + phase))),
      ]),
    ).flat();
  }

  /** The row of results; where their values ask for more than the window, those whose window ends outside of the row apart. */
  results(): readonly Stmt[] {
    const { results, stride, first, last, from, to } = this.#window;
    const count = results.extent as number;
    const whole = this.#part(0, count);
    if (this.#machine.lanes === 1 || canRunAlongLanes(whole, whole.axes.at(-1) as Axis, this.#machine.lanes))
      return this.#loops(whole, this.parameters.output);
    const begin = Math.min(count, Math.ceil((from - first) / stride));
    const end = Math.max(begin, count - Math.max(0, Math.ceil((last + 1 - to) / stride)));
    return [
      [0, begin],
      [begin, end],
      [end, count],
    ].flatMap(([a = 0, b = 0]) => (a < b ? this.#loops(this.#part(a, b), this.parameters.output) : []));
  }

  /** Results from one to another, of what the line holds. */
  #part(begin: number, end: number): Compute {
    const { results, taps, stride, dilation } = this.#window;
    const own = axis(results.sym.name, end - begin);
    const at = add(coordinate(own), begin);
    const placed = (d: Dim): Dim => (equalDims(d, dimOf(results.sym)) ? at : d);
    const reached = mul(coordinate(taps), dilation);
    const element =
      this.#phases === undefined
        ? read(this.#line.tensor, [this.#row, add(mul(at, stride), reached, this.#start)])
        : read(this.#phases.tensor, [mod(reached, stride), add(mul(this.#row, this.#pitch / stride), at, floorDiv(reached, stride))]);
    return compute({
      ...this.#c,
      axes: this.#around(own),
      at: this.#c.at.map(placed),
      reduction: { ...this.#reduction, axes: [taps], body: element },
      value: rewriteExpr(this.#c.value, { sym: (s) => (s === results.sym ? at : undefined) }),
    });
  }

  #loops(c: Compute, output: Buffer): readonly Stmt[] {
    const plan = planTile(c, this.#machine);
    const { shortBodies } = this.#machine;
    const along = c.axes.at(-1) as Axis;
    const isBeside = plan.laneAxis === undefined && (this.#reduction.combine === "sum" || (shortBodies && bounds(along.extent)[1] >= longRow));
    const beside = isBeside ? { laneAxis: along, laneTile: sideBySide } : {};
    return tiledLoops(c, { ...plan, ...beside }, false, { ...this.parameters, output });
  }
}
