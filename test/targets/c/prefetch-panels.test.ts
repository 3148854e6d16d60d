/** Products ask for the panel of weights behind the one they work on: all of it, and only where that pays. */
import { describe, expect, test } from "vitest";
import type { Dim } from "../../../src/core/dim.ts";
import { substitute } from "../../../src/core/dim-fold.ts";
import { plainLayout } from "../../../src/core/layout.ts";
import { axesOver, axis, compute, coordinate } from "../../../src/loop/compute.ts";
import { mul, read, tensor, variable } from "../../../src/loop/expr.ts";
import { bodiesOf } from "../../../src/loop/functions.ts";
import type { Kernel, Stmt } from "../../../src/loop/kernel.ts";
import { type Machine, machines } from "../../../src/loop/machine.ts";
import { schedule } from "../../../src/loop/schedules/index.ts";
import { strassenName } from "../../../src/loop/schedules/strassen-operands.ts";
import { largestPanel, withPrefetches } from "../../../src/targets/c/prefetch-panels.ts";
import { kernelsFile } from "../../support/run-c.ts";

type For = Stmt & { readonly kind: "for" };

function product(rows: number, depth: number, columns: number, { algorithm = "packed", machine = machines["x86-64-v4"] as Machine } = {}): Kernel {
  const x = tensor("x", "f32", [1, rows, depth], plainLayout(3));
  const w = tensor("w", "f32", [depth, columns], { order: [1, 0], blocks: [{ axis: 1, size: 16 }], halo: [] }, true);
  const y = tensor("y", "f32", [1, rows, columns], plainLayout(3));
  const axes = axesOver(y.shape, "n row column");
  const [n, row, column] = axes.map(coordinate) as [never, never, never];
  const k = axis("k", depth);
  const body = mul(read(x, [n, row, coordinate(k)]), read(w, [coordinate(k), column]));
  const result = variable("result", "f32");
  const c = compute({ name: "product", output: y, axes, reduction: { axes: [k], combine: "sum", body, result }, value: result, algorithm });
  return withPrefetches(schedule(c, machine, { level: 3, deterministic: false }).kernel, largestPanel(machine));
}

/** The loops that prefetch, each with those around it, outermost first. */
const asking = (body: readonly Stmt[], around: readonly For[] = []): readonly (readonly For[])[] =>
  body.flatMap((s) => {
    const loops = s.kind === "for" ? [...around, s] : around;
    const own = s.kind === "for" && s.prefetch !== undefined ? [loops] : [];
    return [...own, ...bodiesOf(s).flatMap((inner) => asking(inner, loops))];
  });

/** `at` for every round of the loops. */
function valuesOf(at: Dim, loops: readonly For[]): readonly number[] {
  const [first, ...rest] = loops;
  if (first === undefined) return [Number(at)];
  return Array.from({ length: Number(first.to) }, (_, i) =>
    valuesOf(
      substitute(at, (s) => (s === first.sym ? i : undefined)),
      rest,
    ),
  ).flat();
}

describe("prefetches", () => {
  test("while one panel is read for all rows, each line of the next one is asked for", () => {
    const [loops, ...more] = asking(product(112, 512, 128).body);
    expect(more).toEqual([]);
    const [over, ...within] = loops as readonly For[];
    const at = within.at(-1)?.prefetch?.[0]?.at as Dim;
    const panel = 2 * 16 * 512;
    for (const round of [0, 2]) {
      const asked = valuesOf(
        substitute(at, (s) => (s === over?.sym ? round : undefined)),
        within,
      );
      const lines = new Set(asked.map((element) => Math.floor(element / 16)));
      const wanted = Array.from({ length: panel / 16 }, (_, i) => ((round + 1) * panel) / 16 + i);
      expect(wanted.filter((l) => !lines.has(l))).toEqual([]);
      expect(Math.min(...asked)).toBe((round + 1) * panel);
    }
  });

  test("of a product that is halved, each line of both halves of the columns is asked for", () => {
    const asked = asking(product(112, 512, 256, { algorithm: strassenName }).body);
    expect(asked).toHaveLength(2);
    const panel = 2 * 16 * 512;
    asked.forEach(([over, ...within], half) => {
      const at = substitute(within.at(-1)?.prefetch?.[0]?.at as Dim, (s) => (s === over?.sym ? 1 : undefined));
      const lines = new Set(valuesOf(at, within).map((element) => Math.floor(element / 16)));
      const wanted = Array.from({ length: panel / 16 }, (_, i) => (half * 512 * 128 + 2 * panel) / 16 + i);
      expect(wanted.filter((l) => !lines.has(l))).toEqual([]);
    });
  });

  test.each([
    ["panels that the first cache keeps", 112, 64, 128],
    ["panels that stay beside their rows, of an operand the second cache keeps", 112, 128, 768],
    ["panels that push what was asked for out again", 112, 8192, 128],
    ["a few rows", 14, 512, 128],
  ])("nothing is asked for with %s", (_, rows, depth, columns) => expect(asking(product(rows, depth, columns).body)).toEqual([]));

  test("where one multiply-add begins in a cycle, panels of a quarter of the second cache are not asked for", () => {
    const asks = (depth: number, machine: Machine): boolean => asking(product(112, depth, 128, { machine }).body).length > 0;
    const { znver4, "x86-64-v4": usual } = machines;
    expect([asks(1024, znver4), asks(2048, znver4), asks(2048, usual), asks(4608, usual)]).toEqual([true, false, true, true]);
  });

  test("C asks by a builtin", () => {
    expect(kernelsFile([product(112, 512, 128)])).toMatch(/aot_prefetch\(w\w*, column_tile \* 16384 \+ row_tile \* \d+ \+ k \* \d+ \+ 16384\);/);
  });
});
