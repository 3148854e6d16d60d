/** The functions of a C program: helpers, pure functions and kernels. A kernel with lanes stands there twice, for machines with and without vectors. */

import { commonSubexpressions } from "../../loop/common-subexpressions.ts";
import { index } from "../../loop/expr.ts";
import { writtenSize } from "../../loop/expression-size.ts";
import { functionsOf, partsOf, walkStatements } from "../../loop/functions.ts";
import { fuseLoops } from "../../loop/fuse-loops.ts";
import { inlineVectorCalls } from "../../loop/inline-calls.ts";
import type { Kernel } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import { type Dialect, helpersUsed, printFunction, printKernel } from "../../loop/print-code.ts";
import { hasVectors, scalarize } from "../../loop/scalarize.ts";
import { cDialect, ofSmallBytes } from "./dialect.ts";
import { withFilledTiles } from "./fill-tiles.ts";
import { withKeptConstants } from "./keep-constants.ts";
import { withLaneFactors } from "./lane-factors.ts";
import { withOrderedTiles } from "./order-tiles.ts";
import { largestPanel, withPrefetches } from "./prefetch-panels.ts";
import { type Ahead, withWeightsAhead } from "./prefetch-weights.ts";
import { withRolledTransforms } from "./roll-loops.ts";
import { scalarHelpers } from "./scalar-helpers.ts";
import { withSignedProducts } from "./signed-products.ts";
import { withSumsInParts } from "./sum-parts.ts";
import { transpositionHelpers } from "./transpositions.ts";
import { vectorHelpers } from "./vector-helpers.ts";

type Mode = "always" | "vector" | "scalar";

interface Piece {
  readonly mode: Mode;
  readonly text: string;
}

/** Where kernels run, and what is known of them from the program around. */
export interface Asking {
  readonly machine: Machine;
  /** What of steps to come they ask the cache for. */
  readonly ahead?: ReadonlyMap<Kernel, Ahead>;
  /** Whose products of bytes fit into 16 bits by twos (../small-bytes.ts). */
  readonly smallBytes?: ReadonlySet<Kernel>;
  /** Identical bits on all targets and machines: sums keep their order. */
  readonly deterministic: boolean;
}

/** Text of all functions of a program, each after what it calls. `indexType` is the type of addresses. */
export function kernelsText(
  kernels: readonly Kernel[],
  indexType: string,
  program: string,
  { machine, ahead, smallBytes, deterministic }: Asking,
): string {
  const dialect = cDialect(indexType, program, machine);
  const withSigned = (k: Kernel): Kernel => (machine.signedDot4 ? withSignedProducts(k) : k);
  const withFactors = (k: Kernel): Kernel => (machine.laneFactors ? withLaneFactors(withSigned(k), machine.lanes) : withSigned(k));
  const inVectors = (k: Kernel): Kernel => withFactors(withOrderedTiles(withFilledTiles(withKeptConstants(k))));
  const inParts = (k: Kernel): Kernel | undefined => {
    const split = withSumsInParts(k, { machine, inOrder: deterministic });
    return split === undefined ? undefined : inVectors(split);
  };
  const vectorForm = (k: Kernel): Kernel => inParts(k) ?? withPrefetches(inVectors(k), largestPanel(machine));
  const dialectOf = (k: Kernel): Dialect => (smallBytes?.has(k) && !machine.dot4InOne ? ofSmallBytes(dialect) : dialect);
  const forms = kernels.flatMap((k): readonly { mode: Mode; kernel: Kernel; dialect?: Dialect }[] =>
    hasVectors(k)
      ? [
          { mode: "vector", dialect: dialectOf(k), kernel: withWeightsAhead(vectorForm(inlineVectorCalls(k)), ahead?.get(k)) },
          { mode: "scalar", kernel: withRolledTransforms(withFilledTiles(fuseLoops({ ...scalarize(k), doc: [] }))) },
        ]
      : [{ mode: "always", kernel: withOrderedTiles(withFilledTiles(k)) }],
  );
  const called = new Map<string, Piece>();
  for (const { mode, kernel } of forms)
    for (const fn of functionsOf(kernel.body)) {
      const before = called.get(fn.name);
      called.set(fn.name, { mode: before === undefined || before.mode === mode ? mode : "always", text: printFunction(fn, dialect) });
    }
  const bodies: readonly Piece[] = [
    ...called.values(),
    ...forms.map((f) => ({ mode: f.mode, text: printKernel(readable(f.kernel), f.dialect ?? dialect) })),
  ];
  return guarded([...helpers(bodies, indexType), ...bodies]);
}

/** Statements of more operations name what they would repeat: compilers take long for them, and nobody reads them. */
const longestStatement = 400;

function readable(kernel: Kernel): Kernel {
  let isLong = false;
  walkStatements(kernel.body, (s) => {
    const { exprs, dims } = partsOf(s);
    isLong ||= [...exprs, ...dims.map(index)].some((e) => writtenSize(e) > longestStatement);
  });
  return isLong ? commonSubexpressions(kernel) : kernel;
}

/** The helpers that the pieces use, in an order where each stands after what it uses. */
function helpers(bodies: readonly Piece[], indexType: string): readonly Piece[] {
  const tables = [scalarHelpers(indexType), vectorHelpers, transpositionHelpers];
  const usedIn = (mode: Exclude<Mode, "always">): ReadonlySet<string> =>
    new Set(
      helpersUsed(
        bodies
          .filter((b) => b.mode === "always" || b.mode === mode)
          .map((b) => b.text)
          .join("\n"),
        ...tables,
      ),
    );
  const [vector, scalar] = [usedIn("vector"), usedIn("scalar")];
  const all = helpersUsed(bodies.map((b) => b.text).join("\n"), ...tables);
  return all.map((text) => ({ mode: vector.has(text) ? (scalar.has(text) ? "always" : "vector") : "scalar", text: `${text}\n` }));
}

const conditions: Readonly<Record<Exclude<Mode, "always">, string>> = { vector: "#if AOT_VECTOR", scalar: "#if !AOT_VECTOR" };

/** Pieces in order, neighbours of one mode under one condition; a vector form and the scalar form behind it under #if and #else. */
function guarded(pieces: readonly Piece[]): string {
  const lines: string[] = [];
  let open: Mode = "always";
  for (const { mode, text } of pieces) {
    const isElse = open === "vector" && mode === "scalar";
    if (mode === open || isElse || open === "always") lines.push(isElse ? "#else" : "");
    else lines.push("#endif", "");
    if (mode !== open && !isElse && mode !== "always") lines.push(conditions[mode]);
    lines.push(text.trimEnd());
    open = mode;
  }
  if (open !== "always") lines.push("#endif");
  return lines.join("\n").trim();
}
