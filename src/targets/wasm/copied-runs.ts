/** Loops that copy neighbours one by one (rows that routines move: Scatter, padding of sequences) as loops over vectors and a rest, which V8 does not make of them. */
import { type Dim, dimOf, mul, type Sym } from "../../core/dim.ts";
import { substitute, symbolsOf } from "../../core/dim-fold.ts";
import { linearIn } from "../../core/dim-terms.ts";
import { bytesOf, type DType, isInteger } from "../../core/dtype.ts";
import { type Expr, type ExprOf, load } from "../../loop/expr.ts";
import { type Kernel, loop, type Stmt, store, withBodies, withBody } from "../../loop/kernel.ts";
import { computedValue } from "../../loop/rewrite-expr.ts";
import { mentions } from "../../loop/some.ts";

/** The same kernel. */
export const copiesInVectors = (kernel: Kernel): Kernel => withBody(kernel, kernel.body.flatMap(inVectors));

function inVectors(s: Stmt): readonly Stmt[] {
  return (s.kind === "for" ? copied(s) : undefined) ?? [withBodies(s, (body) => body.flatMap(inVectors))];
}

/** Both loops; undefined where it is not such a loop, or one of fewer elements than a vector has. */
function copied({ sym: s, from, to, body }: Stmt & { kind: "for" }): readonly Stmt[] | undefined {
  const [only, ...others] = body;
  if (only?.kind !== "store" || others.length > 0 || from !== 0 || typeof to !== "number") return undefined;
  const { value, buffer, at, count } = only;
  const lanes = lanesOf(buffer.dtype);
  if (lanes === undefined || to < lanes) return undefined;
  if (!isElement(value) || value.buffer === buffer || value.buffer.dtype !== buffer.dtype || count !== undefined) return undefined;
  if (!goesUpByOne(at, s) || !goesUpByOne(value.at, s)) return undefined;
  const part = (by: Dim, wide: number): Stmt => {
    const there = (d: Dim): Dim => substitute(d, (x) => (x === s ? by : undefined));
    return store(buffer, there(at), load(value.buffer, there(value.at), wide));
  };
  const vectors = Math.floor(to / lanes);
  const whole = loop(s.name, vectors, (v) => [part(mul(dimOf(v), lanes), lanes)]);
  return vectors * lanes === to ? [whole] : [whole, loop(s.name, to, (rest) => [part(dimOf(rest), 1)], { from: vectors * lanes })];
}

/** Of elements that are moved as they lie in memory. */
const lanesOf = (dtype: DType): number | undefined =>
  wordTypes.has(dtype) ? 4 : isInteger(dtype) && bytesOf(dtype) < 4 ? 16 / bytesOf(dtype) : undefined;

const wordTypes: ReadonlySet<DType> = new Set<DType>(["f32", "i32", "u32"]);

const isElement = (e: Expr): e is ExprOf<"load"> => e.kind === "load" && e.lanes === 1 && e.count === undefined;

function goesUpByOne(at: Dim, s: Sym): boolean {
  const computed = symbolsOf(at).flatMap((x) => computedValue(x) ?? []);
  return linearIn(at, s)?.coef === 1 && !computed.some((e) => mentions(e, s));
}
