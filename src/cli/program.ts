/** The commands and their flags, as data that `aot --help` and the README print; commands themselves live in their own files, loaded when they run. */

import { Command, Option } from "commander";
import { targets as knownTargets } from "../targets/index.ts";
import { version } from "../version.ts";
import type { BenchFlags } from "./bench-command.ts";
import type { CheckFlags } from "./check-command.ts";
import type { Flags } from "./options.ts";

/** A flag that may be given several times. */
const repeated = (flags: string, description: string): Option =>
  new Option(flags, `${description}; may be repeated`).argParser((value: string, before: readonly string[] = []) => [...before, value]);

/** Flags that settle what shapes depend on. */
const withShapeFlags = (command: Command): Command =>
  command
    .addOption(repeated("--dim <name=value>", "fix a free dim, or an input that is a single integer or bool"))
    .addOption(repeated("--items <name=shapes>", "shapes of a sequence's items, x=[3],[4],[2], or none for an optional input that is never present"));

/** Flags every command that builds understands. */
function withBuildFlags(command: Command, targets = "wasm"): Command {
  const scheduled = command
    .option("-t, --target <list>", `${Object.keys(knownTargets).join(", ")}; several with commas`, targets)
    .addOption(new Option("-O <level>", "0 unfused, 1 folded and fused, 2 and 3 everything").default("2"))
    .option("--machine <name>", "machine to schedule kernels for, or native: this processor; default: the target's own, for bench native");
  return withShapeFlags(scheduled)
    .option("--buckets <name=list...>", "values for free dims, one variant of the program for each combination: batch=1,4,8 seq=32,128")
    .option("--max-string-bytes <size>", "longest string of an input, in bytes of UTF-8; default: 256")
    .option("--image-formats <list>", "formats that ImageDecoder supports, of bmp,jpeg,jpeg2000,png,pnm,tiff,webp; default: all")
    .option("--weights <where>", "where weights are stored: inline in the source, in a file, or auto: by their size", "auto")
    .option("--fallback", "wasm: include TypeScript kernels as well, for hosts without WebAssembly")
    .option("--threads <n>", "c, wasm: threads that share long steps; results are the same for any number; bench gives ONNX Runtime as many")
    .option("--deterministic", "identical bits on all targets and machines: floats are summed in source order and each operation rounds once")
    .option("--precise", "use no algorithm that rounds worse than the plain formula")
    .option("--name <identifier>", "name of files, functions and classes; default: the model file's")
    .option("--templates <dir>", "folder of templates that replace the built-in ones of the same name")
    .option("--tiles <file>", "register tiles for each machine and kernel, as written by build --tune")
    .addOption(repeated("--dump <after:pass>", "print the graph after a pass"))
    .option("--verify-passes", "check the graph after every pass, and every compute and kernel")
    .option("--json", "print results and diagnostics as JSON on standard output");
}

/** `aot` with all its commands; parsing runs the one that is named. */
export function program(): Command {
  const root = new Command("aot")
    .description("Compiles a trained network to a standalone program: C, TypeScript or WebAssembly.")
    .version(version)
    .exitOverride()
    // main.ts prints it, as all problems.
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError(true);
  withBuildFlags(root.command("build <model>").description("write a complete program for each target"))
    .option("-o, --out <dir>", "output folder; default: the model's name")
    .option("--max-arena <size>", "fail when the arena is larger, naming the peak step")
    .option("--max-weights <size>", "fail when the weights are larger")
    .option("--max-code <size>", "fail when the code is larger")
    .option("--report", "print what every pass found, removed and left")
    .option("--tune", "measure register tiles for kernels not yet in --tiles (default: <name>.tiles.json), add them there and build with them")
    .option("--force", "replace an output folder that no build created")
    .action(async (model: string, flags: Flags) => (await import("./build-command.ts")).buildCommand(model, flags));
  withShapeFlags(
    root.command("inspect <model>").description("print inputs, outputs, free dims, operators and costs, and list everything that is unsupported"),
  )
    .option("--json", "print JSON on standard output")
    .action(async (model: string, flags: { dim?: readonly string[]; items?: readonly string[]; json?: boolean }) =>
      (await import("./inspect-command.ts")).inspectCommand(model, flags),
    );
  withBuildFlags(root.command("run <model>").description("build for one target and run it once"))
    .requiredOption(
      "-i, --inputs <files...>",
      ".npz, .npy, TensorProto .pb (sequences and optional values as x=file.pb:sequence or :optional), or raw .bin as name=file.bin:f32[1,3,8,8]",
    )
    .option("--outputs <file>", "where to write outputs (.npz, or a folder of .npy); default: print a summary")
    .action(async (model: string, flags: Flags & { inputs: readonly string[]; outputs?: string }) =>
      (await import("./run-command.ts")).runCommand(model, flags),
    );
  withBuildFlags(
    root
      .command("verify <model>")
      .description(
        'compare every target with ONNX Runtime, or, where that is not installed, with the built-in evaluator ("self-check, not an oracle")',
      ),
  )
    .option("-i, --inputs <files...>", "inputs, as for run; default: pseudorandom numbers from a fixed seed")
    .option(
      "--tolerance <ratio>",
      "largest error allowed, relative to the largest element of an output; models with 16-bit floats may differ by their rounding as well, those that quantize what they compute by twice as much as by rounding alone",
      "1e-4",
    )
    .action(async (model: string, flags: Flags & { inputs?: readonly string[]; tolerance: string }) =>
      (await import("./verify-command.ts")).verifyCommand(model, flags),
    );
  withBuildFlags(
    root.command("bench <model>").description("measure each target, alternating with ONNX Runtime, after comparing their outputs"),
    "c,wasm,ts",
  )
    .option("--vs <runtime>", "onnxruntime: compare c with its Node.js package, wasm and ts with its WebAssembly package, where they are installed")
    .option("--rounds <n>", "rounds of measurement for each engine", "5")
    .option("--layers", "measure each step of the programs instead: time, arithmetic, share of the core's peak, memory")
    .option("-i, --inputs <files...>", "inputs, as for run; default: pseudorandom numbers from a fixed seed")
    .option(
      "--tolerance <ratio>",
      "largest error allowed, relative to the largest element of an output; models with 16-bit floats may differ by their rounding as well, those that quantize what they compute by twice as much as by rounding alone",
      "1e-4",
    )
    .action(async (model: string, flags: BenchFlags) => (await import("./bench-command.ts")).benchCommand(model, flags));
  root
    .command("diff <old> <new>")
    .description("tell how two output folders differ and why (weights, graph, schedule, compiler); exit 1 when more than weights changed")
    .option("--markdown", "print Markdown, for a pull request")
    .option("--json", "print JSON on standard output")
    .action(async (before: string, after: string, flags: { markdown?: boolean; json?: boolean }) =>
      (await import("./diff-command.ts")).diffCommand(before, after, flags),
    );
  root
    .command("check <folder>")
    .description("rebuild an output folder with the options in its manifest and compare; exit 1 when a file is stale")
    .requiredOption("--model <file>", "the model it was built from")
    .option("--templates <dir>", "the templates it was built with")
    .option("--json", "print JSON on standard output")
    .action(async (folder: string, flags: CheckFlags) => (await import("./check-command.ts")).checkCommand(folder, flags));
  return root;
}
