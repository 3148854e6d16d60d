/**
 * Older operator sets brought up to date: one table of rules by operator and the version before which a rule applies. What a rule
 * returns has the newest meaning, except that the same operator goes on through the later rules. The rules themselves stand in opset-rules.ts.
 */
import type { DType, ElementArray } from "../../core/dtype.ts";
import type { TensorType } from "../../graph/types.ts";
import { upgrades } from "./opset-rules.ts";
import type { SourceNode } from "./source.ts";

/** What a rule sees of the node and the model around it. */
export interface UpgradeContext {
  readonly node: SourceNode;
  /** The tensor type of input `i`; refuses the node when it is missing or no tensor. */
  type(i: number): TensorType;
  /** True when something reads the value. */
  isUsed(name: string): boolean;
  /** Adds a constant and returns its name, made from the node's and `hint`. */
  constant(hint: string, dtype: DType, shape: readonly number[], array: ElementArray): string;
  /** A name for a new value. */
  fresh(hint: string): string;
  /** Refuses this node. */
  fail(rule: string, hint?: string): never;
}

export interface Upgrade {
  readonly ops: readonly string[];
  /** Nodes of an operator set below this one are rewritten. */
  readonly before: number;
  /** The operator it turns into, where that is another. */
  readonly becomes?: string;
  /** What changed, in a few words. */
  readonly doc: string;
  readonly apply: (context: UpgradeContext) => readonly SourceNode[];
}

const rulesByOp = new Map<string, readonly Upgrade[]>();
for (const rule of upgrades) {
  for (const op of rule.ops) {
    const rules = [...(rulesByOp.get(op) ?? []), rule].sort((a, b) => a.before - b.before);
    rulesByOp.set(op, rules);
  }
}

/** The first rule for `op` at operator set `opset`. */
export const upgradeFor = (op: string, opset: number): Upgrade | undefined => rulesByOp.get(op)?.find((rule) => opset < rule.before);
