/** Identifiers of values: ends of their paths that say which value is meant, whatever the order. */
import { expect, it } from "vitest";
import { shortIdentifiers } from "../../src/core/names.ts";

const namesOf = (...sources: string[]): readonly string[] => [...shortIdentifiers(new Map(sources.map((s, i) => [i, s]))).values()];

it("takes the end of a path that no other has, of two segments at least", () => {
  expect(namesOf("model.fc.weight", "model.conv.weight", "model.conv.bias")).toEqual(["fc_weight", "conv_weight", "conv_bias"]);
  expect(namesOf("x", "layers.0.fc.weight", "layers.1.fc.weight")).toEqual(["x", "layers_0_fc_weight", "layers_1_fc_weight"]);
  expect(namesOf("/avgpool/GlobalAveragePool_output_0", "/block/2/avgpool/GlobalAveragePool_output_0")).toEqual(["avgpool", "block_2_avgpool"]);
});

it("names neighbours alike in every order", () => {
  const sources = ["features.0.0.weight", "features.1.0.weight", "features.1.0.bias"];
  expect(namesOf(...sources).toReversed()).toEqual(namesOf(...sources.toReversed()));
});

it("begins with no number where the path has a word", () => {
  expect(namesOf("features.6.3.block.0.0.weight", "features.6.2.block.0.0.weight")[0]).toBe("features_6_3_block_0_0_weight");
  expect(namesOf("0.weight", "12")).toEqual(["v0_weight", "v12"]);
});

it("names the operator where two have one place", () => {
  const names = namesOf(
    "/act/Sigmoid_output_0",
    "/act/Mul_output_0",
    "/act/Mul_output_0.lines",
    "Relu_output_0",
    "/gru/GRU_output_0",
    "/gru/GRU_output_1",
  );
  expect(names).toEqual(["act_Sigmoid", "act_Mul", "act_lines", "Relu", "gru_GRU_output_0", "gru_GRU_output_1"]);
});

it("numbers what one source name stands for, and names that are one identifier", () => {
  expect(namesOf("a.b", "a.b", "a_b", "a/b/int")).toEqual(["a_b", "a_b_2", "a_b_3", "b_int"]);
});

it("compares the ends of long paths only", () => {
  const path = "a.".repeat(100_000);
  expect(namesOf(`${path}x`, `${path}y`)).toEqual(["a_x", "a_y"]);
});
