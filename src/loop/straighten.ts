/** Straightening: kernels for printers without an optimizer behind them, with every loop, value and address written out as it is to run. */
import { commonSubexpressions } from "./common-subexpressions.ts";
import type { Kernel } from "./kernel.ts";
import { strengthReduce } from "./strength-reduce.ts";
import { expandUnrolled } from "./unroll.ts";

export { commonSubexpressions, expandUnrolled, strengthReduce };

/** Unrolled, without repeated values, every address a base and a constant. Exact. */
export const straighten = (kernel: Kernel): Kernel => strengthReduce(commonSubexpressions(expandUnrolled(kernel)));
