/** docs/onnx-support.md from the results of a whole run: cases by suite and target, operators by opset and element type, what is open. */
import { ops } from "../../src/ops/index.ts";
import { absoluteTolerance, relativeTolerance } from "./compare.ts";
import type { CaseResult, Way } from "./run.ts";

/** The version of ONNX whose test data this is. */
const version = "1.22.0";

/** Markdown; columns of numbers to the right. */
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const rule = head.map((_, i) => (rows.every((row) => typeof row[i] === "number" || row[i] === "") ? "---:" : "---"));
  return [`| ${head.join(" | ")} |`, `|${rule.join("|")}|`, ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
};

const passedOn = (results: readonly CaseResult[], way: Way): number => results.filter((r) => r.passedOn.includes(way)).length;

/** Cases whose operands have no bound but what the outputs are declared to be. */
const settledSection = (settled: readonly CaseResult[]): readonly string[] =>
  settled.length === 0
    ? []
    : [
        "## Inputs that declared outputs settle",
        "",
        "These inputs determine shapes of results, and only the declared outputs say which: values in between have no declared shape, and items of a sequence are",
        "ports of the program. The compiler therefore takes the inputs' elements from the declared outputs (AOT119). A run with other elements ends with an error.",
        "",
        table(
          ["case", "inputs"],
          settled.map((r) => [r.name, r.settledOperands.join("; ")]),
        ),
        "",
      ];

/** Where results of ONNX Runtime 1.30 differ from those of these programs. */
const elsewhere = [
  ["Gelu, BiasGelu of -infinity, in f32", "-6e-9 (the limit is 0)", "NaN, from -infinity times 0"],
  ["Swish, x times its Sigmoid, of -infinity", "-1.4e-36, in f64 -2.3e-305 (the limit is 0)", "NaN, from -infinity times 0"],
  ["Clip without a bound", "infinities are kept, as in the function that ONNX publishes", "the largest finite number"],
  ["MaxPool, GlobalMaxPool of -infinity, of NaN", "-infinity, NaN", "the lowest finite number; NaN is ignored"],
  ["ReduceMax, ReduceMin over an empty axis of bools", "false, true", "refused"],
  ["LRN of channels after an infinite one", "computed from their own windows", "NaN"],
  [
    "Resize, nearest, of a cropped region (tf_crop_and_resize)",
    "cropped along every axis, as in ONNX's formula",
    "axes whose extent does not change are not cropped",
  ],
  ["Attention, causal, one query after past keys", "attends to these and one more key, as in ONNX's function", "attends to all keys"],
  ["Attention spelled out, a query whose keys are all hidden by -infinity", "0", "NaN"],
  ["ReduceMin and similar over empty axes given as negative numbers", "reduced", "returned unchanged"],
  ["TreeEnsemble with a post_transform of 1 or 2", "SOFTMAX, LOGISTIC, as numbered by the standard", "LOGISTIC, SOFTMAX"],
  ["LinearRegressor, SVMRegressor, tree ensembles of one target, with a post_transform", "transformed", "SOFTMAX and LOGISTIC are not applied"],
  [
    "TreeEnsembleClassifier of two classes whose leaves score both",
    "the label of the larger score",
    "1 if the second score is above 0, else 0, whatever the labels are",
  ],
  ["TreeEnsembleClassifier of 3 or more classes, some of them scored by no leaf of a row", "their score is 0", "they are never the label"],
  ["Tree ensembles with base values, a target scored by no leaf of a row", "its base value", "0"],
  [
    "Resize by scales that leave a fraction of an element, align_corners",
    "by the length with its fraction, as ONNX's reference",
    "by the whole length",
  ],
  [
    "A function of the model called like an operator of ONNX, which leaves to runtimes what that means",
    "the function is called",
    "the operator is run",
  ],
  ["Squeeze by an empty tensor of axes", "no axis is removed, as in ONNX's reference", "all axes of one element are"],
  ["StringSplit of an empty string by a delimiter", "one part, as in numpy", "no part"],
  [
    "MatMulInteger and other products of u8 and i8 without VNNI",
    "exact sums",
    "sums of two products end at 16 bits; session.x64quantprecision mends some graphs of u8 by i8",
  ],
  ["Gather of strings along an axis other than the last", "whole slices", "one string per row"],
];

export function supportPage(results: readonly CaseResult[], ways: readonly Way[], levels: readonly number[]): string {
  const suites = [...new Set(results.map((r) => r.name.split("/")[0] ?? ""))];
  const rowOf = (name: string, list: readonly CaseResult[]): readonly (string | number)[] => [
    name,
    list.length,
    ...ways.map((way) => passedOn(list, way)),
    list.filter((r) => r.status === "notApplicable").length,
  ];
  const failed = results.filter((r) => r.status === "failed");
  const exempt = results.filter((r) => r.status === "notApplicable");
  const settled = results.filter((r) => r.status === "passed" && r.settledOperands.length > 0);
  return [
    "# ONNX support",
    "",
    `Written by \`npm run conformance\`, which compiles the backend cases that ONNX ${version} publishes at ${levels.map((l) => `-O${l}`).join(" and ")} and runs them on every target.`,
    `A float may differ from the published value by ${absoluteTolerance} + ${relativeTolerance} of it; everything else must be equal.`,
    "",
    "## Cases",
    "",
    table(
      ["suite", "cases", ...ways.map((w) => `pass on ${w}`), "not applicable"],
      [
        ...suites.map((s) =>
          rowOf(
            s,
            results.filter((r) => r.name.startsWith(`${s}/`)),
          ),
        ),
        rowOf("all", results),
      ],
    ),
    "",
    ...(exempt.length === 0
      ? []
      : [
          "## Not applicable",
          "",
          table(
            ["case", "why"],
            exempt.map((r) => [r.name, r.reason]),
          ),
          "",
        ]),
    ...settledSection(settled),
    "## Differences from ONNX Runtime",
    "",
    table(["operator", "here", "ONNX Runtime 1.30"], elsewhere),
    "",
    "## Operators",
    "",
    "An operator without a version has no definition of its own: it is replaced by others while a model is read, or not supported.",
    "",
    table(
      ["operator", "since", "opset", "cases", ...ways.map((w) => `pass on ${w}`), "element types of inputs in cases that pass"],
      operatorRows(results, ways),
    ),
    "",
    ...(failed.length === 0
      ? []
      : [
          "## Open",
          "",
          table(
            ["case", "what is missing"],
            failed.map((r) => [r.name, r.reason.replaceAll("|", "\\|").slice(0, 160)]),
          ),
          "",
        ]),
  ]
    .join("\n")
    .replace(/\n{3,}/g, "\n\n");
}

function operatorRows(results: readonly CaseResult[], ways: readonly Way[]): readonly (readonly (string | number)[])[] {
  const known = new Map(ops.filter((op) => op.domain !== "aot").map((op) => [op.domain === "" ? op.name : `${op.domain}.${op.name}`, op]));
  const names = [...new Set([...known.keys(), ...results.flatMap((r) => r.operators)])].sort();
  return names.map((name) => {
    const op = known.get(name);
    const cases = results.filter((r) => r.operators.includes(name));
    const types = [...new Set(cases.filter((r) => r.status === "passed").flatMap((r) => r.inputTypes))].sort();
    return [name, op?.since ?? "", op?.opset ?? "", cases.length, ...ways.map((way) => passedOn(cases, way)), types.join(" ")];
  });
}
