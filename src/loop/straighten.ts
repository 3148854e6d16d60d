/** Straightening: kernels for printers without an optimizer behind them, with every loop, value and address written out as it is to run. */
import { coalesceLoops } from "./coalesce.ts";
import { commonSubexpressions } from "./common-subexpressions.ts";
import type { Kernel } from "./kernel.ts";
import { strengthReduce } from "./strength-reduce.ts";
import { expandUnrolled } from "./unroll.ts";

export { coalesceLoops, commonSubexpressions, expandUnrolled, strengthReduce };

/** Unrolled, without repeated values, loops joined where memory is walked as one, every address a base and a constant. Exact. */
export const straighten = (kernel: Kernel): Kernel => strengthReduce(coalesceLoops(commonSubexpressions(expandUnrolled(kernel))));
