/** Dims that a model leaves free: where they stand, what is told where they need values, and values at which the model's nodes fit one another. */

import { type BucketLists, bucketsOf } from "./buckets.ts";
import { bound } from "./compile.ts";
import { CompileError, compileError } from "./core/diagnostics.ts";
import type { Sym } from "./core/dim.ts";
import { symbolsOf } from "./core/dim-fold.ts";
import { shellWord } from "./core/names.ts";
import type { SourceModel } from "./frontends/frontend.ts";
import type { Graph } from "./graph/graph.ts";
import { typeText } from "./graph/types.ts";
import type { Dims } from "./schedule/join-programs.ts";

/** The free dims of the inputs of a graph or a model, each with the inputs it appears in. */
export function freeDims({ inputs }: Pick<Graph, "inputs">): ReadonlyMap<Sym, readonly string[]> {
  const found = new Map<Sym, string[]>();
  for (const v of inputs)
    for (const d of v.type.kind === "tensor" ? v.type.shape : [])
      for (const s of symbolsOf(d)) {
        const sources = found.get(s) ?? [];
        found.set(s, sources);
        sources.push(`${v.name} ${typeText(v.type)}`);
      }
  return found;
}

const mostSources = 5;

/** "x f32[n,3], y f32[n], ..."; the first of many. */
export const sourcesText = (sources: readonly string[]): string =>
  [...sources.slice(0, mostSources), ...(sources.length > mostSources ? [`${sources.length - mostSources} more`] : [])].join(", ");

/** Refuses (AOT304) a model that leaves dims free: each is named with its source, and two whole commands are given, `aot build` or that of `subcommand`. */
export function requireStaticDims(
  model: SourceModel,
  path: string,
  { dims = {}, buckets = {} }: { readonly dims?: Dims; readonly buckets?: BucketLists },
  subcommand: "build" | "verify" = "build",
): void {
  const [first = {}] = fittingBuckets(model, buckets);
  const settled = bound(model, first);
  const free = freeDims(settled);
  if (free.size === 0) return;
  const listed = [...free].map(([s, sources]) => `${s.name} (in ${sourcesText(sources)})`).join("; ");
  const names = [...free.keys()].map((s) => s.name);
  const command = (values: readonly string[], lists: readonly string[]): string =>
    [
      `aot ${subcommand} ${shellWord(path)}`,
      ...values.map((value) => `--dim ${shellWord(value)}`),
      ...(lists.length === 0 ? [] : ["--buckets", ...lists.map(shellWord)]),
    ].join(" ");
  const given = Object.entries(dims).map(([name, value]) => `${name}=${value}`);
  const givenLists = Object.entries(buckets).map(([name, list]) => `${name}=${list.join(",")}`);
  const fitting = fittingDims(settled, names);
  const values = Object.entries(fitting).map(([name, size]) => ({ name, size, list: `${name}=${size},${4 * size}` }));
  const larger = Object.fromEntries(values.map(({ name, size }) => [name, 4 * size]));
  const grows = ({ name, size }: { readonly name: string; readonly size: number }): boolean =>
    fits(settled, larger) || fits(settled, { ...fitting, [name]: 4 * size });
  const oneValue = ({ name, size }: { readonly name: string; readonly size: number }): string => `${name}=${size}`;
  const one = command([...given, ...values.map(oneValue)], givenLists);
  const [lists, fixed] = [values.filter(grows), values.filter((v) => !grows(v))];
  const several = command([...given, ...fixed.map(oneValue)], [...givenLists, ...lists.map((v) => v.list)]);
  const limits = settled.disagreement === undefined ? "" : `; not every value fits: ${settled.disagreement.diagnostics[0]?.message}`;
  throw compileError({
    code: "AOT304",
    where: path,
    message: `the model leaves ${free.size} dim${free.size === 1 ? "" : "s"} open: ${listed}${limits}`,
    hint: `give each a value: ${one}${lists.length === 0 ? "" : `\n     or a list of values, for a program that takes each of them: ${several}`}`,
  });
}

/** Sizes to try, what networks most often divide by first. */
const likelySizes = [32, 64, 128, 256, 16, 8, 4, 2, 1] as const;

/** True where the model's nodes fit one another at these values of its free dims. */
function fits(model: SourceModel, dims: Dims): boolean {
  try {
    return model.disagreement === undefined || bound(model, dims).disagreement === undefined;
  } catch (error) {
    if (error instanceof CompileError) return false;
    throw error;
  }
}

/**
 * The combinations of `lists` at which the model's nodes fit one another (a decoder's "past" and "total" go together); all of them where a value fits
 * in none, so that binding says what is wrong with it.
 */
export function fittingBuckets(model: SourceModel, lists: BucketLists): readonly Dims[] {
  const all = bucketsOf(lists);
  const fitting = all.filter((dims) => fits(model, dims));
  const isUsed = (name: string, value: number): boolean => fitting.some((dims) => dims[name] === value);
  return Object.entries(lists).every(([name, list]) => list.every((value) => isUsed(name, value))) ? fitting : all;
}

/** Values of the free dims `names` at which the model's nodes fit one another. Throws what is wrong where none are found. */
function fittingDims(model: SourceModel, names: readonly string[]): Dims {
  const all = (size: number): Dims => Object.fromEntries(names.map((name) => [name, size]));
  if (model.disagreement === undefined) return all(1);
  const size = likelySizes.find((s) => fits(model, all(s)));
  if (size === undefined) throw model.disagreement;
  // Where the others alone settle it, any value of this one will do.
  return Object.fromEntries(
    names.map((name) => [
      name,
      names.length > 1 && fits(model, Object.fromEntries(names.filter((n) => n !== name).map((n) => [n, size]))) ? 1 : size,
    ]),
  );
}
