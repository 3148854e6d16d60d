/** Loops without their wish to be unrolled: the form of a vector kernel without vectors would grow by its lanes, and take gcc minutes. */
import { type Kernel, kernel, type Stmt, withBodies } from "../../loop/kernel.ts";

/** The same kernel, its loops left to the C compiler. */
export const rolled = (k: Kernel): Kernel => kernel({ ...k, body: k.body.map(roll) });

function roll(s: Stmt): Stmt {
  const next = withBodies(s, (body) => body.map(roll));
  return next.kind === "for" ? { ...next, unroll: false } : next;
}
