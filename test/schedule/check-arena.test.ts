import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dimOf } from "../../src/core/dim.ts";
import type { DType } from "../../src/core/dtype.ts";
import { plainLayout } from "../../src/core/layout.ts";
import { type Buffer, buffer, f32, load } from "../../src/loop/expr.ts";
import { type Kernel, kernel, loop, store } from "../../src/loop/kernel.ts";
import { checkArena } from "../../src/schedule/check-arena.ts";
import { planArena } from "../../src/schedule/plan-arena.ts";
import { type ArenaRow, type Argument, type Region, type Step, type Storage, stepsOf, type Variant } from "../../src/schedule/program.ts";
import { cpuMilliseconds } from "../support/cpu-time.ts";

const storage = (name: string, elements: number, place: Storage["place"] = "arena", dtype: DType = "f32"): Storage => ({
  name,
  holds: [name],
  place,
  dtype,
  shape: [elements],
  layout: plainLayout(1),
  bytes: elements * 4,
});

const whole = (s: Storage, offset = 0): Argument => ({ storage: s, offset });

/** A kernel over `reads` then `writes`, of the given element counts. */
function kernelOf(name: string, reads: readonly number[], writes: readonly number[]): Kernel {
  const params: readonly Buffer[] = [
    ...reads.map((n, i) => buffer(`x${i}`, "f32", n, "in")),
    ...writes.map((n, i) => buffer(`y${i}`, "f32", n, "out")),
  ];
  return kernel({ name, doc: [], params, body: [] });
}

const size = (s: Storage): number => s.shape[0] as number;

const call = (name: string, reads: readonly Storage[], writes: readonly Storage[]): Step => ({
  kind: "call",
  kernel: kernelOf(name, reads.map(size), writes.map(size)),
  args: [...reads, ...writes].map((s) => whole(s)),
  extents: [],
  origin: [name],
});

/** `y = f(y)` through one parameter that is loaded first, or (scratch) stored first. */
function inPlace(name: string, s: Storage, scratch = false): Step {
  const y = buffer("y", "f32", size(s), "inout");
  const body = [
    loop("i", size(s), (i) =>
      scratch ? [store(y, dimOf(i), f32(0)), store(y, dimOf(i), load(y, dimOf(i)))] : [store(y, dimOf(i), load(y, dimOf(i)))],
    ),
  ];
  return { kind: "call", kernel: kernel({ name, doc: [], params: [y], body }), args: [whole(s)], extents: [], origin: [name] };
}

const region = (...steps: readonly Step[]): Region => ({ steps });

function variant(r: Region, rows: readonly (readonly [Storage, number])[], arenaBytes = 4096): Variant {
  const last = stepsOf(r).length - 1;
  const arena: readonly ArenaRow[] = rows.map(([s, offset]) => ({ storage: s, offset, first: 0, last }));
  return { dims: [], inputs: [], outputs: [], region: r, arena, arenaBytes, arenaLowerBound: 0 };
}

const x = storage("x", 16, "input");
const out = storage("out", 16, "output");
const a = storage("a", 16);
const b = storage("b", 16);
const c = storage("c", 16);
const chain = region(call("first", [x], [a]), call("second", [a], [b]), call("third", [b], [c]), call("fourth", [c], [out]));

describe("checkArena accepts", () => {
  test("a chain in two halves of an arena", () =>
    checkArena(
      variant(
        chain,
        [
          [a, 0],
          [b, 64],
          [c, 0],
        ],
        128,
      ),
    ));

  test("arms of an If that share bytes", () => {
    const branch = region({
      kind: "if",
      condition: whole(storage("flag", 1, "input")),
      then: region(call("then", [x], [a]), call("then_out", [a], [out])),
      else: region(call("else", [x], [b]), call("else_out", [b], [out])),
      origin: ["If"],
    });
    checkArena(
      variant(
        branch,
        [
          [a, 0],
          [b, 0],
        ],
        64,
      ),
    );
  });

  test("temporaries of one round that share bytes", () => {
    const rounds = region(
      call("start", [x], [c]),
      {
        kind: "loop",
        trip: 3,
        body: region(call("one", [c], [a]), call("two", [a], [b]), call("three", [b], [c])),
        origin: ["Loop"],
      },
      call("end", [c], [out]),
    );
    checkArena(
      variant(
        rounds,
        [
          [c, 0],
          [a, 64],
          [b, 128],
        ],
        192,
      ),
    );
  });

  test("what has no bytes and is read in a round, though nothing writes it", () => {
    const none = storage("none", 0);
    const rounds = region({ kind: "loop", trip: 3, body: region(call("one", [none], [a])), origin: ["Loop"] }, call("end", [x], [out]));
    const plan = variant(rounds, [[a, 0]], 64);
    checkArena({ ...plan, arena: [...plan.arena, { storage: none, offset: 0, first: 1, last: 1 }] });
  });

  test("an update in place, and scratch that is stored before it is loaded", () => {
    checkArena(variant(region(call("first", [x], [a]), inPlace("relu", a), call("end", [a], [out])), [[a, 0]], 64));
    checkArena(variant(region(inPlace("scratch", a, true), call("end", [x], [out])), [[a, 0]], 64));
  });

  test("a join whose parts are written by two calls", () => {
    const half = storage("half", 8, "input");
    const part = (name: string, at: number): Step => ({
      kind: "call",
      kernel: kernelOf(name, [8], [8]),
      args: [whole(half), whole(a, at)],
      extents: [],
      origin: [name],
    });
    checkArena(variant(region(part("left", 0), part("right", 8), call("end", [a], [out])), [[a, 0]], 64));
    expect(() => checkArena(variant(region(part("left", 0), call("end", [a], [out])), [[a, 0]], 64))).toThrow(
      "end reads bytes 0..64 of a, written before it: 0..32",
    );
  });
});

describe("checkArena refuses", () => {
  const rows: readonly (readonly [Storage, number])[] = [
    [a, 0],
    [b, 64],
    [c, 0],
  ];
  const faults: readonly (readonly [string, Variant, string])[] = [
    [
      "an offset moved onto a neighbour",
      variant(chain, [
        [a, 0],
        [b, 0],
        [c, 64],
      ]),
      "share bytes in one call",
    ],
    [
      "an offset out of line",
      variant(chain, [
        [a, 0],
        [b, 96],
        [c, 0],
      ]),
      "b starts at 96, no multiple of 64",
    ],
    [
      "a row past the end",
      variant(chain, [
        [a, 0],
        [b, 4096],
        [c, 0],
      ]),
      "b ends at 4160, the arena at 4096",
    ],
    [
      "a missing row",
      variant(chain, [
        [a, 0],
        [b, 64],
      ]),
      "c is used but has no place in the arena",
    ],
    ["a second row", variant(chain, [...rows, [a, 128]]), "a has two rows in the arena"],
    ["a dropped step", variant(region(...chain.steps.filter((_, i) => i !== 1)), rows), "third reads bytes 0..64 of b, written before it: nothing"],
    ["a longer life", variant(region(...chain.steps, call("again", [a], [storage("out2", 16, "output")])), rows), "are both live at step 2"],
    ["a row that ends too soon", { ...variant(chain, rows), arena: variant(chain, rows).arena.map((r) => ({ ...r, last: 1 })) }, "its row says 0..1"],
    ["a write to a weight", variant(region(call("w", [x], [storage("w", 16, "weights")])), []), "w writes y0, which is weights w"],
    [
      "an argument past its storage",
      variant(region({ ...(call("far", [x], [a]) as Extract<Step, { kind: "call" }>), args: [whole(x), whole(a, 8)] }), rows),
      "covers bytes 32..96 of a, which has 64",
    ],
    [
      "one storage behind two parameters",
      variant(region(call("first", [x], [a]), call("self", [a], [a])), rows),
      "self(x0) in a at 0..64 and self(y0) in a at 0..64 share bytes",
    ],
    [
      "a copy onto itself",
      variant(region(call("first", [x], [a]), { kind: "copy", from: whole(a), to: whole(a, 4), bytes: 32, origin: ["c"] }), rows),
      "in one copy",
    ],
    ["a bound above the arena", { ...variant(chain, rows, 128), arenaLowerBound: 192 }, "its lower bound is 192"],
  ];
  test.each(faults)("%s", (_, faulty, message) => {
    expect(() => checkArena(faulty)).toThrow(message);
  });

  test("a temporary of a round on what the loop carries or reads", () => {
    const rounds = region(
      call("start", [x], [c]),
      call("scale", [x], [b]),
      {
        kind: "loop",
        trip: 3,
        body: region(call("use", [b, c], [a]), call("update", [a], [c])),
        origin: ["Loop"],
      },
      call("end", [c], [out]),
    );
    checkArena(
      variant(rounds, [
        [c, 0],
        [b, 64],
        [a, 128],
      ]),
    );
    // In a straight line a could take the place of b after its last use; the next round still reads b.
    const late = storage("late", 16);
    const steps = region(
      ...rounds.steps.slice(0, 2),
      {
        kind: "loop",
        trip: 3,
        body: region(call("use", [b, c], [a]), call("more", [a], [late]), call("update", [late], [c])),
        origin: ["Loop"],
      },
      call("end", [c], [out]),
    );
    expect(() =>
      checkArena(
        variant(steps, [
          [c, 0],
          [b, 64],
          [a, 128],
          [late, 64],
        ]),
      ),
    ).toThrow("are both live");
  });

  test("bytes only one arm of an If has written", () => {
    const branch = region(
      { kind: "if", condition: whole(storage("flag", 1, "input")), then: region(call("then", [x], [a])), else: region(), origin: ["If"] },
      call("end", [a], [out]),
    );
    expect(() => checkArena(variant(branch, [[a, 0]]))).toThrow("end reads bytes 0..64 of a, written before it: nothing");
  });
});

/** Random straight-line programs: each step reads earlier storages and writes a new one. */
const program = fc
  .array(fc.record({ elements: fc.integer({ min: 1, max: 400 }), from: fc.array(fc.nat(1000), { minLength: 1, maxLength: 3 }) }), {
    minLength: 2,
    maxLength: 25,
  })
  .map((specs) => {
    const storages: Storage[] = [];
    const steps = specs.map(({ elements, from }, i) => {
      const reads = i === 0 ? [x] : [...new Set(from.map((f) => storages[f % i] as Storage))];
      const target = storage(`s${i}`, elements);
      storages.push(target);
      return call(`step${i}`, reads, [target]);
    });
    const accessed = (s: Storage): readonly number[] =>
      steps.flatMap((step, i) => (step.kind === "call" && step.args.some((arg) => arg.storage === s) ? [i] : []));
    const items = storages.map((s) => ({ bytes: s.bytes, first: accessed(s)[0] as number, last: accessed(s).at(-1) as number }));
    const plan = planArena(items);
    const arena = storages.map((s, i) => ({ storage: s, offset: plan.offsets[i] as number, ...(items[i] as (typeof items)[number]) }));
    return {
      dims: [],
      inputs: [],
      outputs: [],
      region: { steps },
      arena,
      arenaBytes: plan.bytes,
      arenaLowerBound: plan.lowerBound,
    } satisfies Variant;
  });

describe("random programs", () => {
  test("plans are accepted", () =>
    fc.assert(
      fc.property(program, (v) => checkArena(v)),
      { numRuns: 60 },
    ));

  test("moving one storage onto another that is live with it is caught", () => {
    fc.assert(
      fc.property(program, fc.nat(), fc.nat(), (v, i, j) => {
        const p = v.arena[i % v.arena.length] as ArenaRow;
        const q = v.arena[j % v.arena.length] as ArenaRow;
        fc.pre(p !== q && p.first <= q.last && q.first <= p.last);
        const arena = v.arena.map((row) => (row === p ? { ...p, offset: q.offset } : row));
        expect(() => checkArena({ ...v, arena, arenaBytes: v.arenaBytes + 4096 })).toThrow(/share bytes/);
      }),
      { numRuns: 60 },
    );
  });

  test("a dropped step whose result is read is caught", () => {
    fc.assert(
      fc.property(program, fc.nat(), (v, i) => {
        const row = v.arena[i % v.arena.length] as ArenaRow;
        fc.pre(row.last > row.first);
        const steps = v.region.steps.filter((_, k) => k !== row.first);
        const arena = v.arena.map((r) => ({ ...r, first: 0, last: steps.length }));
        expect(() => checkArena({ ...v, region: { steps }, arena })).toThrow(`of ${row.storage.name}, written before it: nothing`);
      }),
      { numRuns: 60 },
    );
  });
});

test("four thousand values that live side by side, and one step that reads them all, take no time", () => {
  const all = Array.from({ length: 4000 }, (_, i) => storage(`v${i}`, 16));
  const steps = region(...all.map((s) => call("make", [x], [s])), call("sum", all, [out]));
  const plan = variant(
    steps,
    all.map((s, i) => [s, i * 64]),
    4000 * 64,
  );
  expect(cpuMilliseconds(() => checkArena(plan))).toBeLessThan(1500);
});
