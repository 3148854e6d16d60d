/**
 * Discrete Fourier transforms as sums over a table of roots of unity: y[k] = sum over n of x[n] * exp(-+ 2 pi i k n / N). The table is computed
 * once a run, so the sum has no function calls; n^2 steps.
 */
import { type Dim, mod, mul as times } from "../../core/dim.ts";
import type { LowerContext } from "../../graph/graph.ts";
import { axis, type Compute, compute, coordinate } from "../../loop/compute.ts";
import { add, cast, constant, div, type Expr, eq, index, mul, neg, read, select, sub, type Tensor, variable } from "../../loop/expr.ts";
import { cos, sin } from "../../loop/math/index.ts";

/** A complex number; `im` is left out where it is 0. */
export interface Complex {
  readonly re: Expr;
  readonly im?: Expr;
}

/** cos and sin of 2 pi k / size in the columns of [size, 2], in the float type of `like`. */
export function rootsOfUnity(context: LowerContext, size: number, like: Tensor): { readonly work: Compute; readonly table: Tensor } {
  const dtype = like.dtype === "f64" ? "f64" : "f32";
  const table = context.scratch("roots", dtype, [size, 2]);
  const axes = [axis("k", size), axis("part", 2)];
  const [k, part] = axes.map(coordinate) as [Dim, Dim];
  // Computed in doubles: the angles of large k would lose digits.
  const angle = div(mul(cast("f64", index(k)), constant("f64", 2 * Math.PI)), constant("f64", size));
  const value = select(eq(index(part), index(0)), cos(angle), sin(angle));
  return { work: compute({ name: "roots_of_unity", output: table, axes, value: dtype === "f64" ? value : cast("f32", value) }), table };
}

export interface Transform {
  readonly name: string;
  readonly output: Tensor;
  readonly axes: ReturnType<typeof axis>[];
  /** Which axis of the output counts frequencies; the last one holds real and imaginary part (or the real part alone). */
  readonly frequency: number;
  /** N of the roots, and how many elements are summed. */
  readonly size: number;
  readonly count: number;
  readonly inverse: boolean;
  readonly table: Tensor;
  /** The element summed at `n` for the output at `at`. */
  readonly element: (n: Dim, at: readonly Dim[]) => Complex;
}

export function transform({ name, output, axes, frequency, size, count, inverse, table, element }: Transform): Compute {
  const at = axes.map(coordinate);
  const along = axis("n", count);
  const n = coordinate(along);
  const turn = mod(times(at[frequency] ?? 0, n), size);
  const { re, im } = element(n, at);
  const [c, s] = [read(table, [turn, 0]), read(table, [turn, 1])];
  // Forward: (re + i im)(c - i s).
  const sine = inverse ? neg(s) : s;
  const real = im === undefined ? mul(re, c) : add(mul(re, c), mul(im, sine));
  const imaginary = im === undefined ? neg(mul(re, sine)) : sub(mul(im, c), mul(re, sine));
  const part = at.at(-1) ?? 0;
  const body = part === 0 ? real : select(eq(index(part), index(0)), real, imaginary);
  const result = variable("sum", body.dtype);
  const value = inverse ? div(result, constant(body.dtype, size)) : result;
  return compute({ name, output, axes, reduction: { axes: [along], combine: "sum", body, result }, value });
}
