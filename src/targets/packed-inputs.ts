/** What callers give, as a program's own ports take it: strings become offsets and bytes. */
import type { ElementArray, Elements } from "../core/dtype.ts";
import { packStrings } from "../core/strings.ts";
import { largestShape, modelPorts, type Port } from "../schedule/program.ts";

/** Arrays by the names of `ports`, for elements by the model's names; what is not given is left out. */
export function packedInputs(ports: readonly Port[], given: ReadonlyMap<string, Elements>): ReadonlyMap<string, ElementArray> {
  const packed = new Map<string, ElementArray>();
  for (const { name, strings } of modelPorts(ports)) {
    const elements = given.get(name);
    if (elements === undefined) continue;
    if (strings === undefined) packed.set(name, elements as ElementArray);
    else {
      const { offsets, bytes } = packStrings(elements as readonly string[], largestShape(strings.bytes)[0]);
      packed.set(strings.offsets, offsets);
      packed.set(strings.bytes.name, bytes);
    }
  }
  return packed;
}
