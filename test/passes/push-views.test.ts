import { describe, it } from "vitest";
import { pushViews } from "../../src/passes/push-views.ts";
import { becomes, keeps } from "../support/pass-test.ts";

const head = "x: f32[6,4]; w: f32[4,5]; b: f32[5]; r: f32[2,3,5]; three: i64[3] = [2,3,5]";
const product = "p = Gemm(x, w, b)";

describe("push-views", () => {
  it("lets a product meet a view of what it is added to", () =>
    becomes(
      pushViews,
      `${head}; ${product}; v = Reshape(p, three); y = Add(v, r); return y`,
      `x: f32[6,4]; w: f32[4,5]; b: f32[5]; r: f32[2,3,5]; "r.shape": i64[2] = [6,5]; "y.shape": i64[3] = [2,3,5]; ${product}; "r.view" = Reshape(r, "r.shape") # from v, y\n "y~2" = Add(p, "r.view") # from v, y\n y = Reshape("y~2", "y.shape") # from v, y\n return y`,
    ));

  it.each([
    ["a product that something else reads", "v = Reshape(p, three); y = Add(v, r); return y, p"],
    ["a view that something else reads", "v = Reshape(p, three); y = Add(v, r); return y, v"],
    ["an operand that is repeated", "c: f32[5]; v = Reshape(p, three); y = Add(v, c); return y"],
    ["a product that is repeated", "one: i64[3] = [1,6,5]; s: f32[2,6,5]; v = Reshape(p, one); y = Add(v, s); return y"],
    ["what meets a product that is not viewed", "q = MatMul(r, z); v = Reshape(p, three); y = Add(v, q); return y"],
    ["a view of an operator that is no product", "e = Exp(p); v = Reshape(e, three); y = Add(v, r); return y"],
  ])("keeps %s", (_, text) => keeps(pushViews, `${head}; z: f32[5,5]; ${product}; ${text}`));
});
