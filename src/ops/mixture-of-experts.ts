/**
 * MoE and QMoE (com.microsoft): for each token the k experts with the largest router values, each two matrix products with an activation between, summed
 * by weights. MoE's weights are the experts' probabilities among all, QMoE's among the chosen ones, or given, or for both those of a sparse mixer (which
 * ONNX Runtime computes on CUDA, and leaves out on processors). QMoE's matrices hold integers of 2, 4 or 8 bits. Of gated activations, gate and value stand
 * in turns in the first matrix (swiglu_fusion 1), as its halves (2), or values have a matrix of their own.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { type Dim, product } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, type ExpandContext, f32Tolerance, type InferContext, type OpDef, type Value } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { Clip } from "./clip.ts";
import { ExpertProducts } from "./expert-products.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { amongAll, amongChosen, bySparseMixer, type Routes } from "./families/expert-routes.ts";
import { countAttribute, floats, onlyDefault, ranked, sameDType, typed } from "./families/type-sets.ts";
import { Gelu } from "./gelu.ts";
import { Relu } from "./rectifiers.ts";
import { ReduceSum } from "./reduce.ts";
import { Swish } from "./sigmoids.ts";

/** Where the inputs of one layer stand; matrices are [experts, rows, depth]. */
interface Layer {
  readonly weights: number;
  readonly bias: number;
  readonly scales?: number;
  readonly zeros?: number;
}

interface Positions {
  readonly first: Layer;
  readonly second: Layer;
  /** What the activated results of the first are multiplied by, where it is given. */
  readonly third: Layer;
}

const activations = ["gelu", "identity", "relu", "silu", "swiglu"] as const;

function attrsOf(raw: AttrReader) {
  const activation = raw.string("activation_type", "relu");
  if (!(activations as readonly string[]).includes(activation))
    raw.fail(`activation_type is "${activation}", expected one of ${activations.join(", ")}`);
  const [fusion, k] = [raw.int("swiglu_fusion", 0), countAttribute(raw, "k")];
  if (![0, 1, 2].includes(fusion)) raw.fail(`attribute swiglu_fusion is ${fusion}, 0, 1 or 2 is expected`);
  const isSparse = raw.int("use_sparse_mixer", 0) !== 0;
  if (isSparse && k !== 2) raw.fail(`attribute use_sparse_mixer is 1, which chooses 2 experts, and k is ${k}`);
  return {
    activation,
    k,
    isSparse,
    fusion: activation === "swiglu" ? fusion : 0,
    isNormalized: raw.int("normalize_routing_weights", 0) !== 0,
    alpha: raw.float("activation_alpha", 1),
    beta: raw.float("activation_beta", 0),
    limit: raw.has("swiglu_limit") ? raw.float("swiglu_limit") : undefined,
  };
}

/** Bits and blocks are those of quantized weights. */
type Attributes = ReturnType<typeof attrsOf> & { readonly bits?: number; readonly block?: number };

function typesOf(context: InferContext<Attributes>, { third, first, second }: Positions): readonly TensorType[] {
  const { dtype, shape } = typed(context, 0, floats);
  sameDType(context, 0, 1);
  const router = ranked(context, 1, 2, "[tokens, experts]");
  if (shape.length !== 2 && shape.length !== 3)
    context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [tokens, width] or [batch, length, width] is expected`);
  const isApart = context.inputs[third.weights] !== undefined;
  const { fusion, activation } = context.attrs;
  if (isApart && fusion !== 0)
    context.fail(`has ${context.inputName(third.weights)}, a matrix of its own for values, and attribute swiglu_fusion is ${fusion}`);
  if (!isApart && activation === "swiglu" && fusion === 0)
    context.fail(`attribute swiglu_fusion is 0, and ${context.inputName(third.weights)}, the matrix for values, is left out`);
  const experts = router[1];
  if (typeof experts !== "number" || experts < context.attrs.k) context.fail(`takes ${context.attrs.k} of ${shapeText(router)} experts`);
  for (const { weights } of isApart ? [first, second, third] : [first, second]) {
    const found = ranked(context, weights, 3, "[experts, rows, depth]");
    if (found[0] !== experts) context.fail(`${context.inputName(weights)} has shape ${shapeText(found)}, router values are ${shapeText(router)}`);
  }
  return [tensorType(dtype, shape)];
}

/** x through a layer of the chosen experts. */
function through(c: Composer, { inputs, attrs }: ExpandContext<Attributes>, layer: Layer, x: Value, experts: Value): Value {
  const { bits = 0, block = 0 } = attrs;
  const scales = layer.scales === undefined ? undefined : inputs[layer.scales];
  const weights = inputs[layer.weights] as Value;
  const [count, rows] = typeOf(weights).shape as readonly [Dim, Dim];
  // A scale a row is one block.
  const inBlocks = scales === undefined || typeOf(scales).shape.length === 3 ? scales : c.reshape(scales, [count, rows, 1]);
  const whole = scales !== undefined && typeOf(scales).shape.length === 2;
  const zeros = layer.zeros === undefined ? undefined : inputs[layer.zeros];
  const given = [x, weights, experts, inputs[layer.bias], inBlocks, zeros];
  return c.node(ExpertProducts, given, { bits, block: whole ? 0 : block });
}

/** What the first layer makes of x, apart: what goes through the activation, and what that is multiplied by, if anything. */
function gateAndValue(
  c: Composer,
  context: ExpandContext<Attributes>,
  { first, third }: Positions,
  x: Value,
  experts: Value,
): readonly [Value, Value?] {
  const made = through(c, context, first, x, experts);
  if (context.inputs[third.weights] !== undefined) return [made, through(c, context, third, x, experts)];
  const { fusion } = context.attrs;
  if (fusion === 0) return [made];
  const [tokens, chosen, width] = typeOf(made).shape as readonly [Dim, Dim, Dim];
  const half = Number(width) / 2;
  if (fusion === 2) return [c.slice(made, 2, 0, half), c.slice(made, 2, half, 2 * half)];
  const pairs = c.reshape(made, [tokens, chosen, half, 2]);
  return [0, 1].map((i) => c.reshape(c.slice(pairs, 3, i, i + 1), [tokens, chosen, half])) as [Value, Value];
}

function activated(c: Composer, { attrs }: ExpandContext<Attributes>, gate: Value, value: Value | undefined): Value {
  if (attrs.activation === "swiglu" && value !== undefined) return swiGlu(c, attrs, gate, value);
  const result = ((): Value => {
    if (attrs.activation === "relu") return c.node(Relu, [gate]);
    if (attrs.activation === "gelu") return c.node(Gelu, [gate], { approximate: "tanh" });
    return attrs.activation === "silu" ? c.node(Swish, [gate]) : gate;
  })();
  return value === undefined ? result : c.mul(result, value);
}

function swiGlu(c: Composer, { alpha, beta, limit }: Attributes, gate: Value, value: Value): Value {
  const { dtype } = typeOf(gate);
  const [most, least] = limit === undefined ? [undefined, undefined] : [c.scalar(dtype, limit), c.scalar(dtype, -limit)];
  const kept = most === undefined ? value : c.node(Clip, [value, least, most]);
  const shifted = beta === 0 ? kept : c.add(kept, c.scalar(dtype, beta));
  return c.mul(c.node(Swish, [most === undefined ? gate : c.node(Clip, [gate, undefined, most])], { alpha }), shifted);
}

function expanded(context: ExpandContext<Attributes>, positions: Positions, routes: (c: Composer) => Routes): readonly Value[] {
  const c = composer(context);
  const x = context.inputs[0] as Value;
  const { shape } = typeOf(x);
  const [tokens, width] = [product(shape.slice(0, -1)), shape.at(-1) as Dim];
  const { experts, weights } = context.attrs.isSparse ? bySparseMixer(c, context) : routes(c);
  const [gate, value] = gateAndValue(c, context, positions, c.reshape(x, [tokens, 1, width]), experts);
  const hidden = activated(c, context, gate, value);
  const results = through(c, context, positions.second, hidden, experts);
  const weighted = c.mul(results, c.reshape(weights, [tokens, context.attrs.k, 1]));
  return [c.reshape(c.node(ReduceSum, [weighted, c.integers([1])], { keepdims: 0 }), shape)];
}

const common: Pick<OpDef, "domain" | "opset" | "since" | "tolerance"> = { domain: "com.microsoft", opset: 1, since: 1, tolerance: f32Tolerance };
const plain: Positions = { first: { weights: 2, bias: 3 }, second: { weights: 4, bias: 5 }, third: { weights: 6, bias: 7 } };

export const MoE = defineOp({
  ...common,
  name: "MoE",
  doc: "the best experts of each token, summed by their probabilities",
  inputs: [
    "input",
    "router_probs",
    "fc1_experts_weights",
    "fc1_experts_bias",
    "fc2_experts_weights",
    "fc2_experts_bias",
    "fc3_experts_weights",
    "fc3_experts_bias",
  ],
  attrs: attrsOf,
  infer: (context) => typesOf(context, plain),
  expand: (context) => expanded(context, plain, (c) => amongAll(c, context)),
  examples: [
    {
      note: "the second of two experts for one token, both alike sure",
      attrs: { k: 1 },
      inputs: [
        { shape: [1, 1], values: [2] },
        { shape: [1, 2], values: [0, Math.log(3)] },
        { shape: [2, 1, 1], values: [5, 1] },
        { shape: [2, 1], values: [0, 2] },
        { shape: [2, 1, 1], values: [5, 10] },
      ],
      outputs: [{ shape: [1, 1], values: [30] }],
    },
    {
      note: "a sparse mixer of three experts, of which two are near each other, and values from a matrix of their own",
      attrs: { k: 2, use_sparse_mixer: 1 },
      inputs: [
        { shape: [1, 1], values: [2] },
        { shape: [1, 3], values: [1, 1, 0.5] },
        { shape: [3, 1, 1], values: [1, 2, 9] },
        undefined,
        { shape: [3, 1, 1], values: [1, 1, 1] },
        undefined,
        { shape: [3, 1, 1], values: [3, 5, 9] },
      ],
      outputs: [{ shape: [1, 1], values: [46] }],
    },
    {
      note: "gate and value as halves of one matrix",
      attrs: { k: 1, activation_type: "swiglu", swiglu_fusion: 2, activation_beta: 1 },
      inputs: [
        { shape: [1, 1], values: [1] },
        { shape: [1, 1], values: [0] },
        { shape: [1, 2, 1], values: [1, 3] },
        undefined,
        { shape: [1, 1, 1], values: [1] },
      ],
      outputs: [{ shape: [1, 1], values: [4 / (1 + Math.exp(-1))] }],
    },
  ],
});

const quantized: Positions = {
  first: { weights: 2, scales: 3, bias: 4, zeros: 11 },
  second: { weights: 5, scales: 6, bias: 7, zeros: 12 },
  third: { weights: 8, scales: 9, bias: 10, zeros: 13 },
};
/** Where the weights of experts stand that are not the router's probabilities. */
const routerWeights = 14;

export const QMoE = defineOp({
  ...common,
  name: "QMoE",
  doc: "the best experts of each token, of matrices of few bits, summed by their probabilities among the chosen",
  // Those behind are scales of quantizations to floats.
  inputs: [
    "input",
    "router_probs",
    "fc1_experts_weights",
    "fc1_scales",
    "fc1_experts_bias",
    "fc2_experts_weights",
    "fc2_scales",
    "fc2_experts_bias",
    "fc3_experts_weights",
    "fc3_scales",
    "fc3_experts_bias",
    "fc1_zero_points",
    "fc2_zero_points",
    "fc3_zero_points",
    "router_weights",
  ],
  attrs(raw) {
    const bits = raw.int("expert_weight_bits", 4);
    if (![2, 4, 8].includes(bits)) raw.fail(`attribute expert_weight_bits is ${bits}, 2, 4 or 8 is expected`);
    onlyDefault(raw, "quant_type", "int");
    if (raw.int("weights_prepacked", -1) > 0) raw.fail("attribute weights_prepacked is 1, the layout of GPUs; -1 or 0 is supported");
    return { ...attrsOf(raw), bits, block: raw.int("block_size", 0) };
  },
  // It allows to round activations.
  ignores: ["accuracy_level"],
  infer: (context) => typesOf(context, quantized),
  expand: (context) => expanded(context, quantized, (c) => amongChosen(c, context, context.inputs[routerWeights])),
  examples: [
    {
      note: "one of two experts, bytes",
      attrs: { k: 1, expert_weight_bits: 8, activation_type: "identity" },
      inputs: [
        { shape: [1, 1], values: [2] },
        { shape: [1, 2], values: [0, 1] },
        { dtype: "u8", shape: [2, 1, 1], values: [0, 129] },
        { shape: [2, 1], values: [1, 0.5] },
        undefined,
        { dtype: "u8", shape: [2, 1, 1], values: [0, 138] },
        { shape: [2, 1], values: [1, 1] },
      ],
      outputs: [{ shape: [1, 1], values: [10] }],
    },
  ],
});
