/** Small programs built by hand: what the JavaScript shell is tested with, without a model, a pass or a schedule. */

import { dimOf, add as plus, mul as times } from "../../../src/core/dim.ts";
import type { DType } from "../../../src/core/dtype.ts";
import { plainLayout } from "../../../src/core/layout.ts";
import { add, buffer, constant, load, max, mul, tile, tileGet } from "../../../src/loop/expr.ts";
import { declareTile, kernel, loop, setTile, store } from "../../../src/loop/kernel.ts";
import { machines } from "../../../src/loop/machine.ts";
import type { Port, Program, Storage } from "../../../src/schedule/program.ts";
import type { EmitOptions } from "../../../src/targets/target.ts";

export const storage = (name: string, place: Storage["place"], dtype: DType, shape: readonly number[], bytes: number): Storage => ({
  name,
  holds: [name],
  place,
  dtype,
  shape,
  layout: plainLayout(shape.length),
  bytes,
});

const port = (s: Storage): Port => ({ name: s.name, identifier: s.name, dtype: s.dtype, shape: s.shape, storage: s });

export const options: EmitOptions = { machine: machines.js, weights: "auto", deterministic: false };

/** score = relu(weight * image) in two steps: a matrix of 4 rows and 6 columns. */
export function tinyProgram(name = "tiny"): Program {
  const image = storage("image", "input", "f32", [1, 6], 24);
  const score = storage("score", "output", "f32", [1, 4], 16);
  const weight = storage("weight", "weights", "f32", [4, 6], 128);
  const hidden = storage("hidden", "arena", "f32", [1, 4], 64);
  const x = buffer("x", "f32", 6, "in");
  const w = buffer("w", "f32", 24, "in");
  const y = buffer("y", "f32", 4, "out");
  const sum = tile("sum", "f32", 1, []);
  const dense = kernel({
    name: "dense_6_to_4",
    doc: ["dense: f32[6] -> f32[4]. 24 multiply-adds."],
    params: [x, w, y],
    body: [
      loop("row", 4, (row) => [
        declareTile(sum, constant("f32", 0)),
        loop("column", 6, (column) => [
          setTile(sum, [], add(tileGet(sum, []), mul(load(x, dimOf(column)), load(w, plus(times(dimOf(row), 6), dimOf(column)))))),
        ]),
        store(y, dimOf(row), tileGet(sum, [])),
      ]),
    ],
  });
  const a = buffer("x", "f32", 4, "in");
  const b = buffer("y", "f32", 4, "out");
  const relu = kernel({
    name: "relu_4",
    doc: ["relu of 4 elements."],
    params: [a, b],
    body: [loop("i", 4, (i) => [store(b, dimOf(i), max(load(a, dimOf(i)), constant("f32", 0)))])],
  });
  const values = Float32Array.from({ length: 32 }, (_, i) => (i < 24 ? (i % 5) - 2 : 0));
  const whole = (s: Storage) => ({ storage: s, offset: 0 });
  return {
    name,
    source: `${name}.onnx`,
    inputs: [port(image)],
    outputs: [port(score)],
    weights: [{ storage: weight, offset: 0, bytes: new Uint8Array(values.buffer), origin: ["weight"] }],
    weightBytes: 128,
    threads: 1,
    kernels: [dense, relu],
    variants: [
      {
        dims: [],
        inputs: [port(image)],
        outputs: [port(score)],
        region: {
          steps: [
            { kind: "call", kernel: dense, args: [image, weight, hidden].map(whole), extents: [], origin: ["/fc/MatMul"] },
            { kind: "call", kernel: relu, args: [hidden, score].map(whole), extents: [], origin: ["/fc/Relu"] },
          ],
        },
        arena: [{ storage: hidden, offset: 0, first: 0, last: 1 }],
        arenaBytes: 64,
        arenaLowerBound: 64,
      },
    ],
  };
}

/** What the tiny program must give. */
export function tinyExpected(image: ArrayLike<number>): number[] {
  return Array.from({ length: 4 }, (_, row) =>
    Math.max(
      0,
      Array.from(image).reduce((s, x, i) => s + x * (((row * 6 + i) % 5) - 2), 0),
    ),
  );
}
