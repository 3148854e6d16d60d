/** Nodes whose operands have extents of 0. */

/** Axes whose extent of 0 is not tried, the first one on: by operators. */
const untried: Readonly<Record<string, number>> = {
  // ONNX Runtime does not end, or ends the process.
  ...{ Conv: 1, InstanceNormalization: 0, GRU: 0, TopK: 0, Einsum: 0, Sum: 0, Mean: 0 },
  // It gives zeros, not the initial state, after no steps, and what is added to no products without its factor.
  ...{ LSTM: 0, RNN: 0, Gemm: 0 },
  // It leaves sums of no terms as memory was; a place or a mean of no elements is none, 0, or NaN.
  ...{ FusedMatMul: 0, ConvTranspose: 0, ArgMax: 0, ArgMin: 0, ReduceMean: 0 },
};

export const isTried = (op: string, shapes: readonly (readonly number[])[]): boolean =>
  !shapes.some((shape) => shape.slice(untried[op] ?? shape.length).includes(0));
