/** Kernels written directly that only move 16-bit floats, as kernels on the integers that their bits are: nothing is widened and rounded again on the way. */
import { type Buffer, buffer, load } from "./expr.ts";
import { walkExpressions, walkStatements } from "./functions.ts";
import { type Kernel, kernel } from "./kernel.ts";
import { rewriteBody } from "./rewrite-body.ts";

/** The same kernel with u16 in place of those of its buffers whose elements are only moved to others of them. */
export function withMovedBits(k: Kernel): Kernel {
  const moved = onlyMoved(k);
  if (moved.size === 0) return k;
  const bits = new Map([...moved].map((p) => [p, buffer(p.name, "u16", p.elements, p.access)]));
  const body = rewriteBody(k.body, {
    store: (s) => {
      const [to, from] = [bits.get(s.buffer), s.value.kind === "load" ? bits.get(s.value.buffer) : undefined];
      if (to === undefined || from === undefined || s.value.kind !== "load") return s;
      return { ...s, buffer: to, value: load(from, s.value.at, s.value.lanes, s.value.count) };
    },
  });
  return kernel({ ...k, params: k.params.map((p) => bits.get(p) ?? p), body });
}

/** The buffers of 16-bit floats that are loaded only to be stored to such a buffer of their type, and stored only what is loaded so. */
function onlyMoved({ params, body }: Kernel): ReadonlySet<Buffer> {
  const found = new Set(params.filter(({ dtype }) => dtype === "f16" || dtype === "bf16"));
  if (found.size === 0) return found;
  const [loads, moves] = [new Map<Buffer, number>(), new Map<Buffer, number>()];
  const count = (of: Map<Buffer, number>, b: Buffer): void => void of.set(b, (of.get(b) ?? 0) + 1);
  const pairs: (readonly [to: Buffer, from: Buffer | undefined])[] = [];
  walkExpressions(body, (e) => {
    if (e.kind === "load") count(loads, e.buffer);
  });
  walkStatements(body, (s) => {
    if (s.kind !== "store") return;
    const from = s.value.kind === "load" && s.value.buffer.dtype === s.buffer.dtype ? s.value.buffer : undefined;
    if (from !== undefined) count(moves, from);
    pairs.push([s.buffer, from]);
  });
  for (const p of found) if (loads.get(p) !== moves.get(p)) found.delete(p);
  // One that is not moved makes those that it shares elements with be converted, too.
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [to, from] of pairs) {
      if (from !== undefined && found.has(from) && found.has(to)) continue;
      found.delete(to);
      if (from !== undefined) found.delete(from);
    }
  }
  return found;
}
