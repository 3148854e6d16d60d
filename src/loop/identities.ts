/** Operations of integers that give one of their operands, whatever the other one is. Exact, since they wrap around. */
import type { BinaryOp, Scalar } from "./expr.ts";
import type { Value } from "./semantics.ts";

export const wrapsAround = (dtype: Scalar): boolean => dtype === "i32" || dtype === "u32" || dtype === "i64" || dtype === "u64";

/** Which operand `a op b` is, each given by its value where that is known; undefined where it depends on both. */
export function operandGiven(op: BinaryOp, a: Value | undefined, b: Value | undefined): "a" | "b" | undefined {
  const [left, right] = [a, b].map((x) => (x === undefined ? undefined : Number(x)));
  switch (op) {
    case "add":
    case "or":
    case "xor":
      return right === 0 ? "a" : left === 0 ? "b" : undefined;
    case "sub":
    case "shl":
    case "shr":
      return right === 0 ? "a" : undefined;
    case "mul":
      return right === 1 || left === 0 ? "a" : left === 1 || right === 0 ? "b" : undefined;
    case "and":
      return left === 0 ? "a" : right === 0 ? "b" : undefined;
    case "div":
      return right === 1 ? "a" : undefined;
    default:
      return undefined;
  }
}
