/** A random graph under construction: values with what is known of them, and nodes that our own type inference accepts. */

import { CompileError } from "../../../src/core/diagnostics.ts";
import { type DType, dtypes, type ElementArray, type Elements, isInteger, newArray } from "../../../src/core/dtype.ts";
import { makeConstant, makeNode } from "../../../src/graph/build.ts";
import { type AttrValue, type Value, value } from "../../../src/graph/graph.ts";
import { staticShape, stringType, tensorType } from "../../../src/graph/types.ts";
import { loadedValue, storedElement } from "../../../src/loop/semantics.ts";
import { opNamed } from "../../../src/ops/index.ts";
import type { Attributes } from "../../support/onnx-writer.ts";
import { Random } from "../../support/random.ts";
import { isTried } from "./empty-extents.ts";

/** What strings are: numbers of graphs say which. */
export const words = ["", "a", "Straße", "the", "end", "THE END", "n\u00e4her", "直", "a,b,,c", "x1", "42", " the  end "] as const;
export const wordOf = (n: number): string => words.at(n % words.length) ?? "";
const longestWord = 32;

/** Numbers as elements of `dtype`: the words of these numbers, too. */
export const elementsOf = (dtype: DType, values: ArrayLike<number>): Elements =>
  dtype === "string" ? Array.from(values, wordOf) : arrayOf(dtype, values);

/** Numbers as elements of `dtype`. */
export function arrayOf(dtype: DType, values: ArrayLike<number>): ElementArray {
  const array = newArray(dtype, values.length);
  Array.from(values, (v, i) => {
    array[i] = storedElement(dtype, dtypes[dtype].bits === 64 && isInteger(dtype) ? BigInt(v) : v);
  });
  return array;
}

/** The other way; 64-bit integers as the nearest doubles. */
export const numbersOf = (dtype: DType, elements: ArrayLike<number | bigint>): readonly number[] =>
  Array.from(elements, (x) => Number(loadedValue(dtype, x)));

/** An input or constant of the model, with its elements. */
export interface Given {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly constant: boolean;
}

export interface NodeSpec {
  readonly op: string;
  readonly domain: string;
  readonly attrs: Attributes;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Nodes in the branches of an If or in the body of a Loop or Scan of two rounds, which stack their results; by the names of their first outputs. */
export interface Held {
  readonly op: "If" | "Loop" | "Scan";
  readonly nodes: ReadonlySet<string>;
}

/** A random graph: what is computed and not read is an output. `steps` gives outputs that may be off by so much. */
export interface FuzzGraph {
  readonly given: readonly Given[];
  readonly nodes: readonly NodeSpec[];
  readonly types: Readonly<Record<string, { readonly dtype: DType; readonly shape: readonly number[] }>>;
  readonly steps: Readonly<Record<string, number>>;
  readonly held?: Held;
  /** Shapes that an input steers: the model declares those of all values, or the run finds them. */
  readonly steered?: "declared" | "found";
  /** Value of a free dim, the first extent of inputs that have it. */
  readonly free?: number;
  /** Extents may be 0. */
  readonly empty?: true;
  /** Values that are outputs although nodes read them. */
  readonly kept?: ReadonlySet<string>;
  /** Inputs hold NaN and infinities, which algorithms of other sums spread. */
  readonly strange?: true;
}

/** The value of an input or constant. */
export const givenValue = ({ name, dtype, shape, values, constant }: Given): Value =>
  constant
    ? makeConstant(name, dtype, shape, elementsOf(dtype, values))
    : value(name, dtype === "string" ? stringType(shape, longestWord) : tensorType(dtype, shape));

/** The outputs of a node as our inference types them. Throws CompileError where it refuses the node. */
export function inferred({ op, domain, attrs, inputs, outputs }: NodeSpec, named: (name: string) => Value | undefined): readonly Value[] {
  const def = opNamed(op, domain);
  if (def === undefined) throw new Error(`there is no operator ${domain} ${op}`);
  const raw = Object.fromEntries(
    Object.entries(attrs).map(([k, v]) => [k, typeof v === "object" && "kind" in v && v.kind === "float" ? v.value : v]),
  );
  const given = inputs.map((name) => (name === "" ? undefined : named(name)));
  return makeNode({ op: def, attrs: raw as Readonly<Record<string, AttrValue>>, inputs: given, outputs, origin: ["fuzz"] }).outputs;
}

/** The graph with the types that its inputs, constants and attributes give now; undefined where they do not fit. */
export function retyped(graph: FuzzGraph): FuzzGraph | undefined {
  const values = new Map<string, Value>(graph.given.map((x) => [x.name, givenValue(x)]));
  const types: Record<string, FuzzGraph["types"][string]> = {};
  try {
    for (const n of graph.nodes) {
      const shapes = n.inputs.map((input) => types[input]?.shape ?? graph.given.find((x) => x.name === input)?.shape ?? []);
      if (!isTried(n.op, shapes)) return undefined;
      for (const made of inferred(n, (input) => values.get(input))) {
        const { name, type } = made;
        values.set(name, made);
        if (type.kind === "sequence") continue;
        const shape = type.kind === "tensor" ? staticShape(type.shape) : undefined;
        if (type.kind !== "tensor" || shape === undefined || (graph.empty === undefined && shape.includes(0))) return undefined;
        types[name] = { dtype: type.dtype, shape };
        if (type.dtype !== "string") values.set(name, value(name, tensorType(type.dtype, shape)));
      }
    }
  } catch (error) {
    if (error instanceof CompileError) return undefined;
    throw error;
  }
  return { ...graph, types };
}

export interface Operand {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** The same bits everywhere: operators that jump take only such. */
  readonly isExact: boolean;
  readonly value: Value;
}

export interface Added {
  readonly attrs?: Attributes;
  readonly domain?: string;
  readonly outputs?: number;
  /** The result has the same bits everywhere if its operands do. */
  readonly isExact?: boolean;
  /** Of the first output, where the values of inputs decide it. */
  readonly shape?: readonly number[];
}

export class Growing {
  readonly random: Random;
  readonly #given: Given[] = [];
  readonly #nodes: NodeSpec[] = [];
  readonly #steps: Record<string, number> = {};
  readonly #types: Record<string, { dtype: DType; shape: readonly number[] }> = {};
  /** The run finds an extent. */
  #isFound = false;
  #isEmpty = false;
  /** Elements that a value may have. */
  #most = 20_000;
  readonly operands: Operand[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** From here on extents may be 0. */
  allowEmpty(): void {
    this.#isEmpty = true;
  }

  /** From here on values may have so many elements. */
  allow(elements: number): void {
    this.#most = elements;
  }

  int(lo: number, hi: number): number {
    return lo + this.random.below(hi - lo + 1);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.random.below(from.length)] as T;
  }

  chance(of: number): boolean {
    return this.random.uniform() < of;
  }

  /** An operand that fits, a later one rather than an early one; undefined when there is none. */
  operand(fits: (x: Operand) => boolean): Operand | undefined {
    const found = this.operands.filter(fits);
    return found.length === 0 ? undefined : this.chance(0.6) ? found.at(-1) : this.pick(found);
  }

  given(dtype: DType, shape: readonly number[], constant: boolean, range: readonly [number, number] = [-2, 2]): Operand {
    const count = shape.reduce((n, d) => n * d, 1);
    const isFloat = dtype === "f32";
    const values = Array.from({ length: count }, () => (isFloat ? Math.fround(this.random.uniform(...range)) : this.int(...range)));
    return this.constantOf(dtype, shape, values, constant);
  }

  constantOf(dtype: DType, shape: readonly number[], values: readonly number[], constant = true): Operand {
    const name = `${constant ? "c" : "x"}${this.#given.length}`;
    this.#given.push({ name, dtype, shape, values, constant });
    const operand: Operand = { name, dtype, shape, isExact: true, value: givenValue({ name, dtype, shape, values, constant }) };
    if (!constant) this.operands.push(operand);
    return operand;
  }

  /** The outputs of a new node, of which sequences are no operands of other recipes; undefined, and no node, where our inference refuses it. */
  add(
    op: string,
    inputs: readonly (Operand | undefined)[],
    { attrs = {}, domain = "", outputs = 1, isExact = false, shape: found }: Added = {},
  ): readonly Operand[] | undefined {
    const names = Array.from({ length: outputs }, (_, i) => `v${this.#nodes.length}_${i}`);
    const spec: NodeSpec = { op, domain, attrs, inputs: inputs.map((x) => x?.name ?? ""), outputs: names };
    if (
      !isTried(
        op,
        inputs.map((x) => x?.shape ?? []),
      )
    )
      return undefined;
    try {
      const named = (name: string): Value | undefined => inputs.find((x) => x?.name === name)?.value;
      const made = inferred(spec, named).map((v, i): Operand => {
        const bits = isExact && inputs.every((x) => x === undefined || x.isExact);
        if (v.type.kind === "sequence") return { name: v.name, dtype: "f32", shape: [], isExact: bits, value: v };
        const shape = (i === 0 ? found : undefined) ?? (v.type.kind === "tensor" ? staticShape(v.type.shape) : undefined);
        if (v.type.kind !== "tensor" || shape === undefined || shape.reduce((n, d) => n * d, 1) > this.#most || (!this.#isEmpty && shape.includes(0)))
          throw new CompileError([]);
        const { dtype, text } = v.type;
        const typed = value(v.name, text === undefined ? tensorType(dtype, shape) : stringType(shape, text.longest));
        return { name: v.name, dtype, shape, isExact: bits, value: typed };
      });
      this.#nodes.push(spec);
      this.#isFound ||= found !== undefined;
      const tensors = made.filter((x) => x.value.type.kind === "tensor");
      this.operands.push(...tensors);
      for (const { name, dtype, shape } of tensors) this.#types[name] = { dtype, shape };
      return made;
    } catch (error) {
      if (error instanceof CompileError) return undefined;
      throw error;
    }
  }

  /** Nothing is computed of this output: its last step may differ. */
  ends(x: Operand, step: number): void {
    this.#steps[x.name] = step;
    this.operands.splice(this.operands.indexOf(x), 1);
  }

  get size(): number {
    return this.#nodes.length;
  }

  graph(): FuzzGraph {
    const graph = {
      given: this.#given,
      nodes: this.#nodes,
      types: this.#types,
      steps: this.#steps,
      ...(this.#isEmpty ? { empty: true as const } : {}),
    };
    return this.#isFound ? { ...graph, steered: "found" } : graph;
  }
}
