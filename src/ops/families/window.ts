/**
 * Windows: the geometry that convolutions and pools share. A window of `kernel` taps, `dilation` apart, moves by `stride` over an axis with
 * `before` and `after` elements of padding. What is computed from the taps is the operator's.
 */
import { add, bounds, ceilDiv, type Dim, floorDiv, max, min, mul, sub } from "../../core/dim.ts";
import { dimText } from "../../core/dim-fold.ts";
import type { AttrReader, Attrs, NodeContext } from "../../graph/graph.ts";
import { type Axis, axis, coordinate } from "../../loop/compute.ts";
import { allOf, type Expr, within } from "../../loop/expr.ts";

/** One spatial axis under a window. */
export interface WindowAxis {
  /** Domain letter: z, y or x. */
  readonly letter: string;
  readonly input: Dim;
  readonly kernel: Dim;
  readonly stride: number;
  readonly dilation: number;
  readonly before: Dim;
  readonly after: Dim;
  readonly output: Dim;
}

const autoPads = ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"] as const;
export type AutoPad = (typeof autoPads)[number];

const isAutoPad = (name: string): name is AutoPad => (autoPads as readonly string[]).includes(name);

/** The attributes ONNX gives every window: auto_pad, dilations, kernel_shape, pads, strides; lists stay undefined where left out. */
export function windowAttrs(raw: AttrReader) {
  const auto_pad = raw.string("auto_pad", "NOTSET");
  if (!isAutoPad(auto_pad)) raw.fail(`auto_pad is "${auto_pad}", expected one of ${autoPads.join(", ")}`);
  const list = (name: string, least: number): readonly number[] | undefined => {
    if (!raw.has(name)) return undefined;
    const values = raw.ints(name);
    if (values.some((v) => v < least)) raw.fail(`${name} is [${values.join(", ")}], every entry must be at least ${least}`);
    return values;
  };
  return {
    auto_pad,
    dilations: list("dilations", 1),
    kernel_shape: list("kernel_shape", 1),
    pads: raw.has("pads") ? raw.ints("pads") : undefined,
    strides: list("strides", 1),
  };
}

export type WindowAttributes = ReturnType<typeof windowAttrs>;

/** What is asked of a node's context: attributes, and the way to refuse the node. */
export type Refusing<A extends Attrs> = Pick<NodeContext<A>, "attrs" | "inputName" | "fail">;

/** The spatial extents of an input whose first two axes are batch and channels. */
export function spatialExtents(context: Pick<NodeContext, "inputName" | "fail">, shape: readonly Dim[]): readonly Dim[] {
  if (shape.length < 3) context.fail(`${context.inputName(0)} has rank ${shape.length}, at least 3 is expected (batch, channels, spatial axes)`);
  return shape.slice(2);
}

const letters = ["z", "y", "x"];

/** Domain letter of spatial axis `i` of `count`. */
export const spatialLetter = (count: number, i: number): string => letters[letters.length - count + i] ?? `s${i}_`;

/** A list attribute with one entry an axis; `fallback` for all where it is left out. */
export function perAxis<Name extends string>(
  context: Refusing<{ readonly [name in Name]: readonly number[] | undefined }>,
  name: Name,
  count: number,
  fallback: number,
): readonly number[] {
  const values = context.attrs[name] ?? Array.from({ length: count }, () => fallback);
  if (values.length !== count) context.fail(`${name} has ${values.length} entries, expected ${count}`);
  return values;
}

/** The windows of a node over `spatial` extents, from the attributes that `windowAttrs` read. */
export function windowsOf(
  context: Refusing<WindowAttributes & { readonly ceil_mode?: 0 | 1 }>,
  spatial: readonly Dim[],
  kernel: readonly Dim[],
): readonly WindowAxis[] {
  const count = spatial.length;
  if (kernel.length !== count) context.fail(`kernel_shape has ${kernel.length} entries, the input has ${count} spatial axes`);
  const strides = perAxis(context, "strides", count, 1);
  const dilations = perAxis(context, "dilations", count, 1);
  const pads = perAxis(context, "pads", 2 * count, 0);
  return spatial.map((input, i): WindowAxis => {
    const letter = spatialLetter(count, i);
    const [k, stride, dilation] = [kernel[i] as Dim, strides[i] as number, dilations[i] as number];
    const reach = reachOf(k, dilation);
    const { before, after } = padding(context.attrs, input, reach, stride, [pads[i] as number, pads[count + i] as number]);
    const slack = sub(add(input, before, after), reach);
    if (bounds(slack)[1] < 0) {
      const padded = dimText(add(input, before, after));
      context.fail(
        `a window of ${dimText(reach)} does not fit into ${padded} padded elements along ${letter}`,
        "check kernel_shape, dilations and pads",
      );
    }
    const rounded = context.attrs.ceil_mode === 1 ? ceilDiv(slack, stride) : floorDiv(slack, stride);
    // With ceil_mode the last window may hang over the end, but may not start in the padding after it.
    const output = context.attrs.ceil_mode === 1 ? min(add(rounded, 1), ceilDiv(add(input, before), stride)) : add(rounded, 1);
    return { letter, input, kernel: k, stride, dilation, before, after, output };
  });
}

/** Elements from the first to the last tap, both included. */
export const reachOf = (kernel: Dim, dilation: number): Dim => add(mul(sub(kernel, 1), dilation), 1);

function padding(
  { auto_pad }: WindowAttributes,
  input: Dim,
  reach: Dim,
  stride: number,
  [before, after]: readonly [number, number],
): { before: Dim; after: Dim } {
  if (auto_pad === "NOTSET") return { before, after };
  if (auto_pad === "VALID") return { before: 0, after: 0 };
  const total = max(0, sub(add(mul(sub(ceilDiv(input, stride), 1), stride), reach), input));
  return splitPadding(auto_pad === "SAME_UPPER", total);
}

/** The odd element goes to the end (upper) or to the start. */
export function splitPadding(upper: boolean, total: Dim): { readonly before: Dim; readonly after: Dim } {
  const half = floorDiv(total, 2);
  const rest = sub(total, half);
  return upper ? { before: half, after: rest } : { before: rest, after: half };
}

/** Where in the input tap `tap` of the window of output position `at` lies; outside 0..input-1 in the padding. */
export const tapPosition = (w: WindowAxis, at: Dim, tap: Dim): Dim => sub(add(mul(at, w.stride), mul(tap, w.dilation)), w.before);

/** True where every position lies in the input; undefined where that is certain. */
export const insideInput = (windows: readonly WindowAxis[], positions: readonly Dim[]): Expr | undefined =>
  allOf(windows.map((w, i) => within(positions[i] as Dim, 0, w.input)));

/** How many taps of the window at output position `at` lie in the input, or, with `padded`, in the input and its padding. */
export function tapsInside(w: WindowAxis, at: Dim, padded: boolean): Dim {
  const start = sub(mul(at, w.stride), w.before);
  const end = padded ? add(w.input, w.after) : w.input;
  const hi = min(w.kernel, ceilDiv(sub(end, start), w.dilation));
  const lo = padded ? 0 : max(0, ceilDiv(sub(0, start), w.dilation));
  return sub(hi, lo);
}

/** Axes a reduction runs along, and the coordinate along each; an axis of one point is no axis but coordinate 0. */
export interface Reduced {
  readonly axes: readonly Axis[];
  readonly at: readonly Dim[];
}

export function reducedOver(named: readonly (readonly [name: string, extent: Dim])[]): Reduced {
  const made = named.map(([name, extent]) => (extent === 1 ? undefined : axis(name, extent)));
  return { axes: made.filter((a) => a !== undefined), at: made.map((a) => (a === undefined ? 0 : coordinate(a))) };
}
