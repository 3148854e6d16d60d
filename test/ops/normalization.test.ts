import { describe, expect, test } from "vitest";
import { makeNode } from "../../src/graph/build.ts";
import { type OpDef, value } from "../../src/graph/graph.ts";
import { tensorType } from "../../src/graph/types.ts";
import { BatchNormalization } from "../../src/ops/batch-normalization.ts";
import { GroupNormalization } from "../../src/ops/group-normalization.ts";
import { InstanceNormalization } from "../../src/ops/instance-normalization.ts";
import { LayerNormalization } from "../../src/ops/layer-normalization.ts";
import { agreesWithRuntime, choices } from "../support/single-node.ts";

const floatAttrs = ["epsilon"];

describe("normalizations agree with ONNX Runtime", () => {
  test("BatchNormalization of all ranks", async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const c = choices(seed);
      const channels = c.int(1, 5);
      const shape = [c.int(1, 2), channels, ...[4, 3, 2].slice(0, c.int(0, 3))];
      const variance = c.tensor([channels]);
      const positive = { ...variance, values: variance.values.map((v) => Math.abs(v) + 0.1) };
      const inputs = [c.tensor(shape), c.tensor([channels]), c.tensor([channels]), c.tensor([channels]), positive];
      await agreesWithRuntime({ op: BatchNormalization, attrs: { epsilon: c.pick([1e-5, 1e-3]) }, floatAttrs, inputs });
    }
  });

  test("InstanceNormalization", async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const c = choices(seed);
      const channels = c.int(1, 4);
      const shape = [c.int(1, 2), channels, ...[5, 4, 3].slice(0, c.int(1, 3))];
      const inputs = [c.tensor(shape), c.tensor([channels]), c.tensor([channels])];
      await agreesWithRuntime({ op: InstanceNormalization, attrs: { epsilon: 1e-3 }, floatAttrs, inputs });
    }
  });

  test("LayerNormalization over every axis, with its statistics", async () => {
    for (let seed = 1; seed <= 24; seed++) {
      const c = choices(seed);
      const shape = Array.from({ length: c.int(2, 4) }, () => c.int(1, 6));
      const axis = c.int(-shape.length, shape.length - 1);
      const last = shape.slice(axis);
      const inputs = [c.tensor(shape), c.tensor(last), ...(c.int(0, 1) === 0 ? [c.tensor(last)] : [])];
      await agreesWithRuntime({ op: LayerNormalization, attrs: { axis, epsilon: 1e-2 }, floatAttrs, inputs, outputCount: c.pick([1, 2, 3]) }, 1e-4);
    }
  });

  test("GroupNormalization", async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const c = choices(seed);
      const [groups, size] = [c.int(1, 3), c.int(1, 3)];
      const shape = [c.int(1, 2), groups * size, ...[5, 4].slice(0, c.int(1, 2))];
      const inputs = [c.tensor(shape), c.tensor([groups * size]), c.tensor([groups * size])];
      await agreesWithRuntime({ op: GroupNormalization, attrs: { num_groups: groups, epsilon: 1e-3 }, floatAttrs, inputs }, 1e-4);
    }
  });
});

const node = (op: OpDef, shapes: readonly (readonly number[])[], attrs = {}, outputs = ["y"]) =>
  makeNode({ op, attrs, inputs: shapes.map((s, i) => value(`x${i}`, tensorType("f32", s))), outputs, origin: ["norm"] });

test.each([
  [
    "training",
    () => node(BatchNormalization, [[2], [1], [1], [1], [1]], { training_mode: 1 }),
    "trains on an input of shape [2], a batch and channels are expected",
  ],
  ["channels", () => node(BatchNormalization, [[1, 2, 4], [2], [2], [3], [2]]), "input 3 (input_mean) has shape [3], the input 2 channels"],
  ["groups", () => node(GroupNormalization, [[1, 4, 4], [4], [4]], { num_groups: 3 }), "no multiple of num_groups 3"],
  ["a scale", () => node(LayerNormalization, [[2, 4], [3]]), "shape [3] does not broadcast to [2,4]"],
  ["an axis", () => node(LayerNormalization, [[2, 4], [4]], { axis: 2 }), "axis 2 is out of range for rank 2"],
])("%s that cannot be is refused", (_, make, message) => expect(make).toThrow(message));
