/** The activation that fused operators of com.microsoft name in an attribute, applied to their result. */
import type { AttrReader, OpDef, Value } from "../../graph/graph.ts";
import { Clip } from "../clip.ts";
import { Elu } from "../exponential-units.ts";
import { Tanh } from "../hyperbolic.ts";
import { LeakyRelu, Relu, ThresholdedRelu } from "../rectifiers.ts";
import { HardSigmoid, Sigmoid, Swish } from "../sigmoids.ts";
import { Softplus, Softsign } from "../soft-functions.ts";
import { type Composer, typeOf } from "./composing.ts";

/** Each with the attributes its parameters are, in their order, and what these are where none are given. */
const activations: Readonly<Record<string, { readonly op: OpDef; readonly parameters: Readonly<Record<string, number>> }>> = {
  Elu: { op: Elu, parameters: { alpha: 1 } },
  HardSigmoid: { op: HardSigmoid, parameters: { alpha: 0.2, beta: 0.5 } },
  LeakyRelu: { op: LeakyRelu, parameters: { alpha: 0.01 } },
  QuickGelu: { op: Swish, parameters: { alpha: 1.702 } },
  Relu: { op: Relu, parameters: {} },
  Sigmoid: { op: Sigmoid, parameters: {} },
  Softplus: { op: Softplus, parameters: {} },
  Softsign: { op: Softsign, parameters: {} },
  Tanh: { op: Tanh, parameters: {} },
  ThresholdedRelu: { op: ThresholdedRelu, parameters: { alpha: 1 } },
};

const activationNames: readonly string[] = ["Clip", ...Object.keys(activations)].toSorted();

/** The attribute `activation`; "" where there is none. */
export function activationName(raw: AttrReader): string {
  const name = raw.string("activation", "");
  if (name !== "" && !activationNames.includes(name)) raw.fail(`attribute activation is "${name}", expected one of ${activationNames.join(", ")}`);
  return name;
}

/** `x` under the activation of that name with parameters in their order; a Clip has a least and a greatest value. */
export function activated(c: Composer, x: Value, name: string, given: readonly number[]): Value {
  if (name === "") return x;
  const { dtype } = typeOf(x);
  if (name === "Clip") return c.node(Clip, [x, ...given.slice(0, 2).map((bound) => c.scalar(dtype, bound))]);
  const known = activations[name];
  if (known === undefined) throw new Error(`internal: there is no activation ${name}`);
  const attrs = Object.entries(known.parameters).map(([parameter, usual], i) => [parameter, given[i] ?? usual]);
  return c.node(known.op, [x], Object.fromEntries(attrs));
}
