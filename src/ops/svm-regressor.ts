/**
 * SVMRegressor (ai.onnx.ml): a weighted sum of how near a row of features is to support vectors, as a kernel says; of one class, its sign. Without
 * support vectors the coefficients are those of the features. Since version 1. https://onnx.ai/onnx/operators/onnx_aionnxml_SVMRegressor.html
 */
import { type Dim, shapeText } from "../core/dim.ts";
import { type AttrReader, type Attrs, defineOp, type ExpandContext, f32Tolerance, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { Greater } from "./comparison.ts";
import { Exp } from "./exponential.ts";
import { classicInputs, table, transformAttribute, transformed } from "./families/classic.ts";
import { type Composer, composer } from "./families/composing.ts";
import { typed } from "./families/type-sets.ts";
import { Pow } from "./pow.ts";
import { ReduceSumSquare } from "./reduce-norms.ts";
import { Where } from "./where.ts";

interface Machine {
  readonly kernel: string;
  /** Gamma, coef0 and degree. */
  readonly params: readonly number[];
  readonly vectors: readonly number[];
  readonly coefficients: readonly number[];
  readonly rho: number;
  readonly features: number;
}

/** How near rows of features are to each support vector: [rows, vectors]. */
const kernels: Readonly<Record<string, (c: Composer, context: ExpandContext, x: Value, machine: Machine) => Value>> = {
  LINEAR: products,
  POLY: (c, context, x, machine) => c.node(Pow, [scaledProducts(c, context, x, machine), c.scalar("f32", machine.params[2] ?? 0)]),
  SIGMOID: (c, context, x, machine) => c.tanh(scaledProducts(c, context, x, machine)),
  RBF(c, context, x, machine) {
    const { vectors, features, params } = machine;
    const rows = c.reshape(x, [(x.type.kind === "tensor" && x.type.shape[0]) || 1, 1, features]);
    const apart = c.sub(rows, table(context, "vectors", "f32", [vectors.length / features, features], vectors));
    const distances = c.node(ReduceSumSquare, [apart, c.integers([-1])], { keepdims: 0 });
    return c.node(Exp, [c.mul(distances, c.scalar("f32", -(params[0] ?? 0)))]);
  },
};

function products(c: Composer, context: ExpandContext, x: Value, { vectors, features }: Machine): Value {
  const count = vectors.length / features;
  const turned = Array.from({ length: vectors.length }, (_, i) => vectors[(i % count) * features + Math.floor(i / count)] ?? 0);
  return c.matMul(x, table(context, "vectors", "f32", [features, count], turned));
}

const scaledProducts = (c: Composer, context: ExpandContext, x: Value, machine: Machine): Value =>
  c.add(c.mul(products(c, context, x, machine), c.scalar("f32", machine.params[0] ?? 0)), c.scalar("f32", machine.params[1] ?? 0));

function attrs(raw: AttrReader): Attrs {
  const kernel = raw.string("kernel_type", "LINEAR");
  if (!Object.hasOwn(kernels, kernel)) raw.fail(`kernel_type is "${kernel}", expected one of ${Object.keys(kernels).join(", ")}`);
  const [vectors, coefficients, count] = [raw.floats("support_vectors", []), raw.floats("coefficients"), raw.int("n_supports", 0)];
  const rho = raw.floats("rho", [0]);
  if (count > 0 && (vectors.length === 0 || vectors.length % count !== 0 || coefficients.length !== count))
    raw.fail(`has ${vectors.length} numbers of ${count} support vectors and ${coefficients.length} coefficients; as many for each are expected`);
  if (count === 0 && kernel !== "LINEAR") raw.fail(`has no support vectors for its kernel ${kernel}`);
  const features = count === 0 ? coefficients.length : vectors.length / count;
  const params = raw.floats("kernel_params", [0, 0, 0]);
  return {
    kernel,
    params,
    vectors,
    coefficients,
    rho: rho[0] ?? 0,
    features,
    isOneClass: raw.int("one_class", 0) !== 0,
    post: transformAttribute(raw),
  };
}

export const SVMRegressor = defineOp({
  name: "SVMRegressor",
  domain: "ai.onnx.ml",
  opset: 1,
  since: 1,
  doc: "a weighted sum of how near features are to support vectors",
  attrs,
  infer(context) {
    const { shape } = typed(context, 0, classicInputs);
    const [rows, features] = shape.length === 1 ? [1, shape[0]] : shape;
    if (shape.length > 2 || features !== context.attrs.features)
      context.fail(`input 0 has shape ${shapeText(shape)}, [rows, ${context.attrs.features}] is expected`);
    return [tensorType("f32", [rows as Dim, 1])];
  },
  expand(context) {
    const c = composer(context);
    const { isOneClass, post, ...machine } = context.attrs as unknown as Machine & { isOneClass: boolean; post: string };
    const { shape } = context.tensor(0);
    const real = c.cast(context.inputs[0] ?? context.fail("input 0 is missing"), "f32");
    const x = shape.length === 1 ? c.reshape(real, [1, ...shape]) : real;
    const near = machine.vectors.length === 0 ? x : (kernels[machine.kernel] ?? products)(c, context, x, machine);
    const { coefficients } = machine;
    const sum = c.matMul(near, table(context, "coefficients", "f32", [coefficients.length, 1], coefficients));
    const y = c.add(sum, c.scalar("f32", machine.rho));
    return [
      isOneClass ? c.node(Where, [c.node(Greater, [y, c.scalar("f32", 0)]), c.scalar("f32", 1), c.scalar("f32", -1)]) : transformed(c, y, post),
    ];
  },
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two vectors, nearness by distance",
      attrs: { kernel_type: "RBF", kernel_params: [0.5, 0, 3], n_supports: 2, support_vectors: [0, 0, 1, 1], coefficients: [2, -1], rho: [0.25] },
      inputs: [{ shape: [2, 2], values: [0, 0, 1, 1] }],
      outputs: [{ shape: [2, 1], values: [2 - Math.exp(-1) + 0.25, 2 * Math.exp(-1) - 1 + 0.25] }],
    },
    {
      note: "one class of a line",
      attrs: { one_class: 1, coefficients: [1, 1], rho: [-1] },
      inputs: [{ shape: [2, 2], values: [0, 0.5, 1, 1] }],
      outputs: [{ shape: [2, 1], values: [-1, 1] }],
    },
  ],
});
