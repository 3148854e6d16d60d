/** The command line as a person uses it: built, called as a process, its exit codes, files and messages. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { dist } from "../../scripts/build.ts";
import { program } from "../../src/cli/program.ts";
import { version } from "../../src/version.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { Random } from "../support/random.ts";
import { controlFlowModel } from "../support/random-control-flow.ts";

const root = resolve(import.meta.dirname, "../..");
const digits = join(root, "generated-samples/digits/digits.onnx");
const folder = mkdtempSync(join(tmpdir(), "aot-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const main = join(dist, "cli/main.js");
const aot = (...args: readonly string[]): Result =>
  spawnSync("node", [main, ...args], { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });

describe("build", () => {
  test("writes the files of each target, several in subfolders", () => {
    const result = aot("build", digits, "-t", "c,ts,wasm", "-o", "all");
    expect(result.status, result.stderr).toBe(0);
    expect(readdirSync(join(folder, "all")).sort()).toEqual(["c", "ts", "wasm"]);
    expect(existsSync(join(folder, "all/c/digits.c"))).toBe(true);
    expect(existsSync(join(folder, "all/wasm/digits.wat"))).toBe(true);
  });

  test("a failed build leaves the previous output, a foreign folder is never replaced", () => {
    expect(aot("build", digits, "-o", "kept").status).toBe(0);
    const before = readFileSync(join(folder, "kept/manifest.json"), "utf8");
    const over = aot("build", digits, "-o", "kept", "--max-arena", "1k");
    expect(over.status).toBe(1);
    expect(over.stderr).toContain("AOT401");
    expect(over.stderr).toContain("the peak is step");
    expect(readFileSync(join(folder, "kept/manifest.json"), "utf8")).toBe(before);
    mkdirSync(join(folder, "foreign"));
    writeFileSync(join(folder, "foreign/thesis.txt"), "mine");
    const foreign = aot("build", digits, "-o", "foreign");
    expect([foreign.status, foreign.stderr.includes("AOT303")]).toEqual([3, true]);
    expect(readFileSync(join(folder, "foreign/thesis.txt"), "utf8")).toBe("mine");
    expect(aot("build", digits, "-o", "foreign", "--force").status).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("help says of flags that may be repeated no more than that", () => {
    for (const command of program().commands) expect(command.helpInformation()).not.toContain("[]");
  });

  test("nothing but an output folder is ever replaced, forced or not", () => {
    mkdirSync(join(folder, "models"));
    writeFileSync(join(folder, "models/own.onnx"), readFileSync(digits));
    for (const [out, message] of [
      ["models", "holds the model models/own.onnx"],
      [".", "holds the folder that the command runs in"],
      ["..", "holds the folder that the command runs in"],
      ["/", "holds the folder that the command runs in"],
      ["models/own.onnx", "is no folder"],
      ["models/own.onnx/below", "which is no folder"],
    ] as const) {
      const result = aot("build", "models/own.onnx", "-t", "ts", "-o", out, "--force");
      expect([result.status, result.stderr]).toEqual([3, expect.stringContaining(message)]);
    }
    expect(readFileSync(join(folder, "models/own.onnx")).equals(readFileSync(digits))).toBe(true);
    symlinkSync("linked", join(folder, "link"));
    mkdirSync(join(folder, "linked"));
    expect(aot("build", digits, "-t", "ts", "-o", "link").status).toBe(0);
    expect([readlinkSync(join(folder, "link")), existsSync(join(folder, "linked/digits.mjs"))]).toEqual(["linked", true]);
  });

  test.runIf(existsSync("/proc"))("a folder that takes no others ends a build with the file system's word", () => {
    const result = aot("build", digits, "-t", "ts", "-o", "/proc/out/below");
    expect([result.status, result.stderr]).toEqual([3, expect.stringContaining("error AOT320 /proc/out/below: the output cannot be written (E")]);
  });

  test("--report, --json and --dump say what was done", () => {
    const report = aot("build", digits, "-o", "report", "--report");
    for (const word of ["structure:", "precision:", "algorithm:", "memory:", "bytes over the lower bound"]) expect(report.stdout).toContain(word);
    const json = JSON.parse(aot("build", digits, "-o", "json", "--json").stdout) as { ok: boolean; targets: { arenaBytes: number }[] };
    expect([json.ok, (json.targets[0]?.arenaBytes ?? 0) > 0]).toEqual([true, true]);
    expect(aot("build", digits, "-o", "dump", "--dump", "after:fold-constants").stdout).toContain("Conv(");
    const wrong = aot("build", digits, "--dump", "after:fold-constant");
    expect([wrong.status, wrong.stderr.includes("did you mean fold-constants?")]).toEqual([3, true]);
  });

  test("free dims are listed with the whole command, nothing is guessed", () => {
    const graph = new GraphBuilder("free");
    const x = graph.input("x", ["batch", 4]);
    graph.output(graph.node("Relu", [x]), ["batch", 4]);
    const path = join(folder, "free.onnx");
    writeFileSync(path, modelBytes(graph));
    const result = aot("build", path);
    expect([result.status, result.stderr.includes("AOT304")]).toEqual([2, true]);
    expect(result.stderr).toContain(`aot build ${path} --dim batch=1\n`);
    expect(result.stderr).toContain(`aot build ${path} --buckets batch=1,4\n`);
    expect(aot("verify", path).stderr).toContain(`aot verify ${path} --dim batch=1\n`);
    expect(aot("build", path, "--dim", "batch=3", "-o", "free").status).toBe(0);
    const several = aot("build", path, "--buckets", "batch=0,4", "-t", "ts", "-o", "free");
    expect([several.status, several.stdout]).toEqual([0, expect.stringContaining("in 2 buckets")]);
  });
});

test("steps in branches and rounds are counted as in the manifest", () => {
  writeFileSync(join(folder, "control.onnx"), controlFlowModel(new Random(1), 3));
  const { stdout } = aot("build", "control.onnx", "-t", "ts", "-o", "control");
  const { program } = JSON.parse(readFileSync(join(folder, "control/manifest.json"), "utf8")) as { program: { steps: number } };
  expect(stdout).toContain(` kernels, ${program.steps} steps, `);
});

describe("errors", () => {
  test.each([
    [["build", digits, "-t", "rust"], 3, "AOT301"],
    [["build", digits, "--machine", "x86-64-v9"], 3, "did you mean x86-64-v"],
    [["build", digits, "--dim", "batch"], 3, "AOT306"],
    [["build", digits, "--dim", "batch="], 3, "AOT306"],
    [["build", digits, "--dim", "batch=1..4"], 3, "--buckets batch=1,4 for several values"],
    [["build", digits, "--buckets", "batch=1,x"], 3, "--buckets batch=1,4,8 seq=32,128"],
    [["build", digits, "--dim", "batch=1", "--dim", "batch=2"], 3, "batch is given twice"],
    [["build", digits, "--name", "a b"], 3, "for example --name a_b"],
    [["build", digits, "-t", "c", "--fallback"], 3, "leave --fallback out"],
    [["verify", digits, "-t", "ts", "--fallback"], 3, "leave --fallback out"],
    [["build", digits, "--templates", digits], 3, "AOT310"],
    [["build", "nowhere.onnx"], 2, "AOT101"],
    [["buld", digits], 3, "did you mean build?"],
    [["run", "-i", "in.npz", digits], 3, "put it first: --inputs and --buckets take all words behind them"],
    [["build", digits, "--targt", "c"], 3, "did you mean --target?"],
  ] as const)("%j", (args, status, text) => {
    const result = aot(...args);
    expect([result.status, result.stderr]).toEqual([status, expect.stringContaining(text)]);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  test("a command line that does not parse is JSON with --json, too", () => {
    const { status, stdout, stderr } = aot("build", digits, "--targt", "c", "--json");
    expect([status, stderr]).toEqual([3, ""]);
    const problem = { code: "AOT309", severity: "error", where: "command line", message: "unknown option '--targt'", hint: "did you mean --target?" };
    expect(JSON.parse(stdout)).toEqual({ ok: false, diagnostics: [problem] });
  });

  test("templates that replace none of ours", () => {
    mkdirSync(join(folder, "own/c"), { recursive: true });
    expect(aot("build", digits, "--templates", "own").stderr).toContain("AOT310 --templates own: holds no template; ours are c/CMakeLists.txt.hbs");
    writeFileSync(join(folder, "own/c/modul.c.hbs"), "");
    const result = aot("build", digits, "--templates", "own");
    expect([result.status, result.stderr]).toEqual([3, expect.stringContaining("did you mean c/module.c.hbs?")]);
  });

  test("a template that does not parse is told with what was expected", () => {
    mkdirSync(join(folder, "broken/c"), { recursive: true });
    writeFileSync(join(folder, "broken/c/module.c.hbs"), "a\n{{#if x}}\nfoo\n{{\n");
    const { stderr } = aot("build", digits, "-t", "c", "--templates", "broken");
    expect(stderr).toMatch(/AOT311 template c\/module\.c\.hbs: Parse error on line 4: a\{\{#if x\}\}foo\{\{ Expecting 'ID'.*, got 'EOF'\n/);
  });

  test("names out of a model reach neither the shell nor the terminal", () => {
    const graph = new GraphBuilder("names");
    const x = graph.input("x\u001b[31m", ["b'; rm y; '", 4]);
    graph.output(graph.node("Relu", [x]), ["b'; rm y; '", 4]);
    const path = join(folder, "names.onnx");
    writeFileSync(path, modelBytes(graph));
    const { stderr } = aot("build", path);
    expect(stderr).toContain("(in xU+001B[31m f32");
    expect(stderr).toContain(`aot build ${path} --dim 'b'\\''; rm y; '\\''=1'\n`);
    expect(aot("inspect", path).stdout).not.toContain("\u001b");
  });

  test("all unsupported operators at once, by inspect and by build", () => {
    const graph = new GraphBuilder("unknown");
    const x = graph.input("x", [2]);
    graph.output(graph.node("Frobnicate", [graph.node("Relux", [x])]), [2]);
    const path = join(folder, "unknown.onnx");
    writeFileSync(path, modelBytes(graph));
    for (const command of ["inspect", "build"]) {
      const result = aot(command, path);
      expect(result.status).toBe(2);
      for (const word of ["Frobnicate:", "Relux:", "nearest supported operator is Relu"]) expect(result.stderr.split(word)).toHaveLength(2);
    }
  });
});

test("inspect counts multiply-adds in terms of free dims", () => {
  const graph = new GraphBuilder("free");
  const x = graph.input("x", ["batch", 3, "h", "w"]);
  graph.output(graph.node("Conv", [x, graph.weights("filters", [4, 3, 3, 3], 27)], { pads: [1, 1, 1, 1] }), ["batch", 4, "h", "w"]);
  const path = join(folder, "free-image.onnx");
  writeFileSync(path, modelBytes(graph));
  expect(aot("inspect", path).stdout).toContain("1 node, batch*h*w*108 multiply-adds");
  expect(aot("inspect", path, "--dim", "batch=2", "--dim", "h=5", "--dim", "w=7").stdout).toContain("1 node, 7560 multiply-adds");
});

test.each(["", "2>&1"])("a reader that stops reading ends no build %s", (both) => {
  const command = `node ${main} build ${digits} -t ts -o cut --dump after:fold-constants ${both} | head -1`;
  rmSync(join(folder, "cut"), { recursive: true, force: true });
  const cut = spawnSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" });
  expect([cut.stdout.split("\n")[0], cut.stderr.includes("Error"), existsSync(join(folder, "cut/manifest.json"))]).toEqual([
    expect.stringMatching(both === "" ? /^# after fold-constants$/ : /^read model: /),
    false,
    true,
  ]);
});

describe("run and verify", () => {
  test("run writes outputs that a second run reads the same", () => {
    const image = `image=${join(folder, "image.bin")}:f32[1,1,28,28]`;
    const pixels = new Float32Array(784).map((_, i) => (i % 28) / 28);
    writeFileSync(join(folder, "image.bin"), new Uint8Array(pixels.buffer));
    const outputs = ["c", "ts", "wasm"].map((target) => {
      const result = aot("run", digits, "-t", target, "-i", image, "--outputs", `${target}.npz`, "--json");
      expect(result.status, result.stderr).toBe(0);
      expect(existsSync(join(folder, `${target}.npz`))).toBe(true);
      return (JSON.parse(result.stdout) as { outputs: { first: number[] }[] }).outputs[0]?.first ?? [];
    });
    outputs[0]?.forEach((x, i) => {
      expect(Math.abs(x - (outputs[1]?.[i] ?? 0))).toBeLessThan(1e-3);
      expect(Math.abs(x - (outputs[2]?.[i] ?? 0))).toBeLessThan(1e-3);
    });
    expect(aot("run", digits, "-t", "c", "-i", image, "--fallback").stderr).toContain("AOT306 --fallback");
  });

  test("verify passes, and fails with exit 1 where the tolerance is not met", () => {
    const result = aot("verify", digits, "-t", "c,wasm,ts");
    expect([result.status, result.stdout.split("\n").filter((l) => l.startsWith("ok")).length]).toEqual([0, 3]);
    expect(aot("verify", digits, "-t", "wasm", "--tolerance", "1e-12").status).toBe(1);
  });
});

test("the version is package.json's", () => {
  const { version: declared } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  expect([aot("--version").stdout.trim(), version]).toEqual([declared, declared]);
});

test("npm pack, installed without development dependencies in an empty folder, builds and runs a model", () => {
  const place = join(folder, "consumer");
  mkdirSync(place);
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", place, "--silent"], { cwd: root, encoding: "utf8" }).trim();
  writeFileSync(join(place, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  execFileSync("npm", ["install", "--omit=dev", "--no-audit", "--no-fund", "--silent", join(place, packed.split("\n").at(-1) ?? "")], { cwd: place });
  writeFileSync(
    join(place, "use.mjs"),
    `import { build } from "aot";
     await build(${JSON.stringify(digits)}, { out: "digits", name: "digits", targets: ["wasm"] });
     const { load } = await import("./digits/digits.mjs");
     const { score } = (await load()).run({ image: new Float32Array(784) });
     console.log(score.length);`,
  );
  expect(execFileSync("node", ["use.mjs"], { cwd: place, encoding: "utf8" }).trim()).toBe("10");
}, 300_000);
