/**
 * MoE and QMoE (com.microsoft): for each token the k experts with the largest router values, each two matrix products with an activation between, summed
 * by weights. MoE's weights are the experts' probabilities among all, QMoE's among the chosen ones, or given; QMoE's matrices hold integers of 2, 4 or 8 bits.
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { type Dim, product, shapeText } from "../core/dim.ts";
import {
  type AttrReader,
  type Attrs,
  defineOp,
  type ExpandContext,
  f32Tolerance,
  type InferContext,
  type OpDef,
  type Value,
} from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { Clip } from "./clip.ts";
import { ExpertProducts } from "./expert-products.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { countAttribute, floats, ranked, sameDType, typed } from "./families/type-sets.ts";
import { GatherElements } from "./gather-elements.ts";
import { Gelu } from "./gelu.ts";
import { Relu } from "./rectifiers.ts";
import { ReduceSum } from "./reduce.ts";
import { Swish } from "./sigmoids.ts";
import { TopK } from "./top-k.ts";

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
  /** Of the gate's own layer, which nothing here computes. */
  readonly third: readonly number[];
  readonly routerWeights?: number;
}

const activations = ["gelu", "identity", "relu", "silu", "swiglu"] as const;

function attrsOf(raw: AttrReader): Attrs {
  const activation = raw.string("activation_type", "relu");
  if (!(activations as readonly string[]).includes(activation))
    raw.fail(`activation_type is "${activation}", expected one of ${activations.join(", ")}`);
  if (raw.int("use_sparse_mixer", 0) !== 0) raw.fail("attribute use_sparse_mixer is 1, 0 is expected");
  if (activation === "swiglu" && raw.int("swiglu_fusion", 0) !== 1)
    raw.fail(`attribute swiglu_fusion is ${raw.int("swiglu_fusion", 0)}, 1 is expected`, "export with gate and value in turns in one matrix");
  return {
    activation,
    k: countAttribute(raw, "k"),
    isNormalized: raw.int("normalize_routing_weights", 0) !== 0,
    alpha: raw.float("activation_alpha", 1),
    beta: raw.float("activation_beta", 0),
    limit: raw.has("swiglu_limit") ? raw.float("swiglu_limit") : undefined,
  };
}

function typesOf(context: InferContext, { third, first, second }: Positions): readonly TensorType[] {
  const { dtype, shape } = typed(context, 0, floats);
  sameDType(context, 0, 1);
  const router = ranked(context, 1, 2, "[tokens, experts]");
  if (shape.length !== 2 && shape.length !== 3)
    context.fail(`input 0 has shape ${shapeText(shape)}, [tokens, width] or [batch, length, width] is expected`);
  const other = third.find((i) => context.inputs[i] !== undefined);
  if (other !== undefined)
    context.fail(`has input ${other}, a layer for the gate alone`, "export with swiglu_fusion=1, gate and value in one matrix");
  const experts = router[1];
  if (typeof experts !== "number" || experts < Number(context.attrs.k)) context.fail(`takes ${context.attrs.k} of ${shapeText(router)} experts`);
  for (const { weights } of [first, second]) {
    const found = ranked(context, weights, 3, "[experts, rows, depth]");
    if (found[0] !== experts) context.fail(`input ${weights} has shape ${shapeText(found)}, router values are ${shapeText(router)}`);
  }
  return [tensorType(dtype, shape)];
}

/** x through a layer of the chosen experts. */
function through(c: Composer, { inputs, attrs }: ExpandContext, layer: Layer, x: Value, experts: Value): Value {
  const { bits = 0, block = 0 } = attrs as { readonly bits?: number; readonly block?: number };
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

/** x is [tokens, choices, width]; of swiglu's pairs one half as many come out. */
function activated(c: Composer, { attrs }: ExpandContext, x: Value): Value {
  const { activation, alpha, beta, limit } = attrs as {
    readonly activation: string;
    readonly alpha: number;
    readonly beta: number;
    readonly limit?: number;
  };
  if (activation === "relu") return c.node(Relu, [x]);
  if (activation === "gelu") return c.node(Gelu, [x], { approximate: "tanh" });
  if (activation === "silu") return c.node(Swish, [x]);
  if (activation === "identity") return x;
  const [tokens, chosen, width] = typeOf(x).shape as readonly [Dim, Dim, Dim];
  const half = Number(width) / 2;
  const pairs = c.reshape(x, [tokens, chosen, half, 2]);
  const { dtype } = typeOf(x);
  const part = (i: number): Value => c.reshape(c.slice(pairs, 3, i, i + 1), [tokens, chosen, half]);
  const [most, least] = limit === undefined ? [undefined, undefined] : [c.scalar(dtype, limit), c.scalar(dtype, -limit)];
  const gate = most === undefined ? part(0) : c.node(Clip, [part(0), undefined, most]);
  const value = most === undefined ? part(1) : c.node(Clip, [part(1), least, most]);
  const shifted = beta === 0 ? value : c.add(value, c.scalar(dtype, beta));
  return c.mul(c.node(Swish, [gate], { alpha }), shifted);
}

interface Routes {
  /** [tokens, k] */
  readonly experts: Value;
  readonly weights: Value;
}

const best = (c: Composer, { emit, attrs }: ExpandContext, x: Value): readonly [Value, Value] =>
  emit(TopK, [x, c.integers([attrs.k as number])], { axis: -1 }, 2) as readonly [Value, Value];

const normalized = (c: Composer, weights: Value): Value => c.div(weights, c.node(ReduceSum, [weights, c.integers([1])], { keepdims: 1 }));

function amongAll(c: Composer, context: ExpandContext): Routes {
  const [weights, experts] = best(c, context, c.softmax(context.inputs[1] as Value));
  return { experts, weights: context.attrs.isNormalized === true ? normalized(c, weights) : weights };
}

function amongChosen(c: Composer, context: ExpandContext, routerWeights: Value | undefined): Routes {
  const [values, experts] = best(c, context, context.inputs[1] as Value);
  if (routerWeights === undefined) return { experts, weights: c.softmax(values) };
  const given = c.node(GatherElements, [routerWeights, experts], { axis: 1 });
  return { experts, weights: context.attrs.isNormalized === true ? normalized(c, given) : given };
}

function expanded(context: ExpandContext, positions: Positions, routes: (c: Composer) => Routes): readonly Value[] {
  const c = composer(context);
  const x = context.inputs[0] as Value;
  const { shape } = typeOf(x);
  const [tokens, width] = [product(shape.slice(0, -1)), shape.at(-1) as Dim];
  const { experts, weights } = routes(c);
  const hidden = activated(c, context, through(c, context, positions.first, c.reshape(x, [tokens, 1, width]), experts));
  const results = through(c, context, positions.second, hidden, experts);
  const weighted = c.mul(results, c.reshape(weights, [tokens, context.attrs.k as number, 1]));
  return [c.reshape(c.node(ReduceSum, [weighted, c.integers([1])], { keepdims: 0 }), shape)];
}

const common: Pick<OpDef, "domain" | "opset" | "since" | "tolerance"> = { domain: "com.microsoft", opset: 1, since: 1, tolerance: f32Tolerance };
const plain: Positions = { first: { weights: 2, bias: 3 }, second: { weights: 4, bias: 5 }, third: [6, 7] };

export const MoE = defineOp({
  ...common,
  name: "MoE",
  doc: "the best experts of each token, summed by their probabilities",
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
  ],
});

const quantized: Positions = {
  first: { weights: 2, scales: 3, bias: 4, zeros: 11 },
  second: { weights: 5, scales: 6, bias: 7, zeros: 12 },
  third: [8, 9, 10, 13],
  routerWeights: 14,
};

export const QMoE = defineOp({
  ...common,
  name: "QMoE",
  doc: "the best experts of each token, of matrices of few bits, summed by their probabilities among the chosen",
  attrs(raw) {
    const bits = raw.int("expert_weight_bits", 4);
    if (![2, 4, 8].includes(bits)) raw.fail(`attribute expert_weight_bits is ${bits}, 2, 4 or 8 is expected`);
    return { ...attrsOf(raw), bits, block: raw.int("block_size", 0) };
  },
  infer: (context) => typesOf(context, quantized),
  expand: (context) => expanded(context, quantized, (c) => amongChosen(c, context, context.inputs[14])),
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
