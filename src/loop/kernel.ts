/**
 * Kernel: a scheduled loop nest over buffers, the level that is printed, checked and evaluated. Made by schedules, or written directly
 * where no Compute can say it (sorting, searches).
 */
import { invariant } from "../core/diagnostics.ts";
import { bounds, type Dim, type Sym, sym } from "../core/dim.ts";
import { type Buffer, cast, type Expr, type Tensor, type Tile, type Var } from "./expr.ts";
import { bodiesOf, symbolsIn } from "./functions.ts";
import { slotOf } from "./runtime-extent.ts";

export type Stmt =
  /**
   * for (sym = from; sym < to; sym++): `unroll` asks for full unrolling (from and to constant), `parallel` marks independent iterations. With
   * `prefetch`, each iteration asks the cache for elements, which may lie behind their buffers: nothing is read. Where `turns` is 1 and not 0,
   * iterations run from the last to the first. `transposes` marks a nest that targets may run by squares (transposition.ts).
   */
  | {
      readonly kind: "for";
      readonly sym: Sym;
      readonly from: Dim;
      readonly to: Dim;
      readonly unroll: boolean;
      /** Over the lanes of a vector that became scalars. */
      readonly lanes?: true;
      readonly parallel: boolean;
      readonly prefetch?: readonly { readonly buffer: Buffer; readonly at: Dim }[];
      readonly turns?: Dim;
      readonly transposes?: true;
      readonly body: readonly Stmt[];
    }
  /** With `held`, what stays in a register from here on, however many registers the loops around want. */
  | { readonly kind: "let"; readonly name: Var; readonly value: Expr; readonly held?: true }
  /** Declares an integer computed once; `sym` stands for it in every later Dim. */
  | { readonly kind: "bind"; readonly sym: Sym; readonly value: Dim }
  /** Declares a register tile, every accumulator set to `init`; with `overwritten`, each is set again before it is read. */
  | { readonly kind: "tile"; readonly tile: Tile; readonly init: Expr; readonly overwritten?: true }
  | { readonly kind: "set"; readonly tile: Tile; readonly at: readonly Dim[]; readonly value: Expr }
  /** Stores the lanes of `value` to consecutive elements; with `count`, only the first `count` lanes. */
  | { readonly kind: "store"; readonly buffer: Buffer; readonly at: Dim; readonly value: Expr; readonly count?: Dim }
  | { readonly kind: "if"; readonly condition: Expr; readonly then: readonly Stmt[]; readonly else: readonly Stmt[] }
  /** Scalar searches: repeats while the condition, a function of tiles, holds. */
  | { readonly kind: "while"; readonly condition: Expr; readonly body: readonly Stmt[] }
  /** In a kernel that threads share: each waits until all have come, and sees what they stored. All come equally often. */
  | { readonly kind: "wait" };

/** Vectors (without lanes: elements) along the lane axis, and columns, of a register tile. */
export type Tiles = readonly [vectors: number, columns: number];

/** What a schedule chose for a kernel: its row in the output's table. */
export interface Plan {
  /** "tiled", "rows", "windows", "winograd", "strassen", "lines", "attention", "panels" */
  readonly schedule: string;
  /** Of the machine's vectors; 1 for scalars. */
  readonly lanes: number;
  readonly tile?: Tiles;
}

export interface Kernel {
  /** What it computes and for which shapes: "conv2d_relu_3x8x8_to_4x8x8_k3"; unique names are given when a program is made. */
  readonly name: string;
  /** One or two lines for the reader: formula, shapes, layouts, multiply-adds. */
  readonly doc: readonly string[];
  readonly params: readonly Buffer[];
  /** Extents known at run time only that its body mentions, in order of first use: passed as i32 after the buffers. */
  readonly extents: readonly Sym[];
  /** Left out where there was nothing to choose. */
  readonly plan?: Plan;
  /** A kernel that threads share: a call computes the units from `begin` to `end`, passed as i32 after the extents. */
  readonly range?: { readonly begin: Sym; readonly end: Sym };
  readonly body: readonly Stmt[];
}

/** The integers a kernel is given after its buffers: run-time extents, then the range of units. */
export const integersOf = ({ extents, range }: Kernel): readonly Sym[] => (range === undefined ? extents : [...extents, range.begin, range.end]);

/** True for a kernel whose threads wait for each other inside it. */
export function hasWaits({ body }: Pick<Kernel, "body">): boolean {
  return body.some((s) => s.kind === "wait" || bodiesOf(s).some((inner) => hasWaits({ body: inner })));
}

/** A promise about operands that only the run can keep: the kernel stores something else than 0 where it is broken, and the run ends there. */
export interface Check {
  /** An i32 that the kernel writes. */
  readonly broken: Tensor;
  /** Whose operands, what is wrong then, and the value it is about: the name of the code in C. */
  readonly where: string;
  readonly message: string;
  readonly value: string;
}

/** A kernel written directly by an operator, with the tensors its parameters stand for, in order. */
export interface Routine {
  readonly kind: "routine";
  readonly kernel: Kernel;
  readonly operands: readonly Tensor[];
  readonly origin: readonly string[];
  readonly check?: Check;
  /** Operands that only hold what a round of the outer loops stored before: threads may have one each. */
  readonly scratch?: readonly Tensor[];
  /** Of a kernel with a range: thread t computes the units from parts[t] to parts[t + 1]. */
  readonly parts?: readonly number[];
  /** Calls that each thread makes of its part, where that is not one. */
  readonly calls?: number;
}

export interface LoopOptions {
  readonly unroll?: boolean;
  readonly parallel?: boolean;
  readonly from?: Dim;
  readonly turns?: Dim;
  /** What an iteration asks the cache for. */
  readonly prefetch?: (s: Sym) => readonly { readonly buffer: Buffer; readonly at: Dim }[];
  readonly lanes?: true;
}

/** A loop over 0..to-1 (or from..to-1); `body` gets the loop's symbol. A loop of one point becomes its body. */
export function loop(name: string, to: Dim, body: (s: Sym) => readonly Stmt[], options: LoopOptions = {}): Stmt {
  const from = options.from ?? 0;
  const hi = upper(to);
  const s = sym(name, lower(from), Math.max(lower(from), hi - 1));
  return Object.freeze({
    kind: "for",
    sym: s,
    from,
    to,
    unroll: options.unroll ?? false,
    parallel: options.parallel ?? false,
    turns: options.turns,
    prefetch: options.prefetch?.(s),
    lanes: options.lanes,
    body: body(s),
  });
}

const upper = (d: Dim): number => bounds(d)[1];
const lower = (d: Dim): number => bounds(d)[0];

export const letStmt = (name: Var, value: Expr): Stmt => {
  invariant(name.dtype === value.dtype && name.lanes === value.lanes, `let ${name.name}: ${name.dtype} = ${value.dtype}`);
  return Object.freeze({ kind: "let", name, value });
};

export const heldLet = (name: Var, value: Expr): Stmt => Object.freeze({ kind: "let", name, value, held: true });

export const bindStmt = (s: Sym, value: Dim): Stmt => Object.freeze({ kind: "bind", sym: s, value });

export const declareTile = (tile: Tile, init: Expr): Stmt => {
  invariant(tile.dtype === init.dtype && tile.lanes === init.lanes, `tile ${tile.name} starts with ${init.dtype}`);
  return Object.freeze({ kind: "tile", tile, init });
};

export const setTile = (tile: Tile, at: readonly Dim[], value: Expr): Stmt => {
  invariant(tile.dtype === value.dtype && tile.lanes === value.lanes, `tile ${tile.name}: ${tile.dtype} = ${value.dtype}`);
  return Object.freeze({ kind: "set", tile, at, value });
};

export const store = (buffer: Buffer, at: Dim, value: Expr, count?: Dim): Stmt =>
  Object.freeze({ kind: "store", buffer, at, value: unrounded(value, buffer), count });

/** The value without a rounding to the type of floats that storing it rounds to: both round what f32 holds of it. */
const unrounded = (e: Expr, { dtype }: Buffer): Expr =>
  e.kind === "cast" && e.to === dtype && (dtype === "f16" || dtype === "bf16") ? cast("f32", e.x) : e;

export const ifStmt = (condition: Expr, then: readonly Stmt[], otherwise: readonly Stmt[] = []): Stmt =>
  Object.freeze({ kind: "if", condition, then, else: otherwise });

/** Repeats `body` while the condition, a function of tiles, holds. */
export const whileStmt = (condition: Expr, body: readonly Stmt[]): Stmt => Object.freeze({ kind: "while", condition, body });

export const waitStmt: Stmt = Object.freeze({ kind: "wait" });

/** The kernel with another body, called as before. */
export const withBody = (source: Kernel, body: readonly Stmt[]): Kernel => Object.freeze({ ...source, body });

/** The statement with each of its bodies replaced by what `change` makes of it; a statement without one stays. */
export function withBodies(s: Stmt, change: (body: readonly Stmt[]) => readonly Stmt[]): Stmt {
  switch (s.kind) {
    case "for":
    case "while":
      return { ...s, body: change(s.body) };
    case "if":
      return { ...s, then: change(s.then), else: change(s.else) };
    case "let":
    case "bind":
    case "tile":
    case "set":
    case "store":
    case "wait":
      return s;
  }
}

/** The kernel with the run-time extents its body mentions: those of the kernel it was made of in their order, as calls give them, then others. */
export function kernel(spec: Omit<Kernel, "extents"> & Partial<Pick<Kernel, "extents">>): Kernel {
  const found = symbolsIn(spec.body).filter((s) => slotOf(s) !== undefined);
  const before = (spec.extents ?? []).filter((s) => found.includes(s));
  return Object.freeze({ ...spec, extents: [...before, ...found.filter((s) => !before.includes(s))] });
}
