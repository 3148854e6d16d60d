/**
 * How passes are tested: before and after as text, the same numbers from both, and nothing left to do for a second run. What a pass must leave
 * alone is stated with `keeps`.
 */
import { expect } from "vitest";
import type { ElementArray } from "../../src/core/dtype.ts";
import { checkGraph } from "../../src/graph/check.ts";
import { evaluateGraph } from "../../src/graph/evaluate.ts";
import type { Graph, Pass, PassContext, PassOptions, Value } from "../../src/graph/graph.ts";
import { randomElements } from "../../src/graph/random-elements.ts";
import { parseGraph, printGraph } from "../../src/graph/text.ts";
import { elementCount, typeText } from "../../src/graph/types.ts";
import { machines } from "../../src/loop/machine.ts";
import { opNamed } from "../../src/ops/index.ts";
import { expandComposites } from "../../src/passes/expand-composites.ts";

/** A graph written in indented lines. */
export const graphOf = (text: string): Graph => parseGraph(text.replace(/\n[ \t]+/g, "\n").trim(), opNamed);

export const contextOf = (options: Partial<PassOptions> = {}): PassContext => ({
  machine: machines.generic,
  options: { level: 2, deterministic: false, precise: false, ...options },
  note: () => undefined,
});

/** The graph with each symbolic dim replaced by a number in its range that is neither end where there is one. */
function specialized(graph: Graph): Graph {
  const text = printGraph(graph);
  const dims = [...text.matchAll(/^dim (\w+) = (\d+)\.\.(\d+)\n/gm)];
  const numbered = dims.reduce((t, [line, name, lo, hi]) => {
    const number = String(Math.min(Number(hi), Number(lo) + 2));
    return t.replace(line, "").replace(new RegExp(`\\b${name}\\b`, "g"), number);
  }, text);
  return dims.length === 0 ? graph : graphOf(numbered);
}

/** Seeded inputs; inputs at the same place get the same. */
export const inputsOf = (graph: Graph): ReadonlyMap<Value, ElementArray> => new Map(graph.inputs.map((v, i) => [v, randomInput(v, i + 100)]));

function randomInput(v: Value, seed: number): ElementArray {
  const count = v.type.kind === "tensor" ? elementCount(v.type) : undefined;
  if (v.type.kind !== "tensor" || typeof count !== "number") throw new Error(`input ${v.name} is ${typeText(v.type)}`);
  return randomElements(v.type.dtype, count, seed);
}

/** The output elements for seeded inputs. */
export function numbersOf(graph: Graph): readonly (readonly number[])[] {
  const fixed = expandComposites.run(specialized(graph), contextOf());
  const values = evaluateGraph(fixed, inputsOf(fixed));
  return fixed.outputs.map((v) => Array.from(values.get(v) ?? [], Number));
}

/** Equal numbers: to the bit (zeros of either sign alike) for exact passes, within 1e-4 of the largest otherwise. */
export function expectSameNumbers(before: Graph, after: Graph, contract: Pass["contract"]): void {
  const [wanted, given] = [numbersOf(before), numbersOf(after)];
  expect(given.length).toBe(wanted.length);
  wanted.forEach((list, k) => {
    const got = given[k] ?? [];
    expect(got.length).toBe(list.length);
    const largest = list.reduce((m, x) => (Number.isFinite(x) ? Math.max(m, Math.abs(x)) : m), 0);
    const tolerance = contract === "exact" ? 0 : 1e-4 * largest + 1e-7;
    list.forEach((x, i) => {
      const y = got[i] ?? Number.NaN;
      const isSame = x === y || (Number.isNaN(x) && Number.isNaN(y)) || Math.abs(x - y) <= tolerance;
      if (!isSame) throw new Error(`output ${k}, element ${i}: ${x} before, ${y} after`);
    });
  });
}

/** Everything that must hold of one run of a pass; gives the result. */
export function runChecked(pass: Pass, before: Graph, options: Partial<PassOptions> = {}): Graph {
  const context = contextOf(options);
  checkGraph(before, { when: "before" });
  const after = pass.run(before, context);
  checkGraph(after, { when: `after ${pass.name}`, ...(pass.forgetsOrigins === true ? {} : { previous: before }) });
  expect(after.outputs.map((v) => v.name)).toEqual(before.outputs.map((v) => v.name));
  expectSameNumbers(before, after, pass.contract);
  expect(printGraph(pass.run(after, context)), "a second run changes nothing").toBe(printGraph(after));
  return after;
}

/** The pass makes `after` of `before`; "# from" in `after` is compared only where it is written. */
export function becomes(pass: Pass, before: string, after: string, options: Partial<PassOptions> = {}): void {
  const result = runChecked(pass, graphOf(before), options);
  const withoutOrigins = (text: string): string => text.replace(/ +# from .*$/gm, "");
  const wanted = printGraph(graphOf(after));
  const given = printGraph(result);
  if (/# from /.test(after)) expect(given).toBe(wanted);
  else expect(withoutOrigins(given)).toBe(withoutOrigins(wanted));
}

/** The pass leaves `text` as it is. */
export function keeps(pass: Pass, text: string, options: Partial<PassOptions> = {}): void {
  becomes(pass, text, text, options);
}
