/**
 * Extents that the run decides, found twice: `boxes[scores > 0.5]` and `scores[scores > 0.5]` are exported with a comparison and a NonZero each. The
 * later of two nodes that compute alike is read as the first, so that what they choose is known to be as much.
 */
import { bytesOfArray } from "../../core/dtype.ts";
import { findsExtents, isComparable } from "../../graph/comparable.ts";
import { type Node, node, type Value } from "../../graph/graph.ts";
import { attrsKey } from "../../graph/text.ts";
import { typeText } from "../../graph/types.ts";

/** Thresholds and axes have no more elements. */
const mostCompared = 64;

/** Numbers of values: those with equal ones have equal elements. */
export class EqualNodes {
  readonly #numbers = new Map<Value | string, number>();

  /** A node before `made` in `nodes` that finds the same extents, with the origin of both, in its place; undefined for a node that finds none or is the first. */
  firstOf(made: Node, nodes: Node[]): Node | undefined {
    const key = isComparable(made) ? this.#keyOf(made) : undefined;
    if (key !== undefined) made.outputs.forEach((v, i) => this.#numbers.set(v, this.#number(`${key} ${i}`)));
    if (key === undefined || !findsExtents(made)) return undefined;
    const number = this.#numberOf(made.outputs[0]);
    const at = nodes.findIndex((n) => n.op === made.op && this.#numberOf(n.outputs[0]) === number);
    const first = nodes[at];
    if (first === undefined) return undefined;
    const joined = node({ ...first, origin: [...first.origin, ...made.origin] });
    nodes[at] = joined;
    return joined;
  }

  #keyOf({ op, attrs, inputs, outputs, declared }: Node): string {
    const wanted = `${outputs.length} ${JSON.stringify(declared)} ${attrsKey(attrs)}`;
    return `${op.domain}/${op.name} ${inputs.map((v) => (v === undefined ? "_" : this.#numberOf(v))).join(",")} ${wanted}`;
  }

  #numberOf(v: Value | undefined): number {
    if (v === undefined) return -1;
    const array = v.data?.array;
    const isShort = ArrayBuffer.isView(array) && v.data?.splat === false && array.length <= mostCompared;
    return this.#number(isShort ? `${typeText(v.type)} ${bytesOfArray(array).join()}` : v);
  }

  #number(of: Value | string): number {
    const found = this.#numbers.get(of) ?? this.#numbers.size;
    this.#numbers.set(of, found);
    return found;
  }
}
