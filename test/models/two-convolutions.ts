/** Conv 3->64, BatchNorm, ReLU, Conv 64->256, BatchNorm, ReLU with free batch, height and width: few weights, outputs as large as one likes. */
import { float, GraphBuilder } from "../support/onnx-writer.ts";

/** image f32[batch,3,height,width] -> output f32[batch,256,height,width], as test/models/torch/two_convolutions.py exports it. */
export function twoConvolutions({ seed = 1 }: { readonly seed?: number } = {}): GraphBuilder {
  const g = new GraphBuilder("two_convolutions", seed);
  const layer = (x: string, n: number, from: number, to: number): string => {
    const name = (op: string): { readonly name: string } => ({ name: `/layer${n}/${op}` });
    const attrs = { dilations: [1, 1], group: 1, kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1] };
    const weight = g.weights(`layer${n}.conv.weight`, [to, from, 3, 3], 9 * from);
    const y = g.node("Conv", [x, weight, g.uniform(`layer${n}.conv.bias`, [to], -0.1, 0.1)], attrs, name("Conv"));
    const statistics = [
      g.uniform(`layer${n}.norm.weight`, [to], 0.8, 1.2),
      g.uniform(`layer${n}.norm.bias`, [to], -0.1, 0.1),
      g.uniform(`layer${n}.norm.mean`, [to], -0.1, 0.1),
      g.uniform(`layer${n}.norm.var`, [to], 0.8, 1.2),
    ];
    const normal = g.node("BatchNormalization", [y, ...statistics], { epsilon: float(1e-5) }, name("BatchNormalization"));
    return g.node("Relu", [normal], {}, name("Relu"));
  };
  const image = g.input("image", ["batch", 3, "height", "width"]);
  g.output(g.rename(layer(layer(image, 1, 3, 64), 2, 64, 256), "output"), ["batch", 256, "height", "width"]);
  return g;
}
