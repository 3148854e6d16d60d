/** The networks that tests and benchmarks build, by the name of their file. */
import { dsCnn } from "./ds-cnn.ts";
import { efficientnetB0 } from "./efficientnet-b0.ts";
import type { BuiltModel, NetOptions } from "./layers.ts";
import { mlp } from "./mlp.ts";
import { mobilenetV2 } from "./mobilenet-v2.ts";
import { resnet18, resnet50 } from "./resnet.ts";
import { squeezenet } from "./squeezenet.ts";
import { uNet } from "./u-net.ts";
import { vgg11 } from "./vgg11.ts";

export type { BuiltModel, NetOptions } from "./layers.ts";

export interface ModelEntry {
  readonly build: (options?: NetOptions) => BuiltModel;
  /** Trainable numbers, as the architecture's authors or its usual implementation count them. */
  readonly parameters: number;
  /** Floating-point operations of one image: two for each multiply-accumulate. */
  readonly gflop: number;
  /** The smallest variant that keeps every kind of layer, for quick tests. */
  readonly small: NetOptions;
}

export const models: Readonly<Record<string, ModelEntry>> = {
  mlp: { build: mlp, parameters: 203_530, gflop: 0.0004, small: {} },
  ds_cnn: { build: dsCnn, parameters: 23_180, gflop: 0.0053, small: { width: 0.25 } },
  squeezenet1_1: { build: squeezenet, parameters: 1_235_496, gflop: 0.7, small: { size: 64, width: 0.25, classes: 10 } },
  mobilenet_v2: { build: mobilenetV2, parameters: 3_504_872, gflop: 0.6, small: { size: 64, width: 0.25, classes: 10 } },
  efficientnet_b0: { build: efficientnetB0, parameters: 5_288_548, gflop: 0.77, small: { size: 64, width: 0.25, classes: 10 } },
  resnet18: { build: resnet18, parameters: 11_689_512, gflop: 3.63, small: { size: 64, width: 0.25, classes: 10 } },
  resnet50: { build: resnet50, parameters: 25_557_032, gflop: 8.18, small: { size: 64, width: 0.25, classes: 10 } },
  vgg11: { build: vgg11, parameters: 132_863_336, gflop: 15.2, small: { size: 64, width: 0.125, classes: 10 } },
  u_net: { build: uNet, parameters: 7_763_041, gflop: 24.2, small: { size: 64, width: 0.25 } },
};
