/** An operator's examples as nodes and arrays: what the tests of every target run. */
import { type DType, dtypes, type Elements, newArray } from "../../src/core/dtype.ts";
import { makeConstant, makeNode } from "../../src/graph/build.ts";
import { evaluateGraph, evaluateNode, type Slots, shapeIn } from "../../src/graph/evaluate.ts";
import { type Example, graph, type InputValue, type Node, type OpDef, type Value, value } from "../../src/graph/graph.ts";
import { stringType, type TensorType, tensorType } from "../../src/graph/types.ts";
import { machines } from "../../src/loop/machine.ts";
import { expandComposites } from "../../src/passes/expand-composites.ts";
import { moveStrings } from "../../src/passes/move-strings.ts";

/** `values` as elements of `dtype`; bools become 0 and 1. */
export function elementsOf(dtype: DType, values: InputValue): Elements {
  if (dtype === "string") return values as readonly string[];
  const array = newArray(dtype, values.length);
  const wide = array instanceof BigInt64Array || array instanceof BigUint64Array;
  values.forEach((v, i) => {
    array[i] = wide ? BigInt(v as number) : Number(v);
  });
  return array;
}

/** The type of an example's input; strings of examples are short. */
export const inputType = (dtype: DType, shape: readonly number[]): TensorType =>
  dtype === "string" ? stringType(shape, 16) : tensorType(dtype, shape);

export interface ExampleCase {
  readonly node: Node;
  readonly inputs: readonly (Elements | undefined)[];
  readonly expected: readonly { readonly dtype: DType; readonly shape: readonly number[]; readonly elements: Elements }[];
}

/** What a model says of the shapes of an example's outputs. */
export const declarationsOf = ({ declared, outputs }: Example): { readonly declared?: readonly (readonly number[])[] } =>
  declared === true ? { declared: outputs.map((y) => y.shape) } : {};

export function exampleCase(op: OpDef, example: Example): ExampleCase {
  const inputs = example.inputs.map((x) => (x === undefined ? undefined : elementsOf(x.dtype ?? "f32", x.values)));
  const values = example.inputs.map((x, i): Value | undefined => {
    if (x === undefined) return undefined;
    const dtype = x.dtype ?? "f32";
    return x.constant === true ? makeConstant(`x${i}`, dtype, x.shape, inputs[i] as Elements) : value(`x${i}`, inputType(dtype, x.shape));
  });
  const outputs = example.outputs.map((_, i) => `y${i}`);
  return {
    node: makeNode({ op, attrs: example.attrs ?? {}, inputs: values, outputs, origin: [example.note], ...declarationsOf(example) }),
    inputs,
    expected: example.outputs.map((y) => ({ dtype: y.dtype ?? "f32", shape: y.shape, elements: elementsOf(y.dtype ?? "f32", y.values) })),
  };
}

/** The first element of `found` farther from `wanted` than the tolerance (of none: a zero of the other sign), as text; undefined when there is none. */
export function firstDifference(
  dtype: DType,
  found: Elements,
  wanted: Elements,
  { relative, absolute }: { readonly relative: number; readonly absolute: number },
): string | undefined {
  if (found.length !== wanted.length) return `${found.length} elements, expected ${wanted.length}`;
  for (let i = 0; i < wanted.length; i++) {
    const a = found[i] as number | bigint | string;
    const b = wanted[i] as number | bigint | string;
    if (Object.is(a, b)) continue;
    const near =
      dtypes[dtype].kind === "float" &&
      (absolute > 0 || a !== 0 || b !== 0) &&
      Math.abs(Number(a) - Number(b)) <= absolute + relative * Math.abs(Number(b));
    if (!near || !Number.isFinite(b)) return `element ${i} is ${a}, expected ${b}`;
  }
  return undefined;
}

export interface Evaluated {
  readonly array: Elements;
  readonly shape: readonly number[];
}

/** A node's outputs, row-major; a composite or a movement of strings is written in terms of simpler operators first. */
export function evaluateExpanded(node: Node, inputs: readonly (Elements | undefined)[]): readonly Evaluated[] {
  const slots: Slots = new Map();
  const evaluated = (v: Value, array: Elements): Evaluated => ({ array, shape: shapeIn(slots, v.type as TensorType) });
  if (node.op.expand === undefined && node.op.strings !== "moved") {
    const arrays = evaluateNode(node, inputs, slots);
    return node.outputs.map((v, i) => evaluated(v, arrays[i] as Elements));
  }
  const given = node.inputs.flatMap((v, i): [Value, Elements][] => {
    const array = inputs[i];
    return v === undefined || array === undefined || v.data !== undefined ? [] : [[v, array]];
  });
  const whole = graph({ name: "example", inputs: given.map(([v]) => v), outputs: node.outputs, nodes: [node] });
  const options = { level: 0, deterministic: false, precise: false };
  const context = { machine: machines.generic, options, note: () => undefined };
  const expanded = expandComposites.run(moveStrings.run(whole, context), context);
  const values = evaluateGraph(expanded, new Map(given), slots);
  return expanded.outputs.map((v) => evaluated(v, values.get(v) as Elements));
}
