/** Conditions on coordinates: where the ranges of their symbols decide one, what follows from it takes its place. */
import { add, type Dim } from "../core/dim.ts";
import { atMost } from "../core/dim-order.ts";
import { bool, type Expr, type ExprOf, splat } from "./expr.ts";

/** `e`, or what it is for all values of its symbols where its operands are constant conditions or coordinates. */
export function settled(e: Expr): Expr {
  switch (e.kind) {
    case "select":
      return e.condition.kind !== "const" ? e : e.condition.value === true ? e.then : e.else;
    case "unary":
      return e.op === "not" && e.x.kind === "const" ? splat(bool(e.x.value === false), e.lanes) : e;
    case "binary":
      return settledBinary(e);
    default:
      return e;
  }
}

function settledBinary(e: ExprOf<"binary">): Expr {
  switch (e.op) {
    case "and":
    case "or":
      return e.dtype === "bool" ? joined(e) : e;
    case "lt":
    case "le":
    case "eq":
    case "ne": {
      const holds = compared(e);
      return holds === undefined ? e : splat(bool(holds), e.lanes);
    }
    default:
      return e;
  }
}

/** A constant side decides both or leaves the other. */
function joined(e: ExprOf<"binary">): Expr {
  const { op, a, b } = e;
  const decides = op === "or";
  if (a.kind === "const") return a.value === decides ? a : b;
  if (b.kind === "const") return b.value === decides ? b : a;
  return e;
}

function compared({ op, a, b }: ExprOf<"binary">): boolean | undefined {
  // A truth value is no number below 0.
  if (op === "lt" && a.kind === "cast" && a.x.dtype === "bool" && b.kind === "const" && b.value === 0) return false;
  const [x, y] = [coordinates(a), coordinates(b)];
  if (x === undefined || y === undefined) return undefined;
  switch (op) {
    case "le":
      return ordered(x, y);
    case "lt":
      return negated(ordered(y, x));
    default: {
      const [below, above] = [ordered(x, y), ordered(y, x)];
      const equal = below === false || above === false ? false : below && above;
      return op === "eq" ? equal : negated(equal);
    }
  }
}

const negated = (holds: boolean | undefined): boolean | undefined => (holds === undefined ? undefined : !holds);

/** The least and the greatest of the coordinates in all lanes. */
interface Lanes {
  readonly least: Dim;
  readonly most: Dim;
}

function coordinates(e: Expr): Lanes | undefined {
  if (e.kind === "index") return { least: e.dim, most: e.dim };
  if (e.kind === "splat") return coordinates(e.x);
  return e.kind === "ramp" && e.base.kind === "index" ? { least: e.base.dim, most: add(e.base.dim, e.lanes - 1) } : undefined;
}

/** Whether a <= b in all lanes (true) or in none (false). */
function ordered(a: Lanes, b: Lanes): boolean | undefined {
  if (atMost(a.most, b.least) === true) return true;
  return atMost(a.least, b.most) === false ? false : undefined;
}
