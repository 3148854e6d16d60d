/**
 * Slices of strings in rounds of loops: taken from a tensor, and put into one. Strings can only be written one behind the other, so what is
 * collected along another axis than the first, or from the end, is put in its order after the last round.
 */
import { add, bounds, type Dim, mul, product } from "../../core/dim.ts";
import type { Work } from "../../graph/graph.ts";
import { computedDim, constant, scalarOf, type Tensor } from "../../loop/expr.ts";
import type { Stmt } from "../../loop/kernel.ts";
import { flattened } from "./counting.ts";
import { type Counter, fill } from "./regions.ts";
import { bound, type Memory, memory, routine } from "./routines.ts";
import { eachOf, partsOf, spanOf, strings, stringWriter } from "./strings.ts";

/** Strings, and the shape they are in. */
export interface Shaped {
  readonly tensor: Tensor;
  readonly shape: readonly Dim[];
}

/** The slices of a whole along an axis: `place` says which of them a round is about. */
export interface Line {
  readonly axis: number;
  readonly place: (round: Dim) => Dim;
}

/** The number of the round in a kernel: parameters, statements, and itself. */
function roundIn({ dim, held }: Counter): { readonly memories: readonly Memory[]; readonly statements: readonly Stmt[]; readonly round: Dim } {
  if (typeof dim === "number") return { memories: [], statements: [], round: dim };
  const m = memory("round", held, "in");
  const { statement, dim: round } = bound("round", computedDim("round", m.get([]), bounds(dim)));
  return { memories: [m], statements: [statement], round };
}

/** A slice of `whole` as strings of their own. */
export function takeStringSlice(whole: Shaped, part: Shaped, { axis, place }: Line, counter: Counter): Work {
  const [from, to] = [strings("x", whole.tensor, "in"), strings("y", part.tensor, "out")];
  const { memories, statements, round } = roundIn(counter);
  const writer = stringWriter(to);
  const body = eachOf(part.shape, (at) => {
    const { statements: found, span } = spanOf(from, flattened(whole.shape, at.toSpliced(axis, 0, place(round))));
    return [...found, ...writer.append(from, span), writer.finish(flattened(part.shape, at))];
  });
  const memory = [...partsOf(from), ...memories, ...partsOf(to)];
  return routine("take_string_slice", "one slice of strings", memory, [...statements, ...writer.start, ...body]);
}

/** No strings yet, so that slices can be put behind them. */
export const noStrings = (t: Tensor): readonly Work[] =>
  [t, ...(t.bytes === undefined ? [] : [t.bytes])].map((part) => fill(part, constant(scalarOf(part.dtype), 0)));

/** The strings of a round behind those of the rounds before it. */
export function appendStrings(part: Shaped, whole: Shaped, counter: Counter): Work {
  const [from, to] = [strings("x", part.tensor, "in"), strings("y", whole.tensor, "inout")];
  const { memories, statements, round } = roundIn(counter);
  const first = bound("before", mul(round, product(part.shape)));
  const writer = stringWriter(to, first.dim);
  const body = eachOf(part.shape, (at) => {
    const place = flattened(part.shape, at);
    const { statements: found, span } = spanOf(from, place);
    return [...found, ...writer.append(from, span), writer.finish(add(first.dim, place))];
  });
  const memory = [...partsOf(from), ...memories, ...partsOf(to)];
  return routine("append_strings", "strings behind those of the rounds before", memory, [...statements, first.statement, ...writer.start, ...body]);
}

/** Slices that stand in the order of `rounds`, each where it belongs. */
export function orderStringSlices(collected: Shaped, whole: Shaped, { axis, place }: Line): Work {
  const [from, to] = [strings("x", collected.tensor, "in"), strings("y", whole.tensor, "out")];
  const writer = stringWriter(to);
  const body = eachOf(whole.shape, (at) => {
    const { statements, span } = spanOf(from, flattened(collected.shape, [place(at[axis] ?? 0), ...at.toSpliced(axis, 1)]));
    return [...statements, ...writer.append(from, span), writer.finish(flattened(whole.shape, at))];
  });
  return routine("order_string_slices", "slices of strings in their order", [...partsOf(from), ...partsOf(to)], [...writer.start, ...body]);
}
