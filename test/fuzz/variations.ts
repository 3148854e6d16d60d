/** Systematic variations of an operator's example: each input with other ranks, extents and types, left out, or known only at run time; each attribute hostile. */
import type { DType } from "../../src/core/dtype.ts";
import type { AttrValue, Example } from "../../src/graph/graph.ts";

type Input = NonNullable<Example["inputs"][number]>;

export interface Variation {
  readonly what: string;
  readonly example: Example;
}

/** As many values as the shape has elements, repeated from `values`. */
function filled({ values }: Input, shape: readonly number[]): Input["values"] {
  const count = shape.reduce((n, d) => n * d, 1);
  const source: readonly (number | bigint | boolean | string)[] = values.length === 0 ? [1] : values;
  return Array.from({ length: count }, (_, i) => source[i % source.length]) as unknown as Input["values"];
}

function shapesNear(shape: readonly number[]): readonly (readonly number[])[] {
  const others: (readonly number[])[] = [
    [1, ...shape],
    [...shape, 1],
  ];
  if (shape.length > 0) others.push([], shape.slice(1), shape.slice(0, -1));
  shape.forEach((d, a) => {
    for (const other of [d + 1, d - 1, 1, 0]) if (other >= 0 && other !== d) others.push(shape.with(a, other));
  });
  return others;
}

const dtypes: readonly DType[] = ["f32", "i64", "u8", "bool", "f16"];

/** The input in another element type: integers have no fractions. */
function retyped(input: Input, dtype: DType): Input {
  const whole = input.values.map((v) => (Number.isFinite(Number(v)) ? Math.trunc(Number(v)) : 0));
  return dtype === "f32" || dtype === "f16" ? { ...input, dtype } : { ...input, dtype, values: whole };
}

function* inputVariations(example: Example): Generator<Variation> {
  for (const [i, input] of example.inputs.entries()) {
    if (input === undefined) continue;
    const put = (what: string, changed: Input | undefined): Variation => ({
      what: `input ${i} ${what}`,
      example: { ...example, inputs: example.inputs.with(i, changed) },
    });
    for (const shape of shapesNear(input.shape)) yield put(`[${shape}]`, { ...input, shape, values: filled(input, shape) });
    for (const dtype of dtypes) if (dtype !== (input.dtype ?? "f32")) yield put(dtype, retyped(input, dtype));
    yield put("left out", undefined);
    yield put(input.constant === true ? "at run time" : "constant", { ...input, constant: input.constant !== true });
    if (input.constant !== true) continue;
    for (const x of [0, -1, 1, 100, 2 ** 31]) {
      const values = input.values.map((v, k) => (k > 0 ? v : typeof v === "bigint" ? BigInt(x) : typeof v === "string" ? v : x));
      yield put(`starts with ${x}`, { ...input, values: values as unknown as Input["values"] });
    }
  }
  yield { what: "one input less", example: { ...example, inputs: example.inputs.slice(0, -1) } };
  yield { what: "one input more", example: { ...example, inputs: [...example.inputs, { shape: [2], values: [1, 2] }] } };
}

const hostile: readonly number[] = [0, -1, 1, 7, 65536, 2 ** 31 - 1, -(2 ** 31), 2 ** 53];

function otherValues(value: AttrValue): readonly AttrValue[] {
  if (typeof value === "string") return ["", "x", "constructor"];
  if (typeof value === "number") return Number.isInteger(value) ? hostile : [0, -1, 1e30];
  if (!Array.isArray(value)) return [];
  const list = value as readonly (number | string)[];
  const numbers = hostile.flatMap((x) => [list.with(0, x), list.with(-1, x)]);
  const lists: (readonly (number | string)[])[] = [[], list.slice(1), [...list, ...list]];
  return (list.length > 0 && typeof list[0] === "number" ? [...lists, ...numbers] : lists) as readonly AttrValue[];
}

function* attributeVariations(example: Example): Generator<Variation> {
  for (const [name, value] of Object.entries(example.attrs ?? {})) {
    const { [name]: _, ...others } = example.attrs ?? {};
    yield { what: `without ${name}`, example: { ...example, attrs: others } };
    for (const x of otherValues(value)) yield { what: `${name} = ${String(x)}`, example: { ...example, attrs: { ...others, [name]: x } } };
  }
}

/** What may happen to one example; outputs are not declared. */
export function* variations(example: Example): Generator<Variation> {
  yield* inputVariations(example);
  yield* attributeVariations(example);
}
