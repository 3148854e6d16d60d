/**
 * NonMaxSuppression: for each batch and class the boxes in the order of their scores, without those that overlap an earlier one by more than
 * a threshold; rows of [batch, class, box]. Since opset 10. https://onnx.ai/onnx/operators/onnx__NonMaxSuppression.html
 */
import { bounds, type Dim, dimOf, equalDims, product } from "../core/dim.ts";
import { dimText, shapeText } from "../core/dim-fold.ts";
import { defineOp, exactTolerance, type InferContext, type LowerContext, type Work } from "../graph/graph.ts";
import { tensorType } from "../graph/types.ts";
import {
  add,
  cast,
  computedDim,
  constant,
  type Expr,
  eq,
  f32,
  gt,
  i32,
  index,
  lt,
  max,
  min,
  select,
  sub,
  tile,
  tileGet,
  variable,
} from "../loop/expr.ts";
import { declareTile, ifStmt, letStmt, loop, type Stmt, setTile } from "../loop/kernel.ts";
import { runtimeExtent } from "../loop/runtime-extent.ts";
import { boxAt } from "./families/boxes.ts";
import { counter, slotMemory, storeExtent } from "./families/counting.ts";
import { KeptBoxes } from "./families/kept-boxes.ts";
import { knownOf } from "./families/known-elements.ts";
import { type SortMemory, sortByKeys, sortKey, sortMemory } from "./families/radix-sort.ts";
import { bound, type Memory, memory, routine } from "./families/routines.ts";
import { checkSingle } from "./families/single-element.ts";
import { type TypeSet, typed } from "./families/type-sets.ts";

const single: TypeSet = { text: "f32", dtypes: ["f32"] };
const long: TypeSet = { text: "i64", dtypes: ["i64"] };

interface Sizes {
  readonly batches: number;
  /** A number, or an extent that the run decides: as many as passed a threshold. */
  readonly boxes: Dim;
  readonly classes: number;
}

const mostOf = (d: Dim): number => bounds(d)[1];

function sizesOf(context: InferContext | LowerContext, boxes: readonly Dim[], scores: readonly Dim[]): Sizes {
  const [batches, count, four] = boxes;
  const classes = scores[1];
  const agree =
    boxes.length === 3 && scores.length === 3 && four === 4 && equalDims(scores[0] ?? 0, batches ?? -1) && equalDims(scores[2] ?? 0, count ?? -1);
  const found = `boxes are ${shapeText(boxes)} and scores ${shapeText(scores)}`;
  if (!agree) return context.fail(`${found}, [batches,boxes,4] and [batches,classes,boxes] are expected`);
  if (typeof batches !== "number" || count === undefined || !Number.isFinite(mostOf(count)) || typeof classes !== "number")
    return context.fail(`${found}, sizes known or with a known maximum are expected`, "give the free dims values (--dim name=value)");
  return { batches, boxes: count, classes };
}

/** An operand of no element says nothing, as if it were left out: so ONNX Runtime reads it. */
const isEmpty = ({ shape }: { readonly shape: readonly Dim[] }): boolean => product(shape) === 0;

/** How many boxes a class may keep, as far as that is known: none when it is not said. */
function mostKept(context: InferContext, boxes: number): number {
  if (context.inputs[2] === undefined || isEmpty(typed(context, 2, long))) return 0;
  const [known] = knownOf(context, 2) ?? [];
  return typeof known === "number" ? Math.min(Math.max(known, 0), boxes) : boxes;
}

interface Job {
  readonly sizes: Sizes;
  /** By the number of the input. */
  readonly inputs: ReadonlyMap<number, Memory>;
  readonly boxes: Memory;
  readonly scores: Memory;
  readonly sort: SortMemory;
  readonly rows: Memory;
  readonly isCentered: boolean;
  readonly limit: Expr;
  readonly threshold: Expr;
  readonly kept: KeptBoxes;
}

const names = ["boxes", "scores", "most", "iou_threshold", "score_threshold"];

/** The only element of an optional input. */
const scalar = (inputs: Job["inputs"], i: number): Expr | undefined => {
  const found = inputs.get(i);
  return found?.get(found.tensor.shape.map(() => 0));
};

/** The boxes of one class of one batch: those of enough score sorted, then taken one by one. */
function perClass(job: Job, found: ReturnType<typeof counter>, batch: Dim, kind: Dim): readonly Stmt[] {
  const { sizes, scores, sort, rows, limit, kept } = job;
  const score = (box: Dim): Expr => scores.get([batch, kind, box]);
  const [most, boxes] = [mostOf(rows.tensor.shape[0] ?? 0), mostOf(sizes.boxes)];
  const last = Math.max(0, boxes - 1);
  const first = variable("first", "i32");
  const candidates = tile("candidates", "i32", 1, []);
  const least = scalar(job.inputs, 4);
  // Each is listed, and one of too little score again overwritten: without a branch that none can foresee.
  const list = loop("box", sizes.boxes, (s) => {
    const [own, place] = [score(dimOf(s)), bound("place", computedDim("place", tileGet(candidates, []), [0, last]))];
    const put = [sort.keys.put([place.dim], sortKey(own, true)), sort.order.put([place.dim], cast("i32", index(dimOf(s))))];
    const counts = least === undefined ? i32(1) : select(gt(own, least), i32(1), i32(0));
    return [place.statement, ...put, setTile(candidates, [], add(tileGet(candidates, []), counts))];
  });
  const count = bound("count", computedDim("count", tileGet(candidates, []), [0, boxes]));
  const candidate = (rank: Dim): readonly Stmt[] => {
    const box = bound("box", computedDim("box", sort.order.get([rank]), [0, last]));
    const own = boxAt("own", job.boxes, [batch, box.dim], job.isCentered);
    const isFree = tile("free", "i32", 1, []);
    const put = found.at(most, (row) => [batch, kind, box.dim].map((d, k) => rows.put([row, k], cast("i64", index(d)))));
    const keep = ifStmt(eq(tileGet(isFree, []), i32(1)), [...put, found.next, ...kept.keep(box.dim, own)]);
    return [box.statement, ...own.lets, declareTile(isFree, i32(1)), ...kept.compare(own, job.threshold, isFree), keep];
  };
  const hasRoom = lt(sub(found.value, first), limit);
  const take = loop("rank", count.dim, (s) => [ifStmt(hasRoom, candidate(dimOf(s)))]);
  return [kept.clear(), declareTile(candidates, i32(0)), list, count.statement, ...sortByKeys(sort, count.dim), letStmt(first, found.value), take];
}

function suppression(context: LowerContext): readonly Work[] {
  const [boxes, scores] = [memory("boxes", context.input(0), "in"), memory("scores", context.input(1), "in")];
  const sizes = sizesOf(context, boxes.tensor.shape, scores.tensor.shape);
  const inputs = new Map(
    context.inputs.flatMap((t, i): [number, Memory][] => (t === undefined || i < 2 || isEmpty(t) ? [] : [[i, memory(names[i] as string, t, "in")]])),
  );
  const scratch = (name: string, dtype: "i32" | "f32", ...shape: readonly Dim[]): Memory => memory(name, context.scratch(name, dtype, shape), "out");
  const sort = sortMemory(context, sizes.boxes);
  const isCentered = context.attrs.center_point_box === 1;
  const held = new KeptBoxes({ boxes, isCentered, lanes: context.machine.lanes, scratch });
  return context.outputs.map((output) => {
    const [rows, slot, found] = [memory("selected", output, "out"), slotMemory(output.shape[0] ?? 0), counter("found")];
    const [limit, threshold] = [variable("limit", "i32"), variable("threshold", "f32")];
    const asked = scalar(inputs, 2) ?? constant("i64", 0);
    const job: Job = { sizes, inputs, boxes, scores, sort, rows, limit, threshold, isCentered, kept: held };
    const body = [
      found.start,
      letStmt(limit, cast("i32", min(max(asked, constant("i64", 0)), constant("i64", mostOf(sizes.boxes))))),
      letStmt(threshold, scalar(inputs, 3) ?? f32(0)),
      loop("batch", sizes.batches, (b) => [...held.prepare(dimOf(b)), loop("kind", sizes.classes, (c) => perClass(job, found, dimOf(b), dimOf(c)))]),
      ...storeExtent(slot, found.value),
    ];
    const memories = [boxes, scores, ...inputs.values(), ...Object.values(sort), ...held.memories, rows, ...(slot === undefined ? [] : [slot])];
    return routine(
      "non_max_suppression",
      `boxes kept of ${dimText(sizes.boxes)}, for ${sizes.batches} batches of ${sizes.classes} classes`,
      memories,
      body,
    );
  });
}

const four = { shape: [1, 4, 4], values: [0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, 10, 1, 11, 0, 10, 1, 11.2] } as const;
const scores = { shape: [1, 1, 4], values: [0.9, 0.75, 0.6, 0.95] } as const;
const half = { shape: [1], values: [0.5] } as const;

export const NonMaxSuppression = defineOp({
  name: "NonMaxSuppression",
  opset: 11,
  since: 10,
  doc: "the boxes of each class in the order of their scores, without those that overlap better ones",
  inputs: ["boxes", "scores", "max_output_boxes_per_class", "iou_threshold", "score_threshold"],
  attrs: (raw) => ({ center_point_box: raw.int("center_point_box", 0) }),
  infer(context) {
    const { batches, boxes, classes } = sizesOf(context, typed(context, 0, single).shape, typed(context, 1, single).shape);
    for (const i of [3, 4]) if (context.inputs[i] !== undefined) typed(context, i, single);
    for (const i of [2, 3, 4]) if (context.inputs[i] !== undefined && !isEmpty(context.tensor(i))) checkSingle(context, i);
    return [tensorType("i64", [runtimeExtent("selected", 0, batches * classes * mostKept(context, mostOf(boxes))), 3])];
  },
  lower: suppression,
  tolerance: exactTolerance,
  examples: [
    {
      note: "two clusters, every operand at run time",
      inputs: [four, scores, { dtype: "i64", shape: [1], values: [3n] }, half, { shape: [1], values: [0] }],
      outputs: [{ dtype: "i64", shape: [2, 3], values: [0n, 0n, 3n, 0n, 0n, 0n] }],
    },
    {
      note: "one box a class, scores too small left out, centers given",
      attrs: { center_point_box: 1 },
      inputs: [
        { shape: [1, 2, 4], values: [0.5, 0.5, 1, 1, 10.5, 0.5, 1, 1] },
        { shape: [1, 2, 2], values: [0.3, 0.8, 0.1, 0.2] },
        { dtype: "i64", shape: [], values: [1n], constant: true },
        half,
        { shape: [], values: [0.25] },
      ],
      outputs: [{ dtype: "i64", shape: [1, 3], values: [0n, 0n, 1n] }],
    },
  ],
});
