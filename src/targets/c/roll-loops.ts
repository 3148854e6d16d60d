/**
 * The form of a vector kernel without vectors, as C compilers make the most of it: loops over a register tile stay unrolled; transforms, whose
 * bodies have tiles of their own, are rolled, since with all lanes they take twice as long to compile and three times the code (ResNet-18: 46 ms instead of 57).
 */
import { type Kernel, kernel, type Stmt, withBodies } from "../../loop/kernel.ts";

/** The same kernel, its transforms left to the C compiler. */
export const withRolledTransforms = (k: Kernel): Kernel => kernel({ ...k, body: k.body.map(roll) });

function roll(s: Stmt): Stmt {
  const next = withBodies(s, (body) => body.map(roll));
  return next.kind === "for" && next.unroll && next.body.some((x) => x.kind === "tile") ? { ...next, unroll: false } : next;
}
