/**
 * Layers as quantizing tools export them (QDQ): weights are signed bytes of one scale a tensor, biases i32 of the products' scale, and every activation
 * goes through QuantizeLinear and DequantizeLinear. BatchNormalization is folded away.
 */
import { type ConvOptions, type Feature, Net, type NetOptions } from "./layers.ts";

/** What a value is quantized by, kept beside its name. */
interface Grid {
  readonly scale: number;
  readonly zero: number;
}

/** Steps that cover what these networks compute: outputs of rectifiers, sums of residuals, and values of both signs. */
const grids = { image: { scale: 0.016, zero: 128 }, rectified: { scale: 0.03, zero: 0 }, signed: { scale: 0.06, zero: 128 } } as const;

export class QuantizedNet extends Net {
  readonly #grids = new Map<string, Grid>();
  readonly #most: number;

  constructor(name: string, options: NetOptions) {
    super(name, options);
    this.#most = options.reducedRange === true ? 64 : 127;
  }

  override image(channels: number, height: number, batch: number | string = 1, width: number = height): Feature {
    return this.#through(super.image(channels, height, batch, width), "input", grids.image);
  }

  override vector(channels: number, batch: number | string = 1): Feature {
    return this.#through(super.vector(channels, batch), "input", grids.image);
  }

  override conv(x: Feature, path: string, channels: number, kernel: number, options: ConvOptions = {}): Feature {
    const { stride = 1, groups = 1, pad = (kernel - 1) >> 1, shape = [kernel, kernel], pads = [pad, pad, pad, pad], gain = 1 } = options;
    const perGroup = x.channels / groups;
    const [tall, wide] = shape;
    const fanIn = perGroup * tall * wide;
    const inputs = [x.name, ...this.#constants(path, [channels, perGroup, tall, wide], { fanIn, channels, gain, input: x })];
    const height = Math.floor((x.height + pads[0] + pads[2] - tall) / stride) + 1;
    const width = Math.floor((x.width + pads[1] + pads[3] - wide) / stride) + 1;
    this.parameters += channels * (fanIn + 1);
    this.macs += height * width * channels * fanIn;
    const attrs = { dilations: [1, 1], group: groups, kernel_shape: shape, pads, strides: [stride, stride] };
    return { name: this.op("Conv", inputs, attrs, path), channels, height, width };
  }

  override norm(x: Feature): Feature {
    return x;
  }

  override relu(x: Feature, path: string): Feature {
    return this.#through(super.relu(x, path), path, grids.rectified);
  }

  override add(a: Feature, b: Feature, path: string): Feature {
    const [left, right] = [a, b].map((x, i) => (this.#grids.has(x.name) ? x : this.#through(x, `${path}.operand${i}`, grids.signed))) as [
      Feature,
      Feature,
    ];
    return super.add(left, right, path);
  }

  override maxPool(x: Feature, path: string, kernel: number, stride: number, pad = 0, ceil = false): Feature {
    return this.#through(super.maxPool(x, path, kernel, stride, pad, ceil), path, this.#gridOf(x));
  }

  override globalAverage(x: Feature, path: string): Feature {
    return this.#through(super.globalAverage(x, path), path, grids.rectified);
  }

  override flatten(x: Feature): Feature {
    return this.#through(super.flatten(x), "flatten", this.#gridOf(x));
  }

  override linear(x: Feature, path: string, channels: number): Feature {
    const inputs = [x.name, ...this.#constants(path, [channels, x.channels], { fanIn: x.channels, channels, gain: 1, input: x })];
    this.parameters += channels * (x.channels + 1);
    this.macs += channels * x.channels;
    return this.#through({ ...x, name: this.op("Gemm", inputs, { transB: 1 }, path), channels }, path, grids.signed);
  }

  #gridOf(x: Feature): Grid {
    const grid = this.#grids.get(x.name);
    if (grid === undefined) throw new Error(`${x.name} is not quantized`);
    return grid;
  }

  /** x through QuantizeLinear and DequantizeLinear. */
  #through(x: Feature, path: string, grid: Grid): Feature {
    const { graph } = this;
    const scale = graph.initializer(`${path}.scale_${x.name}`, "f32", [], [grid.scale]);
    const zero = graph.initializer(`${path}.zero_${x.name}`, "u8", [], [grid.zero]);
    const name = this.op("DequantizeLinear", [this.op("QuantizeLinear", [x.name, scale, zero], {}, path), scale, zero], {}, path);
    this.#grids.set(name, grid);
    return { ...x, name };
  }

  /** Dequantized weights and bias. */
  #constants(
    path: string,
    shape: readonly number[],
    of: { fanIn: number; channels: number; gain: number; input: Feature },
  ): readonly [string, string] {
    const { graph } = this;
    const step = Math.fround((of.gain * Math.sqrt(6 / of.fanIn)) / this.#most);
    const bytes = (count: number, most: number): readonly number[] =>
      Array.from(graph.random.floats(count, -most - 0.5, most + 0.5), (x) => Math.min(Math.max(Math.round(x), -most), most));
    const dequantized = (part: string, q: string, scale: number): string =>
      this.op("DequantizeLinear", [q, graph.initializer(`${part}.scale`, "f32", [], [scale])], {}, part);
    const weight = graph.initializer(
      `${path}.weight`,
      "i8",
      shape,
      bytes(
        shape.reduce((n, d) => n * d, 1),
        this.#most,
      ),
    );
    const bias = graph.initializer(`${path}.bias`, "i32", [of.channels], bytes(of.channels, 1000));
    const unit = Math.fround(step * this.#gridOf(of.input).scale);
    return [dequantized(`${path}.weight`, weight, step), dequantized(`${path}.bias`, bias, unit)];
  }
}
