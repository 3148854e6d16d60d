/** What flags say, as the options that commands pass on. */
import { expect, test } from "vitest";
import { buildOptions } from "../../src/cli/options.ts";
import { CompileError } from "../../src/core/diagnostics.ts";

const flags = { target: "ts", O: "2", weights: "auto" };

test("names of dims may hold an equals sign, as suggestions give them", () => {
  expect(buildOptions({ ...flags, dim: ["n=m=3"], buckets: ["k==1,2"] })).toMatchObject({ dims: { "n=m": 3 }, buckets: { "k=": [1, 2] } });
  expect(buildOptions({ ...flags, dim: ["n=m=3"], buckets: ["n=1,2"] })).toMatchObject({ dims: { "n=m": 3 }, buckets: { n: [1, 2] } });
  expect(() => buildOptions({ ...flags, dim: ["n=m=3"], buckets: ["n=m=1"] })).toThrow(CompileError);
});
