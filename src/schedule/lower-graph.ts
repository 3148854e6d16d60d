/** Lowering a graph: every node's work in order, over one tensor a value. Fusion and placement come after. */

import { add, bounds, dimOf } from "../core/dim.ts";
import { dtypes, isFloat } from "../core/dtype.ts";
import { plainLayout, storageElements } from "../core/layout.ts";
import { packStrings } from "../core/strings.ts";
import { expandConstant, makeConstant } from "../graph/build.ts";
import { checkGivenElements } from "../graph/given-elements.ts";
import type { Graph, Value, Work } from "../graph/graph.ts";
import { lowerNode, tensorFor } from "../graph/lower.ts";
import { claimName } from "../graph/names.ts";
import { type Constant, elementCount, type TensorType, typeText } from "../graph/types.ts";
import { copyStrings, copyWork } from "../graph/work.ts";
import { buffer, cast, i32, index, load, lt, ne, or, partsOf, stringTensor, sub, type Tensor, tensor } from "../loop/expr.ts";
import { ifStmt, kernel, loop, type Routine, store } from "../loop/kernel.ts";
import type { Machine } from "../loop/machine.ts";
import { withOneNaN } from "../loop/math/one-nan.ts";
import { withoutEmptyAxes } from "./empty-axes.ts";
import { extents } from "./extents.ts";

export interface LoweredGraph {
  readonly work: readonly Work[];
  /** One tensor an input; for strings two: offsets and bytes. */
  readonly inputs: readonly Tensor[];
  /** Likewise for outputs, each written by work and distinct from inputs, constants and each other. */
  readonly outputs: readonly Tensor[];
  /** For each output whose extents the run decides: the i32s that receive them, one an axis. */
  readonly shapes: ReadonlyMap<Tensor, Tensor>;
  /** Tensors whose elements are known, and the values that hold them. */
  readonly constants: ReadonlyMap<Tensor, Value>;
}

/** `deterministic`: outputs hold one NaN, whatever bits the arithmetic of a machine gave to it. */
export function lowerGraph(graph: Graph, machine: Machine, deterministic: boolean): LoweredGraph {
  const tensors = new Map<Value, Tensor>();
  const constants = new Map<Tensor, Value>();
  const tensorOf = (v: Value): Tensor => {
    const found = tensors.get(v) ?? tensorFor(v);
    tensors.set(v, found);
    if (v.data !== undefined && found.bytes === undefined) constants.set(found, v);
    if (v.data !== undefined && found.bytes !== undefined) for (const [t, part] of packedConstant(v, found, found.bytes)) constants.set(t, part);
    return found;
  };
  const work: Work[] = graph.inputs.flatMap((v) => [...checkStrings(v, tensorOf(v)), ...checkGivenElements(v, tensorOf(v))]);
  for (const n of graph.nodes) work.push(...lowerNode(n, tensorOf, machine));
  const written = new Set<Tensor>();
  const outputs = graph.outputs.map((v) => {
    const t = tensorOf(v);
    const isOwn = !graph.inputs.includes(v) && v.data === undefined && !written.has(t);
    const mayHoldNaN = deterministic && isFloat(t.dtype) && dtypes[t.dtype].bits >= 16;
    written.add(t);
    if (isOwn && !mayHoldNaN) return t;
    if (t.bytes !== undefined) {
      const output = stringTensor(`${v.name}.out`, add(t.shape[0] ?? 1, -1), Number(t.bytes.shape[0]));
      work.push(...copyStrings(t, output, [`output ${v.name}`]));
      return output;
    }
    const output = tensor(`${v.name}.out`, t.dtype, t.shape, t.layout);
    work.push(copyWork(t, output, mayHoldNaN ? withOneNaN : (x) => x, [`output ${v.name}`]));
    return output;
  });
  const shapes = shapeOutputs(graph, outputs);
  graph.outputs.forEach(({ name, type }, i) => {
    const shape = shapes.get(outputs[i] as Tensor);
    if (shape !== undefined) work.push(storeShape(name, type as TensorType, shape));
  });
  const [given, made] = [graph.inputs.map(tensorOf), outputs].map((list) => list.flatMap(partsOf)) as [Tensor[], Tensor[]];
  return { work: withoutEmptyAxes(work), inputs: given, outputs: made, shapes, constants };
}

/** A constant of strings as its offsets and its bytes. */
function packedConstant(v: Value, offsets: Tensor, bytes: Tensor): readonly (readonly [Tensor, Value])[] {
  const count = Number(offsets.shape[0]) - 1;
  const packed = packStrings(expandConstant(v.data as Constant, count) as readonly string[], Number(bytes.shape[0]));
  return [
    [offsets, makeConstant(offsets.name, "i32", [count + 1], packed.offsets)],
    [bytes, makeConstant(bytes.name, "u8", [packed.bytes.length], packed.bytes)],
  ];
}

/** The run ends where offsets that are given do not cut the bytes into strings of the length that was settled. */
function checkStrings(v: Value, t: Tensor): readonly Work[] {
  const { type } = v;
  if (type.kind !== "tensor" || type.text === undefined || bounds(elementCount(type))[1] === 0) return [];
  const { longest } = type.text;
  const broken = tensor(`${v.name}.broken`, "i32", [], plainLayout(0));
  const [offsets, out] = [buffer("offsets", "i32", storageElements(t.layout, t.shape), "in"), buffer("broken", "i32", 1, "out")];
  const count = add(t.shape[0] ?? 1, -1);
  const body = [
    store(out, 0, cast("i32", ne(load(offsets, 0), i32(0)))),
    loop("i", count, (s) => {
      const length = sub(load(offsets, add(dimOf(s), 1)), load(offsets, dimOf(s)));
      return [ifStmt(or(lt(length, i32(0)), lt(i32(longest), length)), [store(out, 0, i32(1))])];
    }),
  ];
  const doc = [`Not 0 unless offsets cut bytes into strings of 0 to ${longest}.`];
  return [
    {
      kind: "routine",
      kernel: kernel({ name: `check_strings_${extents(type.shape)}`, doc, params: [offsets, out], body }),
      operands: [t, broken],
      origin: [`input ${v.name}`],
      check: {
        broken,
        where: `input ${v.name}`,
        message: `strings have 0 to ${longest} bytes of UTF-8, in order; --max-string-bytes settles how many`,
        value: v.name,
      },
    },
  ];
}

function shapeOutputs(graph: Graph, outputs: readonly Tensor[]): ReadonlyMap<Tensor, Tensor> {
  const taken = new Set([...graph.inputs, ...graph.outputs].map((v) => v.name));
  const made = new Map<Tensor, Tensor>();
  graph.outputs.forEach(({ name, type }, i) => {
    if (type.kind !== "tensor" || type.shape.every((d) => typeof d === "number")) return;
    made.set(outputs[i] as Tensor, tensor(claimName(taken, `${name}_shape`), "i32", [type.shape.length], plainLayout(1)));
  });
  return made;
}

/** Stores the extents of `type` to `shape`. */
function storeShape(name: string, type: TensorType, shape: Tensor): Routine {
  const out = buffer("shape", "i32", type.shape.length, "out");
  const body = type.shape.map((d, a) => store(out, a, cast("i32", index(d))));
  const doc = [`The shape of ${typeText(type)}.`];
  return {
    kind: "routine",
    kernel: kernel({ name: `shape_of_${extents(type.shape)}`, doc, params: [out], body }),
    operands: [shape],
    origin: [`shape of ${name}`],
  };
}
