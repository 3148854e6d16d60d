import { describe, expect, it } from "vitest";
import { checkGraph } from "../../src/graph/check.ts";
import { graph, type Node, node, type Value } from "../../src/graph/graph.ts";
import { namesIn } from "../../src/graph/held-graphs.ts";
import { readsOf, replaceValues, usersOf } from "../../src/graph/rewrite.ts";
import { type Rule, rewriteNodes, rewriteToFixedPoint } from "../../src/graph/rewrite-nodes.ts";
import { parseGraph, printGraph } from "../../src/graph/text.ts";
import { Join, Same, tinyOp } from "../support/tiny-ops.ts";

const lines = (text: string): string => `${text.trim().replace(/\n\s+/g, "\n")}\n`;

function rewritten(text: string, rule: Rule): string {
  const before = parseGraph(lines(text), tinyOp);
  const after = rewriteToFixedPoint(before, rule);
  checkGraph(after, { previous: before });
  return printGraph(after);
}

/** Same without attributes is its input. */
const dropSame: Rule = (n) => (n.op === Same && n.attrs.scale === 1 ? (n.inputs[0] as Value) : undefined);

/** Same of Same is one Same with the product of the scales. */
const joinSame: Rule = (n, graph) => {
  const inner = graph.producer(n.inputs[0]);
  if (n.op !== Same || inner?.op !== Same) return undefined;
  return graph.replace(Same, inner.inputs, { scale: (n.attrs.scale as number) * (inner.attrs.scale as number) });
};

describe("rewriteNodes", () => {
  it("gives the source nodes of what disappears to the node before", () => {
    const text = "x: f32[2]; a = Same(x) scale=2; b = Same(a); c = Join(b, x); return c";
    expect(rewritten(text, dropSame)).toBe("x: f32[2]\na = Same(x) scale=2   # from a, b\nc = Join(a, x)\nreturn c\n");
  });

  it("gives them to the readers where there is no node before, through a chain", () => {
    const text = "x: f32[2]; a = Same(x); b = Same(a); c = Join(b, b); return c";
    expect(rewritten(text, dropSame)).toBe("x: f32[2]\nc = Join(x, x)   # from a, b, c\nreturn c\n");
  });

  it("keeps the names of graph outputs", () => {
    const text = "x: f32[2]; a = Join(x, x); b = Same(a); c = Same(a) scale=3; return b, c";
    expect(rewritten(text, dropSame)).toBe("x: f32[2]\nb = Join(x, x)   # from a, b\nc = Same(b) scale=3\nreturn b, c\n");
  });

  it.each(["x: f32[2]\na = Same(x)\nreturn a\n", "x: f32[2]\na = Join(x, x)\nb = Same(a)\nreturn a, b\n"])(
    "keeps a node whose output cannot take another name: %j",
    (text) => {
      const before = parseGraph(text, tinyOp);
      expect(rewriteNodes(before, dropSame)).toBe(before);
    },
  );

  it("two outputs that are one value stay two", () => {
    const text = "x: f32[2]; a = Join(x, x); b = Same(a); c = Same(a); return b, c";
    expect(rewritten(text, dropSame)).toBe("x: f32[2]\nb = Join(x, x)   # from a, b\nc = Same(b)\nreturn b, c\n");
  });

  it("removes what only the replaced node read, and keeps what others read", () => {
    const text = "x: f32[2]; a = Same(x) scale=2; b = Same(a) scale=3; c = Same(b) scale=5; return c";
    expect(rewritten(text, joinSame)).toBe("x: f32[2]\nc = Same(x) scale=30   # from a, b, c\nreturn c\n");
    const shared = "x: f32[2]; a = Same(x) scale=2; b = Same(a) scale=3; return a, b";
    expect(rewritten(shared, joinSame)).toBe("x: f32[2]\na = Same(x) scale=2\nb = Same(x) scale=6\nreturn a, b\n");
  });

  it("removes chains of any length, and gives on their source nodes", () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => `a${i + 1} = Same(a${i}) scale=2`);
    const text = `a0: f32[2]; ${chain.join("; ")}; b = Join(a20000, a0); return b`.replaceAll("; ", "\n");
    const [only, ...others] = rewriteNodes(parseGraph(`${text}\n`, tinyOp), (n, graph) =>
      n.op === Join ? graph.replace(Same, n.inputs.slice(1), { scale: 3 }) : undefined,
    ).nodes;
    expect([only?.origin.length, others]).toEqual([20_001, []]);
    expect(only?.origin.slice(0, 3)).toEqual(["a1", "a2", "a3"]);
  });

  it("makes intermediates and constants under new names", () => {
    const rule: Rule = (n, graph) => {
      if (n.op !== Same || n.attrs.scale === 1) return undefined;
      const half = graph.emit("a", Same, n.inputs);
      const one = graph.numbers("a", "f32", [2], [1, 1]);
      return graph.replace(Join, [half, one]);
    };
    expect(rewritten("x: f32[2]; a = Same(x) scale=2; return a", rule)).toBe(
      `x: f32[2]\na~3: f32[2] = [1, 1]\na~2 = Same(x)   # from a\na = Join(a~2, a~3)\nreturn a\n`,
    );
  });

  it("leaves dead code alone", () => {
    const text = "x: f32[2]\na = Same(x)\nb = Join(x, x)\nreturn b\n";
    expect(rewritten(text, dropSame)).toBe(text);
  });

  it("counts uses", () => {
    const counts: number[] = [];
    const count = (n: Node, graph: { uses(v: Value): number }): undefined => {
      counts.push(...n.inputs.map((v) => graph.uses(v as Value)));
      return undefined;
    };
    const g = parseGraph("x: f32[2]; a = Join(x, x); b = Same(a); return a, b, a", tinyOp);
    expect(rewriteNodes(g, count)).toBe(g);
    expect(counts).toEqual([2, 2, 3]);
  });

  it("a rule that never ends is a bug with a message", () => {
    const g = parseGraph("x: f32[2]; a = Same(x); return a", tinyOp);
    expect(() => rewriteToFixedPoint(g, (n, graph) => graph.replace(n.op, n.inputs))).toThrow(/internal: a rewrite does not end/);
  });
});

describe("values read by held graphs", () => {
  const g = parseGraph(
    lines(`
    x: f32[2]
    a = Join(x, x)
    y = Same(x) body={
      z: f32[2]
      w = Join(z, a)
      return w
    }
    return y
    `),
    tinyOp,
  );
  const [a, y] = g.nodes as readonly [Node, Node];

  it("are reads of the node that holds them", () => {
    expect(readsOf(y).map((v) => v.name)).toEqual(["x", "a"]);
    expect(usersOf(g).get(a.outputs[0] as Value)).toEqual([y]);
  });

  it("are looked for once in each graph, however many hold it", () => {
    let inner = y;
    for (let depth = 0; depth < 60; depth++) {
      const held = graph({ name: "held", inputs: [], nodes: [inner], outputs: inner.outputs });
      inner = node({ ...y, attrs: { ...y.attrs, then_branch: held, else_branch: held } });
    }
    expect(readsOf(inner).map((v) => v.name)).toEqual(["x", "a", "x", "a", "x", "a"]);
    expect(namesIn(graph({ name: "held", inputs: [], nodes: [y], outputs: y.outputs }))).toEqual(["y", "z", "w"]);
  });

  it("are replaced with the others", () => {
    const next = replaceValues(g, new Map([[a.outputs[0] as Value, g.inputs[0] as Value]]));
    expect(printGraph(next)).toContain("w = Join(z, x)");
    checkGraph(next, { previous: g });
  });
});
