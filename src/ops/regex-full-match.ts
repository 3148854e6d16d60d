/**
 * RegexFullMatch: whether each string as a whole matches a regular expression in RE2's syntax. Since opset 20.
 * https://onnx.ai/onnx/operators/onnx__RegexFullMatch.html
 * RunAutomaton (domain aot) walks the tables that the expression becomes when a program is built (families/automaton.ts): one step a byte.
 */
import { defineOp, exactTolerance, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { add, and, cast, computedDim, i32, load, lt, mul, ne } from "../loop/expr.ts";
import { whileStmt } from "../loop/kernel.ts";
import { automatonOf } from "./families/automaton.ts";
import { flattened } from "./families/counting.ts";
import { parsePattern } from "./families/regular-expressions.ts";
import { memory, routine } from "./families/routines.ts";
import { asI32, byteOf, counted, eachOf, partsOf, spanOf, strings, stringsAt, stringTypeOf } from "./families/strings.ts";

function lower(context: LowerContext): readonly Work[] {
  const { shape } = stringTypeOf(context, 0);
  const x = strings("x", context.input(0), "in");
  const [classes, next, accepting] = ["classes", "next", "accepting"].map((name, i) => memory(name, context.input(i + 1), "in")) as [
    ReturnType<typeof memory>,
    ReturnType<typeof memory>,
    ReturnType<typeof memory>,
  ];
  const [states, classCount] = next.tensor.shape.map(Number) as [number, number];
  return context.outputs.map((output) => {
    const [to, state, at] = [memory("y", output, "out"), counted("state"), counted("at")];
    const body = eachOf(shape, (coordinates) => {
      const { statements, span } = spanOf(x, flattened(shape, coordinates));
      const place = at.dim(Math.max(0, x.capacity - 1));
      const byte = computedDim("byte", byteOf(x, span, place.dim), [0, 255]);
      const entry = computedDim("entry", add(mul(state.value, i32(classCount)), cast("i32", classes.get([byte]))), [0, states * classCount - 1]);
      const end = state.dim(states - 1);
      return [
        ...statements,
        state.set(i32(1)),
        at.set(i32(0)),
        whileStmt(and(lt(at.value, asI32(span.length)), ne(state.value, i32(0))), [
          place.statement,
          state.set(cast("i32", load(next.buffer, entry))),
          at.set(add(at.value, i32(1))),
        ]),
        end.statement,
        to.put(coordinates, accepting.get([end.dim])),
      ];
    });
    const memories = [...partsOf(x), classes, next, accepting, to];
    return routine("run_automaton", `whether strings end in an accepting one of ${states} states`, memories, [state.start, at.start, ...body]);
  });
}

export const RunAutomaton = defineOp({
  name: "RunAutomaton",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "whether an automaton accepts strings",
  inputs: ["X", "classes", "next", "accepting"],
  strings: "held",
  infer: (context) => [tensorType("bool", stringsAt(context, 0).shape)],
  lower,
  tolerance: exactTolerance,
  examples: [
    {
      note: "an even number of bytes, none of them over 127",
      inputs: [
        { dtype: "string", shape: [3], values: ["ab", "abc", "é"] },
        { dtype: "u8", shape: [256], values: Array.from({ length: 256 }, (_, byte) => (byte < 128 ? 0 : 1)), constant: true },
        { dtype: "u16", shape: [3, 2], values: [0, 0, 2, 0, 1, 0], constant: true },
        { dtype: "bool", shape: [3], values: [false, true, false], constant: true },
      ],
      outputs: [{ dtype: "bool", shape: [3], values: [true, false, false] }],
    },
  ],
});

export const RegexFullMatch = defineOp({
  name: "RegexFullMatch",
  opset: 20,
  since: 20,
  doc: "whether strings match a regular expression",
  inputs: ["X"],
  strings: "held",
  attrs(raw) {
    const pattern = raw.string("pattern");
    automatonOf(parsePattern(pattern, raw.fail), (rule) => raw.fail(`pattern ${JSON.stringify(pattern)} ${rule}`));
    return { pattern };
  },
  infer: (context) => [tensorType("bool", stringsAt(context, 0).shape)],
  expand({ attrs, inputs, emit, constant, fail }) {
    const { classes, classCount, next, accepting } = automatonOf(parsePattern(attrs.pattern, fail), fail);
    const states = accepting.length;
    return emit(RunAutomaton, [
      inputs[0],
      constant("classes", tensorType("u8", [256]), { array: classes, splat: false }),
      constant("next", tensorType("u16", [states, classCount]), { array: next, splat: false }),
      constant("accepting", tensorType("bool", [states]), { array: accepting, splat: false }),
    ]);
  },
  tolerance: exactTolerance,
  examples: [
    {
      note: "words at edges, any case, repeated",
      attrs: { pattern: "(?i)\\bab{1,2}(é|[^x-z])*\\b\\W?" },
      inputs: [{ dtype: "string", shape: [2, 3], values: ["AB", "abbÉ東a.", "abbb", "abx", "a", ""] }],
      outputs: [{ dtype: "bool", shape: [2, 3], values: [true, true, true, false, false, false] }],
    },
  ],
});
