/** Operands that steer shapes (axes, starts, repeats): their elements before anything runs, or a refusal that says what to do. */
import type { Dim } from "../../core/dim.ts";
import { dimText } from "../../core/dim-fold.ts";
import type { InferContext, LowerContext } from "../../graph/graph.ts";
import { knownOf } from "./known-elements.ts";

type Context = InferContext | LowerContext;

/** The elements of input `i`, integers; refuses the node when they are only known at run time. */
export function steering(context: Context, i: number): readonly Dim[] {
  const elements = steeringScales(context, i);
  const fraction = elements.find((d) => typeof d === "number" && !Number.isInteger(d));
  return fraction === undefined ? elements : context.fail(`${context.inputName(i)} is ${dimText(fraction)}, an integer is expected`);
}

/** The same of numbers that need not be whole. */
export function steeringScales(context: Context, i: number): readonly Dim[] {
  const elements = knownOf(context, i);
  if (elements !== undefined) return elements;
  const name = ("node" in context ? context.node.inputs[i] : context.inputs[i])?.name;
  if (name === undefined) return context.fail(`${context.inputName(i)} is missing`);
  return context.fail(`${context.inputName(i)}, ${name}, decides shapes but is only known at run time`, "make it a constant of the model");
}

/** The same where the elements must be numbers, not sizes of free dims. */
export function steeringNumbers(context: Context, i: number): readonly number[] {
  return steering(context, i).map((d) => {
    if (typeof d === "number") return d;
    return context.fail(`${context.inputName(i)} is ${dimText(d)}, a number is expected`, "give the free dim a value (--dim name=value)");
  });
}

export const hasInput = (context: Context, i: number): boolean => context.inputs[i] !== undefined;
