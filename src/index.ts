/** Public API: build, inspect, run and verify, as the command line does. */

export { type BuildOptions, type BuildResult, build, type TargetBuild, type TargetName } from "./build.ts";
export { CompileError, type Diagnostic, formatDiagnostic } from "./core/diagnostics.ts";
export type { DType, ElementArray } from "./core/dtype.ts";
export { type Inspection, type InspectResult, inspect } from "./inspect.ts";
export type { Limits } from "./limits.ts";
export { type NamedTensor, type RunResult, run } from "./run.ts";
export type { EmittedFile } from "./targets/target.ts";
export { type OutputError, type Verification, type VerifyOptions, type VerifyResult, verify } from "./verify.ts";
export { version } from "./version.ts";
