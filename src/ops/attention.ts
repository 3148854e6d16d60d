/**
 * Attention: softmax(scale * q k^T under masks) v for all heads, with grouped queries, past keys and values, softcap, causal masks and
 * sequence lengths, in 3-D (heads joined) or 4-D form. Since opset 23 (24: lengths). https://onnx.ai/onnx/operators/onnx__Attention.html
 */
import { add, type Dim, equalDims, mul } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, type ExpandContext, f32Tolerance, type InferContext, type Value } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { type Attended, attend, attention, joinHeads, type Masking, splitHeads } from "./families/attention.ts";
import { type Composer, composer, typeOf } from "./families/composing.ts";
import { elementTypeAttribute } from "./families/element-numbers.ts";
import { floats, indexTypes, sameDType, typed } from "./families/type-sets.ts";
import { Identity } from "./identity.ts";

/** Inputs by position. */
const [Q, K, V, Mask, PastKey, PastValue, Lengths] = [0, 1, 2, 3, 4, 5, 6] as const;

function attrs(raw: AttrReader) {
  const mode = raw.int("qk_matmul_output_mode", 0);
  if (modes[mode] === undefined) raw.fail(`attribute qk_matmul_output_mode is ${mode}, expected 0 to 3`);
  return {
    causal: raw.int("is_causal", 0) !== 0,
    q_num_heads: raw.int("q_num_heads", 0),
    kv_num_heads: raw.int("kv_num_heads", 0),
    mode,
    scale: raw.has("scale") ? raw.float("scale") : undefined,
    softcap: raw.float("softcap", 0),
    precision: raw.has("softmax_precision") ? elementTypeAttribute(raw, "softmax_precision") : undefined,
  };
}

type Attributes = ReturnType<typeof attrs>;

type Context = Pick<InferContext<Attributes>, "attrs" | "fail" | "tensor" | "inputs" | "inputName">;

interface Heads {
  readonly count: number;
  readonly length: Dim;
  readonly size: number;
}

/** How heads lie in input `i`; `attr` says how many there are where they are joined. */
function headsOf(context: Context, i: number, attr: "q_num_heads" | "kv_num_heads"): Heads {
  const { shape } = context.tensor(i);
  const declared = context.attrs[attr];
  const [count, length, size] = shape.length === 4 ? shape.slice(1) : [declared, shape[1], perHead(context, i, declared)];
  if (typeof count !== "number" || typeof size !== "number" || (declared !== 0 && count !== declared))
    return context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, ${attr} is ${declared}; the number and size of heads must be known`);
  return { count, length: length as Dim, size };
}

function perHead(context: Context, i: number, heads: number): number {
  const { shape } = context.tensor(i);
  const width = shape[2];
  if (shape.length !== 3 || typeof width !== "number" || heads < 1 || width % heads !== 0)
    return context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, which does not divide into ${heads} heads`);
  return width / heads;
}

/** How many entries past keys or values (input `i`) have a head. */
function pastOf(context: Context, i: number, { count, size }: Heads): Dim {
  const { shape } = context.tensor(i);
  const [, heads, past, width] = shape;
  if (shape.length !== 4 || past === undefined || heads !== count || width !== size)
    return context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, expected [batch, ${count}, past, ${size}]`);
  return past;
}

/** All of one batch; lengths are one number a sequence. */
function checkBatch(context: Context): void {
  const batch = context.tensor(Q).shape[0] as Dim;
  for (const i of [K, V, PastKey, PastValue, Lengths]) {
    if (context.inputs[i] === undefined) continue;
    const { shape } = context.tensor(i);
    if (shape[0] === undefined || !equalDims(shape[0], batch) || (i === Lengths && shape.length !== 1))
      context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, queries are a batch of ${dimText(batch)}`);
  }
}

interface Shapes {
  readonly batch: Dim;
  readonly q: Heads;
  readonly k: Heads;
  readonly v: Heads;
  readonly past: Dim;
  readonly keys: Dim;
}

function shapesOf(context: Context): Shapes {
  const [q, k, v] = [headsOf(context, Q, "q_num_heads"), headsOf(context, K, "kv_num_heads"), headsOf(context, V, "kv_num_heads")];
  if (q.size !== k.size) context.fail(`queries have ${q.size} elements a head, keys ${k.size}; they must be equal`);
  if (k.count !== v.count || !equalDims(k.length, v.length))
    context.fail(`keys are ${k.count} heads of ${dimText(k.length)}, values ${v.count} heads of ${dimText(v.length)}; they must be equal`);
  if (q.count % k.count !== 0) context.fail(`${q.count} query heads do not divide among ${k.count} key heads`);
  checkBatch(context);
  const past = context.inputs[PastKey] === undefined ? 0 : pastOf(context, PastKey, k);
  if (context.inputs[PastValue] !== undefined && !equalDims(pastOf(context, PastValue, v), past))
    context.fail(`past_key has ${dimText(past)} entries, past_value ${dimText(pastOf(context, PastValue, v))}; they must be equal`);
  return { batch: context.tensor(Q).shape[0] as Dim, q, k, v, past, keys: add(past, k.length) };
}

function checkTypes(context: InferContext<Attributes>): void {
  typed(context, Q, floats);
  sameDType(context, Q, K);
  typed(context, V, floats);
  if ((context.inputs[PastKey] === undefined) !== (context.inputs[PastValue] === undefined))
    context.fail("has one of past_key and past_value; both or none are expected");
  if (context.inputs[Lengths] === undefined) return;
  typed(context, Lengths, indexTypes);
  if (context.inputs[PastKey] !== undefined) context.fail("has past_key and nonpad_kv_seqlen, which count keys in two ways");
}

function typesOf(context: InferContext<Attributes>): readonly TensorType[] {
  checkTypes(context);
  const { batch, q, k, v, keys } = shapesOf(context);
  const [{ dtype, shape }, values] = [context.tensor(Q), context.tensor(V)];
  const joined = shape.length === 3 ? [batch, q.length, mul(q.count, v.size)] : [batch, q.count, q.length, v.size];
  return [
    tensorType(dtype, joined),
    tensorType(dtype, [batch, k.count, keys, k.size]),
    tensorType(values.dtype, [batch, v.count, keys, v.size]),
    tensorType(dtype, [batch, q.count, q.length, keys]),
  ];
}

function maskingOf(context: ExpandContext<Attributes>, { past }: Shapes): Masking | undefined {
  const [mask, lengths] = [context.inputs[Mask], context.inputs[Lengths]];
  const causal = context.attrs.causal;
  if (mask === undefined && lengths === undefined && !causal) return undefined;
  if (typeof past !== "number" && causal) context.fail(`has ${dimText(past)} past keys`, "give the free dim a value (--dim name=value)");
  const attrs = { causal: causal ? 1 : 0, offset: causal ? (past as number) : 0, aligned: lengths === undefined ? 0 : 1 };
  return { mask, lengths, attrs };
}

const modes = ["scores", "capped", "masked", "weights"] as const satisfies readonly (keyof Attended)[];

function expand(context: ExpandContext<Attributes>): readonly Value[] {
  const c = composer(context);
  const shapes = shapesOf(context);
  const { attrs, inputs } = context;
  const heads = (i: number, count: number): Value => separated(c, inputs[i] as Value, count);
  const grown = (x: Value, past: Value | undefined): Value => (past === undefined ? x : c.concat([past, x], 2));
  const k = grown(heads(K, shapes.k.count), inputs[PastKey]);
  const v = grown(heads(V, shapes.v.count), inputs[PastValue]);
  const q = heads(Q, shapes.q.count);
  const scale = attrs.scale ?? 1 / Math.sqrt(shapes.q.size);
  const { softcap, precision, mode } = attrs;
  const spec = { q, k, v, scale, softcap, masking: maskingOf(context, shapes), precision };
  const stages = context.node.outputs.length > 3 ? attention(c, spec) : undefined;
  const result = stages?.result ?? attend(c, spec);
  const y = typeOf(inputs[Q] as Value).shape.length === 3 ? joinHeads(c, result) : result;
  const others = [k, v, ...(stages === undefined ? [] : [stages[modes[mode] as (typeof modes)[number]]])];
  // Outputs stand for values of their own, inputs included.
  return [y, ...others.slice(0, context.node.outputs.length - 1).map((x) => c.node(Identity, [x]))];
}

const separated = (c: Composer, x: Value, count: number): Value => (typeOf(x).shape.length === 4 ? x : splitHeads(c, x, count));

export const Attention = defineOp({
  name: "Attention",
  opset: 24,
  since: 23,
  doc: "values mixed by how much queries resemble keys, for all heads",
  inputs: ["Q", "K", "V", "attn_mask", "past_key", "past_value", "nonpad_kv_seqlen"],
  attrs,
  infer: (context) => typesOf(context).slice(0, Math.max(1, context.outputCount)),
  expand,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "4-D, causal: the first query sees one key",
      attrs: { is_causal: 1, scale: 1 },
      inputs: [
        { shape: [1, 1, 2, 1], values: [1, 0] },
        { shape: [1, 1, 2, 1], values: [1, 2] },
        { shape: [1, 1, 2, 2], values: [1, 2, 3, 6] },
      ],
      outputs: [{ shape: [1, 1, 2, 2], values: [1, 2, 2, 4] }],
    },
    {
      note: "3-D, two query heads share a key head, past keys, a bool mask that hides all from one query, weights",
      attrs: { q_num_heads: 2, kv_num_heads: 1, qk_matmul_output_mode: 3 },
      inputs: [
        { shape: [1, 2, 2], values: [0, 1, 5, 0] },
        { shape: [1, 1, 1], values: [Math.log(3)] },
        { shape: [1, 1, 1], values: [8] },
        { dtype: "bool", shape: [2, 2], values: [true, true, false, false] },
        { shape: [1, 1, 1, 1], values: [0] },
        { shape: [1, 1, 1, 1], values: [4] },
      ],
      outputs: [
        { shape: [1, 2, 2], values: [6, 7, 0, 0] },
        { shape: [1, 1, 2, 1], values: [0, Math.log(3)] },
        { shape: [1, 1, 2, 1], values: [4, 8] },
        { shape: [1, 2, 2, 2], values: [0.5, 0.5, 0, 0, 0.25, 0.75, 0, 0] },
      ],
    },
    {
      note: "softcap, lengths, a float mask",
      attrs: { softcap: 1, scale: 1 },
      inputs: [
        { shape: [1, 1, 1, 1], values: [1] },
        { shape: [1, 1, 3, 1], values: [0, 0, 5] },
        { shape: [1, 1, 3, 1], values: [1, 5, 100] },
        { shape: [1, 3], values: [0, Math.log(3), 0] },
        undefined,
        undefined,
        { dtype: "i64", shape: [1], values: [2n] },
      ],
      outputs: [{ shape: [1, 1, 1, 1], values: [4] }],
    },
    {
      note: "values of another type, a mask of integers that is added",
      attrs: { scale: 1 },
      inputs: [
        { shape: [1, 1, 1, 1], values: [1] },
        { shape: [1, 1, 2, 1], values: [0, 5] },
        { dtype: "f64", shape: [1, 1, 2, 1], values: [2, 4] },
        { dtype: "i8", shape: [1, 2], values: [5, 0] },
      ],
      outputs: [{ shape: [1, 1, 1, 1], values: [3] }],
    },
  ],
});
