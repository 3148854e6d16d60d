/** Recurrent layers as PyTorch's exporter writes them: initial states of zeros of a shape computed at run time, directions joined by moving axes. */
import { tensor } from "../support/onnx-writer.ts";
import { type Tokens, TransformerNet } from "./transformer-layers.ts";

export interface Layer {
  readonly cell: "LSTM" | "GRU";
  readonly units: number;
  readonly directions: 1 | 2;
  /** Of how many layers this is which: PyTorch makes the initial states of all layers at once. */
  readonly layers: number;
  readonly index: number;
}

const gateCounts = { LSTM: 4, GRU: 3 } as const;

export class RecurrentNet extends TransformerNet {
  /** [batch, time, width] and [time, batch, width] become each other. */
  turned(x: Tokens, path: string): Tokens {
    return { ...x, name: this.op("Transpose", [x.name], { perm: [1, 0, 2] }, path) };
  }

  /** One layer over [time, batch, width]; gives [time, batch, directions * units]. */
  recurrent(x: Tokens, path: string, layer: Layer): Tokens {
    const { cell, units, directions, index } = layer;
    const rows = gateCounts[cell] * units;
    const reach = 1 / Math.sqrt(units);
    const weights = (kind: string, shape: readonly number[]): string => {
      this.parameters += shape.reduce((n, d) => n * d, 1);
      return this.graph.uniform(`${path}.${kind}_l${index}`, shape, -reach, reach);
    };
    const inputs = [
      x.name,
      weights("weight_ih", [directions, rows, x.width]),
      weights("weight_hh", [directions, rows, units]),
      weights("bias", [directions, 2 * rows]),
      "",
      ...(cell === "LSTM" ? [this.zeros(x, path, layer), this.zeros(x, path, layer)] : [this.zeros(x, path, layer)]),
    ];
    this.macs += x.length * directions * rows * (x.width + units);
    const direction = directions === 2 ? "bidirectional" : "forward";
    const attrs = { direction, hidden_size: units, ...(cell === "GRU" ? { linear_before_reset: 1 } : {}) };
    const base = `/${path.replaceAll(".", "/")}/${cell}${index === 0 ? "" : `_${index}`}`;
    const states = cell === "LSTM" ? [`${base}_output_1`, `${base}_output_2`] : [`${base}_output_1`];
    const [y = ""] = this.graph.nodes(cell, inputs, attrs, { name: base, outputs: [`${base}_output_0`, ...states] });
    return { ...x, width: directions * units, name: this.joined(y, path, directions) };
  }

  /** [time, directions, batch, units] to [time, batch, directions * units]. */
  joined(y: string, path: string, directions: number): string {
    if (directions === 1) return this.op("Squeeze", [y, this.integers([1], path)], {}, path);
    const turned = this.op("Transpose", [y], { perm: [0, 2, 1, 3] }, path);
    return this.op("Reshape", [turned, this.integers([0, 0, -1], path)], { allowzero: 0 }, path);
  }

  /** torch.zeros(layers * directions, x.size(1), units), sliced for this layer. */
  zeros(x: Tokens, path: string, { units, directions, layers, index }: Layer): string {
    const parts = [this.integers([layers * directions], path), this.extent(x.name, 1, path), this.integers([units], path)];
    const all = this.op("ConstantOfShape", [this.op("Concat", parts, { axis: 0 }, path)], { value: tensor("f32", [1], [0]) }, path);
    if (layers === 1) return all;
    const bounds = [directions * index, directions * (index + 1)].map((at) => this.integers([at], path));
    return this.op("Slice", [all, ...bounds, this.integers([0], path)], {}, path);
  }
}
