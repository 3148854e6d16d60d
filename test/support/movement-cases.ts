/** Random cases of elementwise, reduction and movement operators within what ONNX Runtime accepts: one seed, one case. */
import { opNamed } from "../../src/ops/index.ts";
import { type CaseInput, type Choices, choices, type NodeCase } from "./single-node.ts";

const named = (name: string): NodeCase["op"] => {
  const op = opNamed(name);
  if (op === undefined) throw new Error(`there is no operator ${name}`);
  return op;
};

const i64 = (values: readonly number[]): CaseInput => ({ dtype: "i64", shape: [values.length], values, constant: true });
const shapeOf = (c: Choices, rank = c.int(1, 5)): readonly number[] => Array.from({ length: rank }, () => c.pick([1, 2, 3, 4, 5, 9]));
/** Some axes, each once, some of them counted from the end. */
const someAxes = (c: Choices, rank: number): readonly number[] => {
  const axes = Array.from({ length: rank }, (_, a) => a).filter(() => c.int(0, 1) === 1);
  return (axes.length === 0 ? [rank - 1] : axes).map((a) => (c.int(0, 1) === 1 ? a - rank : a));
};

/** `shape` with some axes of one element, perhaps without its first ones. */
const narrowed = (c: Choices, shape: readonly number[]): readonly number[] =>
  shape.slice(c.pick([0, 0, shape.length - 1])).map((d) => (c.int(0, 2) === 0 ? 1 : d));

export function broadcastCase(seed: number): NodeCase {
  const c = choices(seed);
  const shape = shapeOf(c);
  const [a, b] = [c.tensor(shape), c.tensor(narrowed(c, shape))];
  const inputs = c.int(0, 1) === 0 ? [a, b] : [b, a];
  return { op: named(c.pick(["Add", "Sub", "Mul", "Max", "Min"])), inputs };
}

export function functionCase(seed: number): NodeCase {
  const c = choices(seed);
  const plain = [
    "Relu",
    "Sigmoid",
    "Tanh",
    "Exp",
    "Erf",
    "Softplus",
    "HardSwish",
    "Sin",
    "Cos",
    "Abs",
    "Floor",
    "Round",
    "Gelu",
    "Atan",
    "Selu",
    "Elu",
  ];
  const x = c.tensor(shapeOf(c));
  const wide = { ...x, values: x.values.map((v) => Math.fround(v * 8)) };
  return { op: named(c.pick(plain)), inputs: [wide] };
}

export function softmaxCase(seed: number): NodeCase {
  const c = choices(seed);
  const shape = shapeOf(c);
  const axis = c.int(-shape.length, shape.length - 1);
  return { op: named(c.pick(["Softmax", "LogSoftmax", "Hardmax"])), attrs: { axis }, inputs: [c.tensor(shape)] };
}

export function reduceCase(seed: number): NodeCase {
  const c = choices(seed);
  const shape = shapeOf(c);
  const keepdims = c.int(0, 1);
  if (c.int(0, 4) === 0) {
    const axis = c.int(-shape.length, shape.length - 1);
    return { op: named(c.pick(["ArgMax", "ArgMin"])), attrs: { axis, keepdims }, inputs: [c.tensor(shape)] };
  }
  const op = named(
    c.pick(["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp"]),
  );
  return { op, attrs: { keepdims }, inputs: [c.tensor(shape), ...(c.int(0, 3) === 0 ? [] : [i64(someAxes(c, shape.length))])] };
}

function sliceCase(c: Choices): NodeCase {
  const shape = shapeOf(c);
  const axes = someAxes(c, shape.length);
  const bound = (): number => c.pick([c.int(-6, 6), c.int(-6, 6), 1000, -1000]);
  const extents = axes.map((a) => shape.at(a) ?? 1);
  const steps = axes.map(() => c.pick([1, 1, 2, -1, -2]));
  // Programs have no interface for empty outputs: bounds are drawn until something lies between them.
  const draw = (i: number): readonly [number, number] => {
    const step = steps[i] ?? 1;
    const n = extents[i] ?? 1;
    const place = (b: number, lo: number, hi: number): number => Math.min(Math.max(b < 0 ? b + n : b, lo), hi);
    for (;;) {
      const [from, to] = [bound(), bound()];
      const [start, end] = step > 0 ? [place(from, 0, n), place(to, 0, n)] : [place(from, 0, n - 1), place(to, -1, n - 1)];
      if ((end - start) * step > 0) return [from, to];
    }
  };
  const bounds = axes.map((_, i) => draw(i));
  return { op: named("Slice"), inputs: [c.tensor(shape), i64(bounds.map(([s]) => s)), i64(bounds.map(([, e]) => e)), i64(axes), i64(steps)] };
}

function padCase(c: Choices): NodeCase {
  const shape = shapeOf(c, c.int(1, 4)).map((d) => Math.max(d, 3));
  const mode = c.pick(["constant", "reflect", "edge", "wrap"]);
  const pads = Array.from({ length: 2 * shape.length }, () => c.int(mode === "constant" ? -1 : 0, 2));
  const fill: readonly CaseInput[] = mode === "constant" && c.int(0, 1) === 1 ? [{ shape: [], values: [0.5] }] : [];
  return { op: named("Pad"), attrs: { mode }, inputs: [c.tensor(shape), i64(pads), ...fill] };
}

function joinCase(c: Choices): NodeCase {
  const shape = shapeOf(c);
  const axis = c.int(0, shape.length - 1);
  const parts = Array.from({ length: c.int(1, 4) }, () => c.tensor(shape.map((d, a) => (a === axis ? c.int(1, 4) : d))));
  return { op: named("Concat"), attrs: { axis }, inputs: parts };
}

function cutCase(c: Choices): NodeCase {
  const shape = shapeOf(c);
  const axis = c.int(0, shape.length - 1);
  const sizes = Array.from({ length: c.int(1, 4) }, () => c.int(1, 3));
  const total = sizes.reduce((a, b) => a + b, 0);
  const x = c.tensor(shape.map((d, a) => (a === axis ? total : d)));
  return { op: named("Split"), attrs: { axis }, inputs: [x, i64(sizes)], outputCount: sizes.length };
}

function pickCase(c: Choices): NodeCase {
  const shape = shapeOf(c);
  const axis = c.int(-shape.length, shape.length - 1);
  const extent = shape.at(axis) ?? 1;
  const places = c.pick([[], [3], [2, 2]]);
  const count = places.reduce((n, d) => n * d, 1);
  const values = Array.from({ length: count }, () => c.int(-extent, extent - 1));
  return { op: named("Gather"), attrs: { axis }, inputs: [c.tensor(shape), { dtype: "i64", shape: places, values, constant: c.int(0, 1) === 1 }] };
}

function repeatCase(c: Choices): NodeCase {
  const shape = shapeOf(c, c.int(1, 4));
  if (c.int(0, 1) === 0) return { op: named("Tile"), inputs: [c.tensor(shape), i64(shape.map(() => c.int(1, 3)))] };
  return { op: named("Expand"), inputs: [c.tensor(narrowed(c, shape)), i64(shape)] };
}

function turnCase(c: Choices): NodeCase {
  const shape = shapeOf(c);
  const keyed = shape.map((_, a) => ({ a, key: c.int(0, 1000) }));
  return { op: named("Transpose"), attrs: { perm: keyed.sort((x, y) => x.key - y.key).map(({ a }) => a) }, inputs: [c.tensor(shape)] };
}

function depthCase(c: Choices): NodeCase {
  const b = c.int(1, 3);
  const [n, channels, y, x] = [c.int(1, 2), c.int(1, 3), c.int(1, 3), c.int(1, 4)];
  const attrs = { blocksize: b, mode: c.pick(["DCR", "CRD"]) };
  if (c.int(0, 1) === 0) return { op: named("DepthToSpace"), attrs, inputs: [c.tensor([n, channels * b * b, y, x])] };
  return { op: named("SpaceToDepth"), attrs: { blocksize: b }, inputs: [c.tensor([n, channels, y * b, x * b])] };
}

export function movementCase(seed: number): NodeCase {
  const c = choices(seed);
  return c.pick([sliceCase, sliceCase, padCase, padCase, joinCase, cutCase, pickCase, repeatCase, turnCase, depthCase])(c);
}
