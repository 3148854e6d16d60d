/**
 * The cost model of threads: about how long a kernel takes on one core, from its loops alone. It decides which kernels are worth splitting and
 * where their parts begin, so it needs the right order of magnitude and the right ratios, no more. Measured on Zen 4 and in V8.
 */
import { bounds, sub } from "../../core/dim.ts";
import { dtypes } from "../../core/dtype.ts";
import type { Buffer, Expr, FunctionDef } from "../expr.ts";
import { partsOf } from "../functions.ts";
import type { Kernel, Stmt } from "../kernel.ts";
import { childrenOf } from "../rewrite-expr.ts";

/** Nanoseconds of one operation on a vector, of one on a scalar, and of one byte that passes through the second-level cache. */
const vectorOperation = 0.035;
const scalarOperation = 0.12;
const byte = 1 / 20;

interface Cost {
  readonly operations: number;
  readonly bytes: ReadonlyMap<Buffer, number>;
}

/** About how many nanoseconds a kernel takes: its operations, or the bytes it touches where those take longer. */
export function nanosecondsOf(kernel: Kernel): number {
  const { operations, bytes } = bodyCost(kernel.body);
  const touched = [...bytes].reduce((n, [b, passed]) => n + Math.min(passed, bounds(b.elements)[1] * dtypes[b.dtype].bytes), 0);
  return Math.max(operations, touched * byte);
}

/** Nanoseconds of one byte read again from the second-level cache, by vectors. */
const byteAgain = 1 / 100;

/** About how many nanoseconds one run of a body takes among many: its operations, or reading what it touches from a near cache. */
export function timeOf(body: readonly Stmt[]): number {
  const { operations, bytes } = bodyCost(body);
  const touched = [...bytes].reduce((n, [b, passed]) => n + Math.min(passed, bounds(b.elements)[1] * dtypes[b.dtype].bytes), 0);
  return Math.max(operations, touched * byteAgain);
}

/** About how many nanoseconds the operations of a body take. */
export const operationsOf = (body: readonly Stmt[]): number => bodyCost(body).operations;

/** Rounds of a loop at most. */
export const roundsOf = (s: Stmt & { readonly kind: "for" }): number => Math.max(0, bounds(sub(s.to, s.from))[1]);

/** Of bodies, which never change: the same loops are weighed for every way to count units. */
const costs = new WeakMap<readonly Stmt[], Cost>();

function bodyCost(body: readonly Stmt[]): Cost {
  const cost = costs.get(body) ?? addedCost(body);
  costs.set(body, cost);
  return cost;
}

function addedCost(body: readonly Stmt[]): Cost {
  let operations = 0;
  const bytes = new Map<Buffer, number>();
  const include = (cost: Cost, times: number): void => {
    operations += cost.operations * times;
    for (const [b, n] of cost.bytes) bytes.set(b, (bytes.get(b) ?? 0) + n * times);
  };
  const pass = (b: Buffer, lanes: number): void => {
    bytes.set(b, (bytes.get(b) ?? 0) + lanes * dtypes[b.dtype].bytes);
  };
  for (const s of body) {
    for (const e of partsOf(s).exprs) operations += exprCost(e, pass);
    if (s.kind === "store") {
      operations += s.value.lanes > 1 ? vectorOperation : scalarOperation;
      pass(s.buffer, s.value.lanes);
    }
    if (s.kind === "for") include(bodyCost(s.body), roundsOf(s));
    if (s.kind === "while") include(bodyCost(s.body), 1);
    if (s.kind === "if") {
      include(bodyCost(s.then), 1);
      include(bodyCost(s.else), 1);
    }
  }
  return { operations, bytes };
}

/** How many simple operations one of an expression's own stands for; what it is made of counts by itself. */
function weightOf(e: Expr): number {
  switch (e.kind) {
    case "const":
    case "index":
    case "var":
    case "read":
    case "splat":
    case "lane":
    case "tileget":
      return 0;
    case "binary":
      return e.op === "div" || e.op === "rem" ? 5 : 1;
    case "unary":
      return e.op === "sqrt" ? 5 : 1;
    case "call":
      return functionWeight(e.fn);
    case "load":
    case "select":
    case "cast":
    case "bitcast":
    case "ramp":
    case "fold":
      return 1;
  }
}

const functionWeights = new WeakMap<FunctionDef, number>();

function functionWeight(fn: FunctionDef): number {
  const known = functionWeights.get(fn);
  if (known !== undefined) return known;
  const weight = [...fn.lets.map((l) => l.value), fn.value].reduce((n, e) => n + wholeWeight(e), 0);
  functionWeights.set(fn, weight);
  return weight;
}

const wholeWeight = (e: Expr): number => childrenOf(e).reduce((n, part) => n + wholeWeight(part), weightOf(e));

function exprCost(e: Expr, pass: (b: Buffer, lanes: number) => void): number {
  if (e.kind === "load") pass(e.buffer, e.lanes);
  const own = weightOf(e) * (e.lanes > 1 ? vectorOperation : scalarOperation);
  return childrenOf(e).reduce((n, part) => n + exprCost(part, pass), own);
}
