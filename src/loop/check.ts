/**
 * Checks what the types of the loop language cannot say: that names are declared before they are used, that accesses do not provably leave
 * their buffer, that loops and stores are what printers rely on. Throws on the first broken rule; written apart from schedules and printers.
 */
import { invariant } from "../core/diagnostics.ts";
import { bounds, type Dim, type Sym } from "../core/dim.ts";
import { symbolsOf } from "../core/dim-fold.ts";
import { bytesOf } from "../core/dtype.ts";
import type { Compute } from "./compute.ts";
import { type Buffer, type Expr, scalarOf, type Tile, type Var } from "./expr.ts";
import { bodiesOf, partsOf } from "./functions.ts";
import { integersOf, type Kernel, type Stmt } from "./kernel.ts";
import { childrenOf, computedValue, rewriteExpr } from "./rewrite-expr.ts";
import { slotOf } from "./runtime-extent.ts";

/** Throws when `kernel` breaks a rule; the message names the kernel, the statement's object and the rule. */
export function checkKernel(kernel: Kernel): void {
  const scope = new Scope(kernel.name, new Set<object>([...kernel.params, ...integersOf(kernel)]));
  invariant(new Set(kernel.params).size === kernel.params.length, `${kernel.name}: a parameter stands twice in its list`);
  checkBody(kernel.body, scope, false);
  checkWaits(kernel, kernel.body, true);
}

/** Every thread comes to every wait: none stands behind a condition, or in a loop whose rounds are shared. */
function checkWaits(kernel: Kernel, body: readonly Stmt[], together: boolean): void {
  const { name, range } = kernel;
  for (const s of body) {
    if (s.kind === "wait") invariant(range !== undefined && together, `${name}: threads wait where not all of them come`);
    const isShared = s.kind !== "for" || [s.from, s.to].some((d) => symbolsOf(d).some((x) => x === range?.begin || x === range?.end));
    for (const inner of bodiesOf(s)) checkWaits(kernel, inner, together && !isShared);
  }
}

/** Throws when `compute` breaks a rule. */
export function checkCompute(compute: Compute): void {
  const { name, axes, reduction } = compute;
  const dims = [...compute.output.shape, ...axes.map((a) => a.extent), ...(reduction?.axes.map((a) => a.extent) ?? [])];
  const modelDims = dims.flatMap(symbolsOf);
  const outer = new Scope(name, new Set<object>([...modelDims, ...axes.map((a) => a.sym)]));
  invariant(
    compute.origin.every((o) => o !== ""),
    `${name}: an empty origin`,
  );
  for (const d of compute.at) outer.computeDim(d);
  compute.at.forEach((d, i) => {
    checkInside(name, compute.output.name, d, compute.output.shape[i] ?? 1, 1);
  });
  if (reduction !== undefined) {
    const inner = outer.nested();
    for (const a of reduction.axes) inner.declare(a.sym, a.sym.name);
    inner.computeExpr(reduction.body);
    invariant(
      reduction.body.dtype === reduction.result.dtype,
      `${name}: the reduction's body is ${reduction.body.dtype}, its result ${reduction.result.dtype}`,
    );
    outer.declare(reduction.result, reduction.result.name);
  }
  outer.computeExpr(compute.value);
}

function checkBody(body: readonly Stmt[], outer: Scope, inParallel: boolean): void {
  const scope = outer.nested();
  for (const s of body) {
    for (const d of partsOf(s).dims) scope.dim(d);
    for (const e of partsOf(s).exprs) scope.expr(e);
    checkStatement(s, scope, inParallel);
  }
}

function checkStatement(s: Stmt, scope: Scope, inParallel: boolean): void {
  switch (s.kind) {
    case "for": {
      if (s.unroll)
        invariant(typeof s.from === "number" && typeof s.to === "number", `${scope.name}: loop ${s.sym.name} is unrolled, its ends are not constant`);
      invariant(!(s.parallel && inParallel), `${scope.name}: parallel loop ${s.sym.name} stands in a parallel loop`);
      const [from, to] = [bounds(s.from), bounds(s.to)];
      // What never runs touches nothing.
      if (from[0] >= to[1]) return;
      invariant(
        s.sym.lo <= from[0] && s.sym.hi >= to[1] - 1,
        `${scope.name}: loop ${s.sym.name} runs over ${from[0]}..${to[1] - 1}, its symbol says ${s.sym.lo}..${s.sym.hi}`,
      );
      const inner = scope.nested();
      inner.declare(s.sym, s.sym.name);
      checkBody(s.body, inner, inParallel || s.parallel);
      return;
    }
    case "let":
      scope.declare(s.name, s.name.name);
      return;
    case "bind":
      scope.declare(s.sym, s.sym.name);
      return;
    case "tile":
      scope.declare(s.tile, s.tile.name);
      return;
    case "set":
      scope.tile(s.tile, s.at);
      return;
    case "store":
      scope.require(s.buffer, `buffer ${s.buffer.name}`);
      invariant(s.buffer.access !== "in", `${scope.name}: ${s.buffer.name} is stored to but is an input`);
      invariant(
        s.value.dtype === scalarOf(s.buffer.dtype),
        `${scope.name}: ${s.value.dtype} is stored to ${s.buffer.name}, which holds ${s.buffer.dtype}`,
      );
      checkInside(scope.name, s.buffer.name, s.at, s.buffer.elements, s.count === undefined ? s.value.lanes : 1);
      return;
    case "if":
      checkCondition(scope.name, s.condition);
      checkBody(s.then, scope, inParallel);
      checkBody(s.else, scope, inParallel);
      return;
    case "while":
      checkCondition(scope.name, s.condition);
      checkBody(s.body, scope, inParallel);
      return;
    case "wait":
      return;
  }
}

const checkCondition = (name: string, e: Expr): void => {
  invariant(e.dtype === "bool" && e.lanes === 1, `${name}: a condition is ${e.dtype} of ${e.lanes} lanes`);
};

/** Refuses an access that is outside for every value of its symbols: one that may be inside is its guard's matter. */
function checkInside(name: string, what: string, at: Dim, elements: Dim, lanes: number): void {
  const [least, most] = bounds(at);
  const size = bounds(elements)[1];
  if (size === 0) return;
  invariant(most >= 0 && least + lanes <= size, `${name}: ${what} has ${size} elements and is accessed at ${least}..${most + lanes - 1}`);
}

/** True of a condition that the ranges of its symbols refute. */
function isNever(condition: Expr): boolean {
  const settled = rewriteExpr(condition, {});
  return settled.kind === "const" && settled.value === false;
}

/** Elements a vector load may touch: buffers end on whole 64 bytes, what lies behind their elements may be read but never written. */
const padded = (b: Buffer): number => {
  const whole = 64 / bytesOf(b.dtype);
  return Math.ceil(bounds(b.elements)[1] / whole) * whole;
};

/** What is declared where a statement stands. */
class Scope {
  readonly #declared: Set<object>;
  readonly name: string;

  constructor(name: string, declared: ReadonlySet<object>) {
    this.name = name;
    this.#declared = new Set(declared);
  }

  nested(): Scope {
    return new Scope(this.name, this.#declared);
  }

  declare(thing: Sym | Var | Tile, label: string): void {
    invariant(!this.#declared.has(thing), `${this.name}: ${thing.kind} ${label} is declared twice`);
    this.#declared.add(thing);
  }

  require(thing: Sym | Var | Tile | Buffer, label: string): void {
    invariant(this.#declared.has(thing), `${this.name}: ${label} is used where it is not declared`);
  }

  dim(d: Dim): void {
    for (const s of symbolsOf(d)) {
      const value = computedValue(s);
      if (value === undefined || this.#declared.has(s)) this.require(s, `symbol ${s.name}`);
      else this.expr(value);
    }
  }

  tile(t: Tile, at: readonly Dim[]): void {
    this.require(t, `tile ${t.name}`);
    at.forEach((d, i) => {
      checkInside(this.name, `dimension ${i} of tile ${t.name}`, d, t.shape[i] ?? 1, 1);
    });
  }

  /** An expression of a compute: it reads tensors, never memory, and has one lane. */
  computeExpr(e: Expr): void {
    invariant(e.lanes === 1, `${this.name}: a compute's expression has ${e.lanes} lanes`);
    this.expr(e, true);
  }

  expr(e: Expr, ofCompute = false): void {
    // What no symbols' values ever ask for is not read.
    if (e.kind === "select" && isNever(e.condition)) {
      this.expr(e.else, ofCompute);
      return;
    }
    for (const child of childrenOf(e)) this.expr(child, ofCompute);
    switch (e.kind) {
      case "index":
        if (ofCompute) this.computeDim(e.dim);
        else this.dim(e.dim);
        break;
      case "var":
        this.require(e, `name ${e.name}`);
        break;
      case "read":
        invariant(ofCompute, `${this.name}: tensor ${e.tensor.name} is read in a kernel`);
        e.at.forEach((d, i) => {
          const extent = e.tensor.shape[i] ?? 1;
          // The model dims of a tensor are known wherever it is read.
          for (const s of symbolsOf(extent)) this.#declared.add(s);
          this.computeDim(d);
          checkInside(this.name, `axis ${i} of ${e.tensor.name}`, d, extent, 1);
        });
        break;
      case "load":
        this.require(e.buffer, `buffer ${e.buffer.name}`);
        this.dim(e.at);
        if (e.count !== undefined) this.dim(e.count);
        checkInside(this.name, e.buffer.name, e.at, e.lanes > 1 ? padded(e.buffer) : e.buffer.elements, e.count === undefined ? e.lanes : 1);
        break;
      case "tileget":
        for (const d of e.at) this.dim(d);
        this.tile(e.tile, e.at);
        break;
      case "const":
      case "unary":
      case "binary":
      case "select":
      case "cast":
      case "bitcast":
      case "splat":
      case "lane":
      case "ramp":
      case "fold":
      case "call":
        break;
    }
  }

  computeDim(d: Dim): void {
    for (const s of symbolsOf(d)) {
      const value = computedValue(s);
      // What an earlier kernel found is read from its slot.
      if (slotOf(s) !== undefined) continue;
      if (value === undefined) this.require(s, `symbol ${s.name}`);
      else this.expr(value, true);
    }
  }
}
