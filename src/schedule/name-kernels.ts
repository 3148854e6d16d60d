/** Kernel names: what a kernel computes and for which shapes, never a counter; equal kernels become one. */

import { invariant } from "../core/diagnostics.ts";
import { bounds } from "../core/dim.ts";
import { layoutKey } from "../core/layout.ts";
import { shortHash } from "../core/names.ts";
import { type Compute, operandsOf } from "../loop/compute.ts";
import type { Tensor } from "../loop/expr.ts";
import type { Kernel, Routine } from "../loop/kernel.ts";
import { multiplyAdds } from "../loop/multiply-adds.ts";
import { kernelText } from "../loop/print.ts";
import { extents } from "./extents.ts";

/** "conv2d_relu_3x8x8_to_4x8x8_k3x3x3" */
export function kernelName(c: Compute): string {
  const out = extents(c.output.shape);
  return c.reduction === undefined ? `${c.name}_${out}` : `${c.name}_${readBy(c)}${out}_k${termsOf(c)}`;
}

/** Of two in one kernel: "conv2d_depthwise_conv2d_16x112x112_to_96x56x56_k16_k3x3" */
export const pairName = (first: Compute, second: Compute): string =>
  `${first.name}_${second.name}_${readBy(first)}${extents(second.output.shape)}_k${termsOf(first)}_k${termsOf(second)}`;

/** The shape of what is read first. */
function readBy(c: Compute): string {
  const [first] = operandsOf(c).filter((t) => !t.constant && t !== c.output);
  return first === undefined ? "" : `${extents(first.shape)}_to_`;
}

const termsOf = ({ reduction }: Compute): string => (reduction?.axes ?? []).map((a) => bounds(a.extent)[1]).join("x");

/** What a kernel is called in a tiles file: its name without the hash that tells it from another of that name. */
export const kernelKey = ({ name }: Kernel): string => name.replace(/_(?:[0-9a-f]{6}){1,2}$/, "");

/** For the reader: shapes of all parameters, layouts that are not row-major, multiply-adds of what is computed. */
export function kernelDoc(computes: readonly Compute[], routine: Routine): readonly string[] {
  const describe = (t: Tensor, i: number): string => {
    const layout = layoutKey(t.layout);
    const plain = t.shape.map((_, axis) => String.fromCharCode(65 + axis)).join("");
    return `${routine.kernel.params[i]?.name} ${t.dtype}[${t.shape.map((d) => bounds(d)[1]).join(",")}]${layout === plain ? "" : ` as ${layout}`}`;
  };
  const described = routine.operands.map(describe);
  const macs = computes.reduce((n, c) => n + bounds(multiplyAdds(c))[1], 0);
  const work = macs === 0 ? "" : `; ${macs} multiply-adds`;
  return [`${described.slice(0, -1).join(", ")} -> ${described.at(-1)}${work}.`];
}

/**
 * Gives equal kernels one object, and different kernels different names, none of them in `taken` (what buffers are called). Kernels that differ in how
 * large extents of the run may be cover other bytes of their buffers, whatever their code. Kernels may have
 * been named before among fewer: a hash that a clash put behind a name then counts for nothing.
 */
export function nameKernels(kernels: readonly Kernel[], taken: ReadonlySet<string> = new Set()): readonly Kernel[] {
  const byText = new Map<string, Kernel>();
  const bodiesOf = new Map<string, Set<string>>();
  const named = kernels.map((kernel) => {
    const text = [kernelText({ ...kernel, name: "kernel", doc: [] }), ...kernel.extents.map((s) => `${s.lo}..${s.hi}`)].join("\n");
    const hash = shortHash(text);
    // Two of thousands of bodies may share a hash.
    const endings = [`_${hash}`, `_${hash}${shortHash(`${hash} ${text}`)}`];
    const ending = endings.find((e) => kernel.name.endsWith(e));
    const name = ending === undefined ? kernel.name : kernel.name.slice(0, -ending.length);
    bodiesOf.set(name, (bodiesOf.get(name) ?? new Set<string>()).add(text));
    return { kernel, text, endings, name };
  });
  const given = new Set(taken);
  return named.map(({ kernel, text, endings, name }) => {
    const key = `${name} ${text}`;
    const found = byText.get(key);
    if (found !== undefined) return found;
    const clashes = (bodiesOf.get(name)?.size ?? 1) > 1;
    const free = [...(clashes ? [] : [name]), ...endings.map((ending) => name + ending)].find((candidate) => !given.has(candidate));
    invariant(free !== undefined, `no name is left for ${name}`);
    const made = Object.freeze({ ...kernel, name: free });
    given.add(free);
    byText.set(key, made);
    return made;
  });
}
