/** Evaluating graphs at build time: every node lowered, scheduled naively and run. What folds constants and what -O0 means. */

import { compileError, invariant } from "../core/diagnostics.ts";
import { bounds, type Dim, type Sym } from "../core/dim.ts";
import { evaluateDim } from "../core/dim-fold.ts";
import { type ElementArray, type Elements, newArray } from "../core/dtype.ts";
import { isPlain, type Layout, plainLayout, storageElements } from "../core/layout.ts";
import { packStrings, unpackStrings } from "../core/strings.ts";
import { axesOver, type Compute, compute, coordinate } from "../loop/compute.ts";
import { evaluateKernel } from "../loop/evaluate.ts";
import { partsOf, read, type Tensor, tensor } from "../loop/expr.ts";
import type { Check, Routine } from "../loop/kernel.ts";
import { type Machine, machines } from "../loop/machine.ts";
import { slotOf, slotsOf } from "../loop/runtime-extent.ts";
import { naive } from "../loop/schedules/naive.ts";
import { expandConstant } from "./build.ts";
import { checkGivenElements } from "./given-elements.ts";
import type { Graph, Node, Value, Work } from "./graph.ts";
import { lowerNode, tensorFor } from "./lower.ts";
import { elementCount, type TensorType } from "./types.ts";

/** Run-time extents that nodes have stored so far: one i32 a slot. */
export type Slots = Map<Tensor, ElementArray>;

/** The value of a Dim for the extents stored so far; its upper bound where they are not. */
function sizeOf(elements: Dim, slots: Slots): number {
  const stored = (s: Sym): number => {
    const slot = slotOf(s);
    const held = slot === undefined ? undefined : slots.get(slot)?.[0];
    return held === undefined ? s.hi : Number(held);
  };
  return evaluateDim(elements, stored);
}

/** Strings are offsets and bytes where kernels run. */
function put(memory: Memory, t: Tensor, elements: Elements): void {
  if (t.bytes === undefined) {
    memory.set(t, elements as ElementArray);
    return;
  }
  const { offsets, bytes } = packStrings(elements as readonly string[], Number(t.bytes.shape[0]));
  memory.set(t, offsets);
  memory.set(t.bytes, bytes);
}

function get(memory: Memory, t: Tensor, size: number): Elements | undefined {
  const array = memory.get(t);
  if (t.bytes === undefined) return array?.subarray(0, size) as ElementArray | undefined;
  const bytes = memory.get(t.bytes);
  return array === undefined || bytes === undefined ? undefined : unpackStrings({ offsets: array as Int32Array, bytes: bytes as Uint8Array }, size);
}

/**
 * Runs one node on row-major elements, one array an input (undefined where left out); gives one array an output, as long as the run decides.
 * `around` gives what the graphs it holds take from around them.
 */
export function evaluateNode(
  n: Node,
  inputs: readonly (Elements | undefined)[],
  slots: Slots = new Map(),
  around: (v: Value) => Elements | undefined = () => undefined,
): readonly Elements[] {
  if (n.op.view === true && n.op.lower === undefined) return [inputs[0] as Elements];
  const tensors = new Map<Value, Tensor>();
  const memory = new Map<Tensor, ElementArray>(slots);
  const tensorOf = (v: Value): Tensor => {
    const found = tensors.get(v) ?? tensorFor({ ...v, layout: plainLayout((v.type as TensorType).shape.length) });
    tensors.set(v, found);
    return found;
  };
  n.inputs.forEach((v, i) => {
    const array = inputs[i];
    if (v !== undefined && array !== undefined) put(memory, tensorOf(v), array);
  });
  const work = lowerNode(n, tensorOf, machines.js as Machine);
  const outputs = new Set(n.outputs);
  for (const [v, t] of tensors) {
    if (memory.has(t) || outputs.has(v)) continue;
    const array = v.data === undefined ? around(v) : constantArray(v, slots);
    if (array !== undefined) put(memory, t, array);
  }
  // The elements of a view stay where they are; what checks its operands comes ahead of it.
  runWork(n.op.view === true ? work.slice(0, -partsOf(tensorOf(n.outputs[0] as Value)).length) : work, memory);
  if (n.op.view === true) return [inputs[0] as Elements];
  const found = n.outputs.flatMap((v) => slotsOf((v.type as TensorType).shape));
  for (const slot of found) slots.set(slot, memory.get(slot) as ElementArray);
  return n.outputs.map((v) => {
    const t = tensorOf(v);
    const size = sizeOf(elementCount(v.type as TensorType), slots);
    // A loop of no rounds writes no slices.
    const array = get(memory, t, size) ?? (size === 0 ? newArray(t.dtype, 0) : undefined);
    invariant(array !== undefined, `${n.op.name} did not write ${v.name}`);
    return array;
  });
}

type Memory = Map<Tensor, ElementArray>;

function runWork(work: readonly Work[], memory: Memory): void {
  const element = (t: Tensor): number => Number(memory.get(t)?.[0]);
  for (const item of work) {
    switch (item.kind) {
      case "if":
        runWork(element(item.condition) === 0 ? item.else : item.then, memory);
        break;
      case "loop": {
        const trip = item.trip === undefined ? Number.POSITIVE_INFINITY : typeof item.trip === "number" ? item.trip : element(item.trip);
        for (let round = 0; round < trip && (item.condition === undefined || element(item.condition) !== 0); round++) {
          memory.set(item.round, Int32Array.of(round));
          runWork(item.body, memory);
        }
        break;
      }
      default: {
        runRoutine(item.kind === "compute" ? naivelyOnce(item) : item, memory);
        if (item.kind === "routine" && item.check !== undefined) refuseBroken(item.check, memory);
      }
    }
  }
}

const scheduled = new WeakMap<Compute, Routine>();

/** Rounds of a loop share the kernel, which is compiled once. */
function naivelyOnce(c: Compute): Routine {
  const found = scheduled.get(c) ?? naive(c);
  scheduled.set(c, found);
  return found;
}

function refuseBroken({ broken, where, message }: Check, memory: Memory): void {
  if (memory.get(broken)?.[0] !== 0) throw compileError({ code: "AOT507", where, message });
}

function runRoutine({ kernel, operands }: Routine, memory: Memory): void {
  const buffers = operands.map((t) => {
    const found = memory.get(t) ?? newArray(t.dtype, bounds(storageElements(t.layout, t.shape))[1]);
    memory.set(t, found);
    return found;
  });
  const extents = kernel.extents.map((s) => {
    const held = memory.get(slotOf(s) as Tensor)?.[0];
    invariant(held !== undefined, `${kernel.name} needs ${s.name}, which nothing has stored`);
    return Number(held);
  });
  evaluateKernel(kernel, buffers, extents);
}

/** Refuses elements of an input other than those that were settled; `slots` receives those that are extents. */
function takeGiven(v: Value, elements: Elements, slots: Slots): void {
  const t = tensorFor({ ...v, layout: plainLayout((v.type as TensorType).shape.length) });
  const [work] = checkGivenElements(v, t);
  if (work === undefined) return;
  const memory: Memory = new Map([[t, elements as ElementArray]]);
  runWork([work], memory);
  for (const slot of work.operands.slice(2)) slots.set(slot, memory.get(slot) as ElementArray);
}

/** Every value's elements, row-major, for the given graph inputs; `slots` receives the extents that the run decides. */
export function evaluateGraph(graph: Graph, inputs: ReadonlyMap<Value, Elements>, slots: Slots = new Map()): ReadonlyMap<Value, Elements> {
  const arrays = new Map<Value, Elements>(inputs);
  for (const [v, elements] of inputs) takeGiven(v, elements, slots);
  const arrayOf = (v: Value): Elements => {
    const found = arrays.get(v) ?? constantArray(v, slots);
    arrays.set(v, found);
    return found;
  };
  for (const n of graph.nodes) {
    const results = evaluateNode(
      n,
      n.inputs.map((v) => (v === undefined ? undefined : arrayOf(v))),
      slots,
      (v) => arrays.get(v),
    );
    n.outputs.forEach((v, i) => arrays.set(v, results[i] as Elements));
  }
  for (const v of graph.outputs) arrayOf(v);
  return arrays;
}

/** The shape of a tensor value for the extents a run has stored. */
export const shapeIn = (slots: Slots, type: TensorType): readonly number[] => type.shape.map((d) => sizeOf(d, slots));

function constantArray(v: Value, slots: Slots): Elements {
  invariant(v.data !== undefined && v.type.kind === "tensor", `${v.name} is neither computed, given nor constant`);
  return expandConstant(v.data, sizeOf(elementCount(v.type), slots));
}

/** A constant's elements as they lie in memory under `layout`: weights are packed by running a copy, not by a second packer. */
export function packConstant(v: Value, layout: Layout): ElementArray {
  const plain = constantArray(v, new Map()) as ElementArray;
  if (isPlain(layout)) return plain;
  const type = v.type as TensorType;
  const from = tensor("from", type.dtype, type.shape, plainLayout(type.shape.length));
  const to = tensor("to", type.dtype, type.shape, layout);
  const axes = axesOver(type.shape, "");
  const copy = naive(compute({ name: "pack", output: to, axes, value: read(from, axes.map(coordinate)) }));
  const packed = newArray(type.dtype, storageElements(layout, type.shape) as number);
  evaluateKernel(copy.kernel, [plain, packed]);
  return packed;
}
