/**
 * Operators take what is published for them, by ONNX (onnx.defs of Debian's python3-onnx, opset 17) and by ONNX Runtime, and refuse other attributes and
 * more inputs. Inputs are called what ONNX calls them.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { CompileError } from "../../src/core/diagnostics.ts";
import { upgradeFor } from "../../src/frontends/onnx/opsets.ts";
import { makeNode, takesMore } from "../../src/graph/build.ts";
import { type AttrValue, type OpDef, type Value, value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { opNamed, ops } from "../../src/ops/index.ts";
import { runOnnxRuntime } from "../support/single-node.ts";

const python = "/usr/bin/python3";
const hasOnnx = spawnSync(python, ["-c", "import onnx"]).status === 0;
if (!hasOnnx && process.env.CI === "true") throw new Error("ONNX is missing: apt-get install python3-onnx");

interface Schema {
  readonly op: OpDef;
  /** Those with a default: numbers, strings and lists of them. */
  readonly attrs: readonly (readonly [string, AttrValue])[];
  /** Their names, as in OpDef. */
  readonly inputs: readonly string[];
}

const listing = `
import json, onnx, onnx.defs as defs
def defaults(schema):
    given = [(name, a.default_value) for name, a in schema.attributes.items() if a.default_value.type]
    return [(name, onnx.helper.get_attribute_value(value)) for name, value in given]
def inputs(schema):
    return [("..." if i.option == defs.OpSchema.FormalParameterOption.Variadic else "") + i.name for i in schema.inputs]
found = [[s.domain, s.name, s.since_version, defaults(s), inputs(s)] for s in defs.get_all_schemas()]
print(json.dumps(found, default=bytes.decode))
`;

/** The published schemas of operators that are here, but those whose nodes become others or take other operands since. */
function schemas(): readonly Schema[] {
  type Listed = readonly [OpDef["domain"], string, number, Schema["attrs"], Schema["inputs"]];
  const listed = JSON.parse(execFileSync(python, ["-c", listing], { encoding: "utf8" })) as readonly Listed[];
  return listed.flatMap(([domain, name, since, attrs, inputs]) => {
    const op = opNamed(name, domain);
    return op === undefined || (domain === "" && upgradeFor(name, since) !== undefined) ? [] : [{ op, attrs, inputs }];
  });
}

/** Read by the frontend itself. */
const isOfFrontend = (op: OpDef): boolean => op.domain === "ai.onnx.preview.training";

const refusalOf = (op: OpDef, attrs: Readonly<Record<string, AttrValue>>, inputs: readonly (Value | undefined)[] = []): readonly string[] => {
  try {
    makeNode({ op: { ...op, infer: () => [] }, attrs, inputs, outputs: [], origin: ["n"] });
  } catch (error) {
    if (error instanceof CompileError) return error.diagnostics.map(({ code, message, hint }) => `${code} ${message}; ${hint ?? ""}`);
    throw error;
  }
  return [];
};

test.skipIf(!hasOnnx)("published attributes are taken", () => {
  const listed = schemas().flatMap(({ op, attrs }) => {
    const [example] = op.examples;
    return example === undefined || isOfFrontend(op) ? [] : attrs.map(([name, value]) => ({ op, attrs: { [name]: value, ...example.attrs } }));
  });
  expect(listed.length).toBeGreaterThan(100);
  const refused = listed.flatMap(({ op, attrs }) => refusalOf(op, attrs));
  expect(refused).toEqual([]);
});

test("other attributes are refused, with the nearest that is taken", () => {
  const softmax = opNamed("Softmax") as OpDef;
  expect(refusalOf(softmax, { axs: 1 })).toEqual(["AOT201 has the attribute axs, which Softmax does not take; it takes axis; did you mean axis?"]);
  expect(refusalOf(softmax, { axis: 1, a: 1, b: 2, c: 3 })).toEqual([
    "AOT201 has the attribute a (and 2 more), which Softmax does not take; it takes axis; ",
  ]);
  expect(refusalOf(opNamed("Relu") as OpDef, { alpha: 1 })).toEqual(["AOT201 has the attribute alpha, which Relu does not take; it takes none; "]);
});

test("names that begin with two underscores are notes of tools", () => {
  expect(refusalOf(opNamed("Relu") as OpDef, { __note: "x" })).toEqual([]);
});

/** Inputs that operator sets after 17 added. */
const addedSince: Readonly<Record<string, readonly string[]>> = { /* 18 */ Pad: ["axes"] };

test.skipIf(!hasOnnx)("the inputs that ONNX publishes are taken, by their names", () => {
  const listed = schemas();
  expect(listed.length).toBeGreaterThan(150);
  const published = listed.map(({ op, inputs }) => [op.name, [...inputs, ...(addedSince[op.name] ?? [])]]);
  expect(listed.map(({ op }) => [op.name, op.inputs])).toEqual(published);
});

/** How many inputs ONNX Runtime takes, by what it says of a node with 40. */
async function mostInRuntime(op: OpDef): Promise<number> {
  const refusal = await runOnnxRuntime({ op, inputs: Array.from({ length: 40 }, () => ({ shape: [1], values: [0] })) }).catch(String);
  const [, most] = /input size 40 not in range \[min=\d+, max=(\d+)\]/.exec(String(refusal)) ?? expect.fail(`${op.name}: ${refusal}`);
  return Number(most);
}

/** Operators that take another number of inputs than ONNX Runtime's. */
const differing: Readonly<Record<string, number>> = {
  // Without scales of quantized caches, and weights that normalize queries and keys.
  GroupQueryAttention: 12,
  // ONNX's, with axes.
  Pad: 4,
  // Without scales of quantizations to floats.
  QMoE: 15,
};

test("as many inputs are taken as ONNX Runtime takes", async () => {
  // What QLinearConcat takes is any number, of which ONNX Runtime checks the types first.
  const listed = ops.filter((op) => op.domain.startsWith("com.microsoft") && !takesMore(op));
  expect(listed.length).toBeGreaterThan(50);
  const published = await Promise.all(listed.map(async (op) => [op.name, differing[op.name] ?? (await mostInRuntime(op))]));
  expect(listed.map(({ name, inputs }) => [name, inputs.length])).toEqual(published);
});

const x = value("x", tensorType("f32", [1]));

test("more inputs are refused", () => {
  expect(refusalOf(opNamed("Relu") as OpDef, {}, [x, x])).toEqual(["AOT202 has 2 inputs, Relu takes 1 (X); "]);
  expect(refusalOf(opNamed("Constant") as OpDef, { value_int: 1 }, [undefined, x])).toEqual(["AOT202 has 2 inputs, Constant takes none; "]);
  const attention = opNamed("GroupQueryAttention", "com.microsoft") as OpDef;
  const normalized = Array.from({ length: 15 }, (_, i) => (i < 7 || i === 14 ? x : undefined));
  expect(refusalOf(attention, { num_heads: 1, kv_num_heads: 1 }, normalized)).toEqual([
    expect.stringMatching(/^AOT202 has 15 inputs, GroupQueryAttention takes 12 \(query, key, .*, head_sink\); $/),
  ]);
});

test("inputs that are left out at the end do not count", () => {
  expect(refusalOf(opNamed("Relu") as OpDef, {}, [x, undefined, undefined])).toEqual([]);
});

test("operands of QLinearConcat have a scale and a zero point each", () => {
  const type = (dtype: "f32" | "u8"): Value => value(dtype, tensorType(dtype, [1]));
  const [bytes, scale] = [type("u8"), type("f32")];
  const concat = opNamed("QLinearConcat", "com.microsoft") as OpDef;
  const inputs = [scale, bytes, bytes, scale, bytes, bytes];
  expect(() => makeNode({ op: concat, attrs: { axis: 0 }, inputs, outputs: ["y"], origin: ["n"] })).toThrow("input 6 (inputs) is missing");
});
