/**
 * Shapes that only what is computed from a value declares: a result of one operand, element by element, has its shape, and what is computed of a
 * range (Range) is as long.
 */
import type { DeclaredShape } from "../../graph/graph.ts";
import type { NodeProto } from "../../io/onnx/messages.ts";
import { opNamed } from "../../ops/index.ts";
import { normalDomain } from "./source.ts";

type Declared = ReadonlyMap<string, DeclaredShape>;
type Source = Pick<NodeProto, "domain" | "opType" | "input" | "output">;

/**
 * The declared shapes with those of such values. Where it was another operand of a sum that was as long as a range, the run ends: a range's length is
 * checked against the shape it was given.
 */
export function withShapesBehind(declared: Declared, nodes: readonly Source[]): Declared {
  const elementwise = nodes.filter(({ domain, opType }) => opNamed(opType, normalDomain(domain))?.elementwise);
  const single = elementwise.filter(({ input }) => input.length === 1);
  const known = new Map(declared);
  // The last reader first, so that what it says reaches the first through all between.
  for (const { input, output } of single.toReversed()) {
    const [from = "", shape] = [input[0], known.get(output[0] ?? "")];
    if (known.get(from) === undefined && shape !== undefined) known.set(from, shape);
  }
  return withRanges(known, nodes, elementwise);
}

function withRanges(declared: Declared, nodes: readonly Source[], elementwise: readonly Source[]): Declared {
  const open = nodes.filter((n) => n.opType === "Range").flatMap(({ output }) => output.filter((name) => !isWhole(declared.get(name))));
  if (open.length === 0) return declared;
  const readers = new Map<string, string[]>();
  for (const { input, output } of elementwise)
    for (const name of input) {
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

/** So many values are looked at behind a range: a file may have a range for each of many thousand. */
const mostBehind = 100;

/** The first shape of one known extent that is declared behind a value. */
function lengthBehind(name: string, readers: ReadonlyMap<string, readonly string[]>, declared: Declared): DeclaredShape {
  const found = new Set([name]);
  // A set is walked with what is added on the way.
  for (const value of found) {
    if (found.size > mostBehind) return undefined;
    const shape = declared.get(value);
    if (shape?.length === 1 && isWhole(shape)) return shape;
    // Else something of more axes was mixed in.
    if (shape === undefined || shape.length === 1) for (const next of readers.get(value) ?? []) found.add(next);
  }
  return undefined;
}
