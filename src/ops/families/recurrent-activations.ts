/** Activations of recurrent networks: the functions their `activations` attribute names, with alpha and beta where a function takes them. */
import type { AttrReader } from "../../graph/graph.ts";
import { abs, add, constant, div, type Expr, lt, max, min, mul, neg, select } from "../../loop/expr.ts";
import { exp, expm1, log1p, sigmoid, tanh } from "../../loop/math/index.ts";

export interface Activation {
  readonly name: string;
  readonly alpha: number;
  readonly beta: number;
}

interface Definition {
  /** Used where the lists of alphas and betas end; undefined for functions that take none. */
  readonly alpha?: number;
  readonly beta?: number;
  readonly value: (x: Expr, alpha: Expr, beta: Expr) => Expr;
}

const zero = (x: Expr): Expr => constant(x.dtype, 0);
const one = (x: Expr): Expr => constant(x.dtype, 1);

const definitions: Readonly<Record<string, Definition>> = {
  Affine: { alpha: 1, beta: 0, value: (x, alpha, beta) => add(mul(alpha, x), beta) },
  Elu: { alpha: 1, value: (x, alpha) => select(lt(x, zero(x)), mul(alpha, expm1(x)), x) },
  HardSigmoid: { alpha: 0.2, beta: 0.5, value: (x, alpha, beta) => max(zero(x), min(one(x), add(mul(alpha, x), beta))) },
  LeakyRelu: { alpha: 0.01, value: (x, alpha) => select(lt(x, zero(x)), mul(alpha, x), x) },
  Relu: { value: (x) => select(lt(x, zero(x)), zero(x), x) },
  ScaledTanh: { alpha: 1, beta: 1, value: (x, alpha, beta) => mul(alpha, tanh(mul(beta, x))) },
  Sigmoid: { value: sigmoid },
  Softplus: { value: (x) => add(max(x, zero(x)), log1p(exp(neg(abs(x))))) },
  Softsign: { value: (x) => div(x, add(one(x), abs(x))) },
  Tanh: { value: tanh },
  ThresholdedRelu: { alpha: 1, value: (x, alpha) => select(lt(alpha, x), x, zero(x)) },
};

const names = Object.keys(definitions);
const canonical = (name: string): string | undefined => names.find((n) => n.toLowerCase() === name.toLowerCase());

/** The attributes that name the activations, `usual` ones where they are left out: all names and numbers spelled out. */
export function activationAttrs(raw: AttrReader, usual: readonly string[]) {
  const given = raw.has("activations") ? raw.strings("activations") : usual;
  if (given.length !== usual.length)
    raw.fail(`attribute activations names ${given.length} functions, ${usual.length} are expected (one for each kind of gate and direction)`);
  const activations = given.map((text) => canonical(text) ?? raw.fail(`attribute activations names "${text}", expected one of ${names.join(", ")}`));
  const numbers = (attribute: string, key: "alpha" | "beta"): readonly number[] => {
    const list = raw.floats(attribute, []).values();
    return activations.flatMap((name) => {
      const fallback = definitions[name]?.[key];
      return fallback === undefined ? [] : [list.next().value ?? fallback];
    });
  };
  return { activations, activation_alpha: numbers("activation_alpha", "alpha"), activation_beta: numbers("activation_beta", "beta") };
}

/** The activations of a node with `activationAttrs`: alphas and betas go, in order, to the functions that take them. */
export function activationsOf(attrs: ReturnType<typeof activationAttrs>): readonly Activation[] {
  const alphas = attrs.activation_alpha.values();
  const betas = attrs.activation_beta.values();
  return attrs.activations.map((name) => {
    const { alpha, beta } = definitions[name] as Definition;
    return { name, alpha: alpha === undefined ? 0 : (alphas.next().value ?? alpha), beta: beta === undefined ? 0 : (betas.next().value ?? beta) };
  });
}

export const activated = ({ name, alpha, beta }: Activation, x: Expr): Expr =>
  (definitions[name] as Definition).value(x, constant(x.dtype, alpha), constant(x.dtype, beta));
