/** Smaller graphs that may fail in the same way: without an attribute, with numbers nearer to 1 or 0, with elements in f32, with shorter axes. */
import type { Attributes } from "../../support/onnx-writer.ts";
import { pruned } from "./generate.ts";
import { type FuzzGraph, type Given, retyped } from "./growing.ts";

type NodeSpec = FuzzGraph["nodes"][number];

/** What is tried for a number: the least first. */
const nearer = (n: number): readonly number[] => [...new Set([1, Math.ceil(n / 2), n - 1])].filter((m) => m >= 1 && m < n);

/** The elements at the first places along every axis. */
function cornerOf({ shape, values, ...given }: Given, to: readonly number[]): Given {
  const from = (at: number): number => {
    let [rest, place, stride] = [at, 0, 1];
    for (const [axis, extent] of [...to.entries()].toReversed()) {
      place += (rest % extent) * stride;
      rest = Math.floor(rest / extent);
      stride *= shape[axis] as number;
    }
    return place;
  };
  return { ...given, shape: to, values: Array.from({ length: to.reduce((n, d) => n * d, 1) }, (_, at) => values[from(at)] as number) };
}

function* withAttrs(graph: FuzzGraph, change: (attrs: Attributes) => Iterable<Attributes>): Iterable<FuzzGraph> {
  for (const [i, n] of graph.nodes.entries())
    for (const attrs of change(n.attrs)) yield { ...graph, nodes: graph.nodes.map((other, k): NodeSpec => (k === i ? { ...n, attrs } : other)) };
}

function* fewerAttributes(attrs: Attributes): Iterable<Attributes> {
  for (const name of Object.keys(attrs)) yield Object.fromEntries(Object.entries(attrs).filter(([other]) => other !== name));
}

/** Whole numbers and lists of them: each alone, and all of a list together. */
function* nearerNumbers(attrs: Attributes): Iterable<Attributes> {
  for (const [name, given] of Object.entries(attrs)) {
    if (typeof given === "number") for (const n of [...nearer(given), ...(given === 0 ? [] : [0])]) yield { ...attrs, [name]: n };
    if (!Array.isArray(given) || !given.every((n) => typeof n === "number")) continue;
    const list: readonly number[] = given;
    for (const n of [0, 1]) if (list.some((m) => m > n)) yield { ...attrs, [name]: list.map((m) => Math.min(m, n)) };
    for (const [i, m] of list.entries()) for (const n of [...nearer(m), ...(m > 0 ? [0] : [])]) yield { ...attrs, [name]: list.with(i, n) };
  }
}

function* floats(graph: FuzzGraph): Iterable<FuzzGraph> {
  for (const x of graph.given)
    if (x.dtype !== "f32") yield { ...graph, given: graph.given.map((other) => (other === x ? { ...x, dtype: "f32" } : other)) };
  yield* withAttrs(graph, (attrs) => (typeof attrs.to === "number" && attrs.to !== 1 ? [{ ...attrs, to: 1 }] : []));
}

/** One axis of an input shorter, or all axes of one extent and the attributes that say it. */
function* shorterAxes(graph: FuzzGraph): Iterable<FuzzGraph> {
  const extents = [...new Set(graph.given.flatMap((x) => x.shape))].filter((d) => d > 1);
  for (const extent of extents.toSorted((a, b) => b - a))
    for (const to of nearer(extent)) {
      const shorter = (list: readonly number[]): readonly number[] => list.map((d) => (d === extent ? to : d));
      const attrs = (n: NodeSpec): Attributes =>
        Object.fromEntries(Object.entries(n.attrs).map(([name, a]) => [name, Array.isArray(a) ? shorter(a as readonly number[]) : a]));
      const given = graph.given.map((x) => cornerOf(x, shorter(x.shape)));
      yield { ...graph, given };
      yield { ...graph, given, nodes: graph.nodes.map((n) => ({ ...n, attrs: attrs(n) })) };
    }
  for (const x of graph.given)
    for (const [axis, extent] of x.shape.entries())
      for (const to of nearer(extent))
        yield { ...graph, given: graph.given.map((other) => (other === x ? cornerOf(x, x.shape.with(axis, to)) : other)) };
}

function* smaller(graph: FuzzGraph): Iterable<FuzzGraph> {
  yield* shorterAxes(graph);
  yield* withAttrs(graph, fewerAttributes);
  yield* floats(graph);
  yield* withAttrs(graph, nearerNumbers);
}

/** Runs of a graph that cutting one failure down is worth. */
const mostRuns = 200;

/** The graph made smaller, one change at a time, as long as it `fails`. */
export async function shrunk(graph: FuzzGraph, fails: (g: FuzzGraph) => Promise<boolean>): Promise<FuzzGraph> {
  let current = graph;
  let runs = 0;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of smaller(current)) {
      const typed = retyped(pruned(candidate));
      if (typed === undefined) continue;
      if (runs++ >= mostRuns) return current;
      if (!(await fails(typed))) continue;
      current = typed;
      isSmaller = true;
      break;
    }
  }
  return current;
}
