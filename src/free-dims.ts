/** Dims that a model leaves free: where they stand, what is told where they need values, and values at which the model's nodes fit one another. */

import { type BucketLists, bucketsOf } from "./buckets.ts";
import { bound } from "./compile.ts";
import { CompileError, compileError } from "./core/diagnostics.ts";
import type { Sym } from "./core/dim.ts";
import { symbolsOf } from "./core/dim-fold.ts";
import { namedValue } from "./core/dim-names.ts";
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
  const settling = names.filter(
    (name) => namedValue(name, (other) => (names.includes(other) || Object.hasOwn(dims, other) ? 1 : undefined)) === undefined,
  );
  const { small, large } = fittingDims(settled, settling) ?? fittingDims(settled, names) ?? refused(settled);
  const oneValue = ([name, size]: readonly [string, number]): string => `${name}=${size}`;
  const values = Object.entries(small);
  const one = command([...given, ...values.map(oneValue)], givenLists);
  const larger =
    large ?? Object.fromEntries(values.flatMap(([name, size]) => (fits(settled, { ...small, [name]: 4 * size }) ? [[name, 4 * size]] : [])));
  const lists = Object.entries(larger).map(([name, size]) => `${name}=${small[name]},${size}`);
  const several = command([...given, ...values.filter(([name]) => larger[name] === undefined).map(oneValue)], [...givenLists, ...lists]);
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

/** True where nodes fit one another whatever the values of these dims are; those that only outputs have follow from others. */
function isAnyFit(model: SourceModel, dims: Dims): boolean {
  const names = new Set([...freeDims(model).keys()].map((s) => s.name));
  return model.disagreement === undefined && Object.keys(dims).every((name) => names.has(name));
}

/** True where the model's nodes fit one another at these values of its free dims. */
function fits(model: SourceModel, dims: Dims): boolean {
  try {
    return isAnyFit(model, dims) || bound(model, dims).disagreement === undefined;
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

/** Values near `size` at which they do: all dims alike, else one apart from the others, as a decoder's "total" is its "past" and what is new. */
function fittingNear(model: SourceModel, names: readonly string[], size: number): Dims | undefined {
  const alike: Dims = Object.fromEntries(names.map((name) => [name, size]));
  const apart = size === 1 ? [] : names.flatMap((name) => [2 * size, size + 1, size - 1].map((other): Dims => ({ ...alike, [name]: other })));
  return [alike, ...apart].find((dims) => fits(model, dims));
}

interface Fitting {
  readonly small: Dims;
  readonly large: Dims | undefined;
}

/** Throws what does not fit. */
function refused({ disagreement }: SourceModel): never {
  throw disagreement;
}

/** Values of the free dims `names` at which the model's nodes fit one another, and larger ones, if there are; undefined where none are found. */
function fittingDims(model: SourceModel, names: readonly string[]): Fitting | undefined {
  const all = (size: number): Dims => Object.fromEntries(names.map((name) => [name, size]));
  if (model.disagreement === undefined) return { small: all(1), large: all(4) };
  for (const size of likelySizes) {
    const found = fittingNear(model, names, size);
    if (found === undefined) continue;
    // Where the others alone settle it, any value of this one will do.
    const any = names.filter((name) => names.length > 1 && fits(model, Object.fromEntries(Object.entries(found).filter(([n]) => n !== name))));
    const settled = (dims: Dims, free: number): Dims => ({ ...dims, ...Object.fromEntries(any.map((name) => [name, free])) });
    const large = fittingNear(model, names, 4 * size);
    return { small: settled(found, 1), large: large === undefined ? undefined : settled(large, 4) };
  }
  return undefined;
}
