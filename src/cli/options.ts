/** Flags to options: the values commands share, each checked with an error that names the flag. */

import { existsSync } from "node:fs";
import type { BucketLists } from "../buckets.ts";
import type { BuildOptions, TargetName } from "../build.ts";
import { targetNamed } from "../build.ts";
import { compileError } from "../core/diagnostics.ts";
import type { ItemLists, Items } from "../core/structure.ts";
import { readShape } from "../io/named-array.ts";
import { type MachineTiles, readTiles } from "../tiles.ts";

export interface Flags {
  readonly target: string;
  readonly out?: string;
  readonly machine?: string;
  readonly dim?: readonly string[];
  readonly items?: readonly string[];
  readonly imageFormats?: string;
  readonly buckets?: readonly string[];
  readonly maxStringBytes?: string;
  readonly weights: string;
  readonly fallback?: boolean;
  readonly threads?: string;
  readonly deterministic?: boolean;
  readonly precise?: boolean;
  readonly name?: string;
  readonly templates?: string;
  readonly tiles?: string;
  readonly tune?: boolean;
  readonly maxArena?: string;
  readonly maxWeights?: string;
  readonly maxCode?: string;
  readonly force?: boolean;
  readonly verifyPasses?: boolean;
  readonly dump?: readonly string[];
  readonly report?: boolean;
  readonly json?: boolean;
  readonly O?: string;
}

const refuse = (flag: string, message: string, hint?: string): never => {
  throw compileError({ code: "AOT306", where: flag, message, hint });
};

/** "batch=4" to { batch: 4 }; a whole number is expected. Names may hold "=", as those of formulas may. */
export function dimsOf(flags: readonly string[] = []): Readonly<Record<string, number>> {
  const dims: Record<string, number> = {};
  for (const flag of flags) {
    const at = flag.lastIndexOf("=");
    const [text, value] = [flag.slice(at + 1), Number(flag.slice(at + 1))];
    if (at < 1 || !/^\d+$/.test(text) || !Number.isSafeInteger(value))
      refuse(`--dim ${flag}`, `"${flag}" is no name=value with a whole number`, "for example --dim batch=1; --buckets batch=1,4 for several values");
    const name = flag.slice(0, at);
    if (Object.hasOwn(dims, name)) refuse(`--dim ${flag}`, `${name} is given twice`, "for a program that takes several values: --buckets");
    dims[name] = value;
  }
  return dims;
}

/** "x=[3],[4,2]" to { x: [[3], [4, 2]] }, "y=none" to { y: "none" }. */
export function itemsOf(flags: readonly string[] = []): ItemLists {
  const lists: Record<string, Items> = {};
  for (const flag of flags) {
    const [, name = "", text = ""] = /^([^=]+)=(none|(?:\[[\d,\s]*\],?\s*)*)$/.exec(flag) ?? [];
    if (name === "" || Object.hasOwn(lists, name))
      refuse(
        `--items ${flag}`,
        name === "" ? `"${flag}" is no name=list of shapes` : `${name} is given twice`,
        'for example --items "x=[3],[4],[2]"',
      );
    lists[name] = text === "none" ? "none" : [...text.matchAll(/\[([\d,\s]*)\]/g)].map(([, shape = ""]) => readShape(shape) ?? []);
  }
  return lists;
}

/** ["batch=1,4", "seq=32"] to { batch: [1, 4], seq: [32] }. */
function bucketLists(flags: readonly string[], dims: Readonly<Record<string, number>>): BucketLists {
  const lists: Record<string, readonly number[]> = {};
  for (const flag of flags) {
    const at = flag.lastIndexOf("=");
    const name = flag.slice(0, Math.max(0, at));
    const values = flag
      .slice(at + 1)
      .split(",")
      .map(Number);
    if (at < 1 || !/^\d+(,\d+)*$/.test(flag.slice(at + 1)))
      refuse(`--buckets ${flag}`, `"${flag}" is no name=list of whole numbers`, "for example --buckets batch=1,4,8 seq=32,128");
    if (Object.hasOwn(lists, name) || Object.hasOwn(dims, name))
      refuse(`--buckets ${flag}`, `${name} is given twice`, "give all values in one list, and no --dim for it");
    lists[name] = values;
  }
  return lists;
}

const units: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, ki: 1024, mi: 1024 ** 2, gi: 1024 ** 3 };

/** "64k", "1.5Mi", "300" to bytes. */
export function bytesOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]i?)?b?$/i.exec(text);
  const unit = units[(match?.[2] ?? "").toLowerCase()];
  if (match === null || unit === undefined) return refuse(`${flag} ${text}`, `"${text}" is no size`, "for example 64k, 1.5Mi or 300");
  return Math.floor(Number(match[1]) * unit);
}

/** A whole number of bytes that offsets of 32 bits can count. */
function stringBytesOf(text: string | undefined): number | undefined {
  const bytes = bytesOf("--max-string-bytes", text);
  if (bytes === undefined || (bytes >= 1 && bytes < 2 ** 31)) return bytes;
  return refuse(`--max-string-bytes ${text}`, `${bytes} is no size from 1 to ${2 ** 31 - 1}`);
}

function levelOf(text: string | undefined): 0 | 1 | 2 | 3 {
  const level = Number(text ?? "2");
  if (level === 0 || level === 1 || level === 2 || level === 3) return level;
  return refuse(`-O${text}`, `there is no level "${text}"; there are -O0, -O1, -O2, -O3`);
}

function weightsOf(text: string): "auto" | "inline" | "file" {
  if (text === "auto" || text === "inline" || text === "file") return text;
  return refuse(`--weights ${text}`, `"${text}" is not auto, inline or file`);
}

export const targetsOf = (text: string): readonly TargetName[] => [...new Set(text.split(",").map((name) => targetNamed(name.trim()).name))];

function threadsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : refuse(`--threads ${text}`, `"${text}" is no number`, "for example --threads 2");
}

/** The rows of the tiles file; tuning begins without one. */
const tilesOf = ({ tiles, tune }: Flags): MachineTiles | undefined =>
  tiles === undefined || (tune === true && !existsSync(tiles)) ? undefined : readTiles(tiles);

/** The options of a build; throws CompileError with a usage code. */
export function buildOptions(flags: Flags): BuildOptions {
  return {
    targets: targetsOf(flags.target),
    level: levelOf(flags.O),
    dims: dimsOf(flags.dim),
    items: itemsOf(flags.items),
    weights: weightsOf(flags.weights),
    fallback: flags.fallback ?? false,
    deterministic: flags.deterministic ?? false,
    precise: flags.precise ?? false,
    force: flags.force ?? false,
    verify: flags.verifyPasses ?? false,
    limits: {
      maxArena: bytesOf("--max-arena", flags.maxArena),
      maxWeights: bytesOf("--max-weights", flags.maxWeights),
      maxCode: bytesOf("--max-code", flags.maxCode),
    },
    stringBytes: stringBytesOf(flags.maxStringBytes),
    imageFormats: flags.imageFormats?.split(",").map((name) => name.trim()),
    buckets: flags.buckets && bucketLists(flags.buckets, dimsOf(flags.dim)),
    threads: threadsOf(flags.threads),
    out: flags.out,
    machine: flags.machine,
    name: flags.name,
    templates: flags.templates,
    tiles: tilesOf(flags),
  };
}
