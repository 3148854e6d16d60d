/**
 * recognize-softmax: Softmax and LogSoftmax written out with exponentials and sums, with the maximum taken off or without, and Softmax that is 0 where it
 * is not a number, as of rows that a mask hides (PyTorch's exporter writes that for bool masks since https://github.com/microsoft/onnxscript/pull/2479).
 */

import type { Node, Pass, Value } from "../graph/graph.ts";
import type { Rewriting, Rule } from "../graph/rewrite-nodes.ts";
import { Div, Sub } from "../ops/arithmetic.ts";
import { Exp, Log } from "../ops/exponential.ts";
import { IsNaN } from "../ops/float-classes.ts";
import { ReduceMax, ReduceSum } from "../ops/reduce.ts";
import { LogSoftmax, MaskedSoftmax, Softmax } from "../ops/softmax.ts";
import { Where } from "../ops/where.ts";
import { uniformNumber } from "./constant-elements.ts";
import { isWideFloat, madeBy, madeForUs, reducedAxes, rulesPass, sameType } from "./patterns.ts";

/** The one axis a reduction folds and keeps. */
function keptAxis(n: Node | undefined): number | undefined {
  const axes = n?.attrs.keepdims === true ? reducedAxes(n) : undefined;
  return axes?.length === 1 ? axes[0] : undefined;
}

/** The x of x - max(x) along `axis`, which is `v` but for that; other values are themselves. */
function unshifted(graph: Rewriting, v: Value | undefined, axis: number): Value | undefined {
  const difference = madeBy(graph, v, Sub);
  const maximum = madeForUs(graph, difference?.inputs[1], ReduceMax);
  return maximum !== undefined && maximum.inputs[0] === difference?.inputs[0] && keptAxis(maximum) === axis ? maximum.inputs[0] : v;
}

/** e^x / sum of e^x */
const softmax: Rule = (n, graph) => {
  const [powers, total] = n.inputs;
  const sum = n.op === Div ? madeForUs(graph, total, ReduceSum) : undefined;
  const axis = keptAxis(sum);
  const exponential = madeBy(graph, powers, Exp);
  if (powers === undefined || axis === undefined || exponential === undefined || sum?.inputs[0] !== powers || graph.uses(powers) !== 2)
    return undefined;
  const x = unshifted(graph, exponential.inputs[0], axis);
  return isWideFloat(x) && sameType(x, n.outputs[0]) ? graph.replace(Softmax, [x], { axis }) : undefined;
};

/** log(softmax x) */
const logOfSoftmax: Rule = (n, graph) => {
  const inner = n.op === Log ? madeForUs(graph, n.inputs[0], Softmax) : undefined;
  return inner === undefined || !isWideFloat(inner.inputs[0]) ? undefined : graph.replace(LogSoftmax, inner.inputs, inner.attrs);
};

/** x - log(sum of e^x), x with its maximum taken off or not. */
const logSoftmax: Rule = (n, graph) => {
  const [shifted, logarithm] = n.inputs;
  const sum = n.op === Sub ? madeForUs(graph, madeForUs(graph, logarithm, Log)?.inputs[0], ReduceSum) : undefined;
  const axis = keptAxis(sum);
  const exponential = madeForUs(graph, sum?.inputs[0], Exp);
  if (shifted === undefined || axis === undefined || exponential?.inputs[0] !== shifted) return undefined;
  const x = unshifted(graph, shifted, axis);
  return isWideFloat(x) && sameType(x, n.outputs[0]) ? graph.replace(LogSoftmax, [x], { axis }) : undefined;
};

/** Softmax, 0 where that is NaN. */
const maskedSoftmax: Rule = (n, graph) => {
  const [condition, zero, p] = n.op === Where ? n.inputs : [];
  const softmax = madeBy(graph, p, Softmax);
  if (p === undefined || softmax === undefined || graph.uses(p) !== 2 || madeForUs(graph, condition, IsNaN)?.inputs[0] !== p) return undefined;
  return uniformNumber(zero) === 0 && sameType(p, n.outputs[0]) ? graph.replace(MaskedSoftmax, softmax.inputs, softmax.attrs) : undefined;
};

export const recognizeSoftmax: Pass = rulesPass({
  name: "recognize-softmax",
  doc: "recognizes softmaxes that are spelled out",
  contract: "assumes-finite",
  rules: [softmax, logOfSoftmax, logSoftmax, maskedSoftmax],
});
