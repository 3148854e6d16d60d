/** The registration of operators: one import and one entry a file, sorted. What an operator is stands in its own file. */
import type { OpDef } from "../graph/graph.ts";
import { ArgMax, ArgMin } from "./arg-max.ts";
import { Add, Div, Mul, Sub } from "./arithmetic.ts";
import { AveragePool } from "./average-pool.ts";
import { BitShift } from "./bit-shift.ts";
import { BitwiseAnd, BitwiseNot, BitwiseOr, BitwiseXor } from "./bitwise.ts";
import { Clip } from "./clip.ts";
import { Equal, Greater, GreaterOrEqual, Less, LessOrEqual } from "./comparison.ts";
import { Concat } from "./concat.ts";
import { Conv } from "./conv.ts";
import { Expand } from "./expand.ts";
import { Flatten } from "./flatten.ts";
import { IsInf, IsNaN } from "./float-classes.ts";
import { Gather } from "./gather.ts";
import { GatherElements } from "./gather-elements.ts";
import { GatherND } from "./gather-nd.ts";
import { Gemm } from "./gemm.ts";
import { Hardmax } from "./hardmax.ts";
import { Identity } from "./identity.ts";
import { And, Not, Or, Xor } from "./logic.ts";
import { MatMul } from "./mat-mul.ts";
import { MaxPool } from "./max-pool.ts";
import { Mod } from "./mod.ts";
import { LeakyRelu, PRelu, Relu, ThresholdedRelu } from "./rectifiers.ts";
import { ReduceMax, ReduceMean, ReduceMin, ReduceProd, ReduceSum } from "./reduce.ts";
import { Reshape } from "./reshape.ts";
import { Reciprocal, Sqrt } from "./roots.ts";
import { Ceil, Floor, Round } from "./rounding.ts";
import { Shrink } from "./shrink.ts";
import { Abs, Neg, Sign } from "./sign.ts";
import { Slice } from "./slice.ts";
import { Split } from "./split.ts";
import { Squeeze, Unsqueeze } from "./squeeze.ts";
import { Tile } from "./tile.ts";
import { Transpose } from "./transpose.ts";
import { Max, Mean, Min, Sum } from "./variadic.ts";
import { Where } from "./where.ts";

/** Every operator, in the order of the files above. */
export const ops: readonly OpDef[] = [
  ...[ArgMax, ArgMin],
  ...[Add, Div, Mul, Sub],
  AveragePool,
  BitShift,
  ...[BitwiseAnd, BitwiseNot, BitwiseOr, BitwiseXor],
  Clip,
  ...[Equal, Greater, GreaterOrEqual, Less, LessOrEqual],
  Concat,
  Conv,
  Expand,
  Flatten,
  ...[IsInf, IsNaN],
  Gather,
  GatherElements,
  GatherND,
  Gemm,
  Hardmax,
  Identity,
  ...[And, Not, Or, Xor],
  MatMul,
  MaxPool,
  Mod,
  ...[LeakyRelu, PRelu, Relu, ThresholdedRelu],
  ...[ReduceMax, ReduceMean, ReduceMin, ReduceProd, ReduceSum],
  Reshape,
  ...[Reciprocal, Sqrt],
  ...[Ceil, Floor, Round],
  Shrink,
  ...[Abs, Neg, Sign],
  Slice,
  Split,
  ...[Squeeze, Unsqueeze],
  Tile,
  Transpose,
  ...[Max, Mean, Min, Sum],
  Where,
];

const byName = new Map(ops.map((op) => [`${op.domain}/${op.name}`, op]));

/** The operator of that name; undefined when there is none. */
export const opNamed = (name: string, domain: string = ""): OpDef | undefined => byName.get(`${domain}/${name}`);
