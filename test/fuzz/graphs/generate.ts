/** Random valid graphs by number, and as model files: the same seed and number give the same graph everywhere. */
import { GraphBuilder, modelBytes } from "../../support/onnx-writer.ts";
import { arrayOf, type FuzzGraph, Growing } from "./growing.ts";
import { recipes } from "./recipes.ts";

const totalWeight = recipes.reduce((sum, [weight]) => sum + weight, 0);

function anyRecipe(g: Growing) {
  let at = g.random.uniform(0, totalWeight);
  for (const [weight, recipe] of recipes) {
    at -= weight;
    if (at < 0) return recipe;
  }
  return (recipes[0] as (typeof recipes)[number])[1];
}

/** One to seven steps, each a recipe, on one or two inputs. */
export function fuzzGraph(seed: number, index: number): FuzzGraph {
  const g = new Growing(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const rank = g.pick([1, 2, 2, 3, 3, 4, 4, 4, 4, 5]);
  const shape = Array.from({ length: rank }, (_, i) => (i === 0 && rank > 2 ? g.int(1, 2) : g.pick([1, 2, 3, 4, 5, 7, 8, 16, 17])));
  g.given("f32", shape, false);
  if (g.chance(0.3)) g.given("f32", shape, false);
  const wanted = g.int(1, 7);
  for (let tries = 0; g.size < wanted && tries < 40; tries++) anyRecipe(g)(g);
  return pruned(g.graph());
}

/** Names that are computed and not read. */
export function outputsOf({ nodes }: FuzzGraph): readonly string[] {
  const read = new Set(nodes.flatMap((n) => n.inputs));
  return nodes.flatMap((n) => n.outputs.filter((name) => !read.has(name)));
}

/** Without what the wanted outputs (all, by default) do not need. */
export function pruned(graph: FuzzGraph, wanted: readonly string[] = outputsOf(graph)): FuzzGraph {
  const needed = new Set(wanted);
  const nodes = graph.nodes.toReversed().filter((n) => {
    if (!n.outputs.some((name) => needed.has(name))) return false;
    for (const name of n.inputs) needed.add(name);
    return true;
  });
  return { ...graph, nodes: nodes.toReversed(), given: graph.given.filter(({ name }) => needed.has(name)) };
}

const opset = 21;

/** The model file; `all` makes every computed value an output. */
export function modelOf(graph: FuzzGraph, all = false): Uint8Array {
  const builder = new GraphBuilder("fuzz");
  for (const { name, dtype, shape, values, constant } of graph.given) {
    if (constant) builder.initializer(name, dtype, shape, arrayOf(dtype, values));
    else builder.input(name, shape, dtype);
  }
  graph.nodes.forEach(({ op, domain, attrs, inputs, outputs }, i) => {
    builder.node(op, inputs, attrs, { name: `n${i}_${op}`, outputs, domain });
  });
  const outputs = all ? graph.nodes.flatMap((n) => n.outputs) : outputsOf(graph);
  for (const name of outputs) {
    const type = graph.types[name];
    builder.output(name, type?.shape, type?.dtype);
  }
  return modelBytes(builder, { opset, irVersion: 10 });
}

/** For people: inputs, then a line a node. */
export const graphText = (graph: FuzzGraph): string =>
  [
    ...graph.given.map((x) => `${x.constant ? "const" : "input"} ${x.name}: ${x.dtype}[${x.shape}]${x.values.length <= 8 ? ` = ${x.values}` : ""}`),
    ...graph.nodes.map(
      (n) =>
        `${n.outputs} = ${n.op}(${n.inputs}) ${JSON.stringify(n.attrs)} -> ${n.outputs.map((o) => `${graph.types[o]?.dtype}[${graph.types[o]?.shape}]`)}`,
    ),
  ].join("\n");
