/** Programs in which every kernel that can be is shared among threads, however short: small networks show then what large ones do. */
import { type BucketLists, bucketsOf } from "../../src/buckets.ts";
import { type Compiled, compile } from "../../src/compile.ts";
import type { SourceModel } from "../../src/frontends/frontend.ts";
import { type Machine, machineNamed } from "../../src/loop/machine.ts";
import { targets } from "../../src/targets/index.ts";
import type { EmittedFile } from "../../src/targets/target.ts";

export interface Threaded {
  readonly compiled: Compiled;
  readonly files: readonly EmittedFile[];
}

/** `model` for a target and machine; `least` is how many nanoseconds a kernel must take to be shared, `l2` how many bytes the second-level cache has, `calls` how often one thread calls a kernel (once). */
export async function threaded(
  model: SourceModel,
  target: "c" | "wasm",
  machineName: string,
  options: {
    readonly threads: number;
    readonly deterministic?: boolean;
    readonly least?: number;
    readonly l2?: number;
    readonly calls?: number;
    readonly buckets?: BucketLists;
  },
): Promise<Threaded> {
  const { threads, deterministic = false, least = 0 } = options;
  const named = machineNamed(machineName);
  const machine: Machine = { ...named, l2: options.l2 ?? named.l2, leastShared: least, wait: 0, calls: options.calls ?? 1, leastInCalls: least };
  const buckets = options.buckets === undefined ? {} : { buckets: bucketsOf(options.buckets) };
  const common = { level: 2, deterministic, precise: false, name: "net", source: "net.onnx", verify: true, ...buckets } as const;
  const compiled = compile(model, { ...common, machine, threads });
  const files = await targets[target].emit(compiled.program, { machine, weights: "auto", deterministic });
  return { compiled, files };
}
