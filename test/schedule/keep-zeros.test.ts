/** Values with a halo take turns in one memory, so that its zeros are written once. */
import { expect, test } from "vitest";
import { channelBlocked, type Layout, plainLayout } from "../../src/core/layout.ts";
import type { Work } from "../../src/graph/graph.ts";
import { copyWork } from "../../src/graph/work.ts";
import { type Tensor, tensor } from "../../src/loop/expr.ts";
import { keepZeros } from "../../src/schedule/keep-zeros.ts";
import type { Placed } from "../../src/schedule/place-tensors.ts";

const around = { before: 1, after: 1 };
const none = { before: 0, after: 0 };
const layout: Layout = { ...channelBlocked(4, 8), halo: [none, none, around, around] };
const padded = (name: string, size = 6): Tensor => tensor(name, "f32", [1, 8, size, size], layout);
const between = (name: string): Tensor => tensor(name, "f32", [1, 8, 6, 6], channelBlocked(4, 8));

const [a, b, c] = ["a", "b", "c"].map((name) => padded(name)) as [Tensor, Tensor, Tensor];
const [x, y, z] = ["x", "y", "z"].map(between) as [Tensor, Tensor, Tensor];
const inTurn = (tensors: readonly Tensor[]): readonly Work[] => tensors.slice(1).map((t, i) => copyWork(tensors[i] as Tensor, t));
const placedAs = (work: readonly Work[], placeOf: Placed["placeOf"] = (t) => ({ root: t, offset: 0 })): Placed => ({
  given: work,
  dropped: new Set(),
  work,
  placeOf,
  overwritten: 0,
});
/** The names of the memory that a, b and c stand in. */
const rootsOf = (placed: Placed, peakOf: (p: Placed) => number = () => 0): readonly string[] => {
  const { placeOf } = keepZeros(placed, peakOf);
  return [a, b, c].map((t) => placeOf(t).root.name);
};

test("values that are needed one after another share memory", () => {
  expect(rootsOf(placedAs(inTurn([x, a, y, b, z, c])))).toEqual(["a", "a", "a"]);
});

test("values that are needed at once do not", () => {
  expect(rootsOf(placedAs(inTurn([x, a, b, c])))).toEqual(["a", "b", "a"]);
});

test("nor do others than those of one shape, nor where the peak of live bytes would rise", () => {
  const larger = padded("larger", 7);
  const { placeOf } = keepZeros(placedAs([...inTurn([x, a, y]), copyWork(z, larger)]), () => 0);
  expect(placeOf(larger).root).toBe(larger);
  const work = inTurn([x, a, y, b, z, c]);
  const shared = (p: Placed): number => (p.placeOf(b).root === a ? 2 : 1);
  expect(rootsOf(placedAs(work), shared)).toEqual(["a", "b", "c"]);
});

test("memory where something else stands as well, or whose zeros a loop writes, stays as it is", () => {
  const other = tensor("other", "f32", [8], plainLayout(1));
  const joined = placedAs([...inTurn([x, a, y]), copyWork(tensor("eight", "f32", [8], plainLayout(1)), other), ...inTurn([y, b, z, c])], (t) => ({
    root: t === other ? a : t,
    offset: 0,
  }));
  expect(rootsOf(joined)).toEqual(["a", "b", "b"]);
  const round = tensor("round", "i32", [1], plainLayout(1));
  const loop: Work = { kind: "loop", trip: 2, round, body: inTurn([x, a, y]), origin: ["loop"] };
  expect(rootsOf(placedAs([loop, ...inTurn([y, b, z, c])]))).toEqual(["a", "b", "b"]);
});
