/** The commands and their flags, as data that `aot --help` and the README print; commands themselves live in their own files. */

import { Command, Option } from "commander";
import { targets as knownTargets } from "../targets/index.ts";
import { version } from "../version.ts";
import { type BenchFlags, benchCommand } from "./bench-command.ts";
import { buildCommand } from "./build-command.ts";
import { type CheckFlags, checkCommand } from "./check-command.ts";
import { diffCommand } from "./diff-command.ts";
import { inspectCommand } from "./inspect-command.ts";
import type { Flags } from "./options.ts";
import { runCommand } from "./run-command.ts";
import { verifyCommand } from "./verify-command.ts";

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Flags every command that builds understands. */
function withBuildFlags(command: Command, targets = "wasm"): Command {
  return command
    .option("-t, --target <list>", `${Object.keys(knownTargets).join(", ")}; several with commas`, targets)
    .addOption(new Option("-O <level>", "0 unfused, 1 folded and fused, 2 and 3 everything").default("2"))
    .option("--machine <name>", "machine the kernels are scheduled for, or native: this processor; default: the target's own, of bench native")
    .option("--dim <name=value>", "value of a free dim, or of an input of one integer; may be repeated", collect, [])
    .option("--items <name=shapes>", "a sequence's items, x=[3],[4],[2]; none: an optional input that is never there; may be repeated", collect, [])
    .option("--buckets <name=list...>", "lists of values for free dims, one variant for each combination: batch=1,4,8 seq=32,128")
    .option("--max-string-bytes <size>", "UTF-8 that a string of an input has at most; default: 256")
    .option("--image-formats <list>", "formats that ImageDecoder reads, bmp,jpeg,jpeg2000,png,pnm,tiff,webp; default: all")
    .option("--weights <where>", "auto, inline or file", "auto")
    .option("--fallback", "wasm: TypeScript kernels too, for where WebAssembly is missing")
    .option("--threads <n>", "c, wasm: threads that share long steps, with the same results for any number; in bench ONNX Runtime's, too")
    .option("--deterministic", "equal bits on all targets and machines: floats are summed in source order, each operation rounds once")
    .option("--precise", "no algorithm that rounds worse than the plain formula")
    .option("--name <identifier>", "name of files, functions and classes; default: from the model file")
    .option("--templates <dir>", "templates that replace those of the same name")
    .option("--tiles <file>", "register tiles by machine and kernel, as build --tune writes them")
    .option("--dump <after:pass>", "print the graph after a pass; may be repeated", collect, [])
    .option("--verify-passes", "check the graph after every pass, every compute and every kernel")
    .option("--json", "results and diagnostics as JSON on standard output");
}

/** `aot` with all its commands; parsing runs the one that is named. */
export function program(): Command {
  const root = new Command("aot")
    .description("Compiles a trained network to a standalone program: C, TypeScript or WebAssembly.")
    .version(version)
    .exitOverride()
    .showSuggestionAfterError(true);
  withBuildFlags(root.command("build <model>").description("write a complete program for each target"))
    .option("-o, --out <dir>", "output folder; default: the model's name")
    .option("--max-arena <size>", "fail when the arena is larger, naming the peak step")
    .option("--max-weights <size>", "fail when the weights are larger")
    .option("--max-code <size>", "fail when the code is larger")
    .option("--report", "what was found, removed and left, for every pass")
    .option("--tune", "measure register tiles of kernels without a row in --tiles (default: <name>.tiles.json), add the rows, build with them")
    .option("--force", "replace an output folder that no build made")
    .action((model: string, flags: Flags) => buildCommand(model, flags));
  root
    .command("inspect <model>")
    .description("inputs, outputs, free dims, operators, costs, and everything unsupported at once")
    .option("--dim <name=value>", "value of a free dim, or of an input of one integer; may be repeated", collect, [])
    .option("--items <name=shapes>", "a sequence's items, x=[3],[4],[2]; none: an optional input that is never there; may be repeated", collect, [])
    .option("--json", "as JSON on standard output")
    .action((model: string, flags: { dim: readonly string[]; items: readonly string[]; json?: boolean }) => inspectCommand(model, flags));
  withBuildFlags(root.command("run <model>").description("build for one target and run it once"))
    .requiredOption(
      "-i, --inputs <files...>",
      ".npz, .npy, TensorProto .pb (others as x=file.pb:sequence or :optional), or raw .bin as name=file.bin:f32[1,3,8,8]",
    )
    .option("--outputs <file>", "where outputs go (.npz, or a folder of .npy); default: a summary is printed")
    .action((model: string, flags: Flags & { inputs: readonly string[]; outputs?: string }) => runCommand(model, flags));
  withBuildFlags(
    root
      .command("verify <model>")
      .description('run every target against ONNX Runtime where it is installed, else against our own evaluator ("self-check, not an oracle")'),
  )
    .option("-i, --inputs <files...>", "inputs as for run; default: seeded numbers")
    .option("--tolerance <ratio>", "largest error over the largest element of an output, beside what 16-bit floats round", "1e-4")
    .action((model: string, flags: Flags & { inputs?: readonly string[]; tolerance: string }) => verifyCommand(model, flags));
  withBuildFlags(
    root.command("bench <model>").description("how long a run takes for each target, in turns with ONNX Runtime; outputs are compared first"),
    "c,wasm,ts",
  )
    .option("--vs <runtime>", "onnxruntime: in node against c, in WebAssembly against wasm and ts, where they are installed")
    .option("--rounds <n>", "turns each engine gets", "5")
    .option("--layers", "how long each step of our programs takes instead: arithmetic, share of the core's peak, memory")
    .option("-i, --inputs <files...>", "inputs as for run; default: seeded numbers")
    .option("--tolerance <ratio>", "largest error over the largest element of an output, beside what 16-bit floats round", "1e-4")
    .action((model: string, flags: BenchFlags) => benchCommand(model, flags));
  root
    .command("diff <old> <new>")
    .description("what two output folders differ in and why (weights, graph, schedule, compiler); exit 1 when more than weights changed")
    .option("--markdown", "for a pull request")
    .option("--json", "as JSON on standard output")
    .action((before: string, after: string, flags: { markdown?: boolean; json?: boolean }) => diffCommand(before, after, flags));
  root
    .command("check <folder>")
    .description("build again what a folder holds, with the options in its manifest; exit 1 when a file is stale")
    .requiredOption("--model <file>", "the model it was built from")
    .option("--templates <dir>", "the templates it was built with")
    .option("--json", "as JSON on standard output")
    .action((folder: string, flags: CheckFlags) => checkCommand(folder, flags));
  return root;
}
