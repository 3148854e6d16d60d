/** The inputs of a node in another operator's order, for operators whose types follow as that one's do. */
import type { Attrs, InferContext } from "../../graph/graph.ts";

/** `context` as the operator sees it whose input `k` is input `places[k]` here. Messages name the inputs of the node itself. */
export function rearranged<A extends Attrs>(context: InferContext<A>, places: readonly (number | undefined)[]): InferContext<A> {
  const placeOf = (k: number): number => places[k] ?? k;
  return {
    ...context,
    inputs: places.map((i) => (i === undefined ? undefined : context.inputs[i])),
    tensor: (k) => context.tensor(placeOf(k)),
    known: (k) => context.known(placeOf(k)),
    inputName: (k) => context.inputName(placeOf(k)),
  };
}
