/** elementFunction(...): the parts of operators that apply one float function to each element. */
import { f32Tolerance, type OpDef } from "../../graph/graph.ts";
import type { Expr } from "../../loop/expr.ts";
import { pointwise } from "./pointwise.ts";
import { floats } from "./type-sets.ts";

export const elementFunction = (kernel: string, f: (x: Expr) => Expr): Pick<OpDef, "infer" | "lower" | "follows" | "elementwise" | "tolerance"> => ({
  ...pointwise({ kernel, inputs: [floats], value: () => f }),
  tolerance: f32Tolerance,
});
