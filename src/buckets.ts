/** Buckets: lists of values for free dims, and their combinations, each of which becomes a variant of the program. */

import { compileError } from "./core/diagnostics.ts";
import type { Dims } from "./schedule/join-programs.ts";

/** Values of free dims, by name: { batch: [1, 4, 8], seq: [32, 128] }. */
export type BucketLists = Readonly<Record<string, readonly number[]>>;

/** More variants than this are more code than anybody reads. */
const mostBuckets = 256;

/** Every combination, in ascending order, the last dim varying fastest. Throws AOT315 if a list is empty or there are too many combinations. */
export function bucketsOf(lists: BucketLists): readonly Dims[] {
  let buckets: readonly Dims[] = [{}];
  for (const [name, list] of Object.entries(lists)) {
    const where = `buckets of ${name}`;
    const isList = Array.isArray(list) && list.length > 0 && list.every((value) => Number.isSafeInteger(value) && value >= 0);
    if (!isList) throw compileError({ code: "AOT315", where, message: "are no list of whole numbers", hint: `for example ${name}=1,4,8` });
    const values = [...new Set(list)].sort((a, b) => a - b);
    buckets = buckets.flatMap((dims) => values.map((value) => ({ ...dims, [name]: value })));
    if (buckets.length > mostBuckets)
      throw compileError({
        code: "AOT315",
        where,
        message: `the lists give ${buckets.length} combinations, ${mostBuckets} are built at most`,
        hint: "give shorter lists, or build several programs",
      });
  }
  return buckets;
}
