/** Support vectors: how near rows of features are to each of them, as one of four kernels says. */
import type { AttrReader, ExpandContext, Value } from "../../graph/graph.ts";
import { Exp } from "../exponential.ts";
import { Pow } from "../pow.ts";
import { ReduceSumSquare } from "../reduce-norms.ts";
import { table } from "./classic.ts";
import { type Composer, typeOf } from "./composing.ts";

export type SupportVectors = {
  readonly kernel: string;
  /** Gamma, coef0 and degree. */
  readonly params: readonly number[];
  /** Row-major, `features` each. */
  readonly vectors: readonly number[];
  readonly features: number;
};

type Kernel = (c: Composer, context: ExpandContext, x: Value, machine: SupportVectors) => Value;

const kernels: Readonly<Record<string, Kernel>> = {
  LINEAR: products,
  POLY: (c, context, x, machine) => c.node(Pow, [scaledProducts(c, context, x, machine), c.scalar("f32", machine.params[2] ?? 0)]),
  SIGMOID: (c, context, x, machine) => c.tanh(scaledProducts(c, context, x, machine)),
  RBF(c, context, x, { vectors, features, params }) {
    const rows = c.reshape(x, [typeOf(x).shape[0] ?? 1, 1, features]);
    const apart = c.sub(rows, table(context, "vectors", "f32", [vectors.length / features, features], vectors));
    const distances = c.node(ReduceSumSquare, [apart, c.integers([-1])], { keepdims: 0 });
    return c.node(Exp, [c.mul(distances, c.scalar("f32", -(params[0] ?? 0)))]);
  },
};

function products(c: Composer, context: ExpandContext, x: Value, { vectors, features }: SupportVectors): Value {
  const count = vectors.length / features;
  const turned = Array.from({ length: vectors.length }, (_, i) => vectors[(i % count) * features + Math.floor(i / count)] ?? 0);
  return c.matMul(x, table(context, "vectors", "f32", [features, count], turned));
}

function scaledProducts(c: Composer, context: ExpandContext, x: Value, machine: SupportVectors): Value {
  const [gamma = 0, shift = 0] = machine.params;
  return c.add(c.mul(products(c, context, x, machine), c.scalar("f32", gamma)), c.scalar("f32", shift));
}

/** `count` vectors of as many features as they have numbers for. */
export function kernelAttrs(raw: AttrReader, count: number): SupportVectors {
  const kernel = raw.string("kernel_type", "LINEAR");
  if (!Object.hasOwn(kernels, kernel)) raw.fail(`kernel_type is "${kernel}", expected one of ${Object.keys(kernels).join(", ")}`);
  const vectors = raw.floats("support_vectors", []);
  if (vectors.length === 0 || vectors.length % count !== 0) raw.fail(`support_vectors has ${vectors.length} numbers for ${count} vectors`);
  return { kernel, params: raw.floats("kernel_params", [0, 0, 0]), vectors, features: vectors.length / count };
}

/** [rows, vectors] of `x`, [rows, features]. */
export const nearness: Kernel = (c, context, x, machine) => (kernels[machine.kernel] ?? products)(c, context, x, machine);
