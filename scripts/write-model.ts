/** npx tsx scripts/write-model.ts name file.onnx: a network of test/models, or one of those in bytes, as a file for `aot bench` and others. */
import { statSync } from "node:fs";
import { quantizedDsCnn } from "../test/models/ds-cnn.ts";
import { type BuiltModel, models } from "../test/models/index.ts";
import { quantizedMlp } from "../test/models/mlp.ts";
import { quantizedResnet50 } from "../test/models/resnet.ts";
import { writeModel } from "../test/support/onnx-writer.ts";

const [name = "", path = ""] = process.argv.slice(2);
const inBytes: Readonly<Record<string, () => BuiltModel>> = {
  resnet50_int8_reduced: () => quantizedResnet50({ reducedRange: true }),
  resnet50_int8: quantizedResnet50,
  ds_cnn_int8: quantizedDsCnn,
  mlp_int8: quantizedMlp,
};
const build = inBytes[name] ?? models[name]?.build;
if (build === undefined || path === "") {
  console.error(`usage: npx tsx scripts/write-model.ts name file.onnx; names: ${Object.keys({ ...inBytes, ...models }).join(", ")}`);
  process.exit(3);
}
writeModel(path, build().graph);
console.log(`${path}: ${statSync(path).size} bytes`);
