/** Resizing whose scales, sizes or crops are operands at run time: what a plan finds of them for each axis. */
import type { Dim } from "../../core/dim.ts";
import type { InferContext, LowerContext, Work } from "../../graph/graph.ts";
import { axis as axisOver, compute, coordinate } from "../../loop/compute.ts";
import { add, cast, constant, div, type Expr, floor, i32, index, max, min, mul, type Tensor } from "../../loop/expr.ts";
import { declaredShape, isSteeredAtRunTime, Plan } from "./plan.ts";
import { type AxisMap, croppedPosition, fraction, scaledPosition } from "./resample.ts";

type Context = InferContext | LowerContext;

const [roiInput, scalesInput, sizesInput] = [1, 2, 3] as const;

const isCropped = (context: Context): boolean => context.attrs.coordinate_transformation_mode === "tf_crop_and_resize";

/** True where the run gives the scales or sizes: then the shape is the declared one. */
export const isResizedAtRunTime = (context: Context): boolean => isSteeredAtRunTime(context, scalesInput) || isSteeredAtRunTime(context, sizesInput);

/** True where the run gives the crop. */
export const isCroppedAtRunTime = (context: Context): boolean => isCropped(context) && isSteeredAtRunTime(context, roiInput);

/** The declared shape, axes that are not resized as they are. */
export function resizedShape(context: InferContext, shape: readonly Dim[], axes: readonly number[]): readonly Dim[] {
  const declared = declaredShape(context, 0, shape.length, context.inputName(isSteeredAtRunTime(context, scalesInput) ? scalesInput : sizesInput));
  return shape.map((d, a) => (axes.includes(a) ? (declared[a] ?? 0) : d));
}

/** `maps` (by extents alone) with what the run gives, and the kernel that finds it. */
export function steeredMaps(
  context: LowerContext,
  output: Tensor,
  axes: readonly number[],
  maps: readonly AxisMap[],
): { readonly work: readonly Work[]; readonly maps: readonly AxisMap[] } {
  if (!isResizedAtRunTime(context) && !isCroppedAtRunTime(context)) return { work: [], maps };
  const plan = new Plan(context);
  const scales = isResizedAtRunTime(context) ? scalesOf(context, plan, output, axes, maps) : undefined;
  const tables: Work[] = [];
  const steered = maps.map((m, a): AxisMap => {
    const i = axes.indexOf(a);
    const at = (k: number): Expr => plan.keepFloat("crop", plan.element(roiInput, k));
    const crop: readonly [Expr, Expr] | undefined = i >= 0 && isCroppedAtRunTime(context) ? [at(i), at(axes.length + i)] : undefined;
    // One element stays one element.
    const scale = m.input === 1 && m.output === 1 ? undefined : scales?.[i];
    const along = axisOver("x", m.output);
    const x = coordinate(along);
    const value = crop !== undefined ? croppedPosition(m, crop, x) : scale === undefined ? undefined : scaledPosition(m, scale, x);
    if (value === undefined) return m;
    const positions = context.scratch(`positions${a}`, "f32", [m.output]);
    tables.push(compute({ name: "resize_positions", output: positions, axes: [along], value }));
    return { ...m, atRunTime: { positions, scale } };
  });
  return { work: [plan.routine("resize_operands", output), ...tables], maps: steered };
}

const asFloat = (d: Dim): Expr => (typeof d === "number" ? constant("f32", d) : cast("f32", index(d)));

/** The scale of each resized axis; undefined where the extents say it exactly. Every extent is checked. */
function scalesOf(
  context: LowerContext,
  plan: Plan,
  output: Tensor,
  axes: readonly number[],
  maps: readonly AxisMap[],
): readonly (Expr | undefined)[] {
  const extent = (a: number): Dim => output.shape[a] ?? 1;
  const input = (a: number): Expr => asFloat(maps[a]?.input ?? 1);
  if (isSteeredAtRunTime(context, scalesInput))
    return axes.map((a, i) => {
      const scale = plan.let(`scale${a}`, cast("f32", plan.element(scalesInput, i)));
      plan.extent(extent(a), plan.let(`extent${a}`, cast("i32", floor(mul(input(a), scale)))));
      return plan.keepFloat("scale", scale);
    });
  const policy = context.attrs.keep_aspect_ratio_policy;
  const sizes = axes.map((a, i) => plan.let(`size${a}`, plan.operand(sizesInput, i)));
  if (policy === "stretch") {
    axes.forEach((a, i) => {
      plan.extent(extent(a), sizes[i] ?? i32(0));
    });
    return axes.map(() => undefined);
  }
  const ratios = axes.map((a, i) => plan.let(`ratio${a}`, div(cast("f32", sizes[i] ?? i32(0)), input(a))));
  const scale = plan.let("ratio", ratios.reduce(policy === "not_larger" ? min : max));
  for (const a of axes) plan.extent(extent(a), plan.let(`extent${a}`, cast("i32", floor(add(mul(input(a), scale), constant("f32", 0.5))))));
  const kept = plan.keepFloat("scale", scale);
  return axes.map(() => kept);
}

/** A map by the extents alone. */
export const mapByExtents = (m: Omit<AxisMap, "scale">): AxisMap => ({ ...m, scale: fraction(m.output, m.input) });
