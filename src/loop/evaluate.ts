/** Runs kernels at build time: printed as strict JavaScript, compiled once per kernel object. What ships is what folds constants. */
import { invariant } from "../core/diagnostics.ts";
import type { ElementArray } from "../core/dtype.ts";
import { functionsOf } from "./functions.ts";
import { jsHelpers, untyped } from "./js-helpers.ts";
import { integersOf, type Kernel } from "./kernel.ts";
import { helpersUsed, printFunction, printKernel } from "./print-code.ts";
import { jsDialect } from "./print-js.ts";
import { hasVectors, scalarize } from "./scalarize.ts";
import { withCodes } from "./small-floats.ts";
import { withBoundTurns } from "./turned-loops.ts";

type Compiled = (...args: readonly (ElementArray | number)[]) => void;

const compiled = new WeakMap<Kernel, Compiled>();
const dialect = jsDialect({ strict: true, types: false });

/**
 * Runs `kernel` on one array for each parameter, in order (elements as dtype.ts stores them), and one value for each extent and end of its range.
 * Addresses outside an array read as undefined and are the kernel's bug: check.ts looks for them.
 */
export function evaluateKernel(kernel: Kernel, buffers: readonly ElementArray[], integers: readonly number[] = []): void {
  invariant(buffers.length === kernel.params.length, `${kernel.name} takes ${kernel.params.length} buffers, got ${buffers.length}`);
  const wanted = integersOf(kernel).length;
  invariant(integers.length === wanted, `${kernel.name} takes ${wanted} integers, got ${integers.length}`);
  let run = compiled.get(kernel);
  if (run === undefined) {
    run = new Function(`${kernelScript(kernel)}return ${scriptName(kernel)};`)() as Compiled;
    compiled.set(kernel, run);
  }
  run(...buffers, ...integers);
}

/** A kernel may be called as a helper is ("nearest"). */
const scriptName = (kernel: Kernel): string => `kernel_${kernel.name}`;

/** The strict JavaScript a kernel is evaluated with, functions and helpers before it. */
export function kernelScript(kernel: Kernel): string {
  const coded = withCodes(withBoundTurns(kernel));
  const scalar = { ...(hasVectors(coded) ? scalarize(coded) : coded), name: scriptName(kernel) };
  const text = [...functionsOf(scalar.body).map((fn) => printFunction(fn, dialect)), printKernel(scalar, dialect)].join("\n");
  return `"use strict";\n${[...helpersUsed(text, jsHelpers).map(untyped), text].join("\n")}\n`;
}
