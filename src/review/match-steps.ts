/** Matches the steps of two builds: unchanged, changed, added, removed, or only moved. Compares text, knows no operator. */
import type { MapStep } from "../targets/map.ts";

/** A step with the text of its kernel, "" where it has none. */
export interface ReadStep extends MapStep {
  readonly code: string;
}

export type StepChange =
  | { readonly change: "added"; readonly after: MapStep }
  | { readonly change: "removed"; readonly before: MapStep }
  | { readonly change: "moved"; readonly before: MapStep; readonly after: MapStep }
  /** `parts`: which of kernel, code, nodes, arguments, kind and bytes changed. */
  | { readonly change: "changed"; readonly before: MapStep; readonly after: MapStep; readonly parts: readonly string[] };

interface Pair {
  readonly before: ReadStep;
  readonly after: ReadStep;
}

/** In the order of the second build; removed steps come last. */
export function matchSteps(before: readonly ReadStep[], after: readonly ReadStep[]): readonly StepChange[] {
  const left = { before: new Set(before), after: new Set(after) };
  const same = pairUp(left, (s) => [identity(s)]);
  const rounds: readonly ((s: ReadStep) => readonly string[])[] = [
    (s) => [`${s.nodes.join("\n")}\n${stem(s)}`],
    (s) => [s.nodes.join("\n")],
    (s) => s.nodes.map((node) => `${node}\n${stem(s)}`),
    (s) => s.nodes,
  ];
  const changed = rounds.flatMap((keys) => pairUp(left, keys));
  const stayed = inOrder(same.sort((a, b) => a.after.step - b.after.step));
  const placed: readonly StepChange[] = [
    ...same.filter((p) => !stayed.has(p)).map(({ before: b, after: a }) => ({ change: "moved" as const, before: plain(b), after: plain(a) })),
    ...changed.map(({ before: b, after: a }) => ({ change: "changed" as const, before: plain(b), after: plain(a), parts: parts(b, a) })),
    ...[...left.after].map((s) => ({ change: "added" as const, after: plain(s) })),
  ];
  const position = (c: StepChange): number => (c.change === "removed" ? Number.POSITIVE_INFINITY : c.after.step);
  return [
    ...[...placed].sort((a, b) => position(a) - position(b)),
    ...[...left.before].map((s) => ({ change: "removed" as const, before: plain(s) })),
  ];
}

/** Pairs, in order, steps that share a key; what is paired leaves `left`. */
function pairUp(left: { readonly before: Set<ReadStep>; readonly after: Set<ReadStep> }, keys: (s: ReadStep) => readonly string[]): Pair[] {
  const byKey = new Map<string, ReadStep[]>();
  for (const s of left.after)
    for (const key of keys(s)) {
      const list = byKey.get(key);
      if (list === undefined) byKey.set(key, [s]);
      else list.push(s);
    }
  const pairs: Pair[] = [];
  for (const before of left.before)
    for (const key of keys(before)) {
      const list = byKey.get(key) ?? [];
      while (list[0] !== undefined && !left.after.has(list[0])) list.shift();
      const after = list.shift();
      if (after === undefined) continue;
      pairs.push({ before, after });
      left.before.delete(before);
      left.after.delete(after);
      break;
    }
  return pairs;
}

const plain = ({ code: _, ...step }: ReadStep): MapStep => step;

/** "conv2d_relu" of "conv2d_relu_3x8x8_to_4x8x8_k3x3": what a kernel does, without its sizes. */
const stem = (s: ReadStep): string => s.kernel?.replace(/_\d.*$/, "") ?? s.kind;

const compared: readonly (readonly [part: string, of: (s: ReadStep) => string])[] = [
  ["kind", (s) => s.kind],
  ["kernel", (s) => s.kernel ?? ""],
  ["code", (s) => s.code],
  ["nodes", (s) => s.nodes.join("\n")],
  ["arguments", (s) => JSON.stringify(s.arguments ?? [])],
  ["bytes", (s) => `${s.bytes ?? 0}`],
];

const identity = (s: ReadStep): string => compared.map(([, of]) => of(s)).join("\u0000");

/** A kernel of another name has another text; that is told once. */
function parts(before: ReadStep, after: ReadStep): readonly string[] {
  const found = compared.filter(([, of]) => of(before) !== of(after)).map(([part]) => part);
  return found.filter((part) => part !== "code" || !found.includes("kernel"));
}

/** Of pairs sorted by their second step, the most whose first steps stand in order too (a longest increasing subsequence). */
function inOrder(pairs: readonly Pair[]): ReadonlySet<Pair> {
  const previous = new Map<Pair, Pair | undefined>();
  const tails: Pair[] = [];
  for (const pair of pairs) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tails[middle]?.before.step ?? 0) < pair.before.step) low = middle + 1;
      else high = middle;
    }
    previous.set(pair, tails[low - 1]);
    tails[low] = pair;
  }
  const kept = new Set<Pair>();
  for (let at = tails.at(-1); at !== undefined; at = previous.get(at)) kept.add(at);
  return kept;
}
