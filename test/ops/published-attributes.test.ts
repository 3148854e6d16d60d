/** Every attribute that ONNX publishes for an operator, with its default, is one that the operator takes (onnx.defs of Debian's python3-onnx, opset 17). */
import { execFileSync, spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { CompileError } from "../../src/core/diagnostics.ts";
import { upgradeFor } from "../../src/frontends/onnx/opsets.ts";
import { makeNode } from "../../src/graph/build.ts";
import type { AttrValue, OpDef } from "../../src/graph/graph.ts";
import { opNamed } from "../../src/ops/index.ts";

const python = "/usr/bin/python3";
const hasOnnx = spawnSync(python, ["-c", "import onnx"]).status === 0;
if (!hasOnnx && process.env.CI === "true") throw new Error("ONNX is missing: apt-get install python3-onnx");

/** Numbers, strings and lists of them; attributes of other kinds, or without a default, are not listed. */
const listing = `
import json, onnx, onnx.defs as defs
found = []
for s in defs.get_all_schemas():
    for name, a in s.attributes.items():
        if a.default_value.type:
            value = onnx.helper.get_attribute_value(a.default_value)
            found.append([s.domain, s.name, s.since_version, name, value])
print(json.dumps(found, default=bytes.decode))
`;

/** Read by the frontend itself. */
const isOfFrontend = (op: OpDef): boolean => op.domain === "ai.onnx.preview.training";

const refusalOf = (op: OpDef, attrs: Readonly<Record<string, AttrValue>>): readonly string[] => {
  try {
    makeNode({ op: { ...op, infer: () => [] }, attrs, inputs: [], outputs: [], origin: ["n"] });
  } catch (error) {
    if (error instanceof CompileError) return error.diagnostics.map(({ code, message, hint }) => `${code} ${message}; ${hint ?? ""}`);
    throw error;
  }
  return [];
};

test.skipIf(!hasOnnx)("published attributes are taken", () => {
  const published = JSON.parse(execFileSync(python, ["-c", listing], { encoding: "utf8" })) as [OpDef["domain"], string, number, string, AttrValue][];
  const listed = published.flatMap(([domain, name, since, attribute, value]) => {
    const op = opNamed(name, domain);
    const [example] = op?.examples ?? [];
    if (op === undefined || example === undefined || isOfFrontend(op)) return [];
    return domain === "" && upgradeFor(name, since) !== undefined ? [] : [{ op, attrs: { [attribute]: value, ...example.attrs } }];
  });
  expect(listed.length).toBeGreaterThan(100);
  const refused = listed.flatMap(({ op, attrs }) => refusalOf(op, attrs));
  expect(refused).toEqual([]);
});

test("others are refused, with the nearest that is taken", () => {
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
