/** Ensembles of decision trees as tables: what every format of them becomes, and the constants the kernel reads. */
import type { ExpandContext, Value } from "../../graph/graph.ts";
import { table } from "./classic.ts";

/** Comparisons of a node, by number. */
export const comparisons = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "BRANCH_MEMBER"] as const;
export const membership = 6;

export type Trees = {
  /** Of each inner node: the feature, the comparison, what it is compared with, and where to go (a leaf l is -1 - l). */
  readonly features: readonly number[];
  readonly modes: readonly number[];
  readonly values: readonly number[];
  readonly yes: readonly number[];
  readonly no: readonly number[];
  /** 1 where a missing feature (NaN) goes the way of yes. */
  readonly missing: readonly number[];
  /** Where each tree begins. */
  readonly roots: readonly number[];
  /** First entry of each leaf, and the end: targets and weights of all leaves. */
  readonly leaves: readonly number[];
  readonly targets: readonly number[];
  readonly weights: readonly number[];
  /** First member of each node's set, and the end. */
  readonly sets: readonly number[];
  readonly members: readonly number[];
};

type Fail = (rule: string, hint?: string) => never;

/** Refuses tables with paths that lead nowhere or go on forever: the kernel walks until it meets a leaf. */
export function checkTrees(trees: Trees, fail: Fail): Trees {
  const nodes = trees.features.length;
  const leaves = trees.leaves.length - 1;
  const check = (what: string, to: number): void => {
    if (!Number.isInteger(to) || to >= nodes || to < -leaves)
      fail(`${what} leads to ${to < 0 ? `leaf ${-1 - to}` : `node ${to}`}, there are ${nodes} nodes and ${leaves} leaves`);
  };
  if (trees.roots.length === 0) fail("has no trees");
  for (const name of ["modes", "values", "yes", "no"] as const)
    if (trees[name].length !== nodes) fail(`has ${trees[name].length} entries of ${name} for ${nodes} nodes`);
  trees.roots.forEach((to, i) => check(`tree ${i}`, to));
  trees.yes.forEach((to, i) => check(`node ${i}`, to));
  trees.no.forEach((to, i) => check(`node ${i}`, to));
  const state = new Uint8Array(nodes);
  const [open, done] = [1, 2];
  for (const root of trees.roots) {
    const path = [root];
    while (path.length > 0) {
      const at = path.at(-1) ?? -1;
      if (at < 0 || state[at] === done) {
        path.pop();
        continue;
      }
      const next = state[at] === open ? undefined : [trees.yes[at] ?? -1, trees.no[at] ?? -1].filter((to) => to >= 0);
      if (next === undefined || next.length === 0) {
        state[at] = done;
        path.pop();
        continue;
      }
      state[at] = open;
      const back = next.find((to) => state[to] === open);
      if (back !== undefined) fail(`node ${at} leads back to node ${back}, so that its tree has no end`);
      path.push(...next);
    }
  }
  return trees;
}

/** One table cannot be empty: a program's constants have elements. */
const padded = (list: readonly number[]): readonly number[] => (list.length === 0 ? [0] : list);

/** The tables as constants, in the order the operator takes them. */
export function treeTables(context: ExpandContext, trees: Trees, dtype: "f32" | "f64"): readonly Value[] {
  const integers = (name: keyof Trees): Value => table(context, name, "i32", [padded(trees[name]).length], padded(trees[name]));
  const reals = (name: keyof Trees): Value => table(context, name, dtype, [padded(trees[name]).length], padded(trees[name]));
  return [
    ...(["features", "modes"] as const).map(integers),
    reals("values"),
    ...(["yes", "no", "missing", "roots", "leaves", "targets"] as const).map(integers),
    reals("weights"),
    integers("sets"),
    reals("members"),
  ];
}
