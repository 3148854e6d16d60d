/** Layers of image networks on the test writer: keeps track of shapes, parameters and multiply-accumulates. The networks stand one a file beside this. */
import { type Attributes, float, GraphBuilder } from "../support/onnx-writer.ts";

/** A feature map; the batch extent is the network's. */
export interface Feature {
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export interface NetOptions {
  /** A number, or the name of a free dim. */
  readonly batch?: number | string;
  /** Height and width of the image, or tokens; what is usual for the network when left out. */
  readonly size?: number;
  /** Layers, words of the vocabulary, and tokens that came before, where a network has them. */
  readonly depth?: number;
  readonly words?: number;
  readonly past?: number;
  readonly classes?: number;
  /** Channels are multiplied by this and rounded to multiples of 8 (small variants for quick tests). */
  readonly width?: number;
  readonly seed?: number;
  /** Quantized networks' weights reach from -64 to 64, as ONNX Runtime's `reduce_range` makes them, instead of from -127 to 127. */
  readonly reducedRange?: boolean;
}

export interface BuiltModel {
  readonly graph: GraphBuilder;
  readonly input: readonly (number | string)[];
  /** Trainable numbers, as frameworks count them (running statistics are not). */
  readonly parameters: number;
  /** Multiply-accumulates of convolutions and matrix products for one image. */
  readonly macs: number;
}

export interface ConvOptions {
  readonly stride?: number;
  readonly groups?: number;
  readonly pad?: number;
  /** Height and width of a kernel that is not square, and its pads (top, left, bottom, right). */
  readonly shape?: readonly [height: number, width: number];
  readonly pads?: readonly [top: number, left: number, bottom: number, right: number];
  readonly bias?: boolean;
  /** Of the weights, over what keeps the size of activations. */
  readonly gain?: number;
}

export class Net {
  readonly graph: GraphBuilder;
  readonly #input: (number | string)[] = [];
  readonly #uses = new Map<string, number>();
  parameters = 0;
  macs = 0;

  constructor(name: string, { seed = 1 }: NetOptions) {
    this.graph = new GraphBuilder(name, seed);
  }

  image(channels: number, height: number, batch: number | string = 1, width: number = height): Feature {
    this.#input.push(batch, channels, height, width);
    return { name: this.graph.input("input", this.#input), channels, height, width };
  }

  vector(channels: number, batch: number | string = 1): Feature {
    this.#input.push(batch, channels);
    return { name: this.graph.input("input", this.#input), channels, height: 1, width: 1 };
  }

  /** Steps of `channels` numbers: [batch, length, channels]. */
  sequence(length: number, channels: number, batch: number | string = 1): string {
    this.#input.push(batch, length, channels);
    return this.graph.input("input", this.#input);
  }

  /** "layer1.0.conv1" gives the node /layer1.0/conv1/Conv and the parameters layer1.0.conv1.weight and .bias. */
  conv(x: Feature, path: string, channels: number, kernel: number, options: ConvOptions = {}): Feature {
    const {
      stride = 1,
      groups = 1,
      pad = (kernel - 1) >> 1,
      shape = [kernel, kernel],
      pads = [pad, pad, pad, pad],
      bias = false,
      gain = 1,
    } = options;
    const perGroup = x.channels / groups;
    const [tall, wide] = shape;
    const fanIn = perGroup * tall * wide;
    const inputs = [x.name, this.graph.weights(`${path}.weight`, [channels, perGroup, tall, wide], fanIn, gain)];
    if (bias) inputs.push(this.graph.uniform(`${path}.bias`, [channels], -0.1, 0.1));
    const height = Math.floor((x.height + pads[0] + pads[2] - tall) / stride) + 1;
    const width = Math.floor((x.width + pads[1] + pads[3] - wide) / stride) + 1;
    this.parameters += channels * fanIn + (bias ? channels : 0);
    this.macs += height * width * channels * fanIn;
    const attrs = {
      dilations: [1, 1],
      group: groups,
      kernel_shape: shape,
      pads,
      strides: [stride, stride],
    };
    return { name: this.op("Conv", inputs, attrs, path), channels, height, width };
  }

  /** Statistics near those of its input, so that nothing grows or dies; `scale` below 1 keeps sums of residuals in size. */
  norm(x: Feature, path: string, scale = 1): Feature {
    const { graph } = this;
    const shape = [x.channels];
    const inputs = [
      x.name,
      graph.uniform(`${path}.weight`, shape, 0.8 * scale, 1.2 * scale),
      graph.uniform(`${path}.bias`, shape, -0.1, 0.1),
      graph.uniform(`${path}.running_mean`, shape, -0.1, 0.1),
      graph.uniform(`${path}.running_var`, shape, 0.8, 1.2),
    ];
    this.parameters += 2 * x.channels;
    return { ...x, name: this.op("BatchNormalization", inputs, { epsilon: float(1e-5), momentum: float(0.9) }, path) };
  }

  relu(x: Feature, path: string): Feature {
    return { ...x, name: this.op("Relu", [x.name], {}, path) };
  }

  /** x * sigmoid(x), as exporters write it. */
  silu(x: Feature, path: string): Feature {
    const gate = this.op("Sigmoid", [x.name], {}, path);
    return { ...x, name: this.op("Mul", [x.name, gate], {}, path) };
  }

  add(a: Feature, b: Feature, path: string): Feature {
    return { ...a, name: this.op("Add", [a.name, b.name], {}, path) };
  }

  concat(parts: readonly Feature[], path: string): Feature {
    const [first] = parts as readonly [Feature];
    const name = this.op(
      "Concat",
      parts.map((part) => part.name),
      { axis: 1 },
      path,
    );
    return { ...first, name, channels: parts.reduce((n, part) => n + part.channels, 0) };
  }

  maxPool(x: Feature, path: string, kernel: number, stride: number, pad = 0, ceil = false): Feature {
    const round = ceil ? Math.ceil : Math.floor;
    const attrs = {
      ceil_mode: ceil ? 1 : 0,
      kernel_shape: [kernel, kernel],
      pads: [pad, pad, pad, pad],
      strides: [stride, stride],
    };
    const extent = (n: number): number => round((n + 2 * pad - kernel) / stride) + 1;
    return { ...x, name: this.op("MaxPool", [x.name], attrs, path), height: extent(x.height), width: extent(x.width) };
  }

  /** ConvTranspose with kernel = stride: every input element becomes a square of outputs. */
  upConv(x: Feature, path: string, channels: number, factor = 2): Feature {
    const inputs = [
      x.name,
      this.graph.weights(`${path}.weight`, [x.channels, channels, factor, factor], x.channels),
      this.graph.uniform(`${path}.bias`, [channels], -0.1, 0.1),
    ];
    this.parameters += x.channels * channels * factor * factor + channels;
    this.macs += x.height * x.width * x.channels * channels * factor * factor;
    const square = [factor, factor];
    const attrs = { dilations: [1, 1], group: 1, kernel_shape: square, pads: [0, 0, 0, 0], strides: square };
    return { name: this.op("ConvTranspose", inputs, attrs, path), channels, height: x.height * factor, width: x.width * factor };
  }

  softmax(x: Feature, path = "softmax"): Feature {
    return { ...x, name: this.op("Softmax", [x.name], { axis: -1 }, path) };
  }

  globalAverage(x: Feature, path: string): Feature {
    return { ...x, name: this.op("GlobalAveragePool", [x.name], {}, path), height: 1, width: 1 };
  }

  /** torch.flatten(x, 1) */
  flatten(x: Feature): Feature {
    return { name: this.op("Flatten", [x.name], { axis: 1 }, "flatten"), channels: x.channels * x.height * x.width, height: 1, width: 1 };
  }

  /** x.view(x.size(0), -1): a chain that computes the shape at run time, as tracing writes it. */
  flattenByShape(x: Feature): Feature {
    const { graph } = this;
    const shape = this.op("Shape", [x.name], {}, "view");
    const index = graph.constant("i64", [], [0], "/view/Constant");
    const batch = this.op("Gather", [shape, index], { axis: 0 }, "view");
    const axes = graph.constant("i64", [1], [0], "/view/Constant_1");
    const list = this.op("Unsqueeze", [batch, axes], {}, "view");
    const rest = graph.constant("i64", [1], [-1], "/view/Constant_2");
    const wanted = this.op("Concat", [list, rest], { axis: 0 }, "view");
    const name = this.op("Reshape", [x.name, wanted], { allowzero: 0 }, "view");
    return { name, channels: x.channels * x.height * x.width, height: 1, width: 1 };
  }

  linear(x: Feature, path: string, channels: number, gain = 1): Feature {
    const inputs = [
      x.name,
      this.graph.weights(`${path}.weight`, [channels, x.channels], x.channels, gain),
      this.graph.uniform(`${path}.bias`, [channels], -0.1, 0.1),
    ];
    this.parameters += channels * (x.channels + 1);
    this.macs += channels * x.channels;
    const name = this.op("Gemm", inputs, { alpha: float(1), beta: float(1), transB: 1 }, path);
    return { ...x, name, channels };
  }

  /** A node with the name exporters make of module path and operator. */
  op(op: string, inputs: readonly string[], attrs: Attributes, path: string): string {
    const base = `/${path.replaceAll(".", "/")}/${op}`;
    const uses = this.#uses.get(base) ?? 0;
    this.#uses.set(base, uses + 1);
    const name = uses === 0 ? base : `${base}_${uses}`;
    return this.graph.node(op, inputs, attrs, { name, outputs: [`${name}_output_0`] });
  }

  /** The last value becomes the graph output "output". */
  finish(y: Feature, shape?: readonly (number | string)[]): BuiltModel {
    const [batch = 1] = this.#input;
    this.graph.output(this.graph.rename(y.name, "output"), shape ?? [batch, y.channels]);
    return { graph: this.graph, input: this.#input, parameters: this.parameters, macs: this.macs };
  }
}

/** Channels of a scaled variant: a multiple of 8, not under nine tenths of the exact number. */
export function scaled(channels: number, width = 1): number {
  if (width === 1) return channels;
  const rounded = Math.max(8, Math.floor(channels * width + 4) & ~7);
  return rounded < 0.9 * channels * width ? rounded + 8 : rounded;
}
