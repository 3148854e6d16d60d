/**
 * Bernoulli, Multinomial, RandomNormal, RandomNormalLike, RandomUniform and RandomUniformLike: random numbers. ONNX leaves the generator open;
 * families/random.ts says which it is here. Since opset 15 and 7 and 1. https://onnx.ai/onnx/operators/onnx__RandomNormal.html
 */
import { type Dim, dimOf } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type DType, isFloat } from "../core/dtype.ts";
import { type AttrReader, type Attrs, defineOp, type Example, type InferContext, type LowerContext, type OpDef, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { compute, coordinate } from "../loop/compute.ts";
import { add, cast, constant, type Expr, index, le, lt, max, mul, select, sub, tile, tileGet, variable } from "../loop/expr.ts";
import { declareTile, letStmt, loop, setTile } from "../loop/kernel.ts";
import { exp } from "../loop/math/index.ts";
import { axesOf } from "./families/axes.ts";
import { broadcastRead } from "./families/broadcast.ts";
import { elementTypeAttribute } from "./families/element-numbers.ts";
import { normal, placeOf, type Seeded, seedAttrs, uniform } from "./families/random.ts";
import { memory, overShape, routine } from "./families/routines.ts";
import { elements, floats, indexTypes, typed } from "./families/type-sets.ts";

const typeAttribute = (raw: AttrReader) => ({ to: raw.has("dtype") ? elementTypeAttribute(raw, "dtype") : undefined });

const stored = (x: Expr, dtype: DType): Expr => (dtype === "f32" ? x : cast(dtype, x));

/** The element of a random tensor, made of its place. */
type Element<A extends Attrs> = (context: LowerContext<A>, place: Expr) => Expr;

const lowered =
  <A extends Attrs>(kernel: string, element: Element<A>) =>
  (context: LowerContext<A>): readonly Work[] =>
    context.outputs.map((output) => {
      const axes = axesOf(output.shape);
      return compute({ name: kernel, output, axes, value: stored(element(context, placeOf(axes.map(coordinate), output.shape)), output.dtype) });
    });

const isBetween: Element<ReturnType<typeof limits> & Seeded> = (context, place) => {
  const [low, high] = [constant("f32", context.attrs.low), constant("f32", context.attrs.high)];
  return add(low, mul(uniform(context, place), sub(high, low)));
};
const isNormal: Element<ReturnType<typeof moments> & Seeded> = (context, place) =>
  add(constant("f32", context.attrs.mean), mul(normal(context, place), constant("f32", context.attrs.scale)));
const limits = (raw: AttrReader) => ({ low: raw.float("low", 0), high: raw.float("high", 1) });
const moments = (raw: AttrReader) => ({ mean: raw.float("mean", 0), scale: raw.float("scale", 1) });

interface Distribution<A extends Attrs> {
  readonly attrs: (raw: AttrReader) => A;
  readonly element: Element<A & Seeded>;
}

const betweenLimits = { attrs: limits, element: isBetween };
const aroundMean = { attrs: moments, element: isNormal };

function floatType(context: InferContext<ReturnType<typeof typeAttribute>>, otherwise: DType): DType {
  const to = context.attrs.to ?? otherwise;
  if (!isFloat(to)) context.fail(`dtype is ${to}, a float is expected`);
  return to;
}

function ofShape<A extends Attrs>(name: string, doc: string, { attrs, element }: Distribution<A>, examples: readonly Example[]): OpDef {
  return defineOp({
    name,
    opset: 22,
    since: 1,
    doc,
    inputs: [],
    attrs: (raw) => ({ ...attrs(raw), ...typeAttribute(raw), ...seedAttrs(raw), shape: raw.ints("shape") }),
    infer: (context) => [tensorType(floatType(context, "f32"), context.attrs.shape)],
    lower: lowered(name.replace("Random", "random_").toLowerCase(), element),
    impure: true,
    examples,
  });
}

function likeInput<A extends Attrs>(name: string, doc: string, { attrs, element }: Distribution<A>, examples: readonly Example[]): OpDef {
  return defineOp({
    name,
    opset: 22,
    since: 1,
    doc,
    inputs: ["input"],
    attrs: (raw) => ({ ...attrs(raw), ...typeAttribute(raw), ...seedAttrs(raw) }),
    infer(context) {
      const { dtype, shape } = typed(context, 0, elements);
      return [tensorType(floatType(context, isFloat(dtype) ? dtype : "f32"), shape)];
    },
    lower: lowered(name.replace("Random", "random_").replace("Like", "").toLowerCase(), element),
    impure: true,
    examples,
  });
}

// Ranges and deviations of 0 leave one value: what an example can say of a random number.
export const RandomUniform = ofShape("RandomUniform", "numbers between two limits", betweenLimits, [
  { note: "between 2 and 2", attrs: { shape: [2], low: 2, high: 2 }, inputs: [], outputs: [{ shape: [2], values: [2, 2] }] },
]);
export const RandomNormal = ofShape("RandomNormal", "normally distributed numbers", aroundMean, [
  { note: "without deviation", attrs: { shape: [2], mean: 3, scale: 0 }, inputs: [], outputs: [{ shape: [2], values: [3, 3] }] },
]);
export const RandomUniformLike = likeInput("RandomUniformLike", "numbers between two limits, as many as the input has", betweenLimits, [
  { note: "between 2 and 2", attrs: { low: 2, high: 2 }, inputs: [{ shape: [1, 2], values: [0, 0] }], outputs: [{ shape: [1, 2], values: [2, 2] }] },
]);
export const RandomNormalLike = likeInput("RandomNormalLike", "normally distributed numbers, as many as the input has", aroundMean, [
  {
    note: "without deviation, doubles",
    attrs: { mean: 3, scale: 0, dtype: 11 },
    inputs: [{ shape: [1], values: [0] }],
    outputs: [{ dtype: "f64", shape: [1], values: [3] }],
  },
]);

export const Bernoulli = defineOp({
  name: "Bernoulli",
  opset: 22,
  since: 15,
  doc: "1 with the probability that the input says, else 0",
  inputs: ["input"],
  attrs: (raw) => ({ ...typeAttribute(raw), ...seedAttrs(raw) }),
  infer(context) {
    const { dtype, shape } = typed(context, 0, floats);
    return [tensorType(context.attrs.to ?? dtype, shape)];
  },
  lower: (context) =>
    context.outputs.map((output) => {
      const axes = axesOf(output.shape);
      const at = axes.map(coordinate);
      const p = broadcastRead(context.input(0), at);
      const drawn = lt(uniform(context, placeOf(at, output.shape)), p.dtype === "f32" ? p : cast("f32", p));
      return compute({ name: "bernoulli", output, axes, value: output.dtype === "bool" ? drawn : cast(output.dtype, drawn) });
    }),
  impure: true,
  examples: [{ note: "sure things", inputs: [{ shape: [4], values: [0, 1, 1, 0] }], outputs: [{ shape: [4], values: [0, 1, 1, 0] }] }],
});

/** Classes are drawn by walking along the sums of their probabilities. */
function multinomial(context: LowerContext<Seeded>): readonly Work[] {
  const logits = memory("logits", context.input(0), "in");
  const [batch, classes] = logits.tensor.shape as [Dim, Dim];
  return context.outputs.map((output) => {
    const y = memory("y", output, "out");
    const [most, total, sum, found] = [
      tile("most", "f32", 1, []),
      tile("total", "f32", 1, []),
      tile("sum", "f32", 1, []),
      tile("found", "i32", 1, []),
    ];
    const body = overShape([batch], ([row = 0]) => {
      const logit = (c: Dim): Expr => stored(cast("f32", logits.get([row, c])), "f32");
      const weight = (c: Dim): Expr => exp(sub(logit(c), tileGet(most, [])));
      const drawn = variable("drawn", "f32");
      const draw = overShape([output.shape[1] as Dim], ([s = 0]) => [
        letStmt(drawn, mul(uniform(context, placeOf([row, s], output.shape)), tileGet(total, []))),
        declareTile(sum, constant("f32", 0)),
        declareTile(found, constant("i32", 0)),
        loop("c", classes, (c) => {
          // The last class whose sum before it is not past the drawn number and that can be drawn at all.
          const isIt = le(tileGet(sum, []), drawn);
          const possible = lt(constant("f32", 0), weight(dimOf(c)));
          const chosen = select(isIt, select(possible, cast("i32", index(dimOf(c))), tileGet(found, [])), tileGet(found, []));
          return [setTile(found, [], chosen), setTile(sum, [], add(tileGet(sum, []), weight(dimOf(c))))];
        }),
        y.put([row, s], output.dtype === "i64" ? cast("i64", tileGet(found, [])) : tileGet(found, [])),
      ]);
      return [
        declareTile(most, constant("f32", Number.NEGATIVE_INFINITY)),
        loop("c", classes, (c) => [setTile(most, [], max(tileGet(most, []), logit(dimOf(c))))]),
        declareTile(total, constant("f32", 0)),
        loop("c", classes, (c) => [setTile(total, [], add(tileGet(total, []), weight(dimOf(c))))]),
        ...draw,
      ];
    });
    return routine("multinomial", "classes drawn with the probabilities of a softmax", [logits, y], body);
  });
}

export const Multinomial = defineOp({
  name: "Multinomial",
  opset: 22,
  since: 7,
  doc: "classes drawn from unnormalized log-probabilities",
  inputs: ["input"],
  attrs: (raw) => ({ ...typeAttribute(raw), ...seedAttrs(raw), count: raw.int("sample_size", 1) }),
  infer(context) {
    const { shape } = typed(context, 0, floats);
    const to = context.attrs.to ?? "i32";
    if (shape.length !== 2) context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [batch, classes] is expected`);
    if (!indexTypes.dtypes.includes(to)) context.fail(`dtype is ${to}, i32 or i64 is expected`);
    return [tensorType(to, [shape[0] as Dim, context.attrs.count])];
  },
  lower: multinomial,
  impure: true,
  examples: [
    {
      note: "one possible class a row",
      attrs: { sample_size: 3 },
      inputs: [{ shape: [2, 3], values: [-1e30, 0, -1e30, 5, -1e30, -1e30] }],
      outputs: [{ dtype: "i32", shape: [2, 3], values: [1, 1, 1, 0, 0, 0] }],
    },
  ],
});
