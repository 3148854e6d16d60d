/** Random valid graphs by number, and as model files: the same seed and number give the same graph everywhere. */
import { GraphBuilder, modelBytes } from "../../support/onnx-writer.ts";
import { withFloats } from "./float-types.ts";
import { elementsOf, type FuzzGraph, Growing, type Held } from "./growing.ts";
import type { Recipe } from "./operands.ts";
import { recipes } from "./recipes.ts";
import { attributeRecipes } from "./recipes-attributes.ts";
import { layerAttributeRecipes } from "./recipes-layer-attributes.ts";
import { networkRecipes } from "./recipes-networks.ts";
import { stringRecipes } from "./recipes-strings.ts";
import { windowAttributeRecipes } from "./recipes-window-attributes.ts";
import { convolution } from "./recipes-windows.ts";
import { withStrangeNumbers } from "./strange-numbers.ts";

type Recipes = typeof recipes;

const unusual: Recipes = [...attributeRecipes, ...layerAttributeRecipes, ...windowAttributeRecipes];

function anyRecipe(g: Growing, among: Recipes): Recipe {
  const total = among.reduce((sum, [weight]) => sum + weight, 0);
  let at = g.random.uniform(0, total);
  for (const [weight, recipe] of among) {
    at -= weight;
    if (at < 0) return recipe;
  }
  return (among[0] as Recipes[number])[1];
}

/** The shape of an input: small and uneven, now and then an image with channels for whole blocks and tiles. */
function inputShape(g: Growing): readonly number[] {
  if (g.chance(0.1)) return [1, g.pick([16, 24, 32, 40]), g.pick([8, 12, 14]), g.pick([8, 13, 14])];
  const rank = g.pick([1, 2, 2, 3, 3, 4, 4, 4, 4, 5]);
  return Array.from({ length: rank }, (_, i) => (i === 0 && rank > 2 ? g.int(1, 2) : g.pick([1, 2, 3, 4, 5, 7, 8, 16, 17])));
}

/** An image that a network takes, or a plane of many channels inside one. */
const imageShape = (g: Growing): readonly number[] => {
  const side = g.pick([7, 8, 13, 14, 20, 28]);
  return [g.chance(0.8) ? 1 : 2, g.pick([1, 3, 8, 16, 20, 24, 32, 48, 64]), side, g.chance(0.8) ? side : g.pick([5, 7, 12, 16, 17])];
};

/** What some graphs are, and how often. */
const chances = {
  empty: 0.06,
  large: 0.1,
  steered: 0.15,
  held: 0.15,
  free: 0.1,
  strange: 0.1,
  f16: 0.04,
  f64: 0.04,
  bf16: 0.04,
  strings: 0.06,
  network: 0.1,
  kept: 0.15,
  attributes: 0.1,
} as const;
export type Kind = keyof typeof chances;
export const kinds = Object.keys(chances) as readonly Kind[];

/**
 * One to seven steps, each a recipe, on one or two inputs, now and then more; in some graphs every other one is a convolution, which wants layouts of its own.
 * With `likely`, more than half of all graphs are of this kind.
 */
export function fuzzGraph(seed: number, index: number, likely?: Kind): FuzzGraph {
  const g = new Growing(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const is = (kind: Kind): boolean => g.chance(kind === likely ? 0.7 : chances[kind]);
  const isNetwork = is("network");
  const isOdd = is("attributes");
  const whole = isNetwork ? imageShape(g) : inputShape(g);
  const isEmpty = !isNetwork && is("empty");
  if (isNetwork) g.allow(200_000);
  if (isEmpty) g.allowEmpty();
  const none = g.int(0, whole.length - 1);
  const shape = isEmpty ? whole.with(none, 0) : whole;
  g.given("f32", shape, false);
  if (g.chance(0.3)) g.given("f32", shape, false);
  const isText = is("strings");
  if (isText) g.given("string", shape, false, [0, 99]);
  const wanted = is("large") ? g.int(8, 24) : g.int(1, 7);
  const alternates = !isNetwork && g.chance(0.3);
  const own = isNetwork ? networkRecipes : isOdd ? unusual : undefined;
  const among = (): Recipes => (own !== undefined && g.chance(0.8) ? own : isText && g.chance(0.4) ? stringRecipes : recipes);
  for (let tries = 0; g.size < wanted && tries < 6 * wanted; tries++) (alternates && tries % 2 === 0 ? convolution : anyRecipe(g, among()))(g);
  const plain = pruned(g.graph());
  const graph = is("kept") ? { ...plain, kept: new Set(Object.keys(plain.types).filter(() => g.chance(0.3))) } : plain;
  if (graph.steered !== undefined) return graph;
  if (is("steered")) return steered(g, graph);
  if (is("held")) return withHeld(g, graph);
  if (is("free")) return { ...graph, free: shape[0] as number };
  // Of -infinity times its Sigmoid ONNX Runtime makes NaN.
  if (!isNetwork && is("strange")) return withStrangeNumbers(g, graph) ?? graph;
  for (const dtype of ["f16", "f64", "bf16"] as const) if (is(dtype)) return withFloats(graph, dtype) ?? graph;
  return graph;
}

/** The graph with a list that steers shapes as an input. */
function steered(g: Growing, graph: FuzzGraph): FuzzGraph {
  const lists = graph.given.filter((x) => x.constant && x.dtype === "i64" && x.shape.length < 2);
  if (lists.length === 0) return graph;
  const one = g.pick(lists);
  return { ...graph, given: graph.given.map((x) => (x === one ? { ...x, constant: false } : x)), steered: g.pick(["declared", "found"]) };
}

/** The graph with its last nodes in branches or in a loop. */
const withHeld = (g: Growing, graph: FuzzGraph): FuzzGraph => ({
  ...graph,
  held: {
    op: g.pick(["If", "Loop", "Scan"]),
    nodes: new Set(graph.nodes.slice(g.int(0, graph.nodes.length - 1)).map((n) => n.outputs[0] as string)),
  },
});

/** Names of tensors that are computed and not read, or given out beside. */
export function outputsOf({ nodes, types, kept }: FuzzGraph): readonly string[] {
  const read = new Set(nodes.flatMap((n) => n.inputs));
  return nodes.flatMap((n) => n.outputs.filter((name) => (!read.has(name) || kept?.has(name)) && types[name] !== undefined));
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

const opset = 23;

/** The model file; `all` makes every computed value an output, where each stands in the graph itself. */
export function modelOf(graph: FuzzGraph, all = false): Uint8Array {
  const builder = new GraphBuilder("fuzz");
  for (const { name, dtype, shape, values, constant } of graph.given) {
    if (constant) builder.initializer(name, dtype, shape, elementsOf(dtype, values));
    else builder.input(name, shape.length > 0 && shape[0] === freeOf(graph) ? [freeDim, ...shape.slice(1)] : shape, dtype);
  }
  const held = all ? [] : graph.nodes.filter((n) => graph.held?.nodes.has(n.outputs[0] as string));
  addNodes(
    builder,
    graph.nodes.filter((n) => !held.includes(n)),
  );
  const outputs = all ? graph.nodes.flatMap((n) => n.outputs) : outputsOf(graph);
  const inside = outputs.filter((name) => held.some((n) => n.outputs.includes(name)));
  if (graph.held !== undefined && held.length > 0) hold(builder, graph, { op: graph.held.op, nodes: held, outputs: inside });
  for (const [name, { shape, dtype }] of Object.entries(graph.types)) {
    const isStacked = graph.held !== undefined && graph.held.op !== "If" && inside.includes(name);
    const isFound = graph.steered === "found" || freeOf(graph) !== undefined;
    if (outputs.includes(name)) builder.output(name, isFound ? undefined : isStacked ? [rounds, ...shape] : shape, dtype);
    else if (graph.steered === "declared") builder.declare(name, shape, dtype);
  }
  return modelBytes(builder, { opset, irVersion: 10, domains: { "com.microsoft": 1, "ai.onnx.ml": 3 } });
}

const rounds = 2;

/** Name of the dim that is free in some graphs. */
export const freeDim = "free";

/** Its value, where an input has it. */
export const freeOf = ({ free, given }: FuzzGraph): number | undefined => (given.some((x) => !x.constant && x.shape[0] === free) ? free : undefined);

function addNodes(builder: GraphBuilder, nodes: FuzzGraph["nodes"], named = (name: string): string => name): void {
  nodes.forEach(({ op, domain, attrs, inputs, outputs }, i) => {
    builder.node(op, inputs.map(named), attrs, { name: named(`n${i}_${op}`), outputs: outputs.map(named), domain });
  });
}

interface Holding {
  readonly op: Held["op"];
  readonly nodes: FuzzGraph["nodes"];
  readonly outputs: readonly string[];
}

/** An If by an input with `nodes` in both branches, or a Loop or Scan with them in its body; its outputs have the names of theirs. */
function hold(builder: GraphBuilder, { given, types }: FuzzGraph, { op, nodes, outputs }: Holding): void {
  const own = new Set(nodes.flatMap((n) => n.outputs));
  const body = (suffix: string, begin: (inner: GraphBuilder) => void, slice?: string): GraphBuilder => {
    const inner = new GraphBuilder(suffix);
    begin(inner);
    const named = (name: string): string => (own.has(name) || name === slice || name.startsWith("n") ? `${name}_${suffix}` : name);
    addNodes(inner, nodes, named);
    for (const name of outputs) inner.output(named(name), types[name]?.shape, types[name]?.dtype);
    return inner;
  };
  if (op === "If") {
    const branches = { then_branch: body("then", () => {}), else_branch: body("else", () => {}) };
    builder.node("If", [builder.input(condition, [], "bool")], branches, { name: "held", outputs });
    return;
  }
  const typeOf = (name: string) => types[name] ?? given.find((x) => x.name === name && !x.constant);
  const slice = nodes.flatMap((n) => n.inputs).find((name) => !own.has(name) && typeOf(name)?.dtype === "f32");
  if (op === "Scan" && slice !== undefined) {
    const state = (inner: GraphBuilder): string => inner.node("Neg", [inner.input("state", [], "f32")], {}, { outputs: ["next"] });
    const once = body(
      "slice",
      (inner) => {
        inner.output(state(inner), [], "f32");
        inner.input(`${slice}_slice`, typeOf(slice)?.shape, "f32");
      },
      slice,
    );
    const first = builder.initializer("first_axis", "i64", [1], [0]);
    const slices = [slice, builder.node("Neg", [slice])].map((name) => builder.node("Unsqueeze", [name, first]));
    const attrs = { body: once, num_scan_inputs: 1, scan_input_directions: [nodes.length % 2] };
    const from = [builder.initializer("begin", "f32", [], [1]), builder.node("Concat", slices, { axis: 0 })];
    builder.node("Scan", from, attrs, { name: "held", outputs: ["end", ...outputs] });
    return;
  }
  const once = body("round", (inner) => {
    inner.input("round", [], "i64");
    inner.output(inner.node("Identity", [inner.input("goes_on", [], "bool")], {}, { name: "goes", outputs: ["goes_on_too"] }), [], "bool");
  });
  builder.node("Loop", [builder.initializer("rounds", "i64", [], [rounds]), ""], { body: once }, { name: "held", outputs });
}

/** Name of the input that an If asks. */
export const condition = "which";

/** For people: inputs, then a line a node. */
export const graphText = (graph: FuzzGraph): string =>
  [
    ...(graph.held === undefined ? [] : [`${graph.held.op} holds ${[...graph.held.nodes].join()}`]),
    ...(graph.free === undefined ? [] : [`extents of ${graph.free} are free`]),
    ...(graph.strange === undefined ? [] : ["--precise"]),
    ...(graph.steered === undefined ? [] : [`steered, shapes ${graph.steered}`]),
    ...graph.given.map((x) => `${x.constant ? "const" : "input"} ${x.name}: ${x.dtype}[${x.shape}]${x.values.length <= 8 ? ` = ${x.values}` : ""}`),
    ...graph.nodes.map(
      (n) =>
        `${n.outputs} = ${n.op}(${n.inputs}) ${JSON.stringify(n.attrs)} -> ${n.outputs.map((o) => `${graph.types[o]?.dtype}[${graph.types[o]?.shape}]`)}`,
    ),
  ].join("\n");
