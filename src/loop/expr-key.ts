/** Structural identity of expressions, as text. */
import { keyOf } from "../core/dim.ts";
import type { Expr } from "./expr.ts";

let objects = 0;
const numbers = new WeakMap<object, number>();

/** Tells apart objects of one name: two tiles called "acc" are not the same. */
function numbered(thing: { readonly name: string }): string {
  const number = numbers.get(thing) ?? objects++;
  numbers.set(thing, number);
  return `${thing.name}@${number}`;
}

/** Of one process: equal keys compute equal values. */
export function exprKey(e: Expr): string {
  const t = `${e.dtype}x${e.lanes}`;
  switch (e.kind) {
    case "const":
      return `${t}:${Object.is(e.value, -0) ? "-0" : e.value}`;
    case "index":
      return `index(${keyOf(e.dim)})`;
    case "var":
      return `${numbered(e)}:${t}`;
    case "read":
      return `read(${numbered(e.tensor)},${e.at.map(keyOf).join()})`;
    case "load":
      return `load${e.lanes}(${numbered(e.buffer)},${keyOf(e.at)}${e.count === undefined ? "" : `,${keyOf(e.count)}`})`;
    case "tileget":
      return `${numbered(e.tile)}[${e.at.map(keyOf).join()}]`;
    case "unary":
      return `${e.op}(${exprKey(e.x)})`;
    case "binary":
      return `${e.op}(${exprKey(e.a)},${exprKey(e.b)})`;
    case "select":
      return `select(${exprKey(e.condition)},${exprKey(e.then)},${exprKey(e.else)})`;
    case "cast":
      return `cast<${e.to}>(${exprKey(e.x)})`;
    case "bitcast":
      return `bitcast<${t}>(${exprKey(e.x)})`;
    case "splat":
      return `splat${e.lanes}(${exprKey(e.x)})`;
    case "lane":
      return `lane${e.lane}(${exprKey(e.x)})`;
    case "ramp":
      return `ramp${e.lanes}(${exprKey(e.base)})`;
    case "fold":
      return `fold.${e.op}(${exprKey(e.x)})`;
    case "call":
      return `${e.fn.name}(${e.args.map(exprKey).join()})`;
  }
}
