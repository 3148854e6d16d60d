/**
 * Compute: what a node computes, without a schedule. For every point of `axes` it stores one element; with a reduction, the element is a
 * function of the combined body. Fusion substitutes into it, schedules turn it into a Kernel. Most of a network is this shape.
 */
import { invariant } from "../core/diagnostics.ts";
import { bounds, type Dim, dimOf, type Sym, sym } from "../core/dim.ts";
import { constant, type Expr, type Scalar, scalarOf, type Tensor, type Var } from "./expr.ts";
import { tensorsRead } from "./rewrite-expr.ts";

/** One axis of iteration: its symbol runs from 0 to extent - 1. */
export interface Axis {
  readonly sym: Sym;
  readonly extent: Dim;
}

export type Combine = "sum" | "product" | "max" | "min";

export interface Reduction {
  readonly axes: readonly Axis[];
  readonly combine: Combine;
  /** Combined over all points of the reduction axes, starting from the neutral element of `combine`. */
  readonly body: Expr;
  /** Stands for the combined result in `Compute.value`. */
  readonly result: Var;
}

export interface Compute {
  readonly kind: "compute";
  /** What it computes, as kernels are named: "conv2d", "relu", "softmax_sum". */
  readonly name: string;
  readonly output: Tensor;
  /** One axis of iteration for each point stored. */
  readonly axes: readonly Axis[];
  /** Logical coordinates of `output` where the element is stored; the axes themselves unless said otherwise. */
  readonly at: readonly Dim[];
  readonly reduction?: Reduction;
  /** The element; mentions `reduction.result` when there is a reduction. */
  readonly value: Expr;
  /** How this wants to be computed, chosen on the graph: "direct", "winograd", ...; schedules obey it. */
  readonly algorithm?: string;
  /** Source nodes this stands for; never empty once lowered. */
  readonly origin: readonly string[];
}

/** An axis with `extent` points; `name` is a domain letter (n, oc, oy, ox, ic, ky, kx, row, column, i). */
export function axis(name: string, extent: Dim): Axis {
  const hi = bounds(extent)[1];
  return Object.freeze({ sym: sym(name, 0, Math.max(0, hi - 1)), extent });
}

/** Where a point stands along an axis; always 0 on an axis of one point. */
export const coordinate = (a: Axis): Dim => (a.extent === 1 ? 0 : dimOf(a.sym));

/** Axes over a shape, named by `letters` ("n c y x") or by i0, i1, ... */
export const axesOver = (shape: readonly Dim[], letters: string): readonly Axis[] => {
  const names = letters.split(" ");
  return shape.map((extent, i) => axis(names[i] ?? `i${i}`, extent));
};

export type ComputeSpec = Omit<Compute, "kind" | "at" | "origin"> & { readonly at?: readonly Dim[]; readonly origin?: readonly string[] };

export function compute(spec: ComputeSpec): Compute {
  const { output } = spec;
  const at = spec.at ?? spec.axes.map(coordinate);
  invariant(at.length === output.shape.length, `${spec.name}: ${at.length} coordinates for rank ${output.shape.length}`);
  invariant(spec.value.lanes === 1, `${spec.name}: a compute is scalar`);
  invariant(spec.value.dtype === scalarOf(output.dtype), `${spec.name}: value is ${spec.value.dtype}, output ${output.name} is ${output.dtype}`);
  return Object.freeze({ ...spec, kind: "compute", at, origin: spec.origin ?? [] });
}

/** The element that changes nothing: 0, 1, -inf or +inf (the least or largest integer for integer types). */
export function neutralElement(combine: Combine, dtype: Scalar): Expr {
  if (combine === "sum") return constant(dtype, 0);
  if (combine === "product") return constant(dtype, 1);
  return constant(dtype, extreme(dtype, combine === "max"));
}

/** The least (or largest) value of a type. */
export function extreme(dtype: Scalar, least: boolean): number | bigint | boolean {
  switch (dtype) {
    case "f32":
    case "f64":
      return least ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    case "i32":
    case "index":
      return least ? -(2 ** 31) : 2 ** 31 - 1;
    case "u32":
      return least ? 0 : 2 ** 32 - 1;
    case "i64":
      return least ? -(2n ** 63n) : 2n ** 63n - 1n;
    case "u64":
      return least ? 0n : 2n ** 64n - 1n;
    case "bool":
      return !least;
  }
}

const operandCache = new WeakMap<Compute, readonly Tensor[]>();

/** The distinct tensors a compute reads, in order of first use. */
export function operandsOf(c: Compute): readonly Tensor[] {
  const cached = operandCache.get(c);
  if (cached !== undefined) return cached;
  const found = new Set<Tensor>();
  for (const t of c.reduction === undefined ? [] : tensorsRead(c.reduction.body)) found.add(t);
  for (const t of tensorsRead(c.value)) found.add(t);
  for (const d of c.at) for (const t of tensorsReadInDim(d)) found.add(t);
  const operands = Object.freeze([...found]);
  operandCache.set(c, operands);
  return operands;
}

const tensorsReadInDim = (d: Dim): readonly Tensor[] =>
  typeof d === "number" ? [] : tensorsRead({ kind: "index", dtype: "index", lanes: 1, dim: d });

/** The compute with another expression rewrite applied to body, value and store coordinates. */
export function mapCompute(c: Compute, f: (e: Expr) => Expr): Compute {
  const reduction = c.reduction === undefined ? undefined : { ...c.reduction, body: f(c.reduction.body) };
  const { reduction: _, ...rest } = c;
  return compute({ ...rest, value: f(c.value), reduction });
}
