/**
 * How far right programs of a model lie apart because they round differently. A layer that quantizes what it computes (DynamicQuantizeLinear) turns a
 * difference in the last place into a step of 1/255 of its range, and the layers behind it make more of that: such a network differs by a percent from
 * itself. It is measured as in Monte Carlo arithmetic (D. S. Parker, UCLA CSD-970002, 1997): once more with everything it computes moved at random by
 * about a unit in the last place.
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
import { runBuild } from "./run.ts";

/** The distance of each output of floats, by name, as a part of its largest element. */
export type RoundingSpread = ReadonlyMap<string, number>;

/** Measures a case when it is first asked for, since few models need it, in TypeScript. Nothing is known of a model that does not fit that. */
export function roundingSpreads(path: string, { precise, progress = () => {} }: BuildOptions): (one: Case) => Promise<RoundingSpread> {
  const measured = new Map<Case, Promise<RoundingSpread>>();
  const outputsOf = async ({ model, inputs }: Case, graph: Graph) =>
    runBuild(await buildTarget({ ...model, graph }, targetNamed("ts"), path, { precise }), inputs);
  const measure = async (one: Case): Promise<RoundingSpread> => {
    progress("measure rounding");
    try {
      const asWritten = await outputsOf(one, one.model.graph);
      const moved = new Map((await outputsOf(one, inLastPlaces(one.model.graph))).map((o) => [o.name, o.array]));
      const floats = asWritten.filter((o) => dtypes[o.dtype].kind === "float");
      return new Map(floats.map((o) => [o.name, compare(o, moved.get(o.name), 0).maxRelative]));
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

const fewestFactors = 64;
const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** The graph with every matrix of f32 that a node computes multiplied by factors of 1 and its neighbours. Lists are left alone: sizes are computed in them. */
function inLastPlaces(graph: Graph): Graph {
  let seed = 0;
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
