/**
 * widen-halves: a network of 16-bit floats (f16, bf16) that multiplies matrices or convolves is computed in f32, as ONNX Runtime does on processors: kernels
 * multiply f32, and results are rounded to 16 bits where something else than arithmetic reads them or the graph gives them out. Constants become f32.
 */

import { numberOfBF16, numberOfF16 } from "../core/half-floats.ts";
import type { Graph, Node, OpDef, Pass, Value } from "../graph/graph.ts";
import { type Rewriting, rewriteNodes } from "../graph/rewrite-nodes.ts";
import { staticShape } from "../graph/types.ts";
import { Add, Div, Mul, Sub } from "../ops/arithmetic.ts";
import { Attention } from "../ops/attention.ts";
import { AveragePool } from "../ops/average-pool.ts";
import { BatchNormalization } from "../ops/batch-normalization.ts";
import { Cast } from "../ops/cast.ts";
import { Clip } from "../ops/clip.ts";
import { Conv } from "../ops/conv.ts";
import { ConvTranspose } from "../ops/conv-transpose.ts";
import { Erf, Exp, Log } from "../ops/exponential.ts";
import { Elu } from "../ops/exponential-units.ts";
import { Gelu } from "../ops/gelu.ts";
import { Gemm } from "../ops/gemm.ts";
import { GlobalAveragePool, GlobalMaxPool } from "../ops/global-pools.ts";
import { GroupNormalization } from "../ops/group-normalization.ts";
import { GRU } from "../ops/gru.ts";
import { Tanh } from "../ops/hyperbolic.ts";
import { InstanceNormalization } from "../ops/instance-normalization.ts";
import { LayerNormalization } from "../ops/layer-normalization.ts";
import { LSTM } from "../ops/lstm.ts";
import { MatMul } from "../ops/mat-mul.ts";
import { MaxPool } from "../ops/max-pool.ts";
import { Pad } from "../ops/pad.ts";
import { Pow } from "../ops/pow.ts";
import { LeakyRelu, PRelu, Relu } from "../ops/rectifiers.ts";
import { ReduceMean, ReduceSum } from "../ops/reduce.ts";
import { Resize } from "../ops/resize.ts";
import { RMSNormalization } from "../ops/rms-normalization.ts";
import { RNN } from "../ops/rnn.ts";
import { Reciprocal, Sqrt } from "../ops/roots.ts";
import { HardSigmoid, HardSwish, Sigmoid, Swish } from "../ops/sigmoids.ts";
import { Neg } from "../ops/sign.ts";
import { Mish, Softplus } from "../ops/soft-functions.ts";
import { LogSoftmax, Softmax } from "../ops/softmax.ts";
import { Max, Min } from "../ops/variadic.ts";
import { typeOf } from "./patterns.ts";

const products: ReadonlySet<OpDef> = new Set([Attention, Conv, ConvTranspose, Gemm, GRU, LSTM, MatMul, RNN]);

/** Arithmetic whose results vary no faster than its operands: what 16 bits would have rounded stays as near in f32. */
const arithmetic: ReadonlySet<OpDef> = new Set([
  ...products,
  ...[
    Add,
    AveragePool,
    BatchNormalization,
    Clip,
    Div,
    Elu,
    Erf,
    Exp,
    Gelu,
    GlobalAveragePool,
    GlobalMaxPool,
    GroupNormalization,
    HardSigmoid,
    HardSwish,
  ],
  ...[
    InstanceNormalization,
    LayerNormalization,
    LeakyRelu,
    Log,
    LogSoftmax,
    Max,
    MaxPool,
    Min,
    Mish,
    Mul,
    Neg,
    Pow,
    PRelu,
    Reciprocal,
    ReduceMean,
    ReduceSum,
  ],
  ...[Relu, RMSNormalization, Sigmoid, Softmax, Softplus, Sqrt, Sub, Swish, Tanh],
]);

/** They pass elements on, or what lies between them, in the type they come in. */
const isMoving = ({ op }: Node): boolean => op.strings === "moved" || op.view === true || op === Pad || op === Resize;

/** ONNX's numbers of the types. */
const numberOf = { f32: 1, f16: 10, bf16: 16 } as const;

function halfOf(v: Value | undefined): "f16" | "bf16" | undefined {
  const dtype = typeOf(v)?.dtype;
  return dtype === "f16" || dtype === "bf16" ? dtype : undefined;
}

const isProduct = (n: Node): boolean => products.has(n.op) && n.inputs.some((v) => halfOf(v) !== undefined);

/** Folding would leave large ones to the run. */
function widenedConstant(rewriting: Rewriting, { name, type, data }: Value, half: "f16" | "bf16"): Value | undefined {
  const shape = type.kind === "tensor" ? staticShape(type.shape) : undefined;
  if (data === undefined || shape === undefined) return undefined;
  const elements = Float32Array.from(data.array as Uint16Array, half === "f16" ? numberOfF16 : numberOfBF16);
  return rewriting.constant(`${name}.f32`, "f32", shape, elements, data.splat);
}

function widened(graph: Graph): Graph {
  /** What was computed in f32, by what it is as 16 bits. */
  const wide = new Map<Value, Value>();
  const asSingle = (rewriting: Rewriting, v: Value | undefined): Value | undefined => {
    const half = halfOf(v);
    if (v === undefined || half === undefined) return v;
    const found = wide.get(v) ?? widenedConstant(rewriting, v, half) ?? rewriting.emit(`${v.name}.f32`, Cast, [v], { to: numberOf.f32 });
    wide.set(v, found);
    return found;
  };
  return rewriteNodes(graph, (n, rewriting) => {
    const isWide = arithmetic.has(n.op) || (isMoving(n) && n.inputs.some((v) => v !== undefined && v.data === undefined && wide.has(v)));
    if (!isWide || !n.outputs.some((v) => halfOf(v) !== undefined)) return undefined;
    const inputs = n.inputs.map((v) => asSingle(rewriting, v));
    return rewriting.emitAllLike(n, inputs).map((single, i) => {
      const dtype = halfOf(n.outputs[i]);
      if (dtype === undefined) return single;
      const rounded = rewriting.emit(n.outputs[i]?.name ?? "", Cast, [single], { to: numberOf[dtype] });
      wide.set(rounded, single);
      return rounded;
    });
  });
}

export const widenHalves: Pass = {
  name: "widen-halves",
  doc: "computes networks of 16-bit floats in f32",
  contract: "reassociates",
  run: (graph, { note }) => {
    const count = graph.nodes.filter(isProduct).length;
    if (count === 0) return graph;
    note("products of 16-bit floats, in f32", count);
    return widened(graph);
  },
};
