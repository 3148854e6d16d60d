/** npx tsx scripts/write-model.ts name file.onnx: a network of test/models, or resnet50_int8, as a file for `aot bench` and others. */
import { statSync } from "node:fs";
import { models } from "../test/models/index.ts";
import { quantizedResnet50 } from "../test/models/resnet.ts";
import { writeModel } from "../test/support/onnx-writer.ts";

const [name = "", path = ""] = process.argv.slice(2);
const build = name === "resnet50_int8" ? quantizedResnet50 : models[name]?.build;
if (build === undefined || path === "") {
  console.error(`usage: npx tsx scripts/write-model.ts name file.onnx; names: resnet50_int8, ${Object.keys(models).join(", ")}`);
  process.exit(3);
}
writeModel(path, build().graph);
console.log(`${path}: ${statSync(path).size} bytes`);
