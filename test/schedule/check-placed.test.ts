/** The checker of placed tensors: places that keep every element pass, places where one is lost before it is read are refused with who wrote over it. */
import { describe, expect, test } from "vitest";
import { add, type Dim, sub } from "../../src/core/dim.ts";
import { channelBlocked, type Layout, plainLayout } from "../../src/core/layout.ts";
import type { Work } from "../../src/graph/graph.ts";
import { copyWork } from "../../src/graph/work.ts";
import { axis, type Compute, compute, coordinate } from "../../src/loop/compute.ts";
import { type Expr, neg, read, type Tensor, tensor } from "../../src/loop/expr.ts";
import { checkPlaced } from "../../src/schedule/check-placed.ts";
import type { Place, Placed } from "../../src/schedule/place-tensors.ts";

const list = (name: string, length: number): Tensor => tensor(name, "f32", [length], plainLayout(1));

/** Elements from `from` on of `source`, through `element`, as those of `target` from `to` on. */
function moved(source: Tensor, target: Tensor, { from = 0, to = 0, count = Number(target.shape[0]), element = (e: Expr) => e }): Compute {
  const i = axis("i", count);
  const value = element(read(source, [add(coordinate(i), from)]));
  return compute({ name: target.name, output: target, axes: [i], at: [add(coordinate(i), to)], value, origin: [target.name] });
}

const negated = (source: Tensor, target: Tensor): Compute => copyWork(source, target, neg, [target.name]);

/** `at`: places by tensor; of all others, memory of their own. */
const check = (given: readonly Work[], outputs: readonly Tensor[], at: ReadonlyMap<Tensor, Place>, dropped: readonly Work[] = []): void => {
  const placed: Placed = {
    given,
    dropped: new Set(dropped),
    work: given.filter((w) => !dropped.includes(w)),
    placeOf: (t) => at.get(t) ?? { root: t, offset: 0 },
    overwritten: 0,
  };
  checkPlaced({ inputs: [x], outputs, constants: new Map() }, placed);
};

const x = list("x", 8);
const [a, b, c, whole, out] = [list("a", 8), list("b", 8), list("c", 8), list("whole", 16), list("out", 16)] as const;

describe("two parts of a whole", () => {
  const parts = [moved(a, whole, { count: 8 }), moved(b, whole, { count: 8, to: 8 })];
  const given = [negated(x, a), negated(x, b), ...parts, negated(whole, out)];
  test("stand side by side", () => {
    const at = new Map([
      [a, { root: whole, offset: 0 }],
      [b, { root: whole, offset: 8 }],
    ]);
    expect(() => check(given, [out], at, parts)).not.toThrow();
  });
  test("do not overlap", () => {
    const at = new Map([
      [a, { root: whole, offset: 0 }],
      [b, { root: whole, offset: 7 }],
    ]);
    expect(() => check(given, [out], at, parts)).toThrow(
      "whole of whole reads element 7 of whole, which copy of a wrote; in whole at 7 is what copy of b wrote",
    );
  });
  test("are moved where they do not stand in their places", () => {
    expect(() => check(given, [out], new Map([[a, { root: whole, offset: 0 }]]), parts)).toThrow(
      "whole of whole reads element 8 of whole, which copy of b wrote; in whole at 8 is what nobody wrote",
    );
  });
});

test("a longer tensor is not overwritten as long as what stands around the part is read", () => {
  const longer = list("longer", 16);
  const part = moved(longer, whole, { from: 8, to: 8, count: 8 });
  const first = moved(a, whole, { count: 8 });
  const use = moved(longer, b, { count: 8, element: neg });
  const fill = moved(x, longer, { count: 8, element: neg });
  const rest = moved(x, longer, { count: 8, to: 8, element: neg });
  const at = new Map([
    [longer, { root: whole, offset: 0 }],
    [a, { root: whole, offset: 0 }],
  ]);
  const given = (order: readonly Work[]): readonly Work[] => [fill, rest, ...order, part, first, negated(whole, out)];
  expect(() => check(given([use, negated(x, a)]), [out, b], at, [part, first])).not.toThrow();
  expect(() => check(given([negated(x, a), use]), [out, b], at, [part, first])).toThrow(
    "b of b reads element 0 of longer, which longer of longer wrote; in whole at 0 is what copy of a wrote",
  );
});

describe("tensors in blocks", () => {
  const image = (name: string, channels: number, layout: Layout = channelBlocked(4, 8)): Tensor => tensor(name, "f32", [1, channels, 2, 2], layout);
  const [input, source, left, right, joined, end] = [
    image("input", 4),
    image("source", 4),
    image("left", 4),
    image("right", 4),
    image("joined", 8),
    image("end", 8),
  ] as const;
  const into = (part: Tensor, by: number): Compute => {
    const axes = [1, 4, 2, 2].map((n, i) => axis(`i${i}`, n));
    const [n, ch, y, w] = axes.map(coordinate) as [Dim, Dim, Dim, Dim];
    return compute({ name: "joined", output: joined, axes, at: [n, add(ch, by), y, w], value: read(part, [n, ch, y, w]), origin: ["joined"] });
  };
  const moves = [into(left, 0), into(right, 4)] as const;
  const given = (order: readonly Work[]): readonly Work[] => [negated(input, source), ...order, ...moves, negated(joined, end)];
  const at = new Map([[left, { root: joined, offset: 0 }]]);
  test("are stored with the rest of their last block", () => {
    expect(() => check(given([negated(source, left), negated(source, right)]), [end], at, [moves[0]])).not.toThrow();
    const both = new Map([...at, [right, { root: joined, offset: 4 }]]);
    expect(() => check(given([negated(source, left), negated(source, right)]), [end], both, moves)).toThrow(
      /in joined at \d+ is what the rest of the last block of copy of right wrote/,
    );
  });
});

describe("a result that overwrites an operand", () => {
  test("stands where each element was read", () => {
    expect(() => check([negated(x, a), negated(a, b)], [b], new Map([[a, { root: b, offset: 0 }]]))).not.toThrow();
  });
  test("not where another is read later", () => {
    const i = axis("i", 8);
    const reversed = compute({ name: "reversed", output: b, axes: [i], value: read(a, [sub(7, coordinate(i))]), origin: ["b"] });
    expect(() => check([negated(x, a), reversed], [b], new Map([[a, { root: b, offset: 0 }]]))).toThrow(
      "reversed of b writes element 7 of a and may read it after that",
    );
  });
  test("not where somebody else reads the operand after that", () => {
    expect(() => check([negated(x, a), negated(a, b), negated(a, c)], [b, c], new Map([[a, { root: b, offset: 0 }]]))).toThrow(
      "copy of c reads element 0 of a, which copy of a wrote; in b at 0 is what copy of b wrote",
    );
  });
});

test("a value carried through a loop is checked for its second round, too", () => {
  const round = tensor("round", "i32", [], plainLayout(0));
  const body = [negated(a, b), negated(c, a)];
  const given: readonly Work[] = [negated(x, c), negated(x, a), { kind: "loop", trip: 3, round, body, origin: ["loop"] }];
  expect(() => check(given, [a], new Map())).not.toThrow();
  expect(() => check(given, [a], new Map([[c, { root: b, offset: 0 }]]))).toThrow(/reads element 0 of c, which copy of c wrote/);
});
