/** Sequences and optional values of the cases: their items as a model is told them, and their arrays by the ports of a program. */
import type { Items, Structure } from "../../src/core/structure.ts";
import { portsOf } from "../../src/core/structure.ts";
import type { StructuredArrays } from "../../src/io/structured-proto.ts";
import type { CaseArray } from "./cases.ts";

/** What a value is made of: undefined for tensors, and for an optional tensor that is not there, whose declared type counts. */
export function itemsOf(value: StructuredArrays | undefined): Items | undefined {
  switch (value?.kind) {
    case "sequence":
      return value.items.map((item) => item.shape);
    case "optional":
      return value.element?.kind === "tensor" ? [value.element.tensor.shape] : (itemsOf(value.element) ?? "none");
    default:
      return undefined;
  }
}

/** The array at each port, undefined where an optional value holds none. Throws where the numbers of items differ. */
export function arraysIn(structure: Structure, value: StructuredArrays | undefined): ReadonlyMap<string, CaseArray | undefined> {
  if (value === undefined) return new Map(portsOf(structure).map((port) => [port, undefined]));
  if (structure.kind === "tensor" && value.kind === "tensor") return new Map([[structure.port, value.tensor]]);
  if (structure.kind === "sequence" && value.kind === "sequence") {
    if (structure.items.length !== value.items.length)
      throw new Error(`a sequence has ${structure.items.length} items, the case ${value.items.length}`);
    return new Map(structure.items.flatMap((item, i) => [...arraysIn(item, { kind: "tensor", tensor: value.items[i] as CaseArray })]));
  }
  if (structure.kind !== "optional" || value.kind !== "optional") throw new Error(`a ${structure.kind} is a ${value.kind} in the case`);
  const { isPresent, element } = structure;
  const flag: CaseArray = { dtype: "bool", shape: [], array: Uint8Array.of(value.element === undefined ? 0 : 1) };
  return new Map([
    ...(isPresent === undefined ? [] : [[isPresent, flag] as const]),
    ...(element === undefined ? [] : arraysIn(element, value.element)),
  ]);
}
