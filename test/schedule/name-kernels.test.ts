/** Names of kernels: equal bodies share one, others never do. */
import { expect, test } from "vitest";
import { buffer, constant } from "../../src/loop/expr.ts";
import { type Kernel, kernel, store } from "../../src/loop/kernel.ts";
import { nameKernels } from "../../src/schedule/name-kernels.ts";

const y = buffer("y", "f32", 1, "out");
const fill = (x: number, name = "fill_1"): Kernel => kernel({ name, doc: [], params: [y], body: [store(y, 0, constant("f32", x))] });
const namesOf = (kernels: readonly Kernel[], taken?: ReadonlySet<string>): readonly string[] => nameKernels(kernels, taken).map((k) => k.name);

test("equal kernels are one object, different ones of a name get a hash", () => {
  const [a, b, c] = nameKernels([fill(1), fill(2), fill(1)]);
  expect(a).toBe(c);
  expect(a?.name).toMatch(/^fill_1_[0-9a-f]{6}$/);
  expect(b?.name).toMatch(/^fill_1_[0-9a-f]{6}$/);
  expect(namesOf([fill(1)])).toEqual(["fill_1"]);
  expect(namesOf([fill(1)], new Set(["fill_1"]))).toEqual([a?.name]);
});

test("bodies whose hashes are equal still have names of their own, also when they are named again", () => {
  // Found by trying: the texts of both have the hash 5e34c8.
  const [a, b] = nameKernels([fill(2389), fill(12456)]) as readonly [Kernel, Kernel];
  expect(a.name).toBe("fill_1_5e34c8");
  expect(b.name).toMatch(/^fill_1_5e34c8[0-9a-f]{6}$/);
  expect(namesOf([a, b])).toEqual([a.name, b.name]);
  expect(namesOf([b])).toEqual(["fill_1"]);
});
