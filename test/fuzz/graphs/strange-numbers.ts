/** Graphs with infinities, zeros of both signs and NaN among the elements of their inputs. */
import type { FuzzGraph, Growing } from "./growing.ts";

const infinite = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];

/** Integers of floats, places that floats say, sums with weights of zero, which some leave out, and transforms in another order of sums. */
const undecided: ReadonlySet<string> = new Set([
  ...["Cast", "QuantizeLinear", "DynamicQuantizeLinear"],
  ...["GridSample", "DeformConv", "RoiAlign", "Resize"],
  ...["DFT", "STFT"],
  // ONNX Runtime bounds these by the largest finite numbers.
  ...["Clip", "MaxPool"],
  // ONNX Runtime's sums of squares run on from channel to channel: what comes behind an infinite one is NaN.
  "LRN",
  // Where the formula is -infinity times 0, ours is near the limit.
  ...["Gelu", "BiasGelu", "QuickGelu", "Erf"],
]);

/** ONNX Runtime ignores NaN in orders and in some lanes of maxima, also one that comes of infinities. */
const ordering: ReadonlySet<string> = new Set([
  ...["TopK", "ArgMax", "ArgMin", "Hardmax", "ReduceMax", "ReduceMin"],
  ...["ScatterElements", "ScatterND"],
]);

/** Weights that infinite ones would show the zeros of padding. */
const windows: ReadonlySet<string> = new Set(["Conv", "ConvTranspose"]);

/** The graph with a few elements of its f32 inputs replaced; undefined where an operator leaves their results open. */
export function withStrangeNumbers(g: Growing, graph: FuzzGraph): FuzzGraph | undefined {
  const has = (ops: ReadonlySet<string>): boolean => graph.nodes.some((n) => ops.has(n.op));
  const isComputed = (name: string | undefined): boolean => graph.nodes.some((n) => n.outputs.some((output) => output === name));
  if (has(undecided) || graph.nodes.some((n) => ordering.has(n.op) && isComputed(n.inputs[0]))) return undefined;
  const weights = new Set(graph.nodes.flatMap((n) => (windows.has(n.op) ? n.inputs.slice(1) : [])));
  const strange = has(ordering) ? infinite : [...infinite, Number.NaN];
  const part = g.pick([0.02, 0.2]);
  const replaced = (v: number): number => (g.chance(part) ? g.pick(strange) : v);
  const isChanged = ({ name, constant, dtype }: FuzzGraph["given"][number]): boolean => !constant && dtype === "f32" && !weights.has(name);
  return { ...graph, given: graph.given.map((x) => (isChanged(x) ? { ...x, values: x.values.map(replaced) } : x)), strange: true };
}
