/**
 * Adagrad, Adam and Momentum: one step of stochastic gradient descent, each weight by its gradient and what is kept of gradients before.
 * Since version 1 of ai.onnx.preview.training. https://onnx.ai/onnx/operators/onnx_aionnxpreviewtraining_Adam.html
 */
import { defineOp, type LowerContext } from "../graph/graph.ts";
import { add, constant, div, type Expr, lt, mul, select, sqrt, sub } from "../loop/expr.ts";
import { pow } from "../loop/math/index.ts";
import { optimizer } from "./families/optimizer.ts";

/** A float attribute as a number of the type of `like`. */
const attribute = <Name extends string>({ attrs }: LowerContext<{ readonly [name in Name]: number }>, name: Name, like: Expr): Expr =>
  constant(like.dtype, attrs[name]);
const one = (like: Expr): Expr => constant(like.dtype, 1);
const square = (x: Expr): Expr => mul(x, x);

/** The gradient with the pull of the norm's regularization. */
const regularized = (context: LowerContext<{ readonly norm_coefficient: number }>, x: Expr, g: Expr): Expr =>
  add(mul(attribute(context, "norm_coefficient", x), x), g);

const rate = { shape: [], values: [0.5] } as const;
const time = (values: readonly bigint[]) => ({ dtype: "i64", shape: [], values }) as const;

export const Adagrad = defineOp({
  name: "Adagrad",
  doc: "a step scaled by the root of the sum of squared gradients",
  ...optimizer({
    kernel: "adagrad",
    attrs: (raw) => ({
      decay_factor: raw.float("decay_factor", 0),
      epsilon: raw.float("epsilon", 1e-6),
      norm_coefficient: raw.float("norm_coefficient", 0),
    }),
    groups: 3,
    kept: 1,
    step(context, r, t, [x, g, h]) {
      if (x === undefined || g === undefined || h === undefined) return [];
      const pulled = regularized(context, x, g);
      const sum = add(h, square(pulled));
      const slowed = div(r, add(one(x), mul(t, attribute(context, "decay_factor", x))));
      return [sub(x, div(mul(slowed, pulled), add(sqrt(sum), attribute(context, "epsilon", x)))), sum];
    },
  }),
  examples: [
    {
      note: "two weights, the rate halved by the step",
      attrs: { decay_factor: 1, epsilon: 0 },
      inputs: [rate, time([1n]), { shape: [2], values: [1, 2] }, { shape: [2], values: [3, -3] }, { shape: [2], values: [16, 0] }],
      outputs: [
        { shape: [2], values: [0.85, 2.25] },
        { shape: [2], values: [25, 9] },
      ],
    },
  ],
});

export const Adam = defineOp({
  name: "Adam",
  doc: "a step by running means of gradients and of their squares",
  ...optimizer({
    kernel: "adam",
    attrs: (raw) => ({
      alpha: raw.float("alpha", 0.9),
      beta: raw.float("beta", 0.999),
      epsilon: raw.float("epsilon", 1e-6),
      norm_coefficient: raw.float("norm_coefficient", 0),
      norm_coefficient_post: raw.float("norm_coefficient_post", 0),
    }),
    groups: 4,
    kept: 2,
    step(context, r, t, [x, g, v, h]) {
      if (x === undefined || g === undefined || v === undefined || h === undefined) return [];
      const [alpha, beta] = [attribute(context, "alpha", x), attribute(context, "beta", x)];
      const pulled = regularized(context, x, g);
      const mean = add(mul(alpha, v), mul(sub(one(x), alpha), pulled));
      const squares = add(mul(beta, h), mul(sub(one(x), beta), square(pulled)));
      const corrected = div(mul(r, sqrt(sub(one(x), pow(beta, t)))), sub(one(x), pow(alpha, t)));
      const adjusted = select(lt(constant(x.dtype, 0), t), corrected, r);
      const moved = sub(x, div(mul(adjusted, mean), add(sqrt(squares), attribute(context, "epsilon", x))));
      return [mul(sub(one(x), attribute(context, "norm_coefficient_post", x)), moved), mean, squares];
    },
  }),
  examples: [
    {
      note: "the first step",
      attrs: { alpha: 0.5, beta: 0.75, epsilon: 0 },
      inputs: [rate, time([0n]), ...[[1], [2], [4], [4]].map((values) => ({ shape: [1], values }))],
      outputs: [
        { shape: [1], values: [0.25] },
        { shape: [1], values: [3] },
        { shape: [1], values: [4] },
      ],
    },
    {
      note: "a later one, its means corrected",
      attrs: { alpha: 0.5, beta: 0.75, epsilon: 0 },
      inputs: [rate, time([1n]), ...[[1], [2], [4], [4]].map((values) => ({ shape: [1], values }))],
      outputs: [
        { shape: [1], values: [0.25] },
        { shape: [1], values: [3] },
        { shape: [1], values: [4] },
      ],
    },
  ],
});

export const Momentum = defineOp({
  name: "Momentum",
  doc: "a step by a decaying sum of gradients, or by Nesterov's",
  ...optimizer({
    kernel: "momentum",
    attrs(raw) {
      const mode = raw.string("mode");
      if (mode !== "standard" && mode !== "nesterov") raw.fail(`mode is "${mode}", expected standard or nesterov`);
      return { alpha: raw.float("alpha"), beta: raw.float("beta"), norm_coefficient: raw.float("norm_coefficient"), mode };
    },
    groups: 3,
    kept: 1,
    step(context, r, t, [x, g, v]) {
      if (x === undefined || g === undefined || v === undefined) return [];
      const alpha = attribute(context, "alpha", x);
      const pulled = regularized(context, x, g);
      const share = select(lt(constant(x.dtype, 0), t), attribute(context, "beta", x), one(x));
      const velocity = add(mul(alpha, v), mul(share, pulled));
      const step = context.attrs.mode === "standard" ? velocity : add(pulled, mul(alpha, velocity));
      return [sub(x, mul(r, step)), velocity];
    },
  }),
  examples: [
    {
      note: "standard",
      attrs: { alpha: 0.5, beta: 0.25, norm_coefficient: 0, mode: "standard" },
      inputs: [rate, time([1n]), ...[[1], [8], [2]].map((values) => ({ shape: [1], values }))],
      outputs: [
        { shape: [1], values: [-0.5] },
        { shape: [1], values: [3] },
      ],
    },
    {
      note: "Nesterov's, the first step",
      attrs: { alpha: 0.5, beta: 0.25, norm_coefficient: 0, mode: "nesterov" },
      inputs: [rate, time([0n]), ...[[1], [8], [2]].map((values) => ({ shape: [1], values }))],
      outputs: [
        { shape: [1], values: [-5.25] },
        { shape: [1], values: [9] },
      ],
    },
  ],
});
