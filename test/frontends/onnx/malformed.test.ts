/** Broken models: every problem is told, together and in words; damaged bytes never end in a stack trace. */
import onnxProto from "onnx-proto";
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../../src/core/diagnostics.ts";
import { models } from "../../models/index.ts";
import { float, GraphBuilder, type ModelOptions, modelBytes } from "../../support/onnx-writer.ts";
import { Random } from "../../support/random.ts";
import { problemsOf } from "./read-here.ts";

const x = ["n", 3] as const;

function problemsOfGraph(build: (g: GraphBuilder) => void, options?: ModelOptions): readonly string[] {
  const g = new GraphBuilder();
  build(g);
  return problemsOf(modelBytes(g, options)).map(formatDiagnostic);
}

describe("problems", () => {
  test("unsupported operators are listed once each, with their nodes and the nearest name", () => {
    const found = problemsOfGraph(
      (g) => {
        const a = g.node("Reluu", [g.input("x", x)], {}, { name: "one" });
        const b = g.node("Reluu", [a], {}, { name: "two" });
        g.output(g.node("Frobnicate", [g.node("Add", [a, b])], {}, { name: "three", domain: "com.example" }));
      },
      { domains: { "com.example": 1 } },
    );
    expect(found).toEqual([
      "error AOT113 operator Reluu: is not supported; 2 nodes use it: one, two\n  -> the nearest supported operator is Relu",
      "error AOT113 operator com.example.Frobnicate: is not supported; 1 node uses it: three\n  -> add a function to the model that computes it with operators of ONNX",
    ]);
  });

  test("a body of which nobody knows what it is given tells only what does not depend on that", () => {
    const found = problemsOfGraph((g) => {
      const list = g.node("SequenceConstruct", [g.node("Concat", [g.input("x", x)], { axis: 7 }, { name: "first" })]);
      const body = new GraphBuilder("body");
      body.input("i", [], "i64");
      body.structured("held", "sequence", [3]);
      body.output(body.node("Identity", [body.input("going", [], "bool")]), [], "bool");
      body.untyped(body.node("SequenceInsert", ["held", "x"]));
      body.untyped(body.node("Concat", ["x"], { axis: 9 }, { name: "second" }));
      g.output(g.node("Loop", [g.constant("i64", [], [2]), "", list], { body }, { outputs: ["grown", "scanned"] }));
    });
    expect(found).toEqual([expect.stringContaining("AOT202 first (Concat)"), expect.stringContaining("AOT202 second (Concat)")]);
  });

  test("different problems are told together", () => {
    const found = problemsOfGraph(
      (g) => {
        g.input("x", x);
        g.output(g.node("Relu", ["y"], {}, { name: "first", outputs: ["a"] }));
        g.output(g.node("Concat", ["x", "x"], { axis: 7 }, { name: "second", outputs: ["b"] }));
        g.output(g.node("Clip", ["x"], { min: "low" }, { name: "third", outputs: ["c"] }));
        g.output("nowhere");
      },
      { opset: 9 },
    );
    expect(found).toHaveLength(4);
    expect(found[0]).toContain('AOT112 first (Relu): reads the value "y", which nothing defines');
    expect(found[1]).toContain("second (Concat)");
    expect(found[2]).toContain("AOT115 third (Clip): attribute min is no number");
    expect(found[3]).toContain('AOT112 output nowhere: reads the value "nowhere"');
  });

  test.each([
    [
      "AOT105 graph model: has nodes that wait for each other: one <- two <- one",
      (g: GraphBuilder) => {
        g.node("Relu", ["b"], {}, { name: "one", outputs: ["a"] });
        g.node("Relu", ["a"], {}, { name: "two", outputs: ["b"] });
        g.output("a");
      },
    ],
    [
      'AOT104 two (Relu): defines the value "a" a second time',
      (g: GraphBuilder) => {
        g.node("Relu", [g.input("x", x)], {}, { name: "one", outputs: ["a"] });
        g.node("Relu", ["x"], {}, { name: "two", outputs: ["a"] });
        g.output("a");
      },
    ],
    [
      'AOT104 one (Relu): defines the value "x" a second time',
      (g: GraphBuilder) => {
        g.node("Relu", [g.input("x", x)], {}, { name: "one", outputs: ["x"] });
        g.output("x");
      },
    ],
    ["AOT104 graph model: has no outputs", (g: GraphBuilder) => g.node("Relu", [g.input("x", x)])],
    [
      "AOT104 graph model: lists an output twice",
      (g: GraphBuilder) => {
        g.output(g.node("Relu", [g.input("x", x)]));
        g.output("Relu_0_output_0");
      },
    ],
    ["AOT110 input x: has no shape", (g: GraphBuilder) => g.output(g.node("Relu", [g.input("x", undefined)]))],
    [
      "AOT106 initializer w: has 12 bytes of data, f32[4] needs 16",
      (g: GraphBuilder) => {
        g.output(g.node("Relu", [g.initializer("w", "f32", [4], [1, 2, 3])]));
      },
    ],
    ["AOT106 initializer w: has the dimension -4", (g: GraphBuilder) => g.output(g.node("Relu", [g.initializer("w", "f32", [-4], [1])]))],
    [
      "AOT106 initializer w: has the shape [1000000,1000000,1000000]",
      (g: GraphBuilder) => {
        g.output(g.node("Relu", [g.initializer("w", "f32", [1e6, 1e6, 1e6], [1])]));
      },
    ],
    [
      "AOT104 k (Constant): has 2 attributes",
      (g: GraphBuilder) => g.output(g.node("Constant", [], { value_int: 1, value_float: float(1) }, { name: "k" })),
    ],
  ] as const)("%s", (message, build) => {
    const found = problemsOfGraph((g) => void build(g));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  test("a domain that is not imported is refused at its first node", () => {
    const g = new GraphBuilder();
    const given = g.input("x", x);
    g.output(g.node("Relu", [g.node("Relu", [given], {}, { name: "act" })]));
    g.output(g.node("Neg", [given]));
    const bytes = onnxProto.onnx.ModelProto.encode({ irVersion: 8, graph: g.message() }).finish();
    expect(problemsOf(bytes).map((d) => [d.code, d.where, d.message])).toEqual([
      ["AOT114", "act (Relu)", "is of the domain ai.onnx, whose operator set the file does not import"],
    ]);
  });

  test("two versions of a domain are refused", () => {
    const g = new GraphBuilder();
    g.output(g.node("Relu", [g.input("x", x)]));
    const opsetImport = [17, 11].map((version) => ({ domain: version === 17 ? "" : "ai.onnx", version }));
    const bytes = onnxProto.onnx.ModelProto.encode({ irVersion: 8, graph: g.message(), opsetImport }).finish();
    expect(problemsOf(bytes).map((d) => d.message)).toEqual(["imports operator sets 17 and 11 of the domain ai.onnx, one is expected"]);
  });

  test("operator sets before 1 are refused", () => {
    const found = problemsOfGraph((g) => g.output(g.node("Relu", [g.input("x", x)])), { opset: 0 });
    expect(found).toEqual([expect.stringContaining("AOT114 model.onnx: uses operator set 0, the oldest that is read is 1")]);
  });

  test("bytes that are no model", () => {
    const { onnx } = onnxProto;
    expect(problemsOf(Uint8Array.of(8, 8, 0xff, 0xff))).toMatchObject([{ code: "AOT103" }]);
    expect(problemsOf(new Uint8Array(0))).toMatchObject([{ code: "AOT103" }]);
    expect(problemsOf(onnx.ModelProto.encode({ irVersion: 8 }).finish())).toMatchObject([{ code: "AOT103", message: "holds no graph" }]);
  });
});

describe("damaged files end in diagnostics", () => {
  const small = ["mlp", "mobilenet_v2", "resnet18"].map((name) => [name, models[name]] as const);

  test.each(small)("%s, random bytes and random ends", (_name, model) => {
    const random = new Random(17);
    const bytes = model === undefined ? new Uint8Array() : modelBytes(model.build({ ...model.small, size: 32, width: 0.125 }).graph);
    for (let i = 0; i < 100; i++) {
      const damaged = i % 4 === 0 ? bytes.slice(0, random.below(bytes.length)) : bytes.slice();
      // Most of a file is weights; its structure is at the start and in the names, so the first part is hit more often.
      const reach = i % 2 === 0 ? damaged.length : Math.min(damaged.length, 4000);
      for (let k = 0; k < 1 + (i % 5) && reach > 0; k++) damaged[random.below(reach)] = random.below(256);
      problemsOf(damaged);
    }
  });

  test("one node, every byte changed", () => {
    const g = new GraphBuilder();
    const w = g.initializer("w", "f32", [2, 3, 1, 1], [1, 2, 3, 4, 5, 6]);
    g.output(g.node("Conv", [g.input("x", ["n", 3, 4, 4]), w], { kernel_shape: [1, 1], pads: [0, 0, 0, 0], group: 1 }), ["n", 2, 4, 4]);
    const bytes = modelBytes(g);
    const random = new Random(23);
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0, 255, random.below(256)]) {
        const damaged = bytes.slice();
        damaged[at] = value;
        problemsOf(damaged);
      }
    }
  });
});
