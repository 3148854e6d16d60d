/**
 * LinearAttention: a matrix of state a head, S, updated step by step by keys and values (and decays and gates) and read by queries:
 * linear S + k v, gated exp(g) S + k v, delta S + beta k (v - S k), gated_delta both; the output is scale * q S. Since opset 27.
 * https://onnx.ai/onnx/operators/onnx__LinearAttention.html
 */
import { type Dim, dimOf, equalDims, add as plus, mul as times } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, f32Tolerance, type InferContext, type LowerContext, type NodeContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { add, cast, constant, type Expr, mul, sub, type Tile, tile, tileGet, variable } from "../loop/expr.ts";
import { declareTile, letStmt, loop, type Stmt, setTile } from "../loop/kernel.ts";
import { exp } from "../loop/math/index.ts";
import { type Memory, memory, overShape, routine } from "./families/routines.ts";
import { hasInput } from "./families/steering.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";

const rules: readonly string[] = ["linear", "gated", "delta", "gated_delta"];

interface Sizes {
  readonly batch: Dim;
  readonly steps: Dim;
  readonly heads: number;
  /** Query heads that share one head of keys and values. */
  readonly group: number;
  readonly key: number;
  readonly value: number;
}

function attrs(raw: AttrReader) {
  const rule = raw.string("update_rule", "gated_delta");
  if (!rules.includes(rule)) raw.fail(`update_rule is "${rule}", expected one of ${rules.join(", ")}`);
  return { rule, queryHeads: raw.int("q_num_heads"), heads: raw.int("kv_num_heads"), scale: raw.float("scale", 0) };
}

type Attributes = ReturnType<typeof attrs>;

function sizesOf(context: NodeContext<Attributes>, query: readonly Dim[], value: readonly Dim[]): Sizes {
  const { queryHeads, heads } = context.attrs;
  const [width, valueWidth] = [query[2], value[2]];
  if (heads < 1 || queryHeads % heads !== 0 || queryHeads < 1)
    context.fail(`q_num_heads is ${queryHeads} and kv_num_heads ${heads}; the first must be a multiple of the second`);
  if (query.length !== 3 || value.length !== 3 || typeof width !== "number" || typeof valueWidth !== "number")
    return context.fail(`query has shape ${shapeText(query)} and value ${shapeText(value)}, [batch, steps, heads * size] is expected`);
  if (width % queryHeads !== 0 || valueWidth % heads !== 0)
    context.fail(`query and value hold ${width} and ${valueWidth} numbers a step, multiples of ${queryHeads} and ${heads} are expected`);
  return { batch: query[0] as Dim, steps: query[1] as Dim, heads, group: queryHeads / heads, key: width / queryHeads, value: valueWidth / heads };
}

const asks = (context: NodeContext<Attributes>, what: "gated" | "delta"): boolean => context.attrs.rule.includes(what);

/** The input whose type is that of the state given out. */
const pastState = 3;

function checkShapes(context: InferContext<Attributes>): Sizes {
  const query = typed(context, 0, floats);
  const sizes = sizesOf(context, query.shape, typed(context, 2, floats).shape);
  const { batch, steps, heads, key, value } = sizes;
  const check = (i: number, wanted: readonly (readonly Dim[])[]): void => {
    const { shape } = typed(context, i, floats);
    if (i !== pastState) sameDType(context, 0, i);
    if (!wanted.some((w) => w.length === shape.length && w.every((d, a) => equalDims(d, shape[a] as Dim))))
      context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, ${wanted.map(shapeText).join(" or ")} is expected`);
  };
  check(1, [[batch, steps, heads * key]]);
  if (hasInput(context, 3)) check(3, [[batch, heads, key, value]]);
  if (asks(context, "gated"))
    check(4, [
      [batch, steps, heads * key],
      [batch, steps, heads],
    ]);
  if (asks(context, "delta"))
    check(5, [
      [batch, steps, heads],
      [batch, steps, 1],
    ]);
  return sizes;
}

interface Streams {
  readonly query: Memory;
  readonly keys: Memory;
  readonly values: Memory;
  readonly past?: Memory;
  readonly decay?: Memory;
  readonly beta?: Memory;
  readonly state: Memory;
  readonly output: Memory;
}

/** One step `t` of head `h` of a batch element. */
interface Step extends Streams, Sizes {
  readonly b: Dim;
  readonly h: Dim;
  readonly t: Dim;
  readonly dtype: "f32" | "f64";
}

const wide = ({ dtype }: Step, x: Expr): Expr => (x.dtype === dtype ? x : cast(dtype, x));
const keyAt = (s: Step, j: Dim): Expr => wide(s, s.keys.get([s.b, s.t, plus(times(s.h, s.key), j)]));

/** The sum of `term` over the numbers of a key, left in a tile. */
function summed(s: Step, sum: Tile, term: (j: Dim) => Expr): readonly Stmt[] {
  return [declareTile(sum, constant(s.dtype, 0)), loop("j", s.key, (j) => [setTile(sum, [], add(tileGet(sum, []), term(dimOf(j))))])];
}

/** S = exp(g) S, g one number a head or one a row. */
function decayed(s: Step, decay: Memory): Stmt {
  const gate = variable("gate", s.dtype);
  return loop("j", s.key, (j) => {
    const at = decay.tensor.shape[2] === s.heads ? s.h : plus(times(s.h, s.key), dimOf(j));
    const row = loop("v", s.value, (v) => [s.state.put([dimOf(j), dimOf(v)], mul(s.state.get([dimOf(j), dimOf(v)]), gate))]);
    return [letStmt(gate, exp(wide(s, decay.get([s.b, s.t, at])))), row];
  });
}

/** S = S + k v, or S + beta k (v - S k). */
function learned(s: Step): Stmt {
  const sum = tile("recall", s.dtype, 1, []);
  const { beta, state, b, h, t } = s;
  const update = variable("update", s.dtype);
  return loop("v", s.value, (v) => {
    const given = wide(s, s.values.get([b, t, plus(times(h, s.value), dimOf(v))]));
    const recall = beta === undefined ? [] : summed(s, sum, (j) => mul(state.get([j, dimOf(v)]), keyAt(s, j)));
    const share = beta === undefined ? undefined : wide(s, beta.get([b, t, beta.tensor.shape[2] === 1 ? 0 : h]));
    return [
      ...recall,
      letStmt(update, share === undefined ? given : mul(share, sub(given, tileGet(sum, [])))),
      loop("j", s.key, (j) => [state.put([dimOf(j), dimOf(v)], add(state.get([dimOf(j), dimOf(v)]), mul(keyAt(s, dimOf(j)), update)))]),
    ];
  });
}

function stepOf(context: LowerContext<Attributes>, s: Step): readonly Stmt[] {
  const sum = tile("sum", s.dtype, 1, []);
  const { scale: given } = context.attrs;
  const scale = constant(s.dtype, given === 0 ? 1 / Math.sqrt(s.key) : given);
  const asked = overShape([s.group, s.value], ([r = 0, v = 0]) => {
    const head = plus(times(s.h, s.group), r);
    const term = (j: Dim): Expr => mul(wide(s, s.query.get([s.b, s.t, plus(times(head, s.key), j)])), s.state.get([j, v]));
    return [...summed(s, sum, term), s.output.put([s.b, s.t, plus(times(head, s.value), v)], mul(tileGet(sum, []), scale))];
  });
  return [...(s.decay === undefined ? [] : [decayed(s, s.decay)]), learned(s), ...asked];
}

function lower(context: LowerContext<Attributes>): readonly Work[] {
  const [output, present] = context.outputs;
  if (output === undefined) return context.fail("has 0 outputs, 1 or 2 are expected");
  const sizes = sizesOf(context, context.input(0).shape, context.input(2).shape);
  const { batch, steps, heads, key, value } = sizes;
  const dtype = output.dtype === "f64" ? "f64" : "f32";
  const input = (name: string, i: number): Memory => memory(name, context.input(i), "in");
  const optional = <K extends string>(name: K, i: number, isUsed: boolean): { readonly [P in K]?: Memory } =>
    (isUsed && hasInput(context, i) ? { [name]: input(name, i) } : {}) as { readonly [P in K]?: Memory };
  const read = {
    query: input("query", 0),
    keys: input("key", 1),
    values: input("value", 2),
    ...optional("past", 3, true),
    ...optional("decay", 4, asks(context, "gated")),
    ...optional("beta", 5, asks(context, "delta")),
  };
  const state = memory("state", context.scratch("state", dtype, [key, value]), "out");
  const streams: Streams = { ...read, state, output: memory("output", output, "out") };
  const keep = present === undefined ? undefined : memory("present", present, "out");
  const body = overShape([batch, heads], ([b = 0, h = 0]) => {
    const { past } = streams;
    const start = overShape([key, value], (at) => [state.put(at, past === undefined ? constant(dtype, 0) : cast(dtype, past.get([b, h, ...at])))]);
    const walk = loop("t", steps, (t) => stepOf(context, { ...sizes, ...streams, b, h, t: dimOf(t), dtype }));
    const end = keep === undefined ? [] : overShape([key, value], (at) => [keep.put([b, h, ...at], cast(keep.tensor.dtype, state.get(at)))]);
    return [...start, walk, ...end];
  });
  const doc = `${context.attrs.rule} attention of ${heads} heads over states of ${key} x ${value}`;
  const memories = [...Object.values(streams), keep].filter((m): m is Memory => m !== undefined);
  return [routine("linear_attention", doc, memories, body)];
}

const one = (values: readonly number[]) => ({ shape: [1, values.length, 1], values });

export const LinearAttention = defineOp({
  name: "LinearAttention",
  opset: 27,
  since: 27,
  doc: "attention by a matrix of state that each step updates",
  inputs: ["query", "key", "value", "past_state", "decay", "beta"],
  attrs,
  infer(context) {
    const { batch, steps, heads, group, key, value } = checkShapes(context);
    const { dtype } = context.tensor(0);
    const state = hasInput(context, 3) ? context.tensor(3).dtype : dtype;
    const types = [tensorType(dtype, [batch, steps, heads * group * value]), tensorType(state, [batch, heads, key, value])];
    return types.slice(0, Math.max(1, context.outputCount));
  },
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "sums of key times value",
      attrs: { q_num_heads: 1, kv_num_heads: 1, update_rule: "linear" },
      inputs: [one([1, 2]), one([3, 4]), one([5, 6])],
      outputs: [one([15, 78]), { shape: [1, 1, 1, 1], values: [39] }],
    },
    {
      note: "decay, gate and a past state",
      attrs: { q_num_heads: 1, kv_num_heads: 1, scale: 2 },
      inputs: [one([1]), one([0.5]), one([4]), { shape: [1, 1, 1, 1], values: [8] }, one([Math.log(0.5)]), one([0.5])],
      outputs: [one([9]), { shape: [1, 1, 1, 1], values: [4.5] }],
    },
    {
      note: "a state of another type",
      attrs: { q_num_heads: 1, kv_num_heads: 1, update_rule: "linear" },
      inputs: [one([2]), one([3]), one([5]), { dtype: "f64", shape: [1, 1, 1, 1], values: [1] }],
      outputs: [one([32]), { dtype: "f64", shape: [1, 1, 1, 1], values: [16] }],
    },
  ],
});
