/** What fuzzing found, cut down: each runs on every target again, some with all nodes in the body of another. */
import type { Held, Operand } from "./growing.ts";
import type { Recipe } from "./operands.ts";

export const found: readonly (readonly [what: string, graph: Recipe, heldBy?: Held["op"]])[] = [
  [
    "seven channels of one element are a block of eight to the convolution behind them",
    (g) => {
      const [least] = g.add("ReduceMin", [g.given("f32", [1, 7, 8], false), g.constantOf("i64", [1], [2])], { attrs: { keepdims: 1 } }) ?? [];
      g.add("Conv", [least, g.given("f32", [16, 7, 1], true)]);
    },
  ],
  [
    "one pooled element is a block to a transposed convolution",
    (g) => {
      const [pooled] = g.add("AveragePool", [g.given("f32", [1, 1, 1], false)], { attrs: { kernel_shape: [1], strides: [2] } }) ?? [];
      const [wide] = g.add("ConvTranspose", [pooled, g.given("f32", [1, 2, 2], true)], { attrs: { strides: [2] } }) ?? [];
      g.add("AveragePool", [wide], { attrs: { kernel_shape: [2], pads: [1, 0] } });
    },
  ],
  [
    "remainders by a stride longer than the kernel have no weights",
    (g) => {
      const attrs = { strides: [2, 3], kernel_shape: [1, 1], output_padding: [0, 1] };
      g.add("ConvTranspose", [g.given("f32", [2, 8, 1, 14], false), g.given("f32", [8, 1, 1, 1], true), g.given("f32", [1], true)], { attrs });
    },
  ],
  [
    "a channel that is padding alone reads nothing",
    (g) => {
      const padded = g.add("Pad", [g.given("f32", [1, 3, 2, 2], false), g.constantOf("i64", [8], [0, 1, 0, 0, 0, 1, 0, 0])]) ?? [];
      g.add("AveragePool", padded, { attrs: { kernel_shape: [1, 2], strides: [2, 1] } });
    },
  ],
  [
    "the first part of a whole leaves what was computed behind it in its last block",
    (g) => {
      const [x] = g.add("Conv", [g.given("f32", [1, 1, 1], false), g.given("f32", [2, 1, 1], true)]) ?? [];
      const [y] = g.add("Sub", [g.given("f32", [], false), x]) ?? [];
      const [z] = g.add("Conv", [y, g.given("f32", [1, 2, 1], true)]) ?? [];
      const [part] = g.add("Concat", [y, z, y], { attrs: { axis: 1 } }) ?? [];
      g.add("Concat", [y, part, y], { attrs: { axis: 1 } });
    },
  ],
  [
    "a tile of rows that are padding alone reads nothing",
    (g) => {
      const padded = g.add("Pad", [g.given("f32", [1, 2, 1, 17], false), g.constantOf("i64", [8], [2, 0, 0, 0, 0, 0, 0, 0])]) ?? [];
      g.add("MatMul", [...padded, g.given("f32", [1, 1, 17, 1], false)]);
    },
  ],
  [
    "updates of what a convolution stored in blocks, and of what one reads with a halo",
    (g) => {
      const scattered = (op: string, x: Operand | undefined, at: readonly number[]): Operand | undefined => {
        const rank = x?.shape.length ?? 0;
        const ones = Array.from({ length: rank }, () => 1);
        if (op === "ScatterElements") return g.add(op, [x, g.constantOf("i64", ones, [1]), g.given("f32", ones, true)], { attrs: { axis: 1 } })?.[0];
        return g.add(op, [x, g.constantOf("i64", [1, rank], at), g.given("f32", [1], true)])?.[0];
      };
      for (const op of ["ScatterND", "ScatterElements"]) {
        const [y] = g.add("Conv", [g.given("f32", [2, 3, 5], false), g.given("f32", [3, 3, 2], true)], { attrs: { pads: [0, 1] } }) ?? [];
        const z = scattered(op, y, [-1, 2, 3]);
        g.add("Conv", [z, g.given("f32", [2, 3, 2], true)], { attrs: { pads: [1, 1] } });
        g.add("Conv", [scattered(op, g.given("f32", [1, 5, 4], false), [0, -5, 3]), g.given("f32", [1, 5, 1], true)], { attrs: { pads: [1, 0] } });
      }
    },
  ],
  [
    "cubics of places beyond the border take elements of the border, each moved inside by itself",
    (g) => {
      const grid = g.constantOf("f32", [1, 1, 4, 2], [-0.96, -1.19, 1.4, 0.2, -3, 0.9, 0.1, 5], false);
      for (const align_corners of [0, 1])
        g.add("GridSample", [g.given("f32", [1, 2, 2, 3], false), grid], { attrs: { mode: "cubic", padding_mode: "border", align_corners } });
    },
  ],
  [
    "the last query sees all keys, of others those that come after them are hidden",
    (g) => {
      for (const [queries, keys] of [
        [1, 3],
        [3, 3],
        [3, 5],
        [5, 3],
      ] as const) {
        const [q, k, v] = [queries, keys, keys].map((rows) => g.given("f32", [2, rows, 4], false));
        const attrs = { num_heads: 2, unidirectional: 1 };
        g.add("MultiHeadAttention", [q, k, v], { domain: "com.microsoft", attrs });
        const bias = g.given("f32", [2, 2, queries, keys], false);
        g.add("MultiHeadAttention", [q, k, v, undefined, undefined, bias], { domain: "com.microsoft", attrs });
      }
    },
  ],
  [
    "a filter over an axis without elements reads nothing",
    (g) => {
      g.allowEmpty();
      const attrs = { mode: "linear", antialias: 1 };
      g.add("Resize", [g.given("f32", [0, 3, 1, 5], false), undefined, undefined, g.constantOf("i64", [4], [0, 3, 1, 4])], { attrs });
    },
  ],
  [
    "a convolution of bytes whose result is a float adds all of a float bias",
    (g) => {
      const bytes = (dtype: "u8" | "i8", shape: readonly number[], isConstant: boolean, scale: number): Operand | undefined =>
        g.add("DequantizeLinear", [g.given(dtype, shape, isConstant, [0, 9]), g.constantOf("f32", [], [scale]), g.constantOf(dtype, [], [0])])?.[0];
      const operands = [bytes("u8", [1, 2, 3, 3], false, 0.5), bytes("i8", [2, 2, 1, 1], true, 0.5), g.constantOf("f32", [2], [0.1, -0.11])];
      const [y] = g.add("Conv", operands) ?? [];
      g.add("Sub", [y, g.add("Floor", [y])?.[0]]);
    },
  ],
  [
    "extremes of no small integers are those of their type",
    (g) => {
      g.allowEmpty();
      for (const dtype of ["i8", "u8"] as const)
        for (const op of ["ReduceMax", "ReduceMin"]) g.add(op, [g.given(dtype, [2, 0], false), g.constantOf("i64", [1], [1])]);
    },
  ],
  [
    "a slice without elements, which a Scan's body pads",
    (g) => {
      g.allowEmpty();
      g.add("Pad", [g.given("f32", [0, 1, 2], false), g.constantOf("i64", [6], [2, 0, 0, 0, 0, 1])]);
    },
    "Scan",
  ],
  [
    "strings of a sequence in a branch are as long as those it was made of",
    (g) => {
      const [parts] = g.add("SplitToSequence", [g.constantOf("string", [2], [2, 9], false)]) ?? [];
      g.add("SequenceAt", [parts, g.constantOf("i64", [], [1])]);
    },
    "If",
  ],
  [
    "weights and constants of -0 are negative",
    (g) => {
      g.add("Div", [g.constantOf("f32", [4], [1, 2, -3, 4], false), g.constantOf("f32", [4], [-0, 0, -0, 1])]);
      g.add("Div", [g.constantOf("f32", [2], [1, 2], false), g.constantOf("f32", [], [-0])]);
    },
  ],
  [
    "the last five of eight channels are a block of eight to the convolution behind them",
    (g) => {
      const [x] = g.add("Conv", [g.given("f32", [1, 1, 1], false), g.given("f32", [8, 1, 1], true)]) ?? [];
      const [, last] = g.add("Split", [x, g.constantOf("i64", [2], [3, 5])], { attrs: { axis: 1 }, outputs: 2 }) ?? [];
      g.add("Conv", [last, g.given("f32", [1, 5, 1], true)]);
    },
  ],
  [
    "bounds that steer walk an axis without elements backward",
    (g) => {
      g.allowEmpty();
      const [end] = [g.constantOf("i64", [1], [-1], false)];
      g.add("Slice", [
        g.given("f32", [2, 0], false),
        g.constantOf("i64", [1], [0]),
        end,
        g.constantOf("i64", [1], [1]),
        g.constantOf("i64", [1], [-1]),
      ]);
    },
  ],
  [
    "places outside an image are zeros, whatever computes the few elements that are read of it",
    (g) => {
      const places = g.constantOf("f32", [1, 1, 2, 2], [0.3, -1.1, 0.9, 1.2], false);
      g.add("GridSample", [g.add("Exp", [g.given("f32", [1, 4, 3, 4], false)])?.[0], places]);
    },
  ],
  [
    "taps that the first of two rows of pixels does not reach are no loop that can be written out",
    (g) => {
      const attrs = { group: 3, strides: [3, 1], pads: [1, 0, 1, 1] };
      const [x] = g.add("Conv", [g.given("f32", [2, 3, 5, 16], false), g.given("f32", [12, 1, 2, 1], true)], { attrs }) ?? [];
      g.add("ConvTranspose", [x, g.given("f32", [12, 8, 1, 1], true)], { attrs: { group: 3 } });
    },
  ],
];
