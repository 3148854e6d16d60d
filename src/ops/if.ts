/**
 * If: runs one of two graphs and gives its outputs. Where the condition is known before the run, only that graph counts; otherwise both must
 * give outputs of the same types, extents apart that have a bound. Since opset 1 (sequences since 13, optionals since 16). https://onnx.ai/onnx/operators/onnx__If.html
 */
import { makeConstant } from "../graph/build.ts";
import { defineOp, graph, type InferContext, type LowerContext, type Value, type Work } from "../graph/graph.ts";
import { typeText } from "../graph/types.ts";
import { heldGraph, settle, whichever } from "./families/regions.ts";

const branches = ["then_branch", "else_branch"] as const;

/** Branches that may run. */
function live({ known, tensor, fail }: Omit<InferContext, "attrs">): readonly (typeof branches)[number][] {
  const { dtype, shape } = tensor(0);
  if (dtype !== "bool" || shape.some((d) => d !== 1)) return fail(`the condition is ${typeText(tensor(0))}, one bool is expected`);
  const [condition] = known(0) ?? [];
  return condition === 1 ? ["then_branch"] : condition === 0 ? ["else_branch"] : branches;
}

function arm(context: LowerContext, branch: (typeof branches)[number]): readonly Work[] {
  const { work, outputs } = context.body(heldGraph(context, branch), []);
  return [...work, ...context.outputs.flatMap((to, i) => settle(outputs[i] ?? context.fail(`${branch} has ${outputs.length} outputs`), to))];
}

export const If = defineOp({
  name: "If",
  opset: 24,
  since: 1,
  doc: "one of two graphs, as a condition says",
  inputs: ["cond"],
  strings: "held",
  attrs: (raw) => ({ then_branch: raw.graph("then_branch"), else_branch: raw.graph("else_branch") }),
  bodies: (_, context) => Object.fromEntries(live(context).map((branch) => [branch, []])),
  infer(context) {
    const [first, second] = live(context).map((branch) => heldGraph(context, branch));
    const types = (first?.outputs ?? []).map((v: Value, i) => {
      const other = second?.outputs[i];
      if (other === undefined) return v.type;
      const fits = `output ${i} is ${typeText(v.type)} in one branch (${v.name}) and ${typeText(other.type)} in the other (${other.name})`;
      return (
        whichever(v.type, other.type) ?? context.fail(fits, "give free dims values (--dim name=value), so that the condition or the shapes are known")
      );
    });
    for (const held of [first, second])
      if (held !== undefined && held.outputs.length !== types.length)
        return context.fail(`one branch has ${types.length} outputs, the other ${held.outputs.length}`);
    return types;
  },
  lower(context) {
    const known = context.known(0)?.[0];
    if (known === 0 || known === 1) return arm(context, known === 1 ? "then_branch" : "else_branch");
    const origin = context.node.origin;
    return [{ kind: "if", condition: context.input(0), then: arm(context, "then_branch"), else: arm(context, "else_branch"), origin }];
  },
  examples: [true, false].map((taken, k) => ({
    note: taken ? "a true condition" : "a false condition",
    attrs: {
      then_branch: graph({ name: "yes", inputs: [], nodes: [], outputs: [makeConstant(`if${k}_yes`, "f32", [2], Float32Array.of(1, 2))] }),
      else_branch: graph({ name: "no", inputs: [], nodes: [], outputs: [makeConstant(`if${k}_no`, "f32", [2], Float32Array.of(3, 4))] }),
    },
    inputs: [{ dtype: "bool", shape: [], values: [taken] }],
    outputs: [{ shape: [2], values: taken ? [1, 2] : [3, 4] }],
  })),
});
