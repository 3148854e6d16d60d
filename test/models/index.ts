/** The networks that tests and benchmarks build, by the name of their file. */
import { bertSmall } from "./bert-small.ts";
import { biLstm } from "./bi-lstm.ts";
import { dsCnn } from "./ds-cnn.ts";
import { efficientnetB0 } from "./efficientnet-b0.ts";
import { gptBlock } from "./gpt-block.ts";
import { gru } from "./gru.ts";
import type { BuiltModel, NetOptions } from "./layers.ts";
import { mlp } from "./mlp.ts";
import { mobilenetV2 } from "./mobilenet-v2.ts";
import { resnet18, resnet50 } from "./resnet.ts";
import { speechGru } from "./speech-gru.ts";
import { squeezenet } from "./squeezenet.ts";
import { uNet } from "./u-net.ts";
import { vgg11 } from "./vgg11.ts";
import { vitTiny } from "./vit-tiny.ts";

export type { BuiltModel, NetOptions } from "./layers.ts";

export interface ModelEntry {
  readonly build: (options?: NetOptions) => BuiltModel;
  /** Trainable numbers, as the architecture's authors or its usual implementation count them. */
  readonly parameters: number;
  /** Floating-point operations of one image or sequence: two for each multiply-accumulate. */
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
  bert_small: {
    build: bertSmall,
    parameters: 28_763_648,
    gflop: 3.36,
    small: { size: 20, width: 0.125, depth: 2, words: 100 },
  },
  vit_tiny: { build: vitTiny, parameters: 5_717_416, gflop: 2.51, small: { size: 64, width: 0.25, depth: 2, classes: 10 } },
  gpt_block: { build: gptBlock, parameters: 7_087_872, gflop: 0.116, small: { size: 5, past: 12, width: 0.125 } },
  bi_lstm: { build: biLstm, parameters: 2_367_488, gflop: 0.302, small: { size: 7, width: 0.125, batch: 2 } },
  gru: { build: gru, parameters: 306_728, gflop: 0.039, small: { size: 7, width: 0.125 } },
  speech_gru: { build: speechGru, parameters: 510_141, gflop: 0.0665, small: { size: 28, width: 0.25 } },
  u_net: { build: uNet, parameters: 7_763_041, gflop: 24.2, small: { size: 64, width: 0.25 } },
};
