import { describe, expect, it } from "vitest";
import { machines } from "../../src/loop/machine.ts";
import { useByteTables } from "../../src/passes/use-byte-tables.ts";
import { becomes, contextOf, graphOf, keeps } from "../support/pass-test.ts";

const scales = "s: f32[] = 0.05; z: u8[] = 120; t: f32[] = 0.004; o: u8[] = 0";

describe("use-byte-tables", () => {
  it("makes a table of what lies between the conversions", () =>
    becomes(
      useByteTables,
      `x: u8[2,3]; ${scales}; d = DequantizeLinear(x, s, z); g = Sigmoid(d); y = QuantizeLinear(g, t, o); return y`,
      `x: u8[2,3]; ${scales}; "x.all": u8[256] = [${Array.from({ length: 256 }, (_, i) => i).join(", ")}]
       d~2 = DequantizeLinear("x.all", s, z); g~2 = Sigmoid(d~2); y~2 = QuantizeLinear(g~2, t, o); y = aot.ByteTable(x, y~2); return y`,
    ));

  it("makes one of a function that reads its byte twice, and a table of it", () => {
    const text = `x: i8[2,3]; s: f32[] = 0.05; z: i8[] = 3; t: f32[1] = 0.004; o: i8[1] = -128; d = DequantizeLinear(x, s, z); g = Sigmoid(d)
      a = QuantizeLinear(g, t, o); e = DequantizeLinear(a, t, o); m = Mul(d, e); y = QuantizeLinear(m, s, z); return y`;
    const after = useByteTables.run(graphOf(text), contextOf());
    const last = after.nodes.at(-1);
    expect([last?.op.name, last?.inputs[0]?.name]).toEqual(["ByteTable", "x"]);
  });

  it.each([
    ["two bytes", `x: u8[3]; w: u8[3]; ${scales}; d = DequantizeLinear(x, s, z); e = DequantizeLinear(w, s, z); m = Add(d, e)`],
    ["numbers that differ by channel", `x: u8[2]; c: f32[2] = [1, 2]; ${scales}; d = DequantizeLinear(x, s, z); m = Mul(d, c)`],
    ["what mixes elements", `x: u8[1,3]; ${scales}; d = DequantizeLinear(x, s, z); m = Softmax(d)`],
    ["floats", `x: f32[3]; ${scales}; m = Sigmoid(x)`],
  ])("leaves %s", (_, text) => keeps(useByteTables, `${text}; y = QuantizeLinear(m, t, o); return y`));

  it.each([
    ["Sigmoid", true],
    ["Relu", false],
  ])("looks up %s where there are vectors: %s", (op, isTable) => {
    const graph = graphOf(`x: u8[3]; ${scales}; d = DequantizeLinear(x, s, z); g = ${op}(d); y = QuantizeLinear(g, t, o); return y`);
    const after = useByteTables.run(graph, { ...contextOf(), machine: machines["x86-64-v3"] });
    expect(after.nodes.some((n) => n.op.name === "ByteTable")).toBe(isTable);
  });
});
