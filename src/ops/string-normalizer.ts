/**
 * StringNormalizer: a list of strings without stop words, in upper or lower case; one empty string where nothing is left. Cases are those of single
 * code points, whatever the locale. Since opset 10. https://onnx.ai/onnx/operators/onnx__StringNormalizer.html
 * KeepStrings (domain aot) leaves out those with another number than `kept`.
 */
import { bounds, type Dim, product } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { makeConstant, makeNode } from "../graph/build.ts";
import { evaluateNode } from "../graph/evaluate.ts";
import {
  type AttrReader,
  defineOp,
  type ExpandContext,
  exactTolerance,
  type InferContext,
  type LowerContext,
  type Value,
  type Work,
} from "../graph/graph.ts";
import { stringType } from "../graph/types.ts";
import { add, eq, i32 } from "../loop/expr.ts";
import { ifStmt } from "../loop/kernel.ts";
import { runtimeExtent } from "../loop/runtime-extent.ts";
import { ChangeCase, inCase, runsFor } from "./change-case.ts";
import { flattened, slotMemory, storeExtent } from "./families/counting.ts";
import { memory, routine } from "./families/routines.ts";
import { counted, eachOf, partsOf, spanOf, strings, stringsAt, stringTypeOf, stringWriter } from "./families/strings.ts";
import { found, sortedKeys } from "./find-strings.ts";
import { Identity } from "./identity.ts";

const actions: readonly string[] = ["NONE", "LOWER", "UPPER"];

function attrs(raw: AttrReader) {
  const action = raw.string("case_change_action", "NONE");
  if (!actions.includes(action)) raw.fail(`case_change_action is "${action}", expected one of ${actions.join(", ")}`);
  return { action, isSensitive: raw.int("is_case_sensitive", 0) !== 0, stopWords: raw.strings("stopwords", []) };
}

/** [C] or [1, C] with as many as are left in place of C, at least 1. */
function keptShape(context: InferContext, shape: readonly Dim[]): readonly Dim[] {
  if (!(shape.length === 1 || (shape.length === 2 && shape[0] === 1)))
    context.fail(`${context.inputName(0)} has shape ${shapeText(shape)}, [C] or [1,C] is expected`);
  const most = Math.max(1, bounds(product(shape))[1]);
  return [...shape.slice(0, -1), runtimeExtent("kept", 1, most)];
}

/** Words as ChangeCase makes them. */
function inLowerCase(words: readonly string[]): readonly string[] {
  const runs = runsFor("lower");
  const inputs = [makeConstant("words", "string", [words.length], words), makeConstant("runs", "i32", [runs.length], runs)];
  const node = makeNode({ op: ChangeCase, inputs, outputs: ["lower"], origin: ["stop words"] });
  return evaluateNode(node, [words, runs])[0] as readonly string[];
}

function expand(context: ExpandContext<ReturnType<typeof attrs>>): readonly Value[] {
  const { action, isSensitive, stopWords } = context.attrs;
  const [x] = context.inputs;
  const kept = stopWords.length === 0 ? x : without(context, stopWords, isSensitive);
  if (action !== "NONE") return [inCase(context, kept, action === "UPPER" ? "upper" : "lower")];
  return kept === x ? context.emit(Identity, [x]) : [kept ?? context.fail("keeps nothing")];
}

function without(context: ExpandContext, stopWords: readonly string[], isSensitive: boolean): Value | undefined {
  const [x] = context.inputs;
  const { sorted } = sortedKeys(isSensitive ? stopWords : inLowerCase(stopWords));
  const places = found(context, isSensitive ? x : inCase(context, x, "lower"), sorted);
  return context.emit(KeepStrings, [x, places], { kept: sorted.length })[0];
}

export const StringNormalizer = defineOp({
  name: "StringNormalizer",
  opset: 10,
  since: 10,
  doc: "strings without stop words, in one case",
  inputs: ["X"],
  strings: "held",
  attrs,
  ignores: ["locale"],
  infer(context) {
    const { shape, text } = stringsAt(context, 0);
    const { action, stopWords } = context.attrs;
    const kept = stopWords.length === 0 ? shape : keptShape(context, shape);
    const growth = action === "NONE" ? 1 : 1.5;
    return [stringType(kept, Math.floor(text.longest * growth), Math.floor(text.total * growth))];
  },
  expand,
  tolerance: exactTolerance,
  examples: [
    {
      note: "stop words in any case",
      attrs: { case_change_action: "UPPER", stopwords: ["Stop", "é"] },
      inputs: [{ dtype: "string", shape: [1, 5], values: ["go", "sTOP", "É", "", "ärger"] }],
      outputs: [{ dtype: "string", shape: [1, 3], values: ["GO", "", "ÄRGER"] }],
    },
    {
      note: "nothing left",
      attrs: { is_case_sensitive: 1, stopwords: ["a"] },
      inputs: [{ dtype: "string", shape: [2], values: ["a", "a"] }],
      outputs: [{ dtype: "string", shape: [1], values: [""] }],
    },
  ],
});

function lowerKeep(context: LowerContext<{ readonly kept: number }>): readonly Work[] {
  const { shape } = stringTypeOf(context, 0);
  const [x, places] = [strings("x", context.input(0), "in"), memory("places", context.input(1), "in")];
  const kept = context.node.outputs[0]?.type;
  const extent = kept?.kind === "tensor" ? (kept.shape.at(-1) ?? 1) : 1;
  return context.outputs.map((output) => {
    const [to, slot, count] = [strings("y", output, "out"), slotMemory(extent), counted("count")];
    const writer = stringWriter(to);
    const most = Math.max(0, bounds(extent)[1] - 1);
    const [place, first] = [count.dim(most), count.dim(most)];
    const body = eachOf(shape, (at) => {
      const { statements, span } = spanOf(x, flattened(shape, at));
      const keep = [...statements, ...writer.append(x, span), place.statement, writer.finish(place.dim), count.set(add(count.value, i32(1)))];
      return [ifStmt(eq(places.get(at), i32(context.attrs.kept)), keep)];
    });
    const none = ifStmt(eq(count.value, i32(0)), [first.statement, writer.finish(first.dim), count.set(i32(1))]);
    const memories = [...partsOf(x), places, ...partsOf(to), ...(slot === undefined ? [] : [slot])];
    const all = [...writer.start, count.start, ...body, none, ...storeExtent(slot, count.value)];
    return routine("keep_strings", "strings with one number, or an empty one", memories, all);
  });
}

export const KeepStrings = defineOp({
  name: "KeepStrings",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "strings with one number",
  inputs: ["X", "numbers"],
  strings: "held",
  attrs: (raw) => ({ kept: raw.int("kept") }),
  infer(context) {
    const { shape, text } = stringsAt(context, 0);
    return [stringType(keptShape(context, shape), text.longest, text.total)];
  },
  lower: lowerKeep,
  tolerance: exactTolerance,
  examples: [
    {
      note: "two of three",
      attrs: { kept: 4 },
      inputs: [
        { dtype: "string", shape: [3], values: ["a", "b", "c"] },
        { dtype: "i32", shape: [3], values: [4, 0, 4] },
      ],
      outputs: [{ dtype: "string", shape: [2], values: ["a", "c"] }],
    },
  ],
});
