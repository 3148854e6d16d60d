/** The ports of a program: a model's inputs and outputs at the interface, strings in two parts, outputs whose shape the run decides with what receives it. */
import { invariant } from "../core/diagnostics.ts";
import type { DType } from "../core/dtype.ts";
import type { Graph, Value } from "../graph/graph.ts";
import type { Tensor } from "../loop/expr.ts";
import type { LoweredGraph } from "./lower-graph.ts";
import { PortNames } from "./port-names.ts";
import type { Port, StringPort, Variant } from "./program.ts";
import { partNames, type StorageTable } from "./storage-table.ts";

export function makePorts(graph: Graph, lowered: LoweredGraph, storages: StorageTable): Pick<Variant, "inputs" | "outputs"> {
  const at: PortPlace = { lowered, storages, names: new PortNames() };
  return { inputs: portsOf(graph.inputs, lowered.inputs, at), outputs: portsOf(graph.outputs, lowered.outputs, at) };
}

interface PortPlace {
  readonly lowered: LoweredGraph;
  readonly storages: StorageTable;
  readonly names: PortNames;
}

const port = (name: string, t: Tensor, { storages, names }: PortPlace): Port =>
  Object.freeze({ name, identifier: names.identifierOf(name), dtype: t.dtype as DType, shape: t.shape, storage: storages.of(t) });

/** The model's inputs or outputs, whose tensors are `parts`; behind each the bytes of strings, and what receives a shape that the run decides. */
function portsOf(values: readonly Value[], parts: readonly Tensor[], at: PortPlace): readonly Port[] {
  let next = 0;
  return values.flatMap((v) => {
    const t = parts[next] as Tensor;
    const [first, second] = partNames(v).map((name) => port(name, parts[next++] as Tensor, at)) as [Port, Port?];
    const shape = at.lowered.shapes.get(t);
    const shapePort = shape === undefined ? undefined : port(shape.name, shape, at);
    const whole: Port = Object.freeze({
      ...first,
      shapePort,
      strings: second && stringPort(v, first, { bytes: second, at }),
    });
    return [whole, ...[second, shapePort].filter((p) => p !== undefined)];
  });
}

function stringPort({ name, type }: Value, offsets: Port, { bytes, at }: { readonly bytes: Port; readonly at: PortPlace }): StringPort {
  invariant(type.kind === "tensor" && type.text !== undefined, `${name} holds no strings`);
  return Object.freeze({
    name,
    identifier: at.names.identifierOf(name),
    shape: type.shape,
    longest: type.text.longest,
    offsets: offsets.name,
    bytes,
  });
}
