/**
 * Rotation by position: pairs of elements of a head are turned by the angle of their position, (a, b) -> (a cos - b sin, b cos + a sin).
 * Pairs are neighbours (interleaved) or half the rotated part apart; elements behind it stay. Where angles come from is the operator's.
 */
import { add, type Dim, mul, sub } from "../../core/dim.ts";
import { shapeText } from "../../core/dim-fold.ts";
import type { InferContext, LowerContext } from "../../graph/graph.ts";
import { type Compute, compute, coordinate, axis as makeAxis } from "../../loop/compute.ts";
import { type Expr, sub as minus, add as plus, read, type Tensor, mul as times } from "../../loop/expr.ts";

export interface RotatedShape {
  readonly batch: Dim;
  readonly length: Dim;
  readonly heads: Dim;
  readonly size: number;
}

/** Batch, length and heads of [batch, heads, length, size] or of [batch, length, heads * size] with `heads` heads. */
export function rotatedShape(context: Pick<InferContext | LowerContext, "fail">, shape: readonly Dim[], heads: number): RotatedShape {
  const [batch, second, third, fourth] = shape;
  if (shape.length === 4 && typeof fourth === "number") return { batch: batch as Dim, heads: second as Dim, length: third as Dim, size: fourth };
  if (shape.length === 3 && typeof third === "number" && heads > 0 && third % heads === 0)
    return { batch: batch as Dim, heads, length: second as Dim, size: third / heads };
  return context.fail(`input has shape ${shapeText(shape)}, which is not [batch, heads, length, size], and does not divide into ${heads} heads`);
}

export interface Rotation {
  readonly x: Tensor;
  readonly output: Tensor;
  readonly shape: RotatedShape;
  /** Elements of each head that are turned: an even number. */
  readonly turned: number;
  readonly interleaved: boolean;
  /** Cosine and sine of the angle of pair `i` at a position. */
  readonly angle: (batch: Dim, position: Dim, pair: Dim) => { readonly cos: Expr; readonly sin: Expr };
}

/** First elements of pairs, second elements, and what is behind them. */
export function rotate({ x, output, shape, turned, interleaved, angle }: Rotation): readonly Compute[] {
  const { size } = shape;
  const half = turned / 2;
  const part = (
    name: string,
    count: number,
    value: (pair: Dim, element: (d: Dim) => Expr, at: readonly [Dim, Dim]) => Expr,
    place: (i: Dim) => Dim,
  ) => {
    const [n, h, s] = [makeAxis("n", shape.batch), makeAxis("h", shape.heads), makeAxis("s", shape.length)];
    const i = makeAxis("i", count);
    const [batch, head, position, pair] = [n, h, s, i].map(coordinate) as unknown as readonly [Dim, Dim, Dim, Dim];
    const at = (d: Dim): readonly Dim[] => (x.shape.length === 4 ? [batch, head, position, d] : [batch, position, add(mul(head, size), d)]);
    const axes = x.shape.length === 4 ? [n, h, s, i] : [n, s, h, i];
    return compute({ name, output, axes, at: at(place(pair)), value: value(pair, (d) => read(x, at(d)), [batch, position]) });
  };
  const first = (i: Dim): Dim => (interleaved ? mul(i, 2) : i);
  const second = (i: Dim): Dim => (interleaved ? add(mul(i, 2), 1) : add(i, half));
  const rest = (i: Dim): Dim => add(i, turned);
  const real = part(
    "rotary_real",
    half,
    (i, element, [n, s]) => {
      const { cos, sin } = angle(n, s, i);
      return minus(times(element(first(i)), cos), times(element(second(i)), sin));
    },
    first,
  );
  const imaginary = part(
    "rotary_imaginary",
    half,
    (i, element, [n, s]) => {
      const { cos, sin } = angle(n, s, i);
      return plus(times(element(second(i)), cos), times(element(first(i)), sin));
    },
    second,
  );
  const kept = turned === size ? [] : [part("rotary_kept", Number(sub(size, turned)), (i, element) => element(rest(i)), rest)];
  return [real, imaginary, ...kept];
}
