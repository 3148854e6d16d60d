/** Named arrays in files: .npz, .npy, ONNX TensorProto .pb and raw .bin with a shape. */

export type { NamedArray } from "./named-array.ts";
export { readNamedArrays } from "./read.ts";
export { writeNamedArrays } from "./write.ts";
