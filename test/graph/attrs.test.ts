import { describe, expect, it } from "vitest";
import { attrReader } from "../../src/graph/build.ts";
import type { Node } from "../../src/graph/graph.ts";
import { attrsKey, nodeText, parseGraph } from "../../src/graph/text.ts";
import { tensorType } from "../../src/graph/types.ts";
import { opNamed, ops } from "../../src/ops/index.ts";
import { LeakyRelu } from "../../src/ops/rectifiers.ts";
import { agreesWithRuntime } from "../support/single-node.ts";

describe("attributes of every operator read back as they were", () => {
  it.each(ops.flatMap((op) => op.examples.map((example) => [`${op.name}: ${example.note}`, op, example] as const)))("%s", (_, op, example) => {
    const attrs = op.attrs(attrReader(example.attrs ?? {}, op.name));
    // Types do not matter here: any node of the operator shows its attributes.
    const shown: Node = { kind: "node", op: { ...op, infer: () => [] }, attrs, inputs: [], outputs: [], origin: ["n"] };
    const lookup = (name: string, domain: string) => {
      const found = opNamed(name, domain);
      return found === undefined ? undefined : { ...found, infer: () => [tensorType("f32", [])] };
    };
    const [read] = parseGraph(`y${nodeText(shown)}\nreturn y`, lookup).nodes;
    expect(attrsKey(read?.attrs ?? {})).toBe(attrsKey(attrs));
  });
});

it("defaults are floats of 32 bits, also beside doubles", async () => {
  await agreesWithRuntime({ op: LeakyRelu, inputs: [{ dtype: "f64", shape: [3], values: [-1, -745, 2] }] }, 1e-14);
});
