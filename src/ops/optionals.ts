/**
 * Optional, OptionalHasElement, OptionalGetElement: a value that may be missing. What it is made of is known when the model is compiled, so that
 * resolve-sequences puts the element in its place; whether it is there may be decided at run time. Since opset 15 (tensors and sequences as
 * inputs of the readers since 18). https://onnx.ai/onnx/operators/onnx__Optional.html
 */
import { defineOp, exactTolerance, type LowerContext, type OpDef, type Work } from "../graph/graph.ts";
import { type OptionalType, type Type, tensorType, typeText } from "../graph/types.ts";
import { copyWork } from "../graph/work.ts";
import { eq, i32 } from "../loop/expr.ts";
import { withKnown } from "./families/known-elements.ts";
import { Plan } from "./families/plan.ts";

const optionalOf = (element: Type, isPresent: boolean | undefined): OptionalType => Object.freeze({ kind: "optional", element, isPresent });

/** Nothing is computed: examples are in the tests of resolve-sequences. */
const structure = (spec: Pick<OpDef, "name" | "doc" | "inputs" | "infer"> & Partial<OpDef>): OpDef =>
  defineOp({ opset: 18, since: 15, examples: [], ...spec });

export const Optional = structure({
  name: "Optional",
  opset: 15,
  doc: "its input as an optional value, or none of a type",
  inputs: ["input"],
  attrs: (raw) => ({ type: raw.has("type") ? { kind: "type-attr", type: raw.type("type") ?? raw.fail("attribute type is missing") } : undefined }),
  infer({ inputs: [given], attrs: { type }, fail }) {
    if (given !== undefined) return [optionalOf(given.type, true)];
    if (typeof type !== "object" || !("kind" in type) || type.kind !== "type-attr") return fail("has neither an input nor a type");
    return [optionalOf(type.type, false)];
  },
});

export const OptionalWhere = structure({
  name: "OptionalWhere",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "input 1 as an optional value that is there where input 0 is true",
  inputs: ["condition", "element"],
  infer(context) {
    const element = context.inputs[1]?.type ?? context.fail(`${context.inputName(1)} is missing`);
    const [known] = context.known(0) ?? [];
    return [optionalOf(element, typeof known === "number" ? known === 1 : undefined)];
  },
});

export const OptionalHasElement = structure({
  name: "OptionalHasElement",
  doc: "whether an optional value is there",
  inputs: ["input"],
  infer({ inputs: [given] }) {
    const isPresent = given?.type.kind === "optional" ? given.type.isPresent : given !== undefined;
    return [withKnown(tensorType("bool", []), isPresent === undefined ? undefined : [isPresent ? 1 : 0])];
  },
});

export const OptionalGetElement = structure({
  name: "OptionalGetElement",
  doc: "what an optional value holds",
  inputs: ["input"],
  infer({ inputs: [given], inputName, fail }) {
    if (given === undefined) return fail(`${inputName(0)} is missing`);
    if (given.type.kind !== "optional") return [given.type];
    if (given.type.isPresent === false) return fail(`${given.name} (${typeText(given.type)}) never holds an element`);
    return [given.type.element];
  },
});

export const OptionalElement = structure({
  name: "OptionalElement",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "what an optional value holds, anything where it holds none: how a program gives it",
  inputs: ["optional"],
  infer: ({ inputs: [given], inputName, fail }) => [
    given?.type.kind === "optional" ? given.type.element : fail(`${inputName(0)} is no optional value`),
  ],
});

function lowerPresent(context: LowerContext): readonly Work[] {
  const to = context.outputs[0] ?? context.fail("has no output");
  const plan = new Plan(context);
  plan.expect(eq(plan.operand(0, 0), i32(1)));
  return [plan.routine("present", to, `the optional value that ${to.name} is taken from holds none`), copyWork(context.input(1), to)];
}

export const PresentElement = defineOp({
  name: "PresentElement",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "input 1, which is only read where input 0 is true: the run ends where it is not",
  inputs: ["condition", "element"],
  infer(context) {
    const { dtype, shape } = context.tensor(0);
    if (dtype !== "bool" || shape.length > 0) return context.fail(`${context.inputName(0)} is ${typeText(context.tensor(0))}, one bool is expected`);
    return [context.tensor(1)];
  },
  lower: lowerPresent,
  tolerance: exactTolerance,
  examples: [
    {
      note: "an element that is there",
      inputs: [
        { dtype: "bool", shape: [], values: [true] },
        { shape: [2], values: [1, 2] },
      ],
      outputs: [{ shape: [2], values: [1, 2] }],
    },
  ],
});
