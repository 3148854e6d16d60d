/** Operators for tests of the graph itself: they have types and attributes, and compute nothing. */
import { product } from "../../src/core/dim.ts";
import { defineOp, type OpDef } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";

const parts = { opset: 1, since: 1, doc: "for tests", inputs: ["x"], examples: [] };

/** One input, the same type out; attributes of every kind. */
export const Same = defineOp({
  ...parts,
  name: "Same",
  attrs: (raw) => ({
    scale: raw.float("scale", 1),
    pads: raw.ints("pads", []),
    mode: raw.string("mode", "plain"),
    flag: raw.int("flag", 0) !== 0,
    names: raw.strings("names", []),
    fill: raw.tensor("fill"),
    body: raw.graph("body"),
  }),
  infer: (context) => [context.tensor(0)],
});

/** Two inputs of one type. */
export const Join = defineOp({
  ...parts,
  name: "Join",
  inputs: ["a", "b"],
  infer(context) {
    const [a, b] = [context.tensor(0), context.tensor(1)];
    if (a.dtype !== b.dtype) context.fail(`inputs are ${a.dtype} and ${b.dtype}`);
    return [tensorType(a.dtype, a.shape)];
  },
});

/** All elements in one row. */
export const Flat = defineOp({
  ...parts,
  name: "Flat",
  domain: "aot",
  infer: (context) => [tensorType(context.tensor(0).dtype, [product(context.tensor(0).shape)])],
});

/** Its input twice; the second output and the second input may be left out. */
export const Twice = defineOp({
  ...parts,
  name: "Twice",
  inputs: ["a", "b"],
  infer: (context) => [context.tensor(0), context.tensor(0)],
});

const all: readonly OpDef[] = [Same, Join, Flat, Twice];

export const tinyOp = (name: string, domain: string): OpDef | undefined => all.find((op) => op.name === name && op.domain === domain);
