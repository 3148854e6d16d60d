/**
 * Scan: runs a graph once for each slice of its scan inputs, from front to back or back to front, with values carried from round to round; each
 * scan output collects one slice a round. Since opset 8 (without batches since 9). https://onnx.ai/onnx/operators/onnx__Scan.html
 */
import { bounds, type Dim, dimText, equalDims, sub } from "../core/dim.ts";
import {
  type AttrReader,
  type Attrs,
  defineOp,
  exactTolerance,
  type Graph,
  graph,
  type InferContext,
  type LowerContext,
  type Value,
  value,
  type Work,
} from "../graph/graph.ts";
import { type TensorType, type Type, tensorType } from "../graph/types.ts";
import { copyWork, readsOf } from "../graph/work.ts";
import type { Tensor } from "../loop/expr.ts";
import { normalizeAxis } from "./families/axes.ts";
import {
  carriedTypes,
  checkCounts,
  checkInput,
  counter,
  handOver,
  heldGraph,
  putSlice,
  scratchFor,
  takeSlice,
  tensorOutput,
  unknown,
} from "./families/regions.ts";

type Given = Pick<InferContext, "inputs" | "attrs"> & { readonly fail: (rule: string, hint?: string) => never };

const readAttrs = (raw: AttrReader): Attrs => ({
  num_scan_inputs: raw.int("num_scan_inputs"),
  scan_input_axes: raw.ints("scan_input_axes", []),
  scan_input_directions: raw.ints("scan_input_directions", []),
  scan_output_axes: raw.ints("scan_output_axes", []),
  scan_output_directions: raw.ints("scan_output_directions", []),
});

/** One scanned input or output: along which axis, and whether from its end. */
interface Line {
  readonly axis: number;
  readonly isReversed: boolean;
}

function lineOf({ attrs, fail }: Given, kind: "input" | "output", i: number, rank: number): Line {
  const list = (name: string): readonly number[] => attrs[`scan_${kind}_${name}`] as readonly number[];
  const direction = list("directions")[i] ?? 0;
  if (direction !== 0 && direction !== 1) fail(`scan_${kind}_directions[${i}] is ${direction}, 0 or 1 is expected`);
  return { axis: normalizeAxis({ fail }, list("axes")[i] ?? 0, rank), isReversed: direction === 1 };
}

interface Scanned {
  readonly carried: readonly Value[];
  readonly slices: readonly { readonly whole: TensorType; readonly part: TensorType; readonly line: Line }[];
  readonly rounds: number;
}

function scannedOf(context: Given): Scanned {
  const { inputs, attrs, fail } = context;
  const count = attrs.num_scan_inputs as number;
  if (count < 1 || count > inputs.length) fail(`num_scan_inputs is ${count}, the node has ${inputs.length} inputs`);
  const given = inputs.map((v, i) => v ?? fail(`input ${i} is missing`));
  const first = inputs.length - count;
  const slices = given.slice(first).map((v, i) => {
    if (v.type.kind !== "tensor" || v.type.shape.length === 0) return fail(`scan input ${i} (${v.name}) has no axis to scan along`);
    const whole = v.type;
    const line = lineOf(context, "input", i, whole.shape.length);
    return { whole, line, part: tensorType(whole.dtype, whole.shape.toSpliced(line.axis, 1)) };
  });
  const lengths = slices.map(({ whole, line }) => whole.shape[line.axis] as Dim);
  const [rounds] = lengths;
  if (typeof rounds !== "number") return fail("the length of its scan inputs is not known", "give the free dim a value (--dim name=value)");
  if (lengths.some((d) => !equalDims(d, rounds)))
    fail(`its scan inputs have the lengths ${lengths.map((d) => bounds(d)[1]).join(", ")}, equal ones are expected`);
  return { carried: given.slice(0, first), slices, rounds };
}

/** In operator set 8 the lengths of sequences stand before the states, left out where all are equal, and every value has a batch axis in front. */
const isBatched = ({ inputs }: Pick<Given, "inputs">): boolean => inputs.length > 0 && inputs[0] === undefined;

/** The batch, and one element of it in place of each input. */
function oneOfBatch({ inputs, fail }: Given): { readonly batch: number; readonly inputs: readonly Value[] } {
  const parts = inputs.slice(1).map((v, i) => {
    if (v?.type.kind !== "tensor" || v.type.shape.length === 0) return fail(`input ${i + 1} has no batch axis`);
    return { batch: v.type.shape[0] as Dim, part: value(v.name, tensorType(v.type.dtype, v.type.shape.slice(1))) };
  });
  const [batch] = parts.map((p) => p.batch);
  if (typeof batch !== "number") return fail("the batch is not known", "give the free dim a value (--dim name=value)");
  if (parts.some((p) => p.batch !== batch))
    fail(`its inputs have the batches ${parts.map((p) => dimText(p.batch)).join(", ")}, equal ones are expected`);
  return { batch, inputs: parts.map((p) => p.part) };
}

function infer(context: InferContext): readonly Type[] {
  if (!isBatched(context)) return inferOne(context);
  const { batch, inputs } = oneOfBatch(context);
  return inferOne({ ...context, inputs }).map((t) => (t.kind === "tensor" ? tensorType(t.dtype, [batch, ...t.shape]) : t));
}

function inferOne(context: InferContext): readonly Type[] {
  const body = heldGraph(context, "body");
  const { carried, slices, rounds } = scannedOf(context);
  const outputs = body.outputs.length - carried.length;
  checkCounts(context, body, carried.length + slices.length, carried.length + Math.max(0, outputs));
  slices.forEach(({ part }, i) => {
    checkInput(context, body, carried.length + i, part);
  });
  const states = carriedTypes(context, body, carried, 0, 0);
  const collected = Array.from({ length: outputs }, (_, i) => {
    const { dtype, shape } = tensorOutput(context, body, carried.length + i);
    return tensorType(dtype, shape.toSpliced(lineOf(context, "output", i, shape.length + 1).axis, 0, rounds));
  });
  return [...states, ...collected];
}

function lower(context: LowerContext): readonly Work[] {
  const given = { ...context, inputs: context.node.inputs };
  if (!isBatched(given)) return lowerOne(context, context.inputs as readonly Tensor[], context.outputs, given);
  const { batch, inputs } = oneOfBatch(given);
  const { dim, held: round } = counter(batch);
  const parts = inputs.map((v) => scratchFor(context, v));
  const results = context.outputs.map((t) => context.scratch(`${t.name}.one`, t.dtype, t.shape.slice(1)));
  const body = [
    ...parts.map((part, i) => takeSlice(context.input(i + 1), part, 0, dim)),
    ...lowerOne(context, parts, results, { ...given, inputs }),
    ...results.map((result, i) => putSlice(result, context.outputs[i] as Tensor, 0, dim)),
  ];
  return [{ kind: "loop", trip: batch, round, body, origin: context.node.origin }];
}

/** The work on one element of a batch, or on all there is. */
function lowerOne(context: LowerContext, from: readonly Tensor[], to: readonly Tensor[], given: Given): readonly Work[] {
  const body = heldGraph(context, "body");
  const { carried, slices, rounds } = scannedOf(given);
  const [states, collected] = [to.slice(0, carried.length), to.slice(carried.length)];
  const { dim, held: round } = counter(rounds);
  const place = ({ isReversed }: Line): Dim => (isReversed ? sub(rounds - 1, dim) : dim);
  const parts = body.inputs.slice(carried.length).map((v) => scratchFor(context, v));
  const lowered = context.body(body, [...states, ...parts]);
  const rest = lowered.outputs.slice(carried.length);
  const used = new Set([...lowered.work.flatMap(readsOf), ...lowered.outputs]);
  const steps: readonly Work[] = [
    ...parts.flatMap((part, i): readonly Work[] => {
      const { line } = slices[i] as Scanned["slices"][number];
      return used.has(part) ? [takeSlice(from[carried.length + i] as Tensor, part, line.axis, place(line))] : [];
    }),
    ...lowered.work,
    ...collected.map((whole, i) => {
      const line = lineOf(given, "output", i, whole.shape.length);
      return putSlice(rest[i] as Tensor, whole, line.axis, place(line));
    }),
    ...handOver(
      context,
      states.map((to, i) => ({ from: lowered.outputs[i] as Tensor, to })),
    ),
  ];
  return [
    ...states.map((state, i) => copyWork(from[i] as Tensor, state)),
    { kind: "loop", trip: rounds, round, body: steps, origin: context.node.origin },
  ];
}

/** For the examples: hands on the slice, and gives it and the one before. */
const previous: Graph = (() => {
  const [before, slice] = [value("scan_before", tensorType("f32", [2])), value("scan_slice", tensorType("f32", [2]))];
  return graph({ name: "previous", inputs: [before, slice], nodes: [], outputs: [slice, slice, before] });
})();

const one: Graph = (() => {
  const slice = value("scan_one", tensorType("i32", []));
  return graph({ name: "one", inputs: [slice], nodes: [], outputs: [slice] });
})();

export const Scan = defineOp({
  name: "Scan",
  opset: 24,
  since: 8,
  doc: "a graph once for each slice of its inputs",
  attrs: (raw) => ({ body: raw.graph("body"), ...readAttrs(raw) }),
  bodies(raw, { inputs, fail }) {
    const given = { inputs, attrs: readAttrs(raw), fail };
    const { carried, slices } = scannedOf(isBatched(given) ? { ...given, inputs: oneOfBatch(given).inputs } : given);
    return { body: [...carried.map((v) => unknown(v.type)), ...slices.map(({ part }) => part)] };
  },
  infer,
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "columns from the last to the first, the one before beside each",
      attrs: { body: previous, num_scan_inputs: 1, scan_input_axes: [-1], scan_input_directions: [1], scan_output_axes: [1] },
      inputs: [
        { shape: [2], values: [9, 9] },
        { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
      ],
      outputs: [
        { shape: [2], values: [1, 4] },
        { shape: [2, 3], values: [3, 2, 1, 6, 5, 4] },
        { shape: [3, 2], values: [9, 9, 3, 6, 2, 5] },
      ],
    },
    {
      note: "a batch of two, as operator set 8 has it",
      attrs: { body: previous, num_scan_inputs: 1 },
      inputs: [undefined, { shape: [2, 2], values: [9, 8, 7, 6] }, { shape: [2, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] }],
      outputs: [
        { shape: [2, 2], values: [3, 4, 7, 8] },
        { shape: [2, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] },
        { shape: [2, 2, 2], values: [9, 8, 1, 2, 7, 6, 5, 6] },
      ],
    },
    {
      note: "one slice, stored from the end",
      attrs: { body: one, num_scan_inputs: 1, scan_output_directions: [1] },
      inputs: [{ dtype: "i32", shape: [1], values: [7] }],
      outputs: [{ dtype: "i32", shape: [1], values: [7] }],
    },
  ],
});
