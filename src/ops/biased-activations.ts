/**
 * Gelu, FastGelu, QuickGelu and BiasGelu (com.microsoft): x/2 (1 + erf(x/sqrt 2)), the same by tanh of a cubic, x sigmoid(alpha x); FastGelu and
 * BiasGelu of x plus a bias. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import { type Attrs, defineOp, type ExpandContext, f32Tolerance, type InferContext, type OpDef, type Value } from "../graph/graph.ts";
import { type TensorType, tensorType } from "../graph/types.ts";
import { checkBroadcastsTo } from "./families/broadcast.ts";
import { composer } from "./families/composing.ts";
import { floats, sameDType, typed } from "./families/type-sets.ts";
import { Gelu } from "./gelu.ts";
import { Swish } from "./sigmoids.ts";

function typesOf(context: InferContext): readonly TensorType[] {
  const { dtype, shape } = typed(context, 0, floats);
  if (context.inputs[1] !== undefined) {
    sameDType(context, 0, 1);
    checkBroadcastsTo(context, context.tensor(1).shape, shape.slice(-1));
  }
  return [tensorType(dtype, shape)];
}

/** `activation` with its attributes, of input 0 plus input 1 where that is there. */
const of =
  <A extends Attrs>(activation: OpDef, attrs: (context: ExpandContext<A>) => Readonly<Record<string, string | number>>) =>
  (context: ExpandContext<A>): readonly Value[] => {
    const c = composer(context);
    const [x, bias] = context.inputs as readonly [Value, Value | undefined];
    return [c.node(activation, [bias === undefined ? x : c.add(x, bias)], attrs(context))];
  };

const common = { domain: "com.microsoft", opset: 1, since: 1, infer: typesOf, tolerance: f32Tolerance } as const;
const byTanh = (x: number): number => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
const atOne = 0.8413447460685429;

export const MicrosoftGelu = defineOp({
  ...common,
  name: "Gelu",
  doc: "x times the normal distribution's probability of being below x",
  inputs: ["X"],
  expand: of(Gelu, () => ({})),
  examples: [{ note: "both signs", inputs: [{ shape: [2], values: [1, -1] }], outputs: [{ shape: [2], values: [atOne, atOne - 1] }] }],
});

export const BiasGelu = defineOp({
  ...common,
  name: "BiasGelu",
  doc: "Gelu of a sum with a vector along the last axis",
  inputs: ["A", "B"],
  expand: of(Gelu, () => ({})),
  examples: [
    {
      note: "rows",
      inputs: [
        { shape: [2, 2], values: [0, 1, 1, 2] },
        { shape: [2], values: [0, -1] },
      ],
      outputs: [{ shape: [2, 2], values: [0, 0, atOne, atOne] }],
    },
  ],
});

export const FastGelu = defineOp({
  ...common,
  name: "FastGelu",
  doc: "Gelu by tanh, of a sum with a vector where there is one",
  inputs: ["X", "bias"],
  expand: of(Gelu, () => ({ approximate: "tanh" })),
  examples: [
    {
      note: "a bias",
      inputs: [
        { shape: [1, 2], values: [1, 1] },
        { shape: [2], values: [0, 1] },
      ],
      outputs: [{ shape: [1, 2], values: [byTanh(1), byTanh(2)] }],
    },
    { note: "none", inputs: [{ shape: [1], values: [-1] }], outputs: [{ shape: [1], values: [byTanh(-1)] }] },
  ],
});

export const QuickGelu = defineOp({
  ...common,
  name: "QuickGelu",
  doc: "x * sigmoid(alpha x)",
  inputs: ["X"],
  attrs: (raw) => ({ alpha: raw.float("alpha", 1.702) }),
  expand: of(Swish, ({ attrs }: ExpandContext<{ readonly alpha: number }>) => ({ alpha: attrs.alpha })),
  examples: [
    { note: "the usual alpha", inputs: [{ shape: [2], values: [0, 1] }], outputs: [{ shape: [2], values: [0, 1 / (1 + Math.exp(-1.702))] }] },
  ],
});
