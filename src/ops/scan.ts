/**
 * Scan: runs a graph once for each slice of its scan inputs, from front to back or back to front, with values carried from round to round; each
 * scan output collects one slice a round. Since opset 8 (without batches since 9). https://onnx.ai/onnx/operators/onnx__Scan.html
 */
import { bounds, type Dim, equalDims, sub } from "../core/dim.ts";
import { dimText } from "../core/dim-fold.ts";
import {
  type AttrReader,
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
import { stringType, type TensorType, type Type, tensorType, typeText, usualStringBytes } from "../graph/types.ts";
import { readsOf } from "../graph/work.ts";
import type { Tensor } from "../loop/expr.ts";
import { normalizeAxis } from "./families/axes.ts";
import { type Carrying, carriedTypes, held, leaveRound, sliceType, widened } from "./families/carried.ts";
import {
  type Counter,
  checkCounts,
  checkInput,
  counter,
  heldGraph,
  putSlice,
  scratchFor,
  scratchTensor,
  takeSlice,
  unknown,
} from "./families/regions.ts";
import { appendStrings, noStrings, orderStringSlices, type Shaped, type Line as StringLine, takeStringSlice } from "./families/string-slices.ts";

type Attributes = ReturnType<typeof readAttrs>;

type Given = Pick<InferContext<Attributes>, "inputs" | "inputName" | "attrs" | "fail">;

const readAttrs = (raw: AttrReader) => ({
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
  const list = (name: "axes" | "directions"): readonly number[] => attrs[`scan_${kind}_${name}`];
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
  const { inputs, attrs, inputName, fail } = context;
  const count = attrs.num_scan_inputs;
  if (count < 1 || count > inputs.length) fail(`num_scan_inputs is ${count}, the node has ${inputs.length} inputs`);
  const given = inputs.map((v, i) => v ?? fail(`${inputName(i)} is missing`));
  const first = inputs.length - count;
  const slices = given.slice(first).map((v, i) => {
    if (v.type.kind !== "tensor" || v.type.shape.length === 0) return fail(`${inputName(first + i)}, ${v.name}, has no axis to scan along`);
    const whole = v.type;
    const line = lineOf(context, "input", i, whole.shape.length);
    const shape = whole.shape.toSpliced(line.axis, 1);
    return { whole, line, part: whole.text === undefined ? tensorType(whole.dtype, shape) : stringType(shape, whole.text.longest, whole.text.total) };
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
function oneOfBatch({ inputs, inputName, fail }: Given): { readonly batch: number; readonly inputs: readonly Value[] } {
  const parts = inputs.slice(1).map((v, i) => {
    if (v?.type.kind !== "tensor" || v.type.shape.length === 0) return fail(`${inputName(i + 1)} has no batch axis`);
    if (v.type.text !== undefined) return fail(`${inputName(i + 1)}, ${v.name}, holds strings, in batches only numbers are scanned`);
    return { batch: v.type.shape[0] as Dim, part: value(v.name, tensorType(v.type.dtype, v.type.shape.slice(1))) };
  });
  const [batch] = parts.map((p) => p.batch);
  if (typeof batch !== "number") return fail("the batch is not known", "give the free dim a value (--dim name=value)");
  if (parts.some((p) => p.batch !== batch))
    fail(`its inputs have the batches ${parts.map((p) => dimText(p.batch)).join(", ")}, equal ones are expected`);
  return { batch, inputs: parts.map((p) => p.part) };
}

function infer(context: InferContext<Attributes>): readonly Type[] {
  if (!isBatched(context)) return inferOne(context);
  const { batch, inputs } = oneOfBatch(context);
  return inferOne({ ...context, inputs }).map((t) => {
    if (t.kind !== "tensor") return t;
    if (t.text !== undefined || t.shape.some((d) => typeof d !== "number"))
      return context.fail(`gives ${typeText(t)} for each element of a batch, numbers of a static shape are expected`);
    return tensorType(t.dtype, [batch, ...t.shape]);
  });
}

function inferOne(context: InferContext<Attributes>): readonly Type[] {
  const body = heldGraph(context, "body");
  const { carried, slices, rounds } = scannedOf(context);
  const outputs = body.outputs.length - carried.length;
  checkCounts(context, body, carried.length + slices.length, carried.length + Math.max(0, outputs));
  slices.forEach(({ part }, i) => {
    checkInput(context, body, carried.length + i, part);
  });
  const carrying = carryingOf(body, carried);
  const states = carriedTypes(context, carrying, { most: rounds, isExact: true });
  const collected = Array.from({ length: outputs }, (_, i) => {
    const { dtype, shape, text } = sliceType(context, carrying, carried.length + i);
    const whole = shape.toSpliced(lineOf(context, "output", i, shape.length + 1).axis, 0, rounds);
    return text === undefined ? tensorType(dtype, whole) : stringType(whole, text.longest, rounds * text.total);
  });
  return [...states, ...collected];
}

function lower(context: LowerContext<Attributes>): readonly Work[] {
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

const carryingOf = (body: Graph, initial: readonly Value[]): Carrying => ({ body, initial, inputsAt: 0, outputsAt: 0 });

/** The shape of a body's tensor of strings. */
const shapeOf = (v: Value | undefined): readonly Dim[] => (v?.type.kind === "tensor" ? v.type.shape : []);

/** What happens to one scan output ahead of the rounds, in each, and behind them. */
interface Collecting {
  readonly before: readonly Work[];
  readonly inside: readonly Work[];
  readonly after: readonly Work[];
}

/** Strings are collected in the order of the rounds, and put in theirs behind them where it is another. */
function collectStrings(context: LowerContext<Attributes>, part: Shaped, whole: Shaped, line: StringLine & Line, at: Counter): Collecting {
  if (line.axis === 0 && !line.isReversed) return { before: noStrings(whole.tensor), inside: [appendStrings(part, whole, at)], after: [] };
  const shape = [at.most, ...part.shape];
  const type = stringType(shape, Number.MAX_SAFE_INTEGER, Number(whole.tensor.bytes?.shape[0]));
  const inOrder: Shaped = { tensor: scratchTensor(context, `${whole.tensor.name}.rounds`, type), shape };
  return { before: noStrings(inOrder.tensor), inside: [appendStrings(part, inOrder, at)], after: [orderStringSlices(inOrder, whole, line)] };
}

/** The work on one element of a batch, or on all there is. */
function lowerOne(context: LowerContext<Attributes>, from: readonly Tensor[], to: readonly Tensor[], given: Given): readonly Work[] {
  const body = heldGraph(context, "body");
  const { carried, slices, rounds } = scannedOf(given);
  const collected = to.slice(carried.length);
  const carrying = carryingOf(body, carried);
  const values = carried.map((_, i) => held(context, carrying, i, from[i] as Tensor, to[i] as Tensor));
  const at = counter(rounds);
  const place =
    ({ isReversed }: Line) =>
    (round: Dim): Dim =>
      isReversed ? sub(rounds - 1, round) : round;
  const parts = body.inputs.slice(carried.length).map((v) => scratchFor(context, v));
  const lowered = context.body(body, [...values.map((v) => v.given), ...parts]);
  const used = new Set([...lowered.work.flatMap(readsOf), ...lowered.outputs]);
  const collecting = collected.map((whole, i): Collecting => {
    const part = lowered.outputs[carried.length + i] as Tensor;
    const outer = shapeOf(context.node.outputs[carried.length + i]);
    const line = lineOf(given, "output", i, whole.bytes === undefined ? whole.shape.length : outer.length);
    if (whole.bytes === undefined) return { before: [], inside: [putSlice(part, whole, line.axis, place(line)(at.dim))], after: [] };
    const shape = shapeOf(body.outputs[carried.length + i]);
    return collectStrings(context, { tensor: part, shape }, { tensor: whole, shape: outer }, { ...line, place: place(line) }, at);
  });
  const steps: readonly Work[] = [
    ...values.flatMap((v) => v.enter),
    ...parts.flatMap((part, i): readonly Work[] => {
      const { line, whole, part: type } = slices[i] as Scanned["slices"][number];
      const source = from[carried.length + i] as Tensor;
      if (!used.has(part)) return [];
      if (part.bytes === undefined) return [takeSlice(source, part, line.axis, place(line)(at.dim))];
      return [
        takeStringSlice({ tensor: source, shape: whole.shape }, { tensor: part, shape: type.shape }, { axis: line.axis, place: place(line) }, at),
      ];
    }),
    ...lowered.work,
    ...collecting.flatMap((c) => c.inside),
    ...leaveRound(context, values, lowered.outputs),
  ];
  return [
    ...values.flatMap((v) => v.begin),
    ...collecting.flatMap((c) => c.before),
    { kind: "loop", trip: rounds, round: at.held, body: steps, origin: context.node.origin },
    ...values.flatMap((v) => v.finish),
    ...collecting.flatMap((c) => c.after),
  ];
}

/** For the examples: hands on the slice, and gives it and the one before. */
const previous: Graph = (() => {
  const [before, slice] = [value("scan_before", tensorType("f32", [2])), value("scan_slice", tensorType("f32", [2]))];
  return graph({ name: "previous", inputs: [before, slice], nodes: [], outputs: [slice, slice, before] });
})();

/** The same of strings. */
const previousString: Graph = (() => {
  const type = stringType([2], usualStringBytes);
  const [before, slice] = [value("string_before", type), value("string_slice", type)];
  return graph({ name: "previous_string", inputs: [before, slice], nodes: [], outputs: [slice, slice, before] });
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
  inputs: ["...initial_state_and_scan_inputs"],
  strings: "held",
  attrs: (raw) => ({ body: raw.graph("body"), ...readAttrs(raw) }),
  bodies(raw, context, { body }) {
    const given = { ...context, attrs: readAttrs(raw) };
    const { carried, slices, rounds } = scannedOf(isBatched(given) ? { ...given, inputs: oneOfBatch(given).inputs } : given);
    const states = body === undefined ? carried.map((v) => unknown(v.type)) : widened(context, carryingOf(body, carried), rounds);
    return { body: [...states, ...slices.map(({ part }) => part)] };
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
      note: "strings from the last column to the first, stored as rows and as columns from the last",
      attrs: {
        body: previousString,
        num_scan_inputs: 1,
        scan_input_axes: [1],
        scan_input_directions: [1],
        scan_output_axes: [0, 1],
        scan_output_directions: [0, 1],
      },
      inputs: [
        { dtype: "string", shape: [2], values: ["x", "y"] },
        { dtype: "string", shape: [2, 3], values: ["a", "b", "", "d", "é", "long"] },
      ],
      outputs: [
        { dtype: "string", shape: [2], values: ["a", "d"] },
        { dtype: "string", shape: [3, 2], values: ["", "long", "b", "é", "a", "d"] },
        { dtype: "string", shape: [2, 3], values: ["b", "", "x", "é", "long", "y"] },
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
