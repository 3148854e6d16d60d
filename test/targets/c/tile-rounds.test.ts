/** Loops over taps stay loops around a register tile, terms are written out by four; other loops are left to the C compiler. */
import { expect, test } from "vitest";
import { compile } from "../../../src/compile.ts";
import { parseGraph } from "../../../src/graph/text.ts";
import { machineNamed } from "../../../src/loop/machine.ts";
import { opNamed } from "../../../src/ops/index.ts";
import { kernelsFile } from "../../support/run-c.ts";

const graph = parseGraph(
  `x: f32[1,3,12,12]
w: f32[32,3,3,3] = random(1)
d: f32[32,1,3,3] = random(2)
y = Conv(x, w) pads=[1,1,1,1]
z = Conv(y, d) group=32 pads=[1,1,1,1]
m = GlobalAveragePool(z)
return m
`,
  opNamed,
);

test("taps of a first layer's tile stay rolled, those of depthwise windows are the compiler's", () => {
  const source = { graph, inputs: graph.inputs, format: "text", producer: "", opset: "" };
  const options = {
    machine: machineNamed("x86-64-v3"),
    level: 2,
    deterministic: false,
    precise: true,
    name: "t",
    source: "t",
    verify: true,
  } as const;
  const { kernels } = compile(source, options).program;
  const textOf = (name: RegExp): string => kernelsFile(kernels.filter((k) => name.test(k.name)));
  expect(
    textOf(/^conv/)
      .match(/^ +AOT_UNROLL\(1\) for \(int \w+/gm)
      ?.map((line) => line.split(" ").at(-1)),
  ).toEqual(["kx"]);
  expect(textOf(/^depthwise/)).toMatch(/for \(int kx = 0; kx < 3; kx\+\+\)/);
  expect(textOf(/^depthwise/)).not.toMatch(/^ *AOT_UNROLL\(1\)/m);
});
