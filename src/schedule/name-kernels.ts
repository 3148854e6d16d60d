/** Kernel names: what a kernel computes and for which shapes, never a counter; equal kernels become one. */

import { bounds } from "../core/dim.ts";
import { layoutKey } from "../core/layout.ts";
import { shortHash } from "../core/names.ts";
import { type Compute, multiplyAdds, operandsOf } from "../loop/compute.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Kernel, Routine } from "../loop/kernel.ts";
import { kernelText } from "../loop/print.ts";
import { extents } from "./extents.ts";

/** "conv2d_relu_3x8x8_to_4x8x8_k3x3x3" */
export function kernelName(c: Compute): string {
  const r = c.reduction;
  const out = extents(c.output.shape);
  if (r === undefined) return `${c.name}_${out}`;
  const [first] = operandsOf(c).filter((t) => !t.constant && t !== c.output);
  const k = r.axes.map((a) => bounds(a.extent)[1]).join("x");
  return `${c.name}_${first === undefined ? "" : `${extents(first.shape)}_to_`}${out}_k${k}`;
}

/** For the reader: shapes of all parameters, layouts that are not row-major, multiply-adds. */
export function kernelDoc(c: Compute, routine: Routine): readonly string[] {
  const describe = (t: Tensor, i: number): string => {
    const layout = layoutKey(t.layout);
    const plain = t.shape.map((_, axis) => String.fromCharCode(65 + axis)).join("");
    return `${routine.kernel.params[i]?.name} ${t.dtype}[${t.shape.map((d) => bounds(d)[1]).join(",")}]${layout === plain ? "" : ` as ${layout}`}`;
  };
  const described = routine.operands.map(describe);
  const macs = multiplyAdds(c);
  const work = macs === 0 ? "" : `; ${macs} multiply-adds`;
  return [`${described.slice(0, -1).join(", ")} -> ${described.at(-1)}${work}.`];
}

/** Gives equal kernels one object, and different kernels different names, none of them in `taken` (what buffers are called). */
export function nameKernels(kernels: readonly Kernel[], taken: ReadonlySet<string> = new Set()): readonly Kernel[] {
  const byText = new Map<string, Kernel>();
  const texts = kernels.map((k) => kernelText({ ...k, name: "kernel", doc: [] }));
  const bodiesOf = new Map<string, Set<string>>();
  kernels.forEach((k, i) => {
    const bodies = bodiesOf.get(k.name) ?? new Set<string>();
    bodies.add(texts[i] as string);
    bodiesOf.set(k.name, bodies);
  });
  return kernels.map((k, i) => {
    const text = texts[i] as string;
    const key = `${k.name} ${text}`;
    const clashes = (bodiesOf.get(k.name)?.size ?? 1) > 1 || taken.has(k.name);
    const made = byText.get(key) ?? Object.freeze({ ...k, name: clashes ? `${k.name}_${shortHash(text)}` : k.name });
    byText.set(key, made);
    return made;
  });
}
