/** The pipelines: every pass in order, with the least level it runs at, one comment for each ordering constraint. */

import { assignLayout } from "./assign-layout.ts";
import { attendInPlace } from "./attend-in-place.ts";
import { checkSyntax } from "./check-syntax.ts";
import { chooseAlgorithm } from "./choose-algorithm.ts";
import { convolveWholeNumbers } from "./convolve-whole-numbers.ts";
import { differentiate } from "./differentiate.ts";
import { dropPaddingTaps } from "./drop-padding-taps.ts";
import { einsumToProduct } from "./einsum-to-product.ts";
import { expandComposites, expandRuntimeOperators } from "./expand-composites.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { foldConstants } from "./fold-constants.ts";
import { foldPadIntoConv } from "./fold-pad-into-conv.ts";
import { foldScaleIntoConv } from "./fold-scale-into-conv.ts";
import { inlineBranches } from "./inline-branches.ts";
import { listConversions } from "./list-conversions.ts";
import { mergeClips } from "./merge-clips.ts";
import { mergeCommonSubexpressions } from "./merge-common-subexpressions.ts";
import { mergeDuplicateConstants } from "./merge-duplicate-constants.ts";
import { moveBytes } from "./move-bytes.ts";
import { moveStrings } from "./move-strings.ts";
import { pushTransposes } from "./push-transposes.ts";
import { pushViews } from "./push-views.ts";
import { recognizeActivations } from "./recognize-activations.ts";
import { recognizeAttention } from "./recognize-attention.ts";
import { recognizeNormalizations } from "./recognize-normalizations.ts";
import { recognizeSoftmax } from "./recognize-softmax.ts";
import { removeDeadCode } from "./remove-dead-code.ts";
import { replaceOperators } from "./replace-operators.ts";
import { resolveSequences } from "./resolve-sequences.ts";
import type { PipelineStep } from "./run.ts";
import { scaleIntoSwish } from "./scale-into-swish.ts";
import { scaleWeights } from "./scale-weights.ts";
import { simplifyAlgebra } from "./simplify-algebra.ts";
import { simplifyMovement } from "./simplify-movement.ts";
import { transformToProducts } from "./transform-to-products.ts";
import { useByteTables } from "./use-byte-tables.ts";
import { useIntegerKernels } from "./use-integer-kernels.ts";
import { widenHalves } from "./widen-halves.ts";

export const pipelines: Readonly<Record<"pre" | "main" | "post", readonly PipelineStep[]>> = {
  pre: [
    // What is left of sequences and gradients has no lowering and is refused.
    { level: 0, pass: resolveSequences },
    { level: 0, pass: differentiate },
    { level: 0, pass: checkSyntax },
    // Before what folds and simplifies movements.
    { level: 0, pass: moveStrings },
    { level: 1, pass: removeDeadCode },
    // Equal constants make equal expressions of their readers.
    { level: 1, pass: mergeDuplicateConstants },
    { level: 1, pass: mergeCommonSubexpressions },
    { level: 1, pass: simplifyAlgebra },
    // Brings conversions to the products that take them.
    { level: 2, pass: moveBytes },
    // Before dequantized weights are folded to floats, and before anything else looks at what stands between the conversions.
    { level: 2, pass: useIntegerKernels },
    // What products have not taken; its tables are folded.
    { level: 2, pass: useByteTables },
    // Before formulas are recognized, which are those of f32; what nobody reads as 16 bits counts as no reader.
    { level: 2, pass: widenHalves },
    { level: 1, pass: removeDeadCode },
  ],
  main: [
    { level: 1, pass: foldConstants },
    // Conditions on shapes are constants by now; what was a branch is simplified with what is around it.
    { level: 1, pass: inlineBranches },
    // Shapes, slice bounds and steps are constants by now.
    { level: 1, pass: simplifyMovement },
    // Before formulas are recognized, of which ONNX Runtime has fused parts where it saved the model.
    { level: 2, pass: expandRuntimeOperators },
    // Statistics that a Constant node or a Cast gives are constants only after folding.
    { level: 1, pass: foldBatchNorm },
    // Before what looks for matrix products.
    { level: 2, pass: einsumToProduct },
    { level: 2, pass: transformToProducts },
    // Formulas are recognized as exporters write them, before anything below rewrites their parts.
    { level: 2, pass: recognizeNormalizations },
    { level: 2, pass: recognizeSoftmax },
    // After softmax, which is a part of it.
    { level: 2, pass: recognizeAttention },
    // Min(Relu(x + 3), 6) is a part of HardSwish.
    { level: 2, pass: mergeClips },
    { level: 2, pass: recognizeActivations },
    // Before what looks at a convolution and its neighbours; what meets is joined by simplify-movement.
    { level: 2, pass: pushTransposes },
    { level: 2, pass: simplifyMovement },
    { level: 2, pass: replaceOperators },
    // Replaced operators leave quotients and negations of constants.
    { level: 1, pass: foldConstants },
    // After batch normalizations, so that what follows them meets the convolution.
    { level: 2, pass: foldScaleIntoConv },
    { level: 2, pass: foldPadIntoConv },
    // After all padding is the convolution's own; the weights it cuts are folded.
    { level: 2, pass: dropPaddingTaps },
    { level: 0, pass: expandComposites },
    // Composites whose channels are last are made of Transposes, too.
    { level: 2, pass: pushTransposes },
    // Sums that composites begin with meet the products before them.
    { level: 2, pass: pushViews },
    // For what composites are made of, and operands that are constants by now.
    { level: 2, pass: useIntegerKernels },
    { level: 2, pass: useByteTables },
    // What composites are made of can be folded and shared again.
    { level: 1, pass: foldConstants },
    { level: 2, pass: listConversions },
    // Its weights are not folded; what it makes of one operand several times is shared.
    { level: 2, pass: convolveWholeNumbers },
    { level: 1, pass: mergeCommonSubexpressions },
    { level: 1, pass: simplifyAlgebra },
    { level: 1, pass: simplifyMovement },
    // After Transposes in a row are one.
    { level: 2, pass: attendInPlace },
    // At every level: composites that nothing reads are not expanded, and have no lowering.
    { level: 0, pass: removeDeadCode },
  ],
  post: [
    // Nothing below knows a scaled Swish; equal weights are merged after it.
    { level: 2, pass: scaleIntoSwish },
    // What else goes into weights is in them.
    { level: 2, pass: scaleWeights },
    { level: 1, pass: mergeDuplicateConstants },
    { level: 1, pass: chooseAlgorithm },
    { level: 1, pass: assignLayout },
    { level: 1, pass: removeDeadCode },
  ],
};
