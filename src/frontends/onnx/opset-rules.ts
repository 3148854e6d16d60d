/** The table of what changed between operator set 1 and today, operator by operator. How rules are found and chained is left to opsets.ts. */
import { type DType, isFloat } from "../../core/dtype.ts";
import type { AttrValue } from "../../graph/graph.ts";
import { numberOfDType } from "../../io/onnx/dtypes.ts";
import type { Upgrade, UpgradeContext } from "./opsets.ts";
import type { SourceNode } from "./source.ts";

type AttrMap = Readonly<Record<string, AttrValue>>;

const without = (attrs: AttrMap, ...names: readonly string[]): AttrMap =>
  Object.fromEntries(Object.entries(attrs).filter(([name]) => !names.includes(name)));

const i64 = (values: readonly number[]): BigInt64Array => BigInt64Array.from(values, BigInt);

function integers(c: UpgradeContext, name: string): readonly number[] | undefined {
  const found = c.node.attrs[name];
  if (found === undefined) return undefined;
  const list = Array.isArray(found) ? found : [found];
  return list.every((x): x is number => Number.isInteger(x)) ? list : c.fail(`attribute ${name} is no list of integers`);
}

function number(c: UpgradeContext, name: string, fallback: number): number {
  const found = c.node.attrs[name];
  if (found === undefined) return fallback;
  return typeof found === "number" ? found : c.fail(`attribute ${name} is no number`);
}

const withInput = (inputs: readonly string[], at: number, name: string): readonly string[] =>
  Array.from({ length: Math.max(inputs.length, at + 1) }, (_, i) => (i === at ? name : (inputs[i] ?? "")));

/** Moves integer attributes to i64 inputs: [attribute, position] pairs. An attribute that is absent or empty leaves its input out. */
const toInputs =
  (...moves: readonly (readonly [attr: string, at: number])[]) =>
  (c: UpgradeContext): readonly SourceNode[] => {
    let { inputs } = c.node;
    for (const [attr, at] of moves) {
      const values = integers(c, attr);
      if (values === undefined || values.length === 0) continue;
      inputs = withInput(inputs, at, c.constant(attr, "i64", [values.length], i64(values)));
    }
    return [{ ...c.node, inputs, attrs: without(c.node.attrs, ...moves.map(([attr]) => attr)) }];
  };

/** A scalar constant of a float type; types without a JavaScript array are cast from f32 by an added node. */
function scalar(c: UpgradeContext, hint: string, dtype: DType, value: number): { name: string; nodes: readonly SourceNode[] } {
  if (dtype === "f32") return { name: c.constant(hint, dtype, [], Float32Array.of(value)), nodes: [] };
  if (dtype === "f64") return { name: c.constant(hint, dtype, [], Float64Array.of(value)), nodes: [] };
  if (!isFloat(dtype)) c.fail(`attribute ${hint} is a number for ${dtype} elements, expected a float type`);
  const exact = c.constant(`${hint}_f32`, "f32", [], Float32Array.of(value));
  const cast = plain(c, "Cast", [exact], [c.fresh(hint)], { to: numberOfDType(dtype) });
  return { name: cast.outputs[0] ?? "", nodes: [cast] };
}

const plain = (c: UpgradeContext, op: string, inputs: readonly string[], outputs: readonly string[], attrs: AttrMap = {}): SourceNode => ({
  op,
  domain: "",
  name: c.node.name,
  inputs,
  outputs,
  attrs,
});

const only = (c: UpgradeContext, change: Partial<SourceNode>): readonly SourceNode[] => [{ ...c.node, ...change }];
const withAttrs = (c: UpgradeContext, attrs: AttrMap): readonly SourceNode[] => only(c, { attrs: { ...c.node.attrs, ...attrs } });

/** Softmax over all axes from `axis` on, flattened, as it was before opset 13. */
function flattenedSoftmax(c: UpgradeContext): readonly SourceNode[] {
  const { shape } = c.type(0);
  const given = number(c, "axis", 1);
  const axis = given < 0 ? given + shape.length : given;
  const attrs = without(c.node.attrs, "axis");
  if (axis < 0 || axis > shape.length) c.fail(`attribute axis is ${given} for a tensor of rank ${shape.length}`);
  const long = shape.flatMap((d, i) => (i >= axis && d !== 1 ? [i] : []));
  if (axis < shape.length && long.length <= 1) return only(c, { attrs: { ...attrs, axis: long[0] ?? shape.length - 1 } });
  const [x = ""] = c.node.inputs;
  const [y = ""] = c.node.outputs;
  const [flat, soft, dims] = [c.fresh("flat"), c.fresh("soft"), c.fresh("dims")];
  return [
    plain(c, "Flatten", [x], [flat], { axis }),
    { ...c.node, inputs: [flat], outputs: [soft], attrs: { ...attrs, axis: 1 } },
    plain(c, "Shape", [x], [dims]),
    plain(c, "Reshape", [soft, dims], [y]),
  ];
}

/** Output coordinate times 1/scale, rounded down. */
function asymmetricResize(c: UpgradeContext): readonly SourceNode[] {
  const scales = c.node.attrs.scales;
  let input = c.node.inputs[1] ?? "";
  if (Array.isArray(scales)) input = c.constant("scales", "f32", [scales.length], Float32Array.from(scales as readonly number[]));
  const attrs = { ...without(c.node.attrs, "scales"), coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" };
  const mode = c.node.attrs.mode === "bilinear" ? { mode: "linear" } : {};
  return only(c, { op: "Resize", inputs: [c.node.inputs[0] ?? "", "", input], attrs: { ...attrs, ...mode } });
}

/** The nearest element was that before the coordinate along axes that grow, and that behind it along those that shrink (ONNX's resize_downsample_nearest). */
function firstResize(c: UpgradeContext): readonly SourceNode[] {
  if (c.node.attrs.mode === "linear") return asymmetricResize(c);
  const [x = "", scales = ""] = c.node.inputs;
  const one = c.constant("one", "f32", [], Float32Array.of(1));
  const [less, more, small] = [c.fresh("shrinking"), c.fresh("growing"), c.fresh("shrunk")];
  const attrs = { ...c.node.attrs, coordinate_transformation_mode: "asymmetric" };
  return [
    plain(c, "Min", [scales, one], [less]),
    plain(c, "Max", [scales, one], [more]),
    { ...c.node, inputs: [x, "", less], outputs: [small], attrs: { ...attrs, nearest_mode: "ceil" } },
    { ...c.node, inputs: [small, "", more], attrs: { ...attrs, nearest_mode: "floor" } },
  ];
}

/** Before opset 7 the second operand was aligned at `axis` of the first, and only where `broadcast` said so; without axis at its end. */
function alignedBroadcast(c: UpgradeContext): readonly SourceNode[] {
  const attrs = without(c.node.attrs, "axis", "broadcast");
  if (number(c, "broadcast", 0) === 0 || c.node.attrs.axis === undefined) return only(c, { attrs });
  const [rank, small] = [c.type(0).shape.length, c.type(1).shape.length];
  const given = number(c, "axis", 0);
  const trailing = rank - small - (given < 0 ? given + rank : given);
  if (trailing < 0) c.fail(`attribute axis is ${given} for operands of rank ${rank} and ${small}`);
  if (trailing === 0) return only(c, { attrs });
  const axes = Array.from({ length: trailing }, (_, i) => small + i);
  const [a = "", b = ""] = c.node.inputs;
  const wide = c.fresh("aligned");
  const unsqueeze = plain(c, "Unsqueeze", [b, c.constant("axes", "i64", [axes.length], i64(axes))], [wide]);
  return [unsqueeze, { ...c.node, inputs: [a, wide], attrs }];
}

/** Before opset 7 a slope of one number a channel was a list. */
function channelSlopes(c: UpgradeContext): readonly SourceNode[] {
  const [rank, small] = [c.type(0).shape.length, c.type(1).shape.length];
  if (small !== 1 || rank < 3 || c.type(1).shape[0] === 1) return only(c, {});
  const axes = Array.from({ length: rank - 2 }, (_, i) => i + 1);
  const [x = "", slope = ""] = c.node.inputs;
  const wide = c.fresh("slope");
  return [plain(c, "Unsqueeze", [slope, c.constant("axes", "i64", [axes.length], i64(axes))], [wide]), { ...c.node, inputs: [x, wide] }];
}

function clipLimits(c: UpgradeContext): readonly SourceNode[] {
  const added: SourceNode[] = [];
  let { inputs } = c.node;
  (["min", "max"] as const).forEach((name, i) => {
    if (c.node.attrs[name] === undefined) return;
    const limit = scalar(c, name, c.type(0).dtype, number(c, name, 0));
    added.push(...limit.nodes);
    inputs = withInput(inputs, i + 1, limit.name);
  });
  return [...added, { ...c.node, inputs, attrs: without(c.node.attrs, "min", "max") }];
}

function padAttributes(c: UpgradeContext): readonly SourceNode[] {
  const pads = integers(c, "pads") ?? integers(c, "paddings") ?? c.fail("attribute pads is missing");
  const value = number(c, "value", 0);
  const fill = value === 0 ? undefined : scalar(c, "value", c.type(0).dtype, value);
  const amounts = c.constant("pads", "i64", [pads.length], i64(pads));
  const inputs = [c.node.inputs[0] ?? "", amounts, ...(fill === undefined ? [] : [fill.name])];
  return [...(fill?.nodes ?? []), { ...c.node, inputs, attrs: without(c.node.attrs, "pads", "paddings", "value") }];
}

/** Extra outputs were for training; files list them even when nothing reads them. */
function normalizationOutputs(c: UpgradeContext): readonly SourceNode[] {
  const read = c.node.outputs.slice(1).some((name) => name !== "" && c.isUsed(name));
  if (read) c.fail("has training outputs that are read; inference uses output 0 only", "export the model in inference mode");
  return only(c, { outputs: c.node.outputs.slice(0, 1) });
}

/** Where spatial was 0, statistics were one an element instead of one a channel. */
function spatialNormalization(c: UpgradeContext): readonly SourceNode[] {
  if (number(c, "spatial", 1) !== 0) return only(c, { attrs: without(c.node.attrs, "spatial") });
  const [x = "", scale = "", bias = "", mean = "", variance = ""] = c.node.inputs;
  const epsilon = scalar(c, "epsilon", c.type(0).dtype, number(c, "epsilon", 1e-5));
  const steps: SourceNode[] = [...epsilon.nodes];
  const step = (op: string, a: string, b: readonly string[], y = c.fresh(op.toLowerCase())): string => {
    steps.push(plain(c, op, [a, ...b], [y]));
    return y;
  };
  const deviation = step("Sqrt", step("Add", variance, [epsilon.name]), []);
  const normal = step("Div", step("Sub", x, [mean]), [deviation]);
  step("Add", step("Mul", normal, [scale]), [bias], normalizationOutputs(c)[0]?.outputs[0]);
  return steps;
}

function dropoutRatio(c: UpgradeContext): readonly SourceNode[] {
  const [y = "", mask = ""] = c.node.outputs;
  const ratio = c.constant("ratio", "f32", [], Float32Array.of(number(c, "ratio", 0.5)));
  const outputs = mask !== "" && c.isUsed(mask) ? [y, mask] : [y];
  return only(c, { inputs: [c.node.inputs[0] ?? "", ratio], outputs, attrs: without(c.node.attrs, "ratio") });
}

/** The mask had the data's type before opset 10. */
function dropoutMask(c: UpgradeContext): readonly SourceNode[] {
  const [y = "", mask = ""] = c.node.outputs;
  if (mask === "" || !c.isUsed(mask)) return only(c, { outputs: [y] });
  const kept = c.fresh("mask");
  return [{ ...c.node, outputs: [y, kept] }, plain(c, "Cast", [kept], [mask], { to: numberOfDType(c.type(0).dtype) })];
}

function splitOutputs(c: UpgradeContext): readonly SourceNode[] {
  const sized = (c.node.inputs[1] ?? "") !== "";
  return sized ? only(c, {}) : withAttrs(c, { num_outputs: c.node.outputs.length });
}

/** Scale and bias were one number a group before opset 21, one a channel since. */
function groupScales(c: UpgradeContext): readonly SourceNode[] {
  const channels = c.type(0).shape[1];
  const groups = number(c, "num_groups", 1);
  if (typeof channels !== "number") return c.fail("has a free number of channels");
  const column = c.constant("column", "i64", [2], i64([groups, 1]));
  const spread = c.constant("spread", "i64", [2], i64([groups, channels / groups]));
  const flat = c.constant("flat", "i64", [1], i64([channels]));
  const widen = (input: string, hint: string): readonly SourceNode[] => {
    const [a, b, d] = [c.fresh(`${hint}_column`), c.fresh(`${hint}_spread`), c.fresh(hint)];
    return [plain(c, "Reshape", [input, column], [a]), plain(c, "Expand", [a, spread], [b]), plain(c, "Reshape", [b, flat], [d])];
  };
  const [x = "", scale = "", bias = ""] = c.node.inputs;
  const [wideScale, wideBias] = [widen(scale, "scale"), widen(bias, "bias")];
  return [...wideScale, ...wideBias, { ...c.node, inputs: [x, wideScale[2]?.outputs[0] ?? "", wideBias[2]?.outputs[0] ?? ""] }];
}

const namedTypes: Readonly<Record<string, number>> = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
};

/** Before opset 6 the type was named, not numbered. */
function namedCast(c: UpgradeContext): readonly SourceNode[] {
  const { to } = c.node.attrs;
  if (typeof to !== "string") return only(c, {});
  return withAttrs(c, {
    to: namedTypes[to.toUpperCase()] ?? c.fail(`attribute to is "${to}", expected one of ${Object.keys(namedTypes).join(", ")}`),
  });
}

/** Before opset 7 images were enlarged by two factors. */
const namedScales = (c: UpgradeContext): readonly SourceNode[] =>
  c.node.attrs.height_scale === undefined
    ? only(c, {})
    : only(c, {
        attrs: { ...without(c.node.attrs, "height_scale", "width_scale"), scales: [1, 1, number(c, "height_scale", 1), number(c, "width_scale", 1)] },
      });

const gridModes: Readonly<Record<string, string>> = { bilinear: "linear", bicubic: "cubic" };

/** Every rule; the order is alphabetical by first operator, then by version. */
/** Operators that could work in place. */
const inPlace = [
  ..."Abs Add BatchNormalization Ceil Clip Div Dropout Elu Exp Floor HardSigmoid InstanceNormalization LeakyRelu Log Max Mean".split(" "),
  ..."Min Mul Neg PRelu Reciprocal Relu Reshape Sigmoid Sqrt Sub Sum Tanh".split(" "),
];

export const upgrades: readonly Upgrade[] = [
  {
    ops: inPlace,
    before: 6,
    doc: "consumed_inputs is gone",
    apply: (c) => only(c, { attrs: without(c.node.attrs, "consumed_inputs") }),
  },
  {
    ops: ["Add", "And", "Div", "Equal", "Greater", "Less", "Mul", "Or", "Pow", "Sub", "Xor"],
    before: 7,
    doc: "operands broadcast from their last axis on",
    apply: alignedBroadcast,
  },
  {
    ops: ["BatchNormalization", "Dropout", "Gemm"],
    before: 7,
    doc: "is_test and broadcast are gone",
    apply: (c) => only(c, { attrs: without(c.node.attrs, "is_test", "broadcast") }),
  },
  { ops: ["BatchNormalization"], before: 9, doc: "spatial is gone", apply: spatialNormalization },
  { ops: ["BatchNormalization"], before: 14, doc: "training outputs are asked for by training_mode", apply: normalizationOutputs },
  { ops: ["Cast"], before: 6, doc: "the type became a number", apply: namedCast },
  { ops: ["Clip"], before: 11, doc: "limits became inputs", apply: clipLimits },
  { ops: ["Concat"], before: 4, doc: "axis is 1 where it is not given", apply: (c) => withAttrs(c, { axis: number(c, "axis", 1) }) },
  {
    ops: ["DFT"],
    before: 20,
    doc: "axis became an input",
    apply: (c) => toInputs(["axis", 2])(c.node.attrs.axis === undefined ? { ...c, node: { ...c.node, attrs: { ...c.node.attrs, axis: 1 } } } : c),
  },
  { ops: ["Dropout"], before: 10, doc: "the mask became bool", apply: dropoutMask },
  { ops: ["Dropout"], before: 12, doc: "ratio became an input", apply: dropoutRatio },
  {
    ops: ["GridSample"],
    before: 20,
    doc: "modes were renamed",
    apply: (c) => withAttrs(c, { mode: gridModes[String(c.node.attrs.mode ?? "bilinear")] ?? c.node.attrs.mode }),
  },
  { ops: ["GroupNormalization"], before: 21, doc: "scale and bias are one a channel", apply: groupScales },
  { ops: ["Hardmax", "LogSoftmax", "Softmax"], before: 13, doc: "one axis instead of flattening", apply: flattenedSoftmax },
  {
    ops: ["Pad"],
    before: 2,
    doc: "pads were called paddings",
    apply: (c) => only(c, { attrs: { ...without(c.node.attrs, "paddings"), pads: c.node.attrs.paddings } }),
  },
  { ops: ["Pad"], before: 11, doc: "pads and value became inputs", apply: padAttributes },
  { ops: ["PRelu"], before: 7, doc: "slopes broadcast from their last axis on", apply: channelSlopes },
  {
    ops: ["ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSumSquare"],
    before: 18,
    doc: "axes became an input",
    apply: toInputs(["axes", 1]),
  },
  { ops: ["ReduceSum", "Squeeze", "Unsqueeze"], before: 13, doc: "axes became an input", apply: toInputs(["axes", 1]) },
  { ops: ["Reshape"], before: 5, doc: "shape became an input", apply: toInputs(["shape", 1]) },
  {
    ops: ["GRU", "LSTM", "RNN"],
    before: 7,
    doc: "output_sequence is gone: outputs that are not named are left out",
    apply: (c) => only(c, { attrs: without(c.node.attrs, "output_sequence") }),
  },
  { ops: ["Resize"], before: 11, doc: "scales moved, coordinates became a choice", apply: firstResize },
  {
    ops: ["RoiAlign"],
    before: 16,
    doc: "the default of coordinates changed",
    apply: (c) => withAttrs(c, { coordinate_transformation_mode: "output_half_pixel" }),
  },
  {
    ops: ["Scan"],
    before: 9,
    doc: "directions were renamed; the batch axis stays, told by the lengths that stand before the states",
    apply: (c) =>
      (c.node.inputs[0] ?? "") === ""
        ? only(c, { attrs: { ...without(c.node.attrs, "directions"), scan_input_directions: integers(c, "directions") ?? [] } })
        : c.fail("is Scan of opset 8 with sequences of several lengths", "export the model with opset 9 or later"),
  },
  {
    ops: ["Scatter"],
    before: Number.POSITIVE_INFINITY,
    doc: "was renamed",
    becomes: "ScatterElements",
    apply: (c) => only(c, { op: "ScatterElements" }),
  },
  {
    ops: ["Selu"],
    before: 6,
    doc: "consumed_inputs is gone, and the defaults have more digits",
    apply: (c) => only(c, { attrs: { alpha: 1.6732, gamma: 1.0507, ...without(c.node.attrs, "consumed_inputs") } }),
  },
  { ops: ["Slice"], before: 10, doc: "bounds became inputs", apply: toInputs(["starts", 1], ["ends", 2], ["axes", 3]) },
  { ops: ["Split"], before: 13, doc: "sizes became an input", apply: toInputs(["split", 1]) },
  { ops: ["Split"], before: 18, doc: "equal parts are asked for by num_outputs", apply: splitOutputs },
  { ops: ["TopK"], before: 10, doc: "k became an input", apply: toInputs(["k", 1]) },
  {
    ops: ["Tile"],
    before: 6,
    doc: "repeated one axis",
    apply: (c) => c.fail("is Tile of an opset before 6, which repeats one axis", "convert it with onnx.version_converter or export it again"),
  },
  { ops: ["Upsample"], before: 7, doc: "two factors became one a axis", apply: namedScales },
  { ops: ["Upsample"], before: Number.POSITIVE_INFINITY, doc: "became a case of Resize", becomes: "Resize", apply: asymmetricResize },
];
