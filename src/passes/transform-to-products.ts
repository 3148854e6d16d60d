/**
 * transform-to-products: Fourier transforms of known length become matrix products, and those of frames the transforms of such. With a length of N1 N2, the element
 * n = N2 n1 + n2 and the frequency k = k1 + N1 k2,
 *   w^(n k) = exp(2 pi i n1 k1 / N1) exp(2 pi i n2 k / N),
 * so that one product sums over n1, and another, with a matrix for each k1, over n2: N (N1 + N2) terms instead of N^2.
 */
import { inferContextOf } from "../graph/build.ts";
import type { Node, Pass, Value } from "../graph/graph.ts";
import type { Rewriting, Rule } from "../graph/rewrite-nodes.ts";
import type { TensorType } from "../graph/types.ts";
import { Mul } from "../ops/arithmetic.ts";
import { type Along, DFT, knownTransform } from "../ops/dft.ts";
import { Frames } from "../ops/frames.ts";
import { MatMul } from "../ops/mat-mul.ts";
import { Pad } from "../ops/pad.ts";
import { Reshape } from "../ops/reshape.ts";
import { Slice } from "../ops/slice.ts";
import { knownFrames, STFT } from "../ops/stft.ts";
import { Transpose } from "../ops/transpose.ts";
import { isWideFloat, rulesPass, typeOf } from "./patterns.ts";

/** Elements that the matrices of a transform may have: 4 MiB of f32. */
const mostElements = 2 ** 20;

/** Terms of a sum that take as long as moving an element between two products. */
const termsOfMove = 16;

/** Columns of a product are computed in vectors. */
const inVectors = (columns: number): number => Math.ceil(columns / 8) * 8;

const product = (list: readonly number[]): number => list.reduce((a, b) => a * b, 1);

/** A transform of the last axis but one, `parts` numbers an element. */
interface Rows extends Along {
  readonly parts: number;
}

/** Frequencies k2 that hold the first `to`, of N1 for each. */
const secondOf = ({ to }: Rows, first: number): number => Math.ceil(to / first);

/** Elements of the matrices, and terms of all sums with what is moved for them. */
function costOf(t: Rows, first: number): { readonly elements: number; readonly terms: number } {
  const second = t.size / first;
  if (first === 1) return { elements: t.parts * t.size * 2 * t.to, terms: t.parts * t.size * inVectors(2 * t.to) };
  const [rows, matrices, columns] = [2 * first * t.parts * first, first * 2 * second, 2 * secondOf(t, first)];
  return { elements: rows + matrices * columns, terms: rows * inVectors(second) + matrices * inVectors(columns) + termsOfMove * 2 * (t.size + t.to) };
}

/** N1: the divisor of the length by which the products take the least time; 1 for one product, undefined where the matrices would be too large. */
function firstFactor(t: Rows): number | undefined {
  const divisors = Array.from({ length: Math.ceil(t.size / 2) }, (_, i) => i + 1).filter((d) => t.size % d === 0);
  const costs = divisors.map((d) => ({ d, ...costOf(t, d) })).filter(({ elements }) => elements <= mostElements);
  return costs.toSorted((a, b) => a.terms - b.terms)[0]?.d;
}

/** Part `to` of the product of part `from` of a number with exp(-2 pi i turns), or that of the inverse with exp(2 pi i turns). */
function rotated({ inverse }: Along, turns: number, from: number, to: number): number {
  const angle = 2 * Math.PI * (turns % 1);
  if (from === to) return Math.cos(angle);
  return (to === 0) !== inverse ? Math.sin(angle) : -Math.sin(angle);
}

/** Nodes around one transform, named after its result. */
class Transforms {
  readonly #graph: Rewriting;
  readonly #name: string;
  readonly #type: TensorType;

  constructor(graph: Rewriting, name: string, type: TensorType) {
    [this.#graph, this.#name, this.#type] = [graph, name, type];
  }

  reshaped(v: Value, shape: readonly number[]): Value {
    return this.#graph.emit(`${this.#name}.shaped`, Reshape, [v, this.#numbers("shape", shape)]);
  }

  ordered(v: Value, perm: readonly number[]): Value {
    return perm.every((p, a) => p === a) ? v : this.#graph.emit(`${this.#name}.ordered`, Transpose, [v], { perm });
  }

  product(left: Value, right: Value): Value {
    return this.#graph.emit(`${this.#name}.product`, MatMul, [left, right]);
  }

  /** [.., elements, parts] with `count` elements: zeros behind those that there are, or the first ones. */
  withLength(v: Value, count: number): Value {
    const shape = shapeOf(v);
    const more = count - (shape.at(-2) ?? 0);
    if (more === 0) return v;
    if (more > 0)
      return this.#graph.emit(
        `${this.#name}.padded`,
        Pad,
        [v, this.#numbers("pads", [...shape.map(() => 0), ...shape.map((_, a) => (a === shape.length - 2 ? more : 0))])],
        { mode: "constant" },
      );
    const [start, end, axis] = [[0], [count], [shape.length - 2]].map((list) => this.#numbers("bound", list));
    return this.#graph.emit(`${this.#name}.first`, Slice, [v, start, end, axis]);
  }

  /** The matrix, or the matrices, whose elements `element` gives by their coordinates. */
  matrix(shape: readonly number[], element: (at: readonly number[]) => number): Value {
    const numbers = Array.from({ length: product(shape) }, (_, i) => element(coordinates(shape, i)));
    return this.#graph.numbers(`${this.#name}.roots`, this.#type.dtype, shape, numbers);
  }

  #numbers(name: string, list: readonly number[]): Value {
    return this.#graph.numbers(`${this.#name}.${name}`, "i64", [list.length], list);
  }
}

function coordinates(shape: readonly number[], i: number): readonly number[] {
  let rest = i;
  return shape
    .toReversed()
    .map((extent) => {
      const c = rest % extent;
      rest = Math.floor(rest / extent);
      return c;
    })
    .toReversed();
}

const shapeOf = (v: Value): readonly number[] => (typeOf(v)?.shape ?? []).map(Number);
const hasKnownShape = (v: Value | undefined): boolean => typeOf(v)?.shape.every((d) => typeof d === "number" && d > 0) === true;

/** One product with the matrix of all roots: [rows, elements, parts] to [rows, frequencies, 2]. */
function atOnce(g: Transforms, t: Rows, x: Value): Value {
  const roots = g.matrix([t.size, t.parts, t.to, 2], ([n = 0, p = 0, k = 0, q = 0]) => scaleOf(t) * rotated(t, (n * k) / t.size, p, q));
  const rows = shapeOf(x)[0] ?? 1;
  const flat = g.reshaped(roots, [t.size * t.parts, t.to * 2]);
  return g.reshaped(g.product(g.reshaped(x, [rows, t.size * t.parts]), flat), [rows, t.to, 2]);
}

/** Two products: first the sums over n1 for each n2, then those over n2. */
function inTwo(g: Transforms, t: Rows, x: Value, first: number): Value {
  const [rows, second, frequencies] = [shapeOf(x)[0] ?? 1, t.size / first, secondOf(t, first)];
  const apart = g.ordered(g.reshaped(x, [rows, first, second, t.parts]), [0, 1, 3, 2]);
  const overFirst = g.matrix([first, 2, first, t.parts], ([k = 0, q = 0, n = 0, p = 0]) => rotated(t, (n * k) / first, p, q));
  const sums = g.product(g.reshaped(overFirst, [2 * first, t.parts * first]), g.reshaped(apart, [rows, first * t.parts, second]));
  const byFrequency = g.ordered(g.reshaped(sums, [rows, first, 2 * second]), [1, 0, 2]);
  const overSecond = g.matrix(
    [first, 2, second, frequencies, 2],
    ([k1 = 0, p = 0, n = 0, k2 = 0, q = 0]) => scaleOf(t) * rotated(t, (n * (k1 + first * k2)) / t.size, p, q),
  );
  const results = g.product(byFrequency, g.reshaped(overSecond, [first, 2 * second, frequencies * 2]));
  const inOrder = g.ordered(g.reshaped(results, [first, rows, frequencies, 2]), [1, 2, 0, 3]);
  return g.withLength(g.reshaped(inOrder, [rows, frequencies * first, 2]), t.to);
}

const scaleOf = ({ inverse, size }: Along): number => (inverse ? 1 / size : 1);

const transform: Rule = (n, graph) => {
  const [x] = n.inputs;
  const known = n.op === DFT && isWideFloat(x) && hasKnownShape(x) ? knownTransform(inferContextOf(n)) : undefined;
  const type = typeOf(x);
  if (known === undefined || x === undefined || type === undefined || (known.inverse && known.onesided)) return undefined;
  const shape = shapeOf(x);
  const t: Rows = { ...known, parts: shape.at(-1) ?? 1 };
  const first = firstFactor(t);
  if (first === undefined) return undefined;
  const g = new Transforms(graph, nameOf(n), type);
  const axes = shape.map((_, a) => a);
  const perm = [...axes.filter((a) => a !== t.axis).toSpliced(-1, 0, t.axis)];
  const whole = g.withLength(g.ordered(x, perm), t.size);
  const outer = shapeOf(whole).slice(0, -2);
  const rows = g.reshaped(whole, [product(outer), t.size, t.parts]);
  const result = first === 1 ? atOnce(g, t, rows) : inTwo(g, t, rows, first);
  return g.ordered(
    g.reshaped(result, [...outer, t.to, 2]),
    axes.map((a) => perm.indexOf(a)),
  );
};

const nameOf = (n: Node): string => n.outputs[0]?.name ?? "transform";

const framed: Rule = (n, graph) => {
  const [signal, , window] = n.inputs;
  const frames = n.op === STFT && isWideFloat(signal) && hasKnownShape(signal) ? knownFrames(inferContextOf(n)) : undefined;
  const type = typeOf(signal);
  if (frames === undefined || signal === undefined || type === undefined) return undefined;
  const g = new Transforms(graph, nameOf(n), type);
  const shape = shapeOf(signal);
  const apart = graph.emit(`${nameOf(n)}.frames`, Frames, [shape.length === 2 ? g.reshaped(signal, [...shape, 1]) : signal], frames);
  const weighted = window === undefined ? apart : graph.emit(`${nameOf(n)}.weighted`, Mul, [apart, g.reshaped(window, [frames.size, 1])]);
  return graph.replace(DFT, [weighted], { onesided: n.attrs.onesided === true ? 1 : 0 });
};

export const transformToProducts: Pass = rulesPass({
  name: "transform-to-products",
  doc: "turns Fourier transforms into matrix products",
  contract: "reassociates",
  rules: [framed, transform],
});
