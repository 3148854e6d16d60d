import { expect, test } from "vitest";
import { newArray } from "../../src/core/dtype.ts";
import { evaluateKernel } from "../../src/loop/evaluate.ts";
import { functionsOf } from "../../src/loop/functions.ts";
import { jsHelpers, untyped } from "../../src/loop/js-helpers.ts";
import { helpersUsed, printFunction, printKernel } from "../../src/loop/print-code.ts";
import { jsDialect } from "../../src/loop/print-js.ts";
import { differenceFrom, semanticsCases } from "../support/semantics-cases.ts";
import { walkKernel } from "../support/tree-walk.ts";

test.each([1, 4])("evaluated kernels follow the table on every edge value, %i lanes", (lanes) => {
  const wrong = semanticsCases(lanes).map((c) => {
    const output = newArray(c.outputType, c.expected.length);
    evaluateKernel(c.kernel, [...c.inputs, output]);
    return differenceFrom(c, output);
  });
  expect(wrong.filter((w) => w !== undefined)).toEqual([]);
});

test("so does JavaScript that keeps f32 in doubles until a store", () => {
  const dialect = jsDialect({ strict: false, types: false });
  const wrong = semanticsCases().map((c) => {
    const output = newArray(c.outputType, c.expected.length);
    const functions = functionsOf(c.kernel.body).map((fn) => printFunction(fn, dialect));
    const text = [...functions, printKernel(c.kernel, dialect)].join("\n");
    const helpers = helpersUsed(text, jsHelpers).map(untyped).join("\n");
    new Function(`"use strict";\n${helpers}\n${text}\nreturn ${c.kernel.name};`)()(...c.inputs, output);
    return differenceFrom(c, output);
  });
  expect(wrong.filter((w) => w !== undefined)).toEqual([]);
});

test.each([1, 4])("so does walking the tree, %i lanes", (lanes) => {
  const wrong = semanticsCases(lanes).map((c) => {
    const output = newArray(c.outputType, c.expected.length);
    walkKernel(c.kernel, [...c.inputs, output]);
    return differenceFrom(c, output);
  });
  expect(wrong.filter((w) => w !== undefined)).toEqual([]);
});
