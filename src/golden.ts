/** Golden vectors: seeded inputs and the outputs the unoptimized graph gives for them, evaluated by naive kernels. For self-tests. */

import { CompileError } from "./core/diagnostics.ts";
import { bounds, mul } from "./core/dim.ts";
import { bytesOfArray, type ElementArray, type Elements, isFloat, newArray } from "./core/dtype.ts";
import { bytesOfString, packStrings } from "./core/strings.ts";
import type { SourceModel } from "./frontends/frontend.ts";
import type { Graph, Value } from "./graph/graph.ts";
import { elementCount, staticShape, type TensorType } from "./graph/types.ts";
import { storedElement } from "./loop/semantics.ts";
import { evaluateAsWritten } from "./reference.ts";
import type { GoldenVectors } from "./targets/target.ts";

/** Elements that are known; else numbers in [-1, 1) (integers: 0 or 1), the same for the same seed everywhere: a linear congruential generator. */
export function seededInput(type: TensorType, seed: number): ElementArray {
  const count = bounds(mul(...type.shape))[1];
  const array = newArray(type.dtype, count);
  let state = seed >>> 0;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const x = state / 2 ** 31 - 1;
    if (array instanceof BigInt64Array || array instanceof BigUint64Array) array[i] = x > 0 ? 1n : 0n;
    else array[i] = isFloat(type.dtype) ? Number(storedElement(type.dtype, x)) : x > 0 ? 1 : 0;
  }
  type.known?.forEach((d, i) => {
    if (typeof d === "number") array[i] = array instanceof BigInt64Array || array instanceof BigUint64Array ? BigInt(d) : d;
  });
  return array;
}

/** Short strings of the same kind, the empty one and others than ASCII among them. */
function seededStrings(type: TensorType, seed: number): readonly string[] {
  const words = ["", "a", "to", "Zoo", "é", "two words", "1", "東京"].filter((word) => bytesOfString(word) <= (type.text?.longest ?? 0));
  return Array.from({ length: bounds(mul(...type.shape))[1] }, (_, i) => words[(i * 5 + seed) % words.length] ?? "");
}

export const seededInputs = (inputs: readonly Value[]): ReadonlyMap<Value, Elements> =>
  new Map(
    inputs.map((v, i) => {
      const type = v.type as TensorType;
      return [v, type.dtype === "string" ? seededStrings(type, 1 + i) : seededInput(type, 1 + i)];
    }),
  );

/** What a program's ports take. */
function partsOf(type: TensorType, elements: Elements): readonly ElementArray[] {
  if (ArrayBuffer.isView(elements)) return [elements as ElementArray];
  const { offsets, bytes } = packStrings(elements, type.text?.total);
  return [offsets, bytes];
}

/** Naive kernels evaluate about 3e8 multiply-adds a second; a build should not wait longer than about a second for its self-test. */
const mostMultiplyAdds = 3e8;

/** Compiling a kernel for the evaluator takes about a millisecond. */
const mostNodes = 2000;

/** Larger vectors would make the self-test larger than the program. */
const mostElements = 1 << 18;

/** The evaluator keeps every value: at most some hundred megabytes. */
const mostHeld = 3e7;

const elementsOf = (v: Value): number => (v.type.kind === "tensor" ? bounds(elementCount(v.type))[1] : 0);

/**
 * Undefined where evaluating would take too long or too much memory or vectors are long, where the run decides extents of outputs or
 * refuses seeded operands, where elements are 16-bit floats (which self-tests do not compare), or outputs strings (whose buffers have an open end).
 */
export function goldenVectors(model: SourceModel, multiplyAdds: number): GoldenVectors | undefined {
  const { graph } = model;
  const ports = [...graph.inputs, ...graph.outputs];
  const isPlain = ports.every((v) => v.type.kind === "tensor" && !["f16", "bf16"].includes(v.type.dtype));
  const hasText = graph.outputs.some((v) => v.type.kind === "tensor" && v.type.dtype === "string");
  const isOpen = graph.outputs.some((v) => v.type.kind === "tensor" && staticShape(v.type.shape) === undefined);
  const isLong = ports.some((v) => elementsOf(v) > mostElements);
  const held = graph.nodes.flatMap((n) => n.outputs).reduce((sum, v) => sum + elementsOf(v), 0);
  if (!isPlain || hasText || isOpen || isLong || held > mostHeld || multiplyAdds > mostMultiplyAdds || graph.nodes.length > mostNodes)
    return undefined;
  const inputs = seededInputs(graph.inputs);
  const outputs = evaluatedOrRefused(graph, new Map([...inputs].map(([v, array]) => [v.name, array])));
  if (outputs === undefined) return undefined;
  return {
    inputs: graph.inputs.flatMap((v) => partsOf(v.type as TensorType, inputs.get(v) as Elements).map(bytesOfArray)),
    outputs: graph.outputs.map((v) => bytesOfArray(outputs.get(v.name)?.array as ElementArray)),
    tolerance: 1e-4,
  };
}

const evaluated = new WeakMap<Graph, ReturnType<typeof evaluateAsWritten>>();

/** Of a graph once, however many programs are built of it. Undefined where seeded operands do not give the shapes that are declared. */
function evaluatedOrRefused(graph: Graph, inputs: ReadonlyMap<string, Elements>): ReturnType<typeof evaluateAsWritten> | undefined {
  try {
    const outputs = evaluated.get(graph) ?? evaluateAsWritten(graph, inputs);
    evaluated.set(graph, outputs);
    return outputs;
  } catch (error) {
    if (error instanceof CompileError && error.diagnostics.every((d) => d.code === "AOT507")) return undefined;
    throw error;
  }
}
