/** Many single-node cases in one model, to be built once for a target: node i reads xi_0, xi_1, ... and writes yi_0, ... */

import { onnx } from "onnx-proto";
import { modelGraph, type NodeCase } from "./single-node.ts";

export function manyNodesModel(cases: readonly NodeCase[], opset: number): Uint8Array {
  const graphs = cases.map((c, i) => modelGraph(c, `${i}_`));
  const graph: onnx.IGraphProto = {
    name: "many",
    node: graphs.flatMap((g) => g.node ?? []),
    input: graphs.flatMap((g) => g.input ?? []),
    initializer: graphs.flatMap((g) => g.initializer ?? []),
    output: graphs.flatMap((g) => g.output ?? []),
  };
  const others = new Map(cases.filter(({ op }) => op.domain !== "").map(({ op }) => [op.domain, op.opset]));
  const opsetImport = [["", opset] as const, ...others].map(([domain, version]) => ({ domain, version }));
  return onnx.ModelProto.encode({ irVersion: 10, opsetImport, graph }).finish();
}
