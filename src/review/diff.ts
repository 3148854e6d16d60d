/** Diff: how two builds differ, and why: weights, graph, schedule or compiler. Reads manifests, maps and the text of kernels. */
import type { Manifest } from "../targets/manifest.ts";
import { matchSteps, type ReadStep, type StepChange } from "./match-steps.ts";
import type { Output } from "./output.ts";

/**
 * Why two outputs differ. graph: inputs, outputs, nodes, attributes, names or types of the source model, or its file name. schedule: options of the build or,
 * with the same graph, different steps or kernels. compiler: its version, or different files from the same model and options. weights:
 * the numbers of the source model.
 */
export type Cause = "graph" | "schedule" | "compiler" | "weights";

export interface Before<T> {
  readonly what: string;
  readonly before: T;
  readonly after: T;
}

export interface TargetDiff {
  readonly target: string;
  /** Empty if all files are equal. */
  readonly causes: readonly Cause[];
  /** Options of the build that changed, including the compiler's version. */
  readonly options: readonly Before<string>[];
  /** Inputs and outputs that changed; "" where there was none. */
  readonly ports: readonly Before<string>[];
  readonly steps: readonly StepChange[];
  /** Bytes of arena, weights and code, multiply-adds of a run, and numbers of kernels and steps; all of them, changed or not. */
  readonly sizes: readonly Before<number>[];
  /** Files that only one of the two has, or whose contents differ, according to the manifests. */
  readonly files: readonly { readonly path: string; readonly change: "added" | "removed" | "changed" }[];
}

export interface OutputDiff {
  readonly targets: readonly TargetDiff[];
  readonly addedTargets: readonly string[];
  readonly removedTargets: readonly string[];
  /** True if nothing but the numbers of the model differs: no kernel, no step, no option. Also true if nothing differs at all. */
  readonly weightsOnly: boolean;
}

/** Compares outputs by target, as `readOutputs` returns them. */
export function diffOutputs(before: ReadonlyMap<string, Output>, after: ReadonlyMap<string, Output>): OutputDiff {
  const targets = [...before].flatMap(([target, output]) => {
    const other = after.get(target);
    return other === undefined ? [] : [diffTarget(output, other)];
  });
  const addedTargets = [...after.keys()].filter((t) => !before.has(t));
  const removedTargets = [...before.keys()].filter((t) => !after.has(t));
  const same = addedTargets.length + removedTargets.length === 0;
  return { targets, addedTargets, removedTargets, weightsOnly: same && targets.every((t) => t.causes.every((c) => c === "weights")) };
}

export function diffTarget(before: Output, after: Output): TargetDiff {
  const [a, b] = [before.manifest, after.manifest];
  const facts = {
    target: b.target,
    options: differing(optionsOf(a), optionsOf(b)),
    ports: differing(portsOf(a), portsOf(b)),
    steps: matchSteps(stepsOf(before), stepsOf(after)),
    sizes: [...sizesOf(a)].map(([what, size]) => ({ what, before: size, after: sizesOf(b).get(what) ?? 0 })),
    files: changedFiles(a, b),
  };
  return { ...facts, causes: causesOf(a, b, facts) };
}

function causesOf(a: Manifest, b: Manifest, { options, steps, files }: Pick<TargetDiff, "options" | "steps" | "files">): readonly Cause[] {
  const graph = a.model.structure !== b.model.structure || a.model.source !== b.model.source;
  const weights = a.model.parameters !== b.model.parameters;
  const otherVersion = a.tool.version !== b.tool.version;
  const otherOptions = options.some((o) => o.what !== versionRow);
  const unexplained = files.length > 0 && !graph && !weights && !otherOptions;
  const compiler = otherVersion || unexplained;
  const schedule = otherOptions || (steps.length > 0 && !graph && !compiler);
  const found: readonly (readonly [Cause, boolean])[] = [
    ["graph", graph],
    ["schedule", schedule],
    ["compiler", compiler],
    ["weights", weights],
  ];
  return found.filter(([, is]) => is).map(([cause]) => cause);
}

const versionRow = "aot version";

const optionsOf = ({ tool, model, machine, options }: Manifest): ReadonlyMap<string, string> =>
  new Map([
    [versionRow, tool.version],
    ["--name", model.name],
    ["--machine", machine],
    ...Object.entries(options ?? {}).map(([key, x]): [string, string] => [
      optionNames[key] ?? key,
      typeof x === "object" ? JSON.stringify(x) : `${x}`,
    ]),
  ]);

const optionNames: Readonly<Record<string, string>> = { level: "-O", dims: "--dim", buckets: "--buckets" };

const portsOf = ({ inputs, outputs }: Manifest): ReadonlyMap<string, string> =>
  new Map([
    ...inputs.map((p): [string, string] => [`input ${p.name}`, `${p.dtype}[${p.shape.join(",")}]`]),
    ...outputs.map((p): [string, string] => [`output ${p.name}`, `${p.dtype}[${p.shape.join(",")}]`]),
  ]);

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly Before<string>[] {
  const rows = [...new Set([...before.keys(), ...after.keys()])].map((what) => ({
    what,
    before: before.get(what) ?? "",
    after: after.get(what) ?? "",
  }));
  return rows.filter((row) => row.before !== row.after);
}

const sizesOf = ({ arena, weights, program }: Manifest): ReadonlyMap<string, number> =>
  new Map([
    ["arena bytes", arena.bytes],
    ["arena lower bound", arena.lowerBound],
    ["weights bytes", weights.bytes],
    ["multiply-adds", program.multiplyAdds],
    ["code bytes", program.codeBytes],
    ["kernels", program.kernels],
    ["steps", program.steps],
  ]);

function changedFiles(a: Manifest, b: Manifest): TargetDiff["files"] {
  const [before, after] = [a, b].map((m) => new Map(m.files.map((f) => [f.path, f.sha256]))) as [Map<string, string>, Map<string, string>];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path): TargetDiff["files"] => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === now) return [];
    return [{ path, change: old === undefined ? "added" : now === undefined ? "removed" : "changed" }];
  });
}

/** The steps with the text of their kernels, as far as the files that hold it are there. */
function stepsOf({ map, read }: Output): readonly ReadStep[] {
  const files = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const known = files.get(file) ?? new TextDecoder().decode(read(file) ?? new Uint8Array()).split("\n");
    files.set(file, known);
    return known;
  };
  const code = new Map(
    map.kernels.map((k) => [
      k.kernel,
      k.file === undefined
        ? ""
        : linesOf(k.file)
            .slice(...spanOf(k.lines))
            .join("\n"),
    ]),
  );
  return map.steps.map((s) => ({ ...s, code: code.get(s.kernel ?? "") ?? "" }));
}

const spanOf = (lines: readonly [number, number] | undefined): [number, number] => (lines === undefined ? [0, 0] : [lines[0] - 1, lines[1]]);
