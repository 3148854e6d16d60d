/** Public API: build, inspect, run, verify, bench, layers, tune, diff and check, as on the command line. */

export { type BenchOptions, type BenchResult, type BenchRow, bench } from "./bench.ts";
export type { BucketLists } from "./buckets.ts";
export { type BuildOptions, type BuildResult, build, type TargetBuild, type TargetName } from "./build.ts";
export { type CheckOptions, type CheckResult, check, type TargetCheck } from "./check.ts";
export { CompileError, type Diagnostic, formatDiagnostic } from "./core/diagnostics.ts";
export type { DType, ElementArray } from "./core/dtype.ts";
export type { ItemLists, Items } from "./core/structure.ts";
export { diff } from "./diff.ts";
export { type Inspection, type InspectResult, inspect } from "./inspect.ts";
export { type Layer, type LayerOptions, type LayersResult, layers } from "./layers.ts";
export type { Limits } from "./limits.ts";
export type { OutputError } from "./output-errors.ts";
export type { Before, Cause, OutputDiff, TargetDiff } from "./review/diff.ts";
export type { StepChange } from "./review/match-steps.ts";
export { type NamedTensor, type RunResult, run } from "./run.ts";
export type { EmittedFile } from "./targets/target.ts";
export { type MachineTiles, readTiles, type TileChoices, writeTiles } from "./tiles.ts";
export { type TunedKernel, type TuneOptions, type TuneResult, tune } from "./tune.ts";
export { type Verification, type VerifyOptions, type VerifyResult, verify } from "./verify.ts";
export { version } from "./version.ts";
