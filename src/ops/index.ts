/** The registration of operators: one import and one entry a file, sorted. What an operator is stands in its own file. */
import type { OpDef } from "../graph/graph.ts";
import { AffineGrid } from "./affine-grid.ts";
import { ArgMax, ArgMin } from "./arg-max.ts";
import { Add, Div, Mul, Sub } from "./arithmetic.ts";
import { Attention } from "./attention.ts";
import { AveragePool } from "./average-pool.ts";
import { BatchNormalization } from "./batch-normalization.ts";
import { BiasGelu, FastGelu, MicrosoftGelu, QuickGelu } from "./biased-activations.ts";
import { BiasAdd, BiasSplitGelu } from "./biased-sums.ts";
import { BitCast } from "./bit-cast.ts";
import { BitMatMul } from "./bit-mat-mul.ts";
import { BitShift } from "./bit-shift.ts";
import { BitwiseAnd, BitwiseNot, BitwiseOr, BitwiseXor } from "./bitwise.ts";
import { BlockMask } from "./block-mask.ts";
import {
  BlockedAveragePool,
  BlockedConv,
  BlockedGlobalAveragePool,
  BlockedGlobalMaxPool,
  BlockedMaxPool,
  BlockedUpsample,
  ReorderInput,
  ReorderOutput,
} from "./blocked-channels.ts";
import { ByteMatMul } from "./byte-mat-mul.ts";
import { ByteTable } from "./byte-table.ts";
import { CDist } from "./c-dist.ts";
import { Cast, CastLike } from "./cast.ts";
import { CausalConvWithState } from "./causal-conv-with-state.ts";
import { CenterCropPad } from "./center-crop-pad.ts";
import { ChangeCase } from "./change-case.ts";
import { Clip } from "./clip.ts";
import { Col2Im } from "./col2-im.ts";
import { Equal, Greater, GreaterOrEqual, Less, LessOrEqual } from "./comparison.ts";
import { Compress } from "./compress.ts";
import { Concat } from "./concat.ts";
import { ConcatFromSequence } from "./concat-from-sequence.ts";
import { Constant } from "./constant.ts";
import { ConstantOfShape } from "./constant-of-shape.ts";
import { Conv } from "./conv.ts";
import { ConvInteger } from "./conv-integer.ts";
import { ConvTranspose } from "./conv-transpose.ts";
import { CoupledProbabilities } from "./coupled-probabilities.ts";
import { CropAndResize } from "./crop-and-resize.ts";
import { CumProd, CumSum } from "./cumulative.ts";
import { DecodeImage } from "./decode-image.ts";
import { DecoderMaskedMultiHeadAttention } from "./decoder-masked-attention.ts";
import { DeformConv } from "./deform-conv.ts";
import { DepthToSpace, SpaceToDepth } from "./depth-to-space.ts";
import { DequantizeLinear } from "./dequantize-linear.ts";
import { Det } from "./det.ts";
import { DFT } from "./dft.ts";
import { Dropout } from "./dropout.ts";
import { DynamicQuantizeLinear } from "./dynamic-quantize-linear.ts";
import { DynamicQuantizeLSTM } from "./dynamic-quantize-lstm.ts";
import { Einsum } from "./einsum.ts";
import { EmbedLayerNormalization } from "./embed-layer-normalization.ts";
import { Expand } from "./expand.ts";
import { ExpertProducts } from "./expert-products.ts";
import { Erf, Exp, Log } from "./exponential.ts";
import { Celu, Elu, Selu } from "./exponential-units.ts";
import { EyeLike } from "./eye-like.ts";
import { FeatureVectorizer, Imputer } from "./feature-filling.ts";
import { ArrayFeatureExtractor, Binarizer, Normalizer, Scaler } from "./feature-scaling.ts";
import { FindStrings } from "./find-strings.ts";
import { Flatten } from "./flatten.ts";
import { FlexAttention } from "./flex-attention.ts";
import { IsInf, IsNaN } from "./float-classes.ts";
import { Frames } from "./frames.ts";
import { FusedAttention } from "./fused-attention.ts";
import { FusedConv } from "./fused-conv.ts";
import { FusedGemm } from "./fused-gemm.ts";
import { FusedMatMul } from "./fused-mat-mul.ts";
import { Gather } from "./gather.ts";
import { GatherBlockQuantized } from "./gather-block-quantized.ts";
import { GatherElements } from "./gather-elements.ts";
import { GatherND } from "./gather-nd.ts";
import { Gelu } from "./gelu.ts";
import { Gemm } from "./gemm.ts";
import { GlobalAveragePool, GlobalMaxPool } from "./global-pools.ts";
import { Gradient } from "./gradient.ts";
import { GridSample } from "./grid-sample.ts";
import { GroupNormalization } from "./group-normalization.ts";
import { GroupQueryAttention } from "./group-query-attention.ts";
import { GrownCache } from "./grown-cache.ts";
import { GRU } from "./gru.ts";
import { Hardmax } from "./hardmax.ts";
import { Acosh, Asinh, Atanh, Cosh, Sinh, Tanh } from "./hyperbolic.ts";
import { Identity } from "./identity.ts";
import { If } from "./if.ts";
import { ImageDecoder } from "./image-decoder.ts";
import { IndexedRotaryEmbedding } from "./indexed-rotary-embedding.ts";
import { InstanceNormalization } from "./instance-normalization.ts";
import { Inverse } from "./inverse.ts";
import { CategoryMapper, LabelEncoder, TableLookup } from "./label-encoder.ts";
import { LayerNormalization } from "./layer-normalization.ts";
import { LinearAttention } from "./linear-attention.ts";
import { LinearClassifier, LinearRegressor } from "./linear-models.ts";
import { And, Not, Or, Xor } from "./logic.ts";
import { Loop } from "./loop.ts";
import { LpNormalization } from "./lp-normalization.ts";
import { GlobalLpPool, LpPool } from "./lp-pool.ts";
import { LRN } from "./lrn.ts";
import { LSTM } from "./lstm.ts";
import { CastMap, DictVectorizer, ZipMap } from "./maps.ts";
import { MaskedAttention } from "./masked-attention.ts";
import { MaskedScores } from "./masked-scores.ts";
import { MatMul } from "./mat-mul.ts";
import { MatMulInteger } from "./mat-mul-integer.ts";
import { MatMulNBits } from "./mat-mul-n-bits.ts";
import { MaxPool } from "./max-pool.ts";
import { MaxUnpool } from "./max-unpool.ts";
import { MeanVarianceNormalization } from "./mean-variance-normalization.ts";
import { MelWeightMatrix } from "./mel-weight-matrix.ts";
import {
  MicrosoftDequantizeLinear,
  MicrosoftGatherND,
  MicrosoftGridSample,
  MicrosoftPad,
  MicrosoftQuantizeLinear,
  MicrosoftRange,
  MicrosoftTrilu,
} from "./microsoft-aliases.ts";
import { ConvTransposeWithDynamicPads, MicrosoftQLinearConv } from "./microsoft-convolutions.ts";
import { MoE, QMoE } from "./mixture-of-experts.ts";
import { Mod } from "./mod.ts";
import { MultiHeadAttention } from "./multi-head-attention.ts";
import { NGramRepeatBlock } from "./n-gram-repeat-block.ts";
import { NegativeLogLikelihoodLoss } from "./negative-log-likelihood-loss.ts";
import { NonMaxSuppression } from "./non-max-suppression.ts";
import { NonZero } from "./non-zero.ts";
import { OneHot } from "./one-hot.ts";
import { OneHotEncoder, OneHotRows } from "./one-hot-encoder.ts";
import { Adagrad, Adam, Momentum } from "./optimizers.ts";
import { Optional, OptionalElement, OptionalGetElement, OptionalHasElement, OptionalWhere, PresentElement } from "./optionals.ts";
import { PackedAttention } from "./packed-attention.ts";
import { Pad } from "./pad.ts";
import { Pow } from "./pow.ts";
import { QAttention } from "./q-attention.ts";
import { QEmbedLayerNormalization } from "./q-embed-layer-normalization.ts";
import { DynamicQuantizeMatMul, MatMulIntegerToFloat, QGemm } from "./q-gemm.ts";
import { QLinearConv } from "./q-linear-conv.ts";
import { QLinearAdd, QLinearConcat, QLinearLeakyRelu, QLinearMul, QLinearSigmoid, QLinearSoftmax, QLinearWhere } from "./q-linear-elementwise.ts";
import { QLinearMatMul } from "./q-linear-mat-mul.ts";
import { QLinearAveragePool, QLinearGlobalAveragePool } from "./q-linear-pools.ts";
import { QuantizeLinear } from "./quantize-linear.ts";
import { QuantizedAdd } from "./quantized-add.ts";
import { QuantizedConv } from "./quantized-conv.ts";
import { QuantizedMatMul } from "./quantized-mat-mul.ts";
import { Bernoulli, Multinomial, RandomNormal, RandomNormalLike, RandomUniform, RandomUniformLike } from "./random.ts";
import { Range } from "./range.ts";
import { LeakyRelu, PRelu, Relu, ThresholdedRelu } from "./rectifiers.ts";
import { Recurrence } from "./recurrence.ts";
import { ReduceMax, ReduceMean, ReduceMin, ReduceProd, ReduceSum } from "./reduce.ts";
import { ReduceL1, ReduceL2, ReduceLogSum, ReduceLogSumExp, ReduceSumSquare } from "./reduce-norms.ts";
import { RegexFullMatch, RunAutomaton } from "./regex-full-match.ts";
import { Relayout } from "./relayout.ts";
import { Reshape } from "./reshape.ts";
import { Resize } from "./resize.ts";
import { ReverseSequence } from "./reverse-sequence.ts";
import { RMSNormalization, SimplifiedLayerNormalization } from "./rms-normalization.ts";
import { RNN } from "./rnn.ts";
import { RoiAlign } from "./roi-align.ts";
import { Reciprocal, Sqrt } from "./roots.ts";
import { RotaryEmbedding } from "./rotary-embedding.ts";
import { Ceil, Floor, Round } from "./rounding.ts";
import { ScaledConv } from "./scaled-conv.ts";
import { Scan } from "./scan.ts";
import { ScatterElements } from "./scatter-elements.ts";
import { ScatterND } from "./scatter-nd.ts";
import { SequenceAt, SequenceConstruct, SequenceEmpty, SequenceErase, SequenceInsert, SequenceLength } from "./sequences.ts";
import { Shape, Size } from "./shape.ts";
import { Shrink } from "./shrink.ts";
import { HardSigmoid, HardSwish, Sigmoid, Swish, Swish2 } from "./sigmoids.ts";
import { Abs, Neg, Sign } from "./sign.ts";
import { SkipLayerNormalization, SkipSimplifiedLayerNormalization } from "./skip-layer-normalization.ts";
import { Slice } from "./slice.ts";
import { Mish, Softplus, Softsign } from "./soft-functions.ts";
import { LogSoftmax, MaskedSoftmax, Softmax } from "./softmax.ts";
import { SoftmaxCrossEntropyLoss } from "./softmax-cross-entropy-loss.ts";
import { SparseAttention } from "./sparse-attention.ts";
import { Split } from "./split.ts";
import { SplitToSequence } from "./split-to-sequence.ts";
import { Squeeze, Unsqueeze } from "./squeeze.ts";
import { STFT } from "./stft.ts";
import { StringConcat } from "./string-concat.ts";
import { KeepStrings, StringNormalizer } from "./string-normalizer.ts";
import { StringSplit } from "./string-split.ts";
import { SVMClassifier } from "./svm-classifier.ts";
import { SVMRegressor } from "./svm-regressor.ts";
import { SwiGLU } from "./swi-glu.ts";
import { StringNumbers, TakeStrings } from "./take-strings.ts";
import { TensorScatter } from "./tensor-scatter.ts";
import { NGramCounts, TfIdfVectorizer } from "./tf-idf-vectorizer.ts";
import { Tile } from "./tile.ts";
import { TopK } from "./top-k.ts";
import { Transpose } from "./transpose.ts";
import { TreeEnsemble, TreeWalk } from "./tree-ensemble.ts";
import { TreeEnsembleClassifier, TreeEnsembleRegressor } from "./tree-ensemble-models.ts";
import { Acos, Asin, Atan, Cos, Sin, Tan } from "./trigonometry.ts";
import { Trilu } from "./trilu.ts";
import { MicrosoftUnique, Unique } from "./unique.ts";
import { Max, Mean, Min, Sum } from "./variadic.ts";
import { Where } from "./where.ts";
import { BlackmanWindow, HammingWindow, HannWindow } from "./window-functions.ts";

/** Every operator, in the order of the files above. */
export const ops: readonly OpDef[] = [
  AffineGrid,
  ...[ArgMax, ArgMin],
  ...[Add, Div, Mul, Sub],
  Attention,
  AveragePool,
  BatchNormalization,
  ...[BiasGelu, FastGelu, MicrosoftGelu, QuickGelu],
  ...[BiasAdd, BiasSplitGelu],
  BitCast,
  BitMatMul,
  BitShift,
  ...[BitwiseAnd, BitwiseNot, BitwiseOr, BitwiseXor],
  BlockMask,
  ...[BlockedAveragePool, BlockedConv, BlockedGlobalAveragePool, BlockedGlobalMaxPool, BlockedMaxPool, BlockedUpsample, ReorderInput, ReorderOutput],
  ByteMatMul,
  ByteTable,
  CDist,
  ...[Cast, CastLike],
  CausalConvWithState,
  CenterCropPad,
  ChangeCase,
  Clip,
  Col2Im,
  ...[Equal, Greater, GreaterOrEqual, Less, LessOrEqual],
  Compress,
  Concat,
  ConcatFromSequence,
  Constant,
  ConstantOfShape,
  Conv,
  ConvInteger,
  ConvTranspose,
  CoupledProbabilities,
  CropAndResize,
  ...[CumProd, CumSum],
  DecoderMaskedMultiHeadAttention,
  DeformConv,
  ...[DepthToSpace, SpaceToDepth],
  DequantizeLinear,
  Det,
  DFT,
  Dropout,
  DynamicQuantizeLinear,
  DynamicQuantizeLSTM,
  Einsum,
  EmbedLayerNormalization,
  Expand,
  ...[Erf, Exp, Log],
  ...[Celu, Elu, Selu],
  ExpertProducts,
  EyeLike,
  ...[FeatureVectorizer, Imputer],
  ...[ArrayFeatureExtractor, Binarizer, Normalizer, Scaler],
  FindStrings,
  Flatten,
  FlexAttention,
  ...[IsInf, IsNaN],
  Frames,
  FusedAttention,
  FusedConv,
  FusedGemm,
  FusedMatMul,
  Gather,
  GatherBlockQuantized,
  GatherElements,
  GatherND,
  Gelu,
  Gemm,
  ...[GlobalAveragePool, GlobalMaxPool],
  Gradient,
  GridSample,
  GroupNormalization,
  GroupQueryAttention,
  GrownCache,
  GRU,
  Hardmax,
  ...[Acosh, Asinh, Atanh, Cosh, Sinh, Tanh],
  Identity,
  If,
  DecodeImage,
  ImageDecoder,
  IndexedRotaryEmbedding,
  InstanceNormalization,
  Inverse,
  ...[CategoryMapper, LabelEncoder, TableLookup],
  LayerNormalization,
  LinearAttention,
  ...[LinearClassifier, LinearRegressor],
  ...[And, Not, Or, Xor],
  Loop,
  LpNormalization,
  ...[GlobalLpPool, LpPool],
  LRN,
  LSTM,
  ...[CastMap, DictVectorizer, ZipMap],
  MaskedAttention,
  MaskedScores,
  MatMul,
  MatMulInteger,
  MatMulNBits,
  MaxPool,
  MaxUnpool,
  MeanVarianceNormalization,
  MelWeightMatrix,
  ...[ConvTransposeWithDynamicPads, MicrosoftQLinearConv],
  QAttention,
  QEmbedLayerNormalization,
  ...[MicrosoftDequantizeLinear, MicrosoftGatherND, MicrosoftGridSample, MicrosoftPad, MicrosoftQuantizeLinear, MicrosoftRange, MicrosoftTrilu],
  ...[MoE, QMoE],
  Mod,
  MultiHeadAttention,
  NGramRepeatBlock,
  NonMaxSuppression,
  NonZero,
  NegativeLogLikelihoodLoss,
  OneHot,
  ...[OneHotEncoder, OneHotRows],
  ...[Adagrad, Adam, Momentum],
  ...[Optional, OptionalElement, OptionalGetElement, OptionalHasElement, OptionalWhere, PresentElement],
  PackedAttention,
  Pad,
  Pow,
  ...[DynamicQuantizeMatMul, MatMulIntegerToFloat, QGemm],
  QLinearConv,
  ...[QLinearAdd, QLinearConcat, QLinearLeakyRelu, QLinearMul, QLinearSigmoid, QLinearSoftmax, QLinearWhere],
  QLinearMatMul,
  ...[QLinearAveragePool, QLinearGlobalAveragePool],
  QuantizeLinear,
  QuantizedAdd,
  QuantizedConv,
  QuantizedMatMul,
  ...[Bernoulli, Multinomial, RandomNormal, RandomNormalLike, RandomUniform, RandomUniformLike],
  Range,
  ...[LeakyRelu, PRelu, Relu, ThresholdedRelu],
  Recurrence,
  ...[ReduceMax, ReduceMean, ReduceMin, ReduceProd, ReduceSum],
  ...[ReduceL1, ReduceL2, ReduceLogSum, ReduceLogSumExp, ReduceSumSquare],
  ...[RegexFullMatch, RunAutomaton],
  Relayout,
  Reshape,
  Resize,
  ReverseSequence,
  ...[RMSNormalization, SimplifiedLayerNormalization],
  RNN,
  RoiAlign,
  ...[Reciprocal, Sqrt],
  RotaryEmbedding,
  ...[Ceil, Floor, Round],
  ScaledConv,
  Scan,
  ScatterElements,
  ScatterND,
  ...[Shape, Size],
  ...[SequenceAt, SequenceConstruct, SequenceEmpty, SequenceErase, SequenceInsert, SequenceLength],
  Shrink,
  ...[HardSigmoid, HardSwish, Sigmoid, Swish, Swish2],
  ...[Abs, Neg, Sign],
  ...[SkipLayerNormalization, SkipSimplifiedLayerNormalization],
  Slice,
  ...[Mish, Softplus, Softsign],
  ...[LogSoftmax, MaskedSoftmax, Softmax],
  SoftmaxCrossEntropyLoss,
  SparseAttention,
  Split,
  SplitToSequence,
  ...[Squeeze, Unsqueeze],
  STFT,
  StringConcat,
  ...[KeepStrings, StringNormalizer],
  StringSplit,
  SVMClassifier,
  SVMRegressor,
  SwiGLU,
  ...[StringNumbers, TakeStrings],
  TensorScatter,
  ...[NGramCounts, TfIdfVectorizer],
  Tile,
  TopK,
  Transpose,
  ...[TreeEnsemble, TreeWalk],
  ...[TreeEnsembleClassifier, TreeEnsembleRegressor],
  ...[Acos, Asin, Atan, Cos, Sin, Tan],
  Trilu,
  ...[Max, Mean, Min, Sum],
  ...[MicrosoftUnique, Unique],
  Where,
  ...[BlackmanWindow, HammingWindow, HannWindow],
];

const byName = new Map(ops.map((op) => [`${op.domain}/${op.name}`, op]));

/** The operator of that name; undefined when there is none. */
export const opNamed = (name: string, domain: string = ""): OpDef | undefined => byName.get(`${domain}/${name}`);
