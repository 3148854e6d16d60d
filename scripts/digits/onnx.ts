/** The digit network as an ONNX file, named as PyTorch's exporter names things. */

import onnxProto from "onnx-proto";
import { c1, c2, type Parameters } from "./network.ts";

const { onnx } = onnxProto;
const float = onnx.TensorProto.DataType.FLOAT;

const initializer = (name: string, dims: readonly number[], data: Float32Array): InstanceType<typeof onnx.TensorProto> =>
  onnx.TensorProto.create({ name, dims: [...dims], dataType: float, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });

const port = (name: string, dims: readonly number[]) =>
  onnx.ValueInfoProto.create({ name, type: { tensorType: { elemType: float, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } } });

const ints = (name: string, values: readonly number[]) =>
  onnx.AttributeProto.create({ name, type: onnx.AttributeProto.AttributeType.INTS, ints: [...values] });
const int = (name: string, i: number) => onnx.AttributeProto.create({ name, type: onnx.AttributeProto.AttributeType.INT, i });

/** image f32[1,1,28,28] in [0, 1] -> score f32[1,10], before softmax. */
export function digitsModel(p: Parameters): Uint8Array {
  const window = [ints("kernel_shape", [2, 2]), ints("strides", [2, 2])];
  const same = [ints("kernel_shape", [3, 3]), ints("pads", [1, 1, 1, 1])];
  const nodes = [
    { name: "/conv1/Conv", opType: "Conv", input: ["image", "conv1.weight", "conv1.bias"], output: ["/conv1/Conv_output_0"], attribute: same },
    { name: "/relu1/Relu", opType: "Relu", input: ["/conv1/Conv_output_0"], output: ["/relu1/Relu_output_0"] },
    { name: "/pool1/MaxPool", opType: "MaxPool", input: ["/relu1/Relu_output_0"], output: ["/pool1/MaxPool_output_0"], attribute: window },
    {
      name: "/conv2/Conv",
      opType: "Conv",
      input: ["/pool1/MaxPool_output_0", "conv2.weight", "conv2.bias"],
      output: ["/conv2/Conv_output_0"],
      attribute: same,
    },
    { name: "/relu2/Relu", opType: "Relu", input: ["/conv2/Conv_output_0"], output: ["/relu2/Relu_output_0"] },
    { name: "/pool2/MaxPool", opType: "MaxPool", input: ["/relu2/Relu_output_0"], output: ["/pool2/MaxPool_output_0"], attribute: window },
    { name: "/Flatten", opType: "Flatten", input: ["/pool2/MaxPool_output_0"], output: ["/Flatten_output_0"], attribute: [int("axis", 1)] },
    {
      name: "/dense/Gemm",
      opType: "Gemm",
      input: ["/Flatten_output_0", "dense.weight", "dense.bias"],
      output: ["score"],
      attribute: [int("transB", 1)],
    },
  ];
  const graph = {
    name: "digits",
    node: nodes.map((n) => onnx.NodeProto.create(n)),
    input: [port("image", [1, 1, 28, 28])],
    output: [port("score", [1, 10])],
    initializer: [
      initializer("conv1.weight", [c1, 1, 3, 3], p.conv1Weight),
      initializer("conv1.bias", [c1], p.conv1Bias),
      initializer("conv2.weight", [c2, c1, 3, 3], p.conv2Weight),
      initializer("conv2.bias", [c2], p.conv2Bias),
      initializer("dense.weight", [10, c2 * 49], p.denseWeight),
      initializer("dense.bias", [10], p.denseBias),
    ],
  };
  const model = onnx.ModelProto.create({ irVersion: 8, producerName: "digits", opsetImport: [{ domain: "", version: 13 }], graph });
  return onnx.ModelProto.encode(model).finish();
}
