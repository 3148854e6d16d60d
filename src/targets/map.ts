/** Map: `<name>.map.json`, which ties source nodes to kernels, kernels to lines of the emitted source, and values to arena intervals. */
import { shapeText } from "../core/dim.ts";
import { layoutKey } from "../core/layout.ts";
import type { Kernel } from "../loop/kernel.ts";
import { type Argument, type Program, type Step, stepsOf, type Variant } from "../schedule/program.ts";
import type { EmittedFile } from "./target.ts";

/** First and last line (counted from 1) of a kernel in a file. */
export interface Lines {
  readonly file: string;
  readonly lines: readonly [first: number, last: number];
}

/** Finds kernels in printed source: from the line where `begins` holds to the next line that is exactly `end`. */
export function linesOf(file: string, text: string, kernels: readonly Kernel[], begins: (line: string, kernel: Kernel) => boolean, end: string) {
  const lines = text.split("\n");
  const found = new Map<Kernel, Lines>();
  for (const kernel of kernels) {
    const first = lines.findIndex((line) => begins(line, kernel));
    if (first < 0) continue;
    const last = lines.indexOf(end, first);
    found.set(kernel, { file, lines: [first + 1, last + 1] });
  }
  return found;
}

const place = (a: Argument) => ({ value: a.storage.name, place: a.storage.place, ...(a.offset === 0 ? {} : { offset: `${a.offset}` }) });

function stepRow(step: Step, number: number): object {
  const head = { step: number, kind: step.kind, nodes: step.origin };
  switch (step.kind) {
    case "call":
      return { ...head, kernel: step.kernel.name, arguments: step.args.map(place) };
    case "copy":
      return { ...head, arguments: [place(step.from), place(step.to)], bytes: step.bytes };
    case "if":
      return { ...head, arguments: [place(step.condition)] };
    case "loop":
      return head;
  }
}

const nodesOf = (program: Program, kernel: Kernel): readonly string[] => [
  ...new Set(program.variants.flatMap((v) => stepsOf(v.region).flatMap((s) => (s.kind === "call" && s.kernel === kernel ? s.origin : [])))),
];

const arenaRows = (variant: Variant) =>
  variant.arena.map(({ storage, offset, first, last }) => ({
    value: storage.name,
    holds: storage.holds,
    type: `${storage.dtype}${shapeText(storage.shape)}`,
    layout: layoutKey(storage.layout),
    offset,
    bytes: storage.bytes,
    steps: [first, last],
  }));

/** The map as a file; one object a line, so that a changed layer is a changed line. */
export function mapFile(program: Program, lines: ReadonlyMap<Kernel, Lines>): EmittedFile {
  const sections = {
    kernels: program.kernels.map((kernel) => ({ kernel: kernel.name, ...lines.get(kernel), nodes: nodesOf(program, kernel) })),
    steps: program.variants.flatMap((v) => stepsOf(v.region).map(stepRow)),
    arena: program.variants.flatMap(arenaRows),
    weights: program.weights.map((w) => ({ value: w.storage.name, offset: w.offset, bytes: w.bytes.length, nodes: w.origin })),
  };
  const text = Object.entries(sections).map(
    ([name, rows]) => `  ${JSON.stringify(name)}: [${rows.map((row) => `\n    ${JSON.stringify(row)}`).join(",")}${rows.length > 0 ? "\n  " : ""}]`,
  );
  return {
    path: `${program.name}.map.json`,
    content: `{\n${text.join(",\n")}\n}\n`,
    purpose: "ties source nodes to kernels, lines and arena intervals; for profilers and reviewers",
    kind: "review",
  };
}
