/** list-conversions: changes nothing; tells --report of every QuantizeLinear and DequantizeLinear that is left, of what stands around it, and why. */

import { makeConstant } from "../graph/build.ts";
import { type Node, nodeLabel, type Pass, type Value } from "../graph/graph.ts";
import { DequantizeLinear } from "../ops/dequantize-linear.ts";
import { QuantizeLinear } from "../ops/quantize-linear.ts";
import { Reason, type Surroundings } from "./quantized-operands.ts";
import { dequantizedProduct } from "./use-integer-kernels.ts";

export const listConversions: Pass = {
  name: "list-conversions",
  doc: "lists the remaining conversions between bytes and floats, and why they remain",
  contract: "exact",
  run(graph, { note }) {
    const makers = new Map(graph.nodes.flatMap((n) => n.outputs.map((v) => [v, n] as const)));
    const readers = new Map<Value, Node[]>();
    for (const n of graph.nodes) for (const v of n.inputs) if (v !== undefined) readers.set(v, [...(readers.get(v) ?? []), n]);
    const around: Surroundings = { producer: (v) => (v === undefined ? undefined : makers.get(v)), constant: makeConstant };
    for (const n of graph.nodes) {
      const [input, output] = [n.inputs[0], n.outputs[0]];
      if (n.op === QuantizeLinear) note(`left: ${nodeLabel(n)} behind ${described([around.producer(input)], around)}`, 1);
      if (n.op === DequantizeLinear)
        note(`left: ${nodeLabel(n)} before ${described(output === undefined ? [] : (readers.get(output) ?? []), around)}`, 1);
    }
    return graph;
  },
};

/** The operators, and for each why it does not compute in integers. */
function described(nodes: readonly (Node | undefined)[], around: Surroundings): string {
  const known = nodes.filter((n) => n !== undefined);
  if (known.length === 0) return "an input or output of the model";
  const texts = known.map((n) => {
    const found = dequantizedProduct(around, n);
    return `${n.op.name}: ${found instanceof Reason ? found.text : "its result is not quantized"}`;
  });
  return [...new Set(texts)].join("; ");
}
