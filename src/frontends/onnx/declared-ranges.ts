/** Ranges whose length only the run knows, and of which nothing declares a shape: what is computed of one element by element is as long. */
import type { DeclaredShape } from "../../graph/graph.ts";
import type { NodeProto } from "../../io/onnx/messages.ts";
import { opNamed } from "../../ops/index.ts";
import { normalDomain } from "./source.ts";

/**
 * The declared shapes with those of such ranges. Where it was another operand that was as long, the run ends: a range's length is checked against
 * the shape it was given.
 */
export function withRanges(
  declared: ReadonlyMap<string, DeclaredShape>,
  nodes: readonly Pick<NodeProto, "domain" | "opType" | "input" | "output">[],
): ReadonlyMap<string, DeclaredShape> {
  const open = nodes.filter((n) => n.opType === "Range").flatMap(({ output }) => output.filter((name) => !isWhole(declared.get(name))));
  if (open.length === 0) return declared;
  const readers = new Map<string, string[]>();
  for (const { domain, opType, input, output } of nodes)
    for (const name of opNamed(opType, normalDomain(domain))?.elementwise ? input : []) {
      const known = readers.get(name) ?? [];
      known.push(...output);
      readers.set(name, known);
    }
  const found = open.flatMap((name): [string, DeclaredShape][] => {
    const shape = lengthBehind(name, readers, declared);
    return shape === undefined ? [] : [[name, shape]];
  });
  return new Map([...declared, ...found]);
}

const isWhole = (shape: DeclaredShape): boolean => shape?.every((d) => d !== undefined) === true;

/** The first shape of one known extent that is declared behind a value. */
function lengthBehind(name: string, readers: ReadonlyMap<string, readonly string[]>, declared: ReadonlyMap<string, DeclaredShape>): DeclaredShape {
  const found = new Set([name]);
  // A set is walked with what is added on the way.
  for (const value of found) {
    const shape = declared.get(value);
    if (shape?.length === 1 && isWhole(shape)) return shape;
    // Else something of more axes was mixed in.
    if (shape === undefined || shape.length === 1) for (const next of readers.get(value) ?? []) found.add(next);
  }
  return undefined;
}
