/** transcendental(...): the parts of operators that apply one float function to each element, an exponential, a sine and the like. */
import { f32Tolerance, type OpDef } from "../../graph/graph.ts";
import type { Expr } from "../../loop/expr.ts";
import { pointwise } from "./pointwise.ts";
import { floats } from "./type-sets.ts";

type Parts = Pick<OpDef, "inputs" | "infer" | "lower" | "follows" | "elementwise" | "transcendental" | "tolerance">;

export const transcendental = (kernel: string, f: (x: Expr) => Expr, input = "input"): Parts => ({
  ...pointwise({ kernel, inputs: { [input]: floats }, value: () => f }),
  transcendental: true,
  tolerance: f32Tolerance,
});
