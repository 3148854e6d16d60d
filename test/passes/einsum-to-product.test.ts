import { describe, it } from "vitest";
import { einsumToProduct } from "../../src/passes/einsum-to-product.ts";
import { becomes, keeps } from "../support/pass-test.ts";

const einsum = (equation: string, a: string, b: string): string => `a: f32[${a}]; b: f32[${b}]; y = Einsum(a, b) equation="${equation}"; return y`;

describe("einsum-to-product", () => {
  it("brings a batch to the front and sums over the last axis of the left operand", () => {
    becomes(
      einsumToProduct,
      einsum("bqhd,bkhd->bhqk", "2,5,3,4", "2,17,3,4"),
      `a: f32[2,5,3,4]; b: f32[2,17,3,4]; "a.ordered" = Transpose(a) perm=[0, 2, 1, 3] # from y
      "b.ordered" = Transpose(b) perm=[0, 2, 3, 1] # from y
      y = MatMul("a.ordered", "b.ordered") # from y
      return y`,
    );
  });

  it("takes several axes of one operand as one", () => {
    becomes(
      einsumToProduct,
      einsum("bsd,dhk->kbsh", "2,3,4", "4,2,8"),
      `a: f32[2,3,4]; b: f32[4,2,8]; "a.shape": i64[2] = [6, 4]; "b.ordered.shape": i64[2] = [4, 16]; "y.product.shape": i64[4] = [2, 3, 8, 2]
      "a.shaped" = Reshape(a, "a.shape") # from y
      "b.ordered" = Transpose(b) perm=[0, 2, 1] # from y
      "b.ordered.shaped" = Reshape("b.ordered", "b.ordered.shape") # from y
      "y.product" = MatMul("a.shaped", "b.ordered.shaped") # from y
      "y.product.shaped" = Reshape("y.product", "y.product.shape") # from y
      y = Transpose("y.product.shaped") perm=[2, 0, 1, 3]
      return y`,
    );
  });

  it("exchanges operands so that the result need not be turned", () => {
    becomes(
      einsumToProduct,
      einsum("bkd,bqd->bqk", "2,17,4", "2,5,4"),
      `a: f32[2,17,4]; b: f32[2,5,4]; t = Transpose(a) perm=[0,2,1]; y = MatMul(b, t); return y`.replaceAll(/\bt\b/g, '"a.ordered"'),
    );
  });

  it("leaves the larger one of an operand and the result as it is", () => {
    const shapes = `a: f32[2,3,5,17]; b: f32[2,17,4]; "a.shape": i64[3] = [2,15,17]; "y.product.shape": i64[4] = [2,3,5,4]`;
    becomes(
      einsumToProduct,
      einsum("bgqk,bkd->bqgd", "2,3,5,17", "2,17,16").replace("16", "16"),
      `${shapes.replace("17,4", "17,16").replace("5,4", "5,16")}; "a.shaped" = Reshape(a, "a.shape"); "y.product" = MatMul("a.shaped", b)
      "y.product.shaped" = Reshape("y.product", "y.product.shape"); y = Transpose("y.product.shaped") perm=[0,2,1,3]; return y`,
    );
  });

  it.each([
    ["two columns", "ij,jk->ik", "20,4", "4,2"],
    ["an axis that is broadcast", "bij,bjk->bik", "1,20,4", "2,4,20"],
    ["a diagonal", "iij,jk->ik", "20,20,4", "4,20"],
    ["an index of one operand that is summed over", "lij,jk->ik", "2,20,4", "4,20"],
    ["nothing to sum over", "i,j->ij", "20", "20"],
    ["no columns", "ij,ij->i", "20,30", "20,30"],
  ])("keeps %s", (_, equation, a, b) => keeps(einsumToProduct, einsum(equation, a, b)));
});
