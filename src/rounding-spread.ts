/**
 * How far right programs of a model lie apart because they round differently. A layer that quantizes what it computes (DynamicQuantizeLinear) turns a
 * difference in the last place into a step of 1/255 of its range, and the layers behind it make more of that: such a network differs by a percent from
 * itself. It is measured as in Monte Carlo arithmetic (D. S. Parker, UCLA CSD-970002, 1997): several times with everything it computes moved at random by
 * about a unit in the last place. Those runs are compared with one another, not with what is verified: a wrong kernel of that would look like rounding.
 */

import { type BuildOptions, buildTarget, targetNamed } from "./build.ts";
import type { Case } from "./cases.ts";
import { CompileError } from "./core/diagnostics.ts";
import { dtypes } from "./core/dtype.ts";
import type { Graph } from "./graph/graph.ts";
import { randomElements } from "./graph/random-elements.ts";
import { rewriteNodes } from "./graph/rewrite-nodes.ts";
import { staticShape } from "./graph/types.ts";
import { Mul } from "./ops/arithmetic.ts";
import { compare } from "./output-errors.ts";
import { type NamedTensor, runBuild } from "./run.ts";

/** The distance of each output of floats, by name, as a part of its largest element. */
export type RoundingSpread = ReadonlyMap<string, number>;

/** Runs that are compared. An output that is quantized lies whole steps apart, most of them one: two runs often show none of those that two others do. */
const runs = 4;

/** Measures a case when it is first asked for, since few models need it, in WebAssembly. Nothing is known of a model that does not fit that. */
export function roundingSpreads(path: string, { precise, progress = () => {} }: BuildOptions): (one: Case) => Promise<RoundingSpread> {
  const measured = new Map<Case, Promise<RoundingSpread>>();
  const outputsOf = async ({ model, inputs }: Case, graph: Graph) =>
    runBuild(await buildTarget({ ...model, graph }, targetNamed("wasm"), path, { precise }), inputs);
  const measure = async (one: Case): Promise<RoundingSpread> => {
    progress("measure rounding");
    try {
      const moved: (readonly NamedTensor[])[] = [];
      for (let run = 0; run < runs; run++) moved.push(await outputsOf(one, inLastPlaces(one.model.graph, run)));
      const floats = (moved[0] ?? []).filter((o) => dtypes[o.dtype].kind === "float");
      return new Map(floats.map(({ name }) => [name, largestDistance(moved.flatMap((of) => of.filter((o) => o.name === name)))]));
    } catch (error) {
      if (error instanceof CompileError) return new Map();
      throw error;
    }
  };
  return (one) => {
    const found = measured.get(one) ?? measure(one);
    measured.set(one, found);
    return found;
  };
}

/** Of any two of an output's results, in parts of the largest element of either. NaN where one of them has a NaN or an infinity of its own. */
function largestDistance(results: readonly NamedTensor[]): number {
  const distances = results.flatMap((a) => results.map((b) => compare(a, b.array, 0).maxRelative));
  return Math.max(...distances);
}

const fewestFactors = 64;
const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/**
 * The graph with every matrix of f32 that a node computes multiplied by factors of 1 and its neighbours, others in each run. Lists are left alone: sizes are
 * computed in them.
 */
function inLastPlaces(graph: Graph, run: number): Graph {
  let seed = run * graph.nodes.length;
  return rewriteNodes(graph, (n, now) => {
    const [output, other] = n.outputs;
    const shape = output?.type.kind === "tensor" && output.type.dtype === "f32" ? staticShape(output.type.shape) : undefined;
    if (output === undefined || other !== undefined || shape === undefined || shape.length < 2) return undefined;
    const axis = shape.findLastIndex((_, first) => product(shape.slice(first)) >= fewestFactors);
    const sizes = shape.slice(Math.max(axis, 0));
    const moves = randomElements("f32", product(sizes), seed++) as Float32Array;
    const factors = moves.map((move) => 1 + Math.round(move) * 2 ** -23);
    return now.replace(Mul, [now.emitLike(n, n.inputs), now.constant(`${output.name}_last_places`, "f32", sizes, factors)]);
  });
}
