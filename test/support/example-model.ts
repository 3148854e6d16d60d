/** Many operators' examples as one model, so that a target is built and run once for all of them. */
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { makeConstant, makeNode } from "../../src/graph/build.ts";
import { graph, type Node, type OpDef, type Value, value } from "../../src/graph/graph.ts";
import type { NamedTensor } from "../../src/run.ts";
import { declarationsOf, elementsOf, firstDifference, inputType } from "./examples.ts";

export interface ExampleModel {
  readonly model: SourceModel;
  readonly inputs: readonly NamedTensor[];
  /** What is wrong with the outputs: one line each. */
  differences(outputs: readonly NamedTensor[]): readonly string[];
}

const hasElements = (x: { readonly shape: readonly number[] }): boolean => x.shape.every((d) => d > 0);

/** All examples of `ops` but those with empty tensors, which programs have no interface for. */
export function exampleModel(ops: readonly OpDef[]): ExampleModel {
  const nodes: Node[] = [];
  const inputs: NamedTensor[] = [];
  const values: Value[] = [];
  const wanted = new Map<string, (found: NamedTensor) => string | undefined>();
  for (const op of ops) {
    for (const [k, example] of op.examples.entries()) {
      const prefix = `${op.domain.replaceAll(".", "_")}${op.name}${k}`;
      if (![...example.inputs, ...example.outputs].every((x) => x === undefined || hasElements(x))) continue;
      const given = example.inputs.map((x, i): Value | undefined => {
        if (x === undefined) return undefined;
        const name = `${prefix}_x${i}`;
        const dtype = x.dtype ?? "f32";
        const array = elementsOf(dtype, x.values);
        if (x.constant === true) return makeConstant(name, dtype, x.shape, array);
        inputs.push({ name, dtype, shape: x.shape, array });
        const made = value(name, inputType(dtype, x.shape));
        values.push(made);
        return made;
      });
      const outputs = example.outputs.map((_, i) => `${prefix}_y${i}`);
      nodes.push(makeNode({ op, attrs: example.attrs ?? {}, inputs: given, outputs, origin: [prefix], ...declarationsOf(example) }));
      example.outputs.forEach((y, i) => {
        const dtype = y.dtype ?? "f32";
        const elements = elementsOf(dtype, y.values);
        wanted.set(outputs[i] as string, (found) =>
          found.shape.join() === y.shape.join()
            ? firstDifference(dtype, found.array, elements, op.tolerance)
            : `has shape [${found.shape.join(",")}], expected [${y.shape.join(",")}]`,
        );
      });
    }
  }
  const all = graph({ name: "examples", inputs: values, outputs: nodes.flatMap((n) => n.outputs), nodes });
  return {
    model: { graph: all, inputs: all.inputs, format: "examples", producer: "", opset: "" },
    inputs,
    differences(outputs) {
      const found = new Map(outputs.map((o) => [o.name, o]));
      return [...wanted].flatMap(([name, check]) => {
        const output = found.get(name);
        const difference = output === undefined ? "is missing" : check(output);
        return difference === undefined ? [] : [`${name}: ${difference}`];
      });
    },
  };
}
