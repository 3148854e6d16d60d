/** Many single-node cases in one model, to be built once for a target: node i reads xi_0, xi_1, ... and writes yi_0, ... */

import { onnx } from "onnx-proto";
import type { OutputError } from "../../src/output-errors.ts";
import { agreeing, type Way } from "./against-onnx-runtime.ts";
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

/** What of the model of `cases` at `path` is not ONNX Runtime's, built and run one way: a line for each output, with its error and its node. */
export async function wrongNodes(path: string, cases: readonly NodeCase[], way: Way): Promise<readonly string[]> {
  const wrong: OutputError[] = [];
  await agreeing(path, way, (error) => {
    if (!error.passed) wrong.push(error);
  });
  return wrong.map(({ output, maxRelative }) => {
    const node = cases[Number(/y(\d+)_/.exec(output)?.[1])];
    return `${output}: ${maxRelative} ${node?.op.name} ${JSON.stringify(node?.attrs)} of ${node?.inputs.map((x) => JSON.stringify(x?.shape)).join(" ")}`;
  });
}
