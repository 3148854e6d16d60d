/**
 * FusedAttention: softmax(scale * q k^T under masks) v of all heads as one kernel, which never stores all scores. Operands are [batch, heads, length,
 * size], or [batch, length, heads, size] where attribute `length_first` has their letter. Domain aot; attention operators become it.
 */
import type { Dim } from "../core/dim.ts";
import { shapeText } from "../core/dim-fold.ts";
import { type AttrReader, defineOp, f32Tolerance, type InferContext, type LowerContext, type Node, type NodeContext } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import { attentionRows } from "./families/attention-rows.ts";
import { checkBroadcastsTo } from "./families/broadcast.ts";
import { extentsOf, type HeadsOperand } from "./families/heads-operand.ts";
import { visibilityAttributes, visibilityOf } from "./families/hidden-keys.ts";
import { indexTypes, type TypeSet, typed } from "./families/type-sets.ts";

/** Inputs by position; masks, of which more may follow, are added, and broadcast to [batch, heads, keys, queries]. */
const [Q, K, V, Mask, Lengths, More] = [0, 1, 2, 3, 4, 5] as const;

const singles: TypeSet = { text: "f32", dtypes: ["f32"] };

const attrs = (raw: AttrReader) => ({
  ...visibilityAttributes(raw),
  scale: raw.float("scale", 1),
  /** Scores become softcap * tanh(score / softcap); 0: they stay. */
  softcap: raw.float("softcap", 0),
  /** No score is less, those of hidden keys included. */
  least: raw.float("least", Number.NEGATIVE_INFINITY),
  /** The letters, of q, k, v and y, of operands whose length comes before their heads. */
  lengthFirst: raw.string("length_first", ""),
});

type Attributes = ReturnType<typeof attrs>;

export type Attention = Node<Attributes>;

type Letter = "q" | "k" | "v" | "y";

const isLengthFirst = (context: Pick<NodeContext<Attributes>, "attrs">, letter: Letter): boolean => context.attrs.lengthFirst.includes(letter);

/** [batch, heads, length, size] of an operand, and back: axes 1 and 2 swapped where its length comes first. */
const ordered = (context: Pick<NodeContext<Attributes>, "attrs">, letter: Letter, [n, a, b, size]: readonly Dim[]): readonly Dim[] =>
  (isLengthFirst(context, letter) ? [n, b, a, size] : [n, a, b, size]) as readonly Dim[];

function infer(context: InferContext<Attributes>) {
  const [q, k, v] = (
    [
      [Q, "q"],
      [K, "k"],
      [V, "v"],
    ] as const
  ).map(([i, letter]) => {
    const { shape } = typed(context, i, singles);
    if (shape.length !== 4 || shape.slice(1).some((d) => typeof d !== "number" || d === 0))
      context.fail(`${context.inputName(i)} has shape ${shapeText(shape)}, 4 axes are expected, all but the first of known extents`);
    return ordered(context, letter, shape);
  }) as [readonly Dim[], readonly Dim[], readonly Dim[]];
  if (q[3] !== k[3] || k[1] !== v[1] || k[2] !== v[2] || Number(q[1]) % Number(k[1]) !== 0)
    context.fail(`queries, keys and values have shapes ${[q, k, v].map(shapeText).join(", ")}, which do not fit one another`);
  for (const i of [Mask, ...context.inputs.keys()].filter((i) => (i === Mask || i >= More) && context.inputs[i] !== undefined))
    checkBroadcastsTo(context, typed(context, i, singles).shape, [...q.slice(0, 2), k[2] as Dim, q[2] as Dim]);
  if (context.inputs[Lengths] !== undefined) checkBroadcastsTo(context, typed(context, Lengths, indexTypes).shape, q.slice(0, 1));
  return [tensorType("f32", ordered(context, "y", [...q.slice(0, 3), v[3] as Dim]))];
}

function lower(context: LowerContext<Attributes>) {
  const operand = (tensor: HeadsOperand["tensor"], letter: Letter): HeadsOperand => ({ tensor, lengthFirst: isLengthFirst(context, letter) });
  const q = operand(context.input(Q), "q");
  const { scale, softcap, least } = context.attrs;
  return context.outputs.map((output) =>
    attentionRows({
      q,
      k: operand(context.input(K), "k"),
      v: operand(context.input(V), "v"),
      y: operand(output, "y"),
      masks: [context.inputs[Mask], ...context.inputs.slice(More)].filter((mask) => mask !== undefined),
      visibility: visibilityOf(context.attrs, extentsOf(q).length, context.inputs[Lengths]),
      scale,
      softcap,
      least,
      machine: context.machine,
      scratch: (name, shape) => context.scratch(name, "f32", shape),
    }),
  );
}

const log3 = Math.log(3);

export const FusedAttention = defineOp({
  name: "FusedAttention",
  domain: "aot",
  opset: 1,
  since: 1,
  doc: "attention of all heads in one kernel",
  inputs: ["Q", "K", "V", "mask", "lengths", "...masks"],
  attrs,
  infer,
  lower,
  tolerance: f32Tolerance,
  examples: [
    {
      note: "two query heads share a key head, lengths first",
      attrs: { length_first: "qy" },
      inputs: [
        { shape: [1, 1, 2, 1], values: [0, 1] },
        { shape: [1, 1, 2, 1], values: [0, log3] },
        { shape: [1, 1, 2, 2], values: [4, 0, 8, 4] },
      ],
      outputs: [{ shape: [1, 1, 2, 2], values: [6, 2, 7, 3] }],
    },
    {
      note: "causal with a key before, five queries",
      attrs: { causal: 1, offset: 1, scale: 0 },
      inputs: [
        { shape: [1, 1, 5, 1], values: [1, 2, 3, 4, 5] },
        { shape: [1, 1, 6, 1], values: [1, 2, 3, 4, 5, 6] },
        { shape: [1, 1, 6, 1], values: [0, 2, 4, 6, 8, 10] },
      ],
      outputs: [{ shape: [1, 1, 5, 1], values: [1, 2, 3, 4, 5] }],
    },
    {
      note: "NaN of a query stays its own, that of a key is everybody's",
      inputs: [
        { shape: [2, 1, 5, 1], values: [0, Number.NaN, 0, 0, 0, 0, 0, 0, 0, 0] },
        { shape: [2, 1, 2, 1], values: [0, 0, 0, Number.NaN] },
        { shape: [2, 1, 2, 1], values: [3, 5, 3, 5] },
      ],
      outputs: [{ shape: [2, 1, 5, 1], values: [4, Number.NaN, 4, 4, 4, ...Array.from({ length: 5 }, () => Number.NaN)] }],
    },
    {
      note: "a mask, a window, lengths",
      attrs: { causal: 1, aligned: 1, window: 2, softcap: 1 },
      inputs: [
        { shape: [1, 1, 2, 1], values: [1, 1] },
        { shape: [1, 1, 4, 1], values: [0, 0, 0, 0] },
        { shape: [1, 1, 4, 1], values: [1, 2, 4, 100] },
        { shape: [4, 2], values: [0, 0, -Infinity, 0, 0, log3, 0, 0] },
        { dtype: "i32", shape: [1], values: [3] },
      ],
      outputs: [{ shape: [1, 1, 2, 1], values: [1, 3.5] }],
    },
    {
      note: "a query that sees no key, where no score is less than a number: it sees all",
      attrs: { least: -1e9 },
      inputs: [
        { shape: [1, 1, 2, 1], values: [1, 1] },
        { shape: [1, 1, 2, 1], values: [1, 2] },
        { shape: [1, 1, 2, 1], values: [3, 5] },
        { shape: [2, 2], values: [-Infinity, 0, -Infinity, -Infinity] },
      ],
      outputs: [{ shape: [1, 1, 2, 1], values: [4, 3] }],
    },
    {
      note: "a query that sees no key",
      attrs: { causal: 1, offset: -1 },
      inputs: [
        { shape: [1, 1, 2, 1], values: [1, 1] },
        { shape: [1, 1, 2, 1], values: [1, 1] },
        { shape: [1, 1, 2, 1], values: [3, 5] },
      ],
      outputs: [{ shape: [1, 1, 2, 1], values: [0, 3] }],
    },
  ],
});
