/** verify: runs a model's programs and compares their outputs with ONNX Runtime where it is installed. */

import { buildTarget, checkFallback, type TargetName, targetNamed } from "./build.ts";
import { type CaseOptions, casesFor } from "./cases.ts";
import { type Reference, referenceFor } from "./onnx-runtime.ts";
import { compareAll, type OutputError, roundingOf } from "./output-errors.ts";
import { roundingSpreads } from "./rounding-spread.ts";
import { runBuild } from "./run.ts";

export interface Verification {
  readonly target: TargetName;
  readonly machine: string;
  /** The bucket that was run, if there are buckets: "batch=4 seq=32". */
  readonly bucket?: string;
  readonly errors: readonly OutputError[];
  readonly passed: boolean;
}

export interface VerifyResult {
  /** "ONNX Runtime 1.30.0", or "self-check, not an oracle" with ONNX Runtime's reason if it cannot run the model. */
  readonly reference: string;
  /** Allows max |a - b| <= tolerance * max |b| for each output: the tolerance requested, plus the rounding of the model's 16-bit floats; more where an error has a spread. */
  readonly tolerance: number;
  readonly verifications: readonly Verification[];
  readonly passed: boolean;
}

export interface VerifyOptions extends CaseOptions {
  /** Allowed in addition to the rounding of 16-bit floats; default: 1e-4. */
  readonly tolerance?: number;
}

/** Builds and runs each target on the same inputs and compares every output; with buckets, in each of them. */
export async function verify(path: string, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { targets = ["wasm"] as const, progress = () => {} } = options;
  checkFallback(targets, options.fallback);
  progress("read model");
  const { model, cases } = await casesFor(path, options);
  const tolerance = (options.tolerance ?? 1e-4) + roundingOf(cases);
  progress("reference");
  const references: Reference[] = [];
  for (const one of cases) references.push(await referenceFor(path, one));
  const spreadOf = roundingSpreads(path, options);
  const verifications: Verification[] = [];
  for (const name of targets) {
    const build = await buildTarget(model, targetNamed(name), path, { ...options, golden: false });
    progress(`run ${name}`);
    for (const [i, one] of cases.entries()) {
      const errors = await compareAll(await runBuild(build, one.inputs), references[i], tolerance, () => spreadOf(one));
      const passed = errors.every((e) => e.passed);
      verifications.push({ target: name, machine: build.machine, bucket: one.bucket, errors, passed });
    }
  }
  return { reference: references[0]?.name ?? "", tolerance, verifications, passed: verifications.every((v) => v.passed) };
}
