/** merge-duplicate-constants: constants with the same elements, type and layout become one. */

import { keyOf } from "../core/dim.ts";
import { layoutKey } from "../core/layout.ts";
import type { Pass, Value } from "../graph/graph.ts";
import { replaceValues } from "../graph/rewrite.ts";
import { constantsOf } from "../graph/text.ts";
import type { Constant } from "../graph/types.ts";

/** Type, layout and a few elements: constants with different keys differ, most of those with equal keys are equal. */
function roughKey(v: Value, { array, splat }: Constant): string {
  const type = v.type.kind === "tensor" ? `${v.type.dtype} ${v.type.shape.map(keyOf)}` : v.type.kind;
  const step = Math.max(1, Math.floor(array.length / 8));
  const sample = Array.from({ length: Math.min(9, array.length) }, (_, i) => String(array[Math.min(i * step, array.length - 1)]));
  return `${type} ${v.layout === undefined ? "" : layoutKey(v.layout)} ${splat} ${sample.join()}`;
}

/** The same bits: NaNs and zeros of different sign are told apart. */
function sameElements(a: Constant["array"], b: Constant["array"]): boolean {
  if (a === b) return true;
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return a.length === b.length && (a as readonly string[]).every((x, i) => x === b[i]);
  const bytes = (x: ArrayBufferView): Buffer => Buffer.from(x.buffer, x.byteOffset, x.byteLength);
  return bytes(a).equals(bytes(b));
}

export const mergeDuplicateConstants: Pass = {
  name: "merge-duplicate-constants",
  doc: "merges constants with the same elements, type and layout",
  contract: "exact",
  run(graph, { note }) {
    const outputs = new Set(graph.outputs);
    const kept = new Map<string, Value[]>();
    const by = new Map<Value, Value>();
    for (const v of constantsOf(graph)) {
      if (v.data === undefined) continue;
      const key = roughKey(v, v.data);
      const candidates = kept.get(key) ?? [];
      const { array } = v.data;
      const same = outputs.has(v) ? undefined : candidates.find((k) => k.data !== undefined && sameElements(k.data.array, array));
      if (same === undefined) kept.set(key, [...candidates, v]);
      else {
        by.set(v, same);
        note("bytes of equal constants", ArrayBuffer.isView(array) ? array.byteLength : array.length);
      }
    }
    return by.size === 0 ? graph : replaceValues(graph, by);
  },
};
