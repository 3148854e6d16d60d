/** What a sequence or an optional value is made of: tensors. Taken apart, flattened, and of two branches joined. */

import { newArray } from "../core/dtype.ts";
import { makeConstant } from "../graph/build.ts";
import type { Value } from "../graph/graph.ts";

export type Structured =
  | { readonly kind: "tensor"; readonly value: Value }
  | { readonly kind: "sequence"; readonly items: readonly Structured[] }
  /** `isPresent`: one bool. Nothing is known of an element that is never there. */
  | { readonly kind: "optional"; readonly isPresent: Value; readonly element?: Structured };

export const tensorOf = (value: Value): Structured => ({ kind: "tensor", value });

/** All tensors in it, in order. */
export function tensorsIn(s: Structured): readonly Value[] {
  switch (s.kind) {
    case "tensor":
      return [s.value];
    case "sequence":
      return s.items.flatMap(tensorsIn);
    case "optional":
      return [s.isPresent, ...(s.element === undefined ? [] : tensorsIn(s.element))];
  }
}

/** The same structure of other tensors. */
export function mapTensors(s: Structured, f: (v: Value) => Value): Structured {
  switch (s.kind) {
    case "tensor":
      return tensorOf(f(s.value));
    case "sequence":
      return { kind: "sequence", items: s.items.map((item) => mapTensors(item, f)) };
    case "optional":
      return { kind: "optional", isPresent: f(s.isPresent), element: s.element && mapTensors(s.element, f) };
  }
}

/** `s` with zeros for what only `like` holds: the element of an optional value that is not there. */
export function filledLike(s: Structured, like: Structured, name: () => string): Structured {
  if (s.kind === "sequence" && like.kind === "sequence")
    return { kind: "sequence", items: s.items.map((item, i) => filledLike(item, like.items[i] ?? item, name)) };
  if (s.kind !== "optional" || like.kind !== "optional" || like.element === undefined) return s;
  const { element } = s;
  const isWhole = element !== undefined && tensorsIn(element).length >= tensorsIn(like.element).length;
  return { ...s, element: isWhole ? filledLike(element, like.element, name) : mapTensors(like.element, (v) => zeros(v, name())) };
}

function zeros(v: Value, name: string): Value {
  if (v.type.kind !== "tensor") throw new Error(`internal: ${v.name} is no tensor`);
  return makeConstant(name, v.type.dtype, v.type.shape as readonly number[], newArray(v.type.dtype, 1), true);
}
