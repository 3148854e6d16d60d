/** Loops without their wish to be unrolled: the form of a vector kernel without vectors would grow by its lanes, and take gcc minutes. */
import { type Kernel, kernel, type Stmt } from "../../loop/kernel.ts";

/** The same kernel, its loops left to the C compiler. */
export const rolled = (k: Kernel): Kernel => kernel({ ...k, body: k.body.map(roll) });

function roll(s: Stmt): Stmt {
  switch (s.kind) {
    case "for":
      return { ...s, unroll: false, body: s.body.map(roll) };
    case "while":
      return { ...s, body: s.body.map(roll) };
    case "if":
      return { ...s, then: s.then.map(roll), else: s.else.map(roll) };
    case "let":
    case "bind":
    case "tile":
    case "set":
    case "store":
      return s;
  }
}
