/** Reading and evaluating model bytes in tests: the graph, its problems, its outputs on given inputs. */

import { CompileError, type Diagnostic, Diagnostics } from "../../../src/core/diagnostics.ts";
import type { Elements } from "../../../src/core/dtype.ts";
import type { SourceModel } from "../../../src/frontends/frontend.ts";
import { readOnnx } from "../../../src/frontends/onnx/index.ts";
import { evaluateGraph } from "../../../src/graph/evaluate.ts";
import type { Graph } from "../../../src/graph/graph.ts";
import { expandComposites } from "../../../src/passes/expand-composites.ts";
import { contextOf } from "../../support/pass-test.ts";

export const readBytes = (bytes: Uint8Array, dims: Readonly<Record<string, number>> = {}, path = "model.onnx"): SourceModel =>
  readOnnx(bytes, path, { dims, diagnostics: new Diagnostics() });

/** The problems reading ends in; empty when it succeeds. Any error that is no CompileError fails the test. */
export function problemsOf(bytes: Uint8Array, dims: Readonly<Record<string, number>> = {}, path?: string): readonly Diagnostic[] {
  try {
    return readBytes(bytes, dims, path).disagreement?.diagnostics ?? [];
  } catch (error) {
    if (error instanceof CompileError) return error.diagnostics;
    throw error;
  }
}

/** Outputs by name. */
export function evaluateHere(read: Graph, inputs: Readonly<Record<string, Elements>>): Readonly<Record<string, readonly number[]>> {
  const graph = expandComposites.run(read, contextOf());
  const values = graph.inputs.map((v) => [v, inputs[v.name] as Elements] as const);
  const results = evaluateGraph(graph, new Map(values));
  return Object.fromEntries(graph.outputs.map((v) => [v.name, Array.from<string | number | bigint, number>(results.get(v) ?? [], Number)]));
}
