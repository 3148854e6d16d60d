import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkGraph } from "../../src/graph/check.ts";
import { parseGraph, printGraph } from "../../src/graph/text.ts";
import { tinyOp } from "../support/tiny-ops.ts";

const reprinted = (text: string): string => printGraph(parseGraph(text, tinyOp));

/** The text without leading blanks, as printGraph writes it. */
const trimmed = (text: string): string =>
  `${text
    .split("\n")
    .map((line) => line.replace(/^ {4}/, ""))
    .filter((line) => line !== "")
    .join("\n")}\n`;

describe("graph text", () => {
  it("prints what it read", () => {
    const text = trimmed(`
    graph "a model"
    dim batch = 1..8
    x: f32[batch,3]
    "/in/put:0": i64[min(batch, 4) + 2,batch*3/2]
    held: f32[2,3] @BA2a = [1, -0.5, 0.1, inf, -inf, nan]
    a = Same(x) scale=0.5 pads=[1,2] mode="x y" flag=1 names=["p","q"]
    b, "c c" = Twice(a, _) using direct   # from "/layer/Twice", second
    d @BA16b+0,1:2 = Join(b, held)
    e = aot.Flat("/in/put:0")
    return d, e, "c c"
    `);
    expect(reprinted(text)).toBe(text);
  });

  it("leaves out attributes that have their default and reads comments, types and semicolons", () => {
    const graph = parseGraph("x: f32[2]; y = Same(x) scale=1 flag=0 # f32[2] from n1\n# a comment\nreturn y", tinyOp);
    expect(printGraph(graph)).toBe("x: f32[2]\ny = Same(x)   # from n1\nreturn y\n");
    expect(printGraph(graph, { types: true })).toContain("y = Same(x)   # f32[2] from n1");
  });

  it("prints graphs that nodes hold, with what they capture", () => {
    const text = trimmed(`
    x: f32[2]
    y = Same(x) body={
      z: f32[2]
      w = Join(z, x)
      return w
    }
    return y
    `);
    expect(reprinted(text)).toBe(text);
    checkGraph(parseGraph(text, tinyOp));
  });

  it("knows seeded elements again, and shortens what is too long", () => {
    expect(reprinted("w: f32[40] = random(7)\nreturn w")).toBe("w: f32[40] = random(7)\nreturn w\n");
    expect(reprinted("w: i8[40] = positive(3)\nreturn w")).toBe("w: i8[40] = positive(3)\nreturn w\n");
    const long = reprinted(`w: i64[100] = [${Array.from({ length: 100 }, (_, i) => i)}]\nreturn w`);
    expect(long).toBe("w: i64[100] = [0, 1, 2, 3, ...]\nreturn w\n");
    expect(() => reprinted(long)).toThrow(/AOT203 graph text, line 1/);
  });

  it.each([
    ["y = Same(x)\nreturn y", /line 1: x is used before it is defined/],
    ["x: f32[2]\nx: f32[3]\nreturn x", /line 2: x is defined twice/],
    ["x: f32[n]\nreturn x", /dim n has no range/],
    ["x: f32[2]\ny = Nope(x)\nreturn y", /line 2: there is no operator Nope/],
    ["x: f32[2] = [1]\nreturn x", /1 elements are given, the type says 2/],
    ["x: f32[2]", /"return" is missing/],
    ["x: f32[2]\ny: i8[2]\nz = Join(x, y)\nreturn z", /AOT202 z \(Join\): inputs are f32 and i8/],
    ["x: f32[2]\ny = Same(x) ?\nreturn y", /"\?" begins nothing known/],
    ["x: f32[2]\ny = Same(x) x\nreturn y", /the statement goes on with x/],
  ])("refuses %j", (text, message) => {
    expect(() => reprinted(text)).toThrow(message);
  });

  it("print after parse is the identity on random graphs", () => {
    const name = fc.string({ minLength: 1, maxLength: 6 });
    const graphs = fc.record({
      names: fc.uniqueArray(name, { minLength: 6, maxLength: 6 }),
      elements: fc.array(fc.float(), { minLength: 0, maxLength: 5 }),
      scale: fc.double(),
      pads: fc.array(fc.integer()),
      mode: fc.string(),
      dims: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 99 })),
    });
    const quoted = (s: string): string => JSON.stringify(s);
    const number = (x: number): string => (Object.is(x, -0) ? "-0" : `${x}`.replace("Infinity", "inf").replace("NaN", "nan"));
    fc.assert(
      fc.property(graphs, ({ names, elements, scale, pads, mode, dims }) => {
        const [a, b, c, d, e, f] = names.map(quoted);
        const text = [
          `graph ${a}`,
          `dim ${b} = ${dims[0]}..${dims[1]}`,
          `${a}: f32[${b}*2 + 1,7]`,
          `${c}: f32[${elements.length}] = [${elements.map(number).join(", ")}]`,
          `${d} = Same(${c}) scale=${number(scale)} pads=[${pads}] mode=${quoted(mode)}   # from ${e}, ${b}`,
          `${e} = Join(${a}, ${d})`,
          `return ${e}, ${d}`,
        ].join("\n");
        const once = reprinted(text);
        expect(reprinted(once)).toBe(once);
        const again = parseGraph(once, tinyOp);
        expect(again.name).toBe(names[0]);
        expect(again.nodes[0]?.attrs).toEqual(parseGraph(text, tinyOp).nodes[0]?.attrs);
        expect(again.nodes[0]?.inputs[0]?.data).toEqual(parseGraph(text, tinyOp).nodes[0]?.inputs[0]?.data);
        expect(f).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });
});
