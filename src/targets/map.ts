/** Map: `<name>.map.json`, which ties source nodes to kernels, kernels to lines of the emitted source, and values to arena intervals. */
import { shapeText } from "../core/dim-fold.ts";
import { layoutKey } from "../core/layout.ts";
import type { Kernel } from "../loop/kernel.ts";
import { type Argument, type Program, type Step, stepsOf, type Variant } from "../schedule/program.ts";
import { bucketText } from "./buckets.ts";
import { planText } from "./describe.ts";
import type { EmittedFile } from "./target.ts";

/** First and last line (counted from 1) of a kernel in a file. */
export interface Lines {
  readonly file: string;
  readonly lines: readonly [first: number, last: number];
}

/** Finds kernels in printed source: from the line where `begins` holds to the next line that is exactly `end`, or that stands before an empty one. */
export function linesOf(file: string, text: string, kernels: readonly Kernel[], begins: (line: string, kernel: Kernel) => boolean, end: string) {
  const lines = text.split("\n");
  const found = new Map<Kernel, Lines>();
  // Mostly one stands behind the other.
  let next = 0;
  for (const kernel of kernels) {
    let first = next;
    const isHere = (): boolean => begins(lines[first % lines.length] as string, kernel);
    while (first < next + lines.length && !isHere()) first++;
    if (!isHere()) continue;
    first %= lines.length;
    next = Math.max(first, lines.indexOf(end, first) - (end === "" ? 1 : 0));
    found.set(kernel, { file, lines: [first + 1, next + 1] });
  }
  return found;
}

/** What `<name>.map.json` holds. */
export interface ProgramMap {
  readonly kernels: readonly ({ readonly kernel: string; readonly nodes: readonly string[]; readonly schedule?: string } & Partial<Lines>)[];
  /** Of all variants, in tree order. */
  readonly steps: readonly MapStep[];
  readonly arena: readonly {
    readonly value: string;
    readonly holds: readonly string[];
    readonly type: string;
    readonly layout: string;
    readonly offset: number;
    readonly bytes: number;
    readonly steps: readonly [first: number, last: number];
  }[];
  readonly weights: readonly { readonly value: string; readonly offset: number; readonly bytes: number; readonly nodes: readonly string[] }[];
}

export interface MapStep {
  readonly step: number;
  readonly kind: Step["kind"];
  readonly nodes: readonly string[];
  /** Of a call. */
  readonly kernel?: string;
  readonly arguments?: readonly MapArgument[];
  /** Of a call that threads share: where each one's units begin. */
  readonly parts?: readonly number[];
  /** Of a copy. */
  readonly bytes?: number;
}

export interface MapArgument {
  readonly value: string;
  readonly place: string;
  /** In elements; 0 when absent. */
  readonly offset?: string;
}

export const mapPath = (name: string): string => `${name}.map.json`;

const place = (a: Argument): MapArgument => ({ value: a.storage.name, place: a.storage.place, ...(a.offset === 0 ? {} : { offset: `${a.offset}` }) });

function stepRow(step: Step, number: number): MapStep {
  const head = { step: number, kind: step.kind, nodes: step.origin };
  switch (step.kind) {
    case "call":
      return { ...head, kernel: step.kernel.name, arguments: step.args.map(place), parts: step.parts };
    case "copy":
      return { ...head, arguments: [place(step.from), place(step.to)], bytes: step.bytes };
    case "check":
      return { ...head, arguments: [place(step.broken)] };
    case "if":
      return { ...head, arguments: [place(step.condition)] };
    case "loop":
      return head;
  }
}

/** The source nodes of every kernel that is called. */
function nodesByKernel(program: Program): ReadonlyMap<Kernel, ReadonlySet<string>> {
  const found = new Map<Kernel, Set<string>>();
  for (const step of program.variants.flatMap((v) => stepsOf(v.region))) {
    if (step.kind !== "call") continue;
    const nodes = found.get(step.kernel) ?? new Set();
    for (const name of step.origin) nodes.add(name);
    found.set(step.kernel, nodes);
  }
  return found;
}

const arenaRows = (variant: Variant): ProgramMap["arena"] =>
  variant.arena.map(({ storage, offset, first, last }) => ({
    value: storage.name,
    holds: storage.holds,
    type: `${storage.dtype}${shapeText(storage.shape)}`,
    layout: layoutKey(storage.layout),
    offset,
    bytes: storage.bytes,
    steps: [first, last],
  }));

const bucketOf = (v: Variant) => (v.dims.length === 0 ? {} : { bucket: bucketText(v) });

/** The map as a file; one object a line, so that a changed layer is a changed line. */
export function mapFile(program: Program, lines: ReadonlyMap<Kernel, Lines>): EmittedFile {
  const nodes = nodesByKernel(program);
  const sections: ProgramMap = {
    kernels: program.kernels.map((kernel) => ({
      kernel: kernel.name,
      ...lines.get(kernel),
      nodes: [...(nodes.get(kernel) ?? [])],
      schedule: kernel.plan && planText(kernel.plan),
    })),
    steps: program.variants.flatMap((v) => stepsOf(v.region).map((step, i) => ({ ...bucketOf(v), ...stepRow(step, i) }))),
    arena: program.variants.flatMap((v) => arenaRows(v).map((row) => ({ ...bucketOf(v), ...row }))),
    weights: program.weights.map((w) => ({ value: w.storage.name, offset: w.offset, bytes: w.bytes.length, nodes: w.origin })),
  };
  const text = Object.entries<readonly object[]>({ ...sections }).map(
    ([name, rows]) => `  ${JSON.stringify(name)}: [${rows.map((row) => `\n    ${JSON.stringify(row)}`).join(",")}${rows.length > 0 ? "\n  " : ""}]`,
  );
  return {
    path: mapPath(program.name),
    content: `{\n${text.join(",\n")}\n}\n`,
    purpose: "relates source nodes to kernels, lines and arena intervals; for profilers and reviewers",
    kind: "review",
  };
}
