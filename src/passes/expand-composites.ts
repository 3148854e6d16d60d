/** expand-composites: operators defined by other operators become those. What they become stands in the operator's own file (`expand`). */

import { bytesOf, isInteger } from "../core/dtype.ts";
import { inferContextOf } from "../graph/build.ts";
import type { ExpandContext, Graph, Node, Pass, PassOptions, Value } from "../graph/graph.ts";
import { fits, type Rewriting, rewriteToFixedPoint } from "../graph/rewrite-nodes.ts";
import { typeText } from "../graph/types.ts";
import { Identity } from "../ops/identity.ts";

/** A view with more than one output is a composite too: only its first output is its input. */
const isComposite = ({ op, outputs }: Node): boolean => op.expand !== undefined && op.lower === undefined && (op.view !== true || outputs.length > 1);

/** `name` is what emitted values are called; by their operators without it. */
function contextOf(n: Node, graph: Rewriting, options: PassOptions, name?: string): ExpandContext {
  const { tensor, known, declared, inputName, fail } = inferContextOf(n);
  const prefix = n.outputs[0]?.name ?? n.op.name;
  return {
    attrs: n.attrs,
    inputs: n.inputs,
    node: n,
    options,
    tensor,
    known,
    declared,
    inputName,
    fail,
    isUsed: (i) => graph.uses(n.outputs[i] as Value) > 0,
    called: (text) => contextOf(n, graph, options, text),
    emit: (op, inputs, attrs = {}, outputCount = 1) => graph.emitAll(`${prefix}.${name ?? op.name}`, op, inputs, attrs, outputCount),
    inline: (body, inputs) => inlined(graph, body, inputs, fail),
    constant: (name, type, { array, splat }) => graph.constant(`${prefix}.${name}`, type.dtype, type.shape as readonly number[], array, splat),
  };
}

/** A body's nodes over other inputs, their types inferred anew. */
function inlined(graph: Rewriting, body: Graph, inputs: readonly Value[], fail: ExpandContext["fail"]): readonly Value[] {
  const now = new Map(body.inputs.map((v, i) => [v, inputs[i] ?? v] as const));
  for (const inner of body.nodes) {
    const [output, ...more] = inner.outputs;
    if (output === undefined || more.length > 0)
      return fail(`holds a graph whose ${inner.op.name} has ${inner.outputs.length} outputs, 1 is expected`);
    now.set(
      output,
      graph.emitLike(
        inner,
        inner.inputs.map((v) => (v === undefined ? v : (now.get(v) ?? v))),
        inner.origin,
      ),
    );
  }
  return body.outputs.map((v) => now.get(v) ?? v);
}

/** Operands that do not fit one another are often only seen in the operators that a composite is made of. */
function checked(n: Node, stand: readonly Value[]): readonly Value[] {
  const wrong = n.outputs.find((v, i) => stand[i] !== undefined && !fits(v.type, stand[i].type));
  if (wrong === undefined) return stand;
  const found = stand[n.outputs.indexOf(wrong)] as Value;
  return inferContextOf(n).fail(
    `${wrong.name} is ${typeText(wrong.type)}, but these inputs make ${typeText(found.type)} of it; the shapes of the inputs do not fit together`,
  );
}

/** A pass that expands the composites among those nodes that are `wanted`. */
const expanding =
  (wanted: (n: Node) => boolean): Pass["run"] =>
  (graph, { note, options }) =>
    rewriteToFixedPoint(graph, (n, rewriting) => {
      if (!isComposite(n) || n.op.expand === undefined || !wanted(n)) return undefined;
      note(n.op.name, 1);
      const stand = checked(n, n.op.expand(contextOf(n, rewriting, options)));
      // What an operand is called stays: an output of the graph that equals it has a node of its own.
      return stand.map((v) => (n.inputs.includes(v) ? rewriting.emit(v.name, Identity, [v]) : v));
    });

export const expandComposites: Pass = {
  name: "expand-composites",
  doc: "expands composite operators into simpler ones",
  contract: "exact",
  run: expanding(() => true),
};

export const expandRuntimeOperators: Pass = {
  name: "expand-runtime-operators",
  doc: "expands operators of ONNX Runtime's own domains on floats into ONNX's, of which formulas are recognized",
  contract: "exact",
  run: expanding((n) => n.op.domain.startsWith("com.microsoft") && !n.inputs.some(isOfBytes)),
};

/** What is quantized waits until Transposes around it have met: its sums and conversions become one operator then. */
const isOfBytes = (v: Value | undefined): boolean => v?.type.kind === "tensor" && isInteger(v.type.dtype) && bytesOf(v.type.dtype) <= 1;
