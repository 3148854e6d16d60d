/** The module shell shared by the targets that emit JavaScript: one self-contained .ts file, its .mjs and .d.ts, weights, map and manifest. */

import { invariant } from "../../core/diagnostics.ts";
import type { Kernel } from "../../loop/kernel.ts";
import type { NarrowForm } from "../../schedule/narrow-weights.ts";
import { checksOf, type Program } from "../../schedule/program.ts";
import { hasBuckets } from "../buckets.ts";
import { generatedLine, scheduleLines, schedulesHead, sizeLine } from "../describe.ts";
import { manifestFile } from "../manifest.ts";
import { type Lines, linesOf, mapFile } from "../map.ts";
import type { EmitOptions, EmittedFile } from "../target.ts";
import { type Render, templateRenderer } from "../templates.ts";
import { checksumPart, weightsHeaderBytes, weightsInline } from "../weights.ts";
import { base64Parts } from "./base64.ts";
import { bucketOfText, bucketsText, dimsInterface } from "./buckets.ts";
import { bundleModule } from "./bundle.ts";
import { embeddedTexts } from "./embedded.ts";
import { type Engine, memoryName } from "./engine.ts";
import { type LoaderSpec, loadText, optionsText, partsName, readsBytes, runsName } from "./loader.ts";
import { className } from "./names.ts";
import { type StoredWeights, storedWeights } from "./narrow-weights.ts";
import { classSpec, hasStrings, hasThreads, modelInterface } from "./program-class.ts";
import { checkPorts, portInterfaces, signatureText, stringPorts, tensorInfoText } from "./signature.ts";
import type { Part } from "./typescript-file.ts";

/** Floats that are widened at once. */
const widenPart = 1 << 18;

/** Weights up to this go into the module unless asked otherwise. */
const inlineLimit = 4 * 1024 * 1024;

export interface ModuleSpec {
  /** One engine, or WebAssembly and its TypeScript fallback. */
  readonly engines: readonly [Engine, ...Engine[]];
  /** How floats of the weights are stored that 16 bits say exactly, if that is worth it. */
  readonly form: NarrowForm | undefined;
  readonly options: EmitOptions;
  /** Further files of the target (WebAssembly text), which the manifest lists. */
  readonly files?: readonly EmittedFile[];
  /** Where the kernels stand, when it is not in the module's own source. */
  readonly kernelLines?: ReadonlyMap<Kernel, Lines>;
}

/** All files of a JavaScript program, the manifest last. Throws AOT430 for ports no typed array holds. */
export async function emitModule({ engines, form, options, files = [], kernelLines }: ModuleSpec): Promise<readonly EmittedFile[]> {
  const [{ program }] = engines;
  checkPorts(program);
  const spec = loaderSpec(program, engines, options, form);
  const { typeScriptFile } = await import("./typescript-file.ts");
  const blobs = new Set<string>();
  const parts = moduleParts(program, spec, form, options.render ?? templateRenderer(), blobs);
  const { text, declarations } = typeScriptFile(program.name, parts, (part) => !blobs.has(part));
  const path = `${program.name}.ts`;
  const types = "type declarations of the module (TypeScript looks for .d.mts beside .mjs); not needed at run time";
  const emitted: readonly EmittedFile[] = [
    {
      path,
      content: text,
      purpose: "the complete program as one readable file without imports; for review, or to deploy instead of the .mjs",
      kind: "review",
    },
    await bundleModule(program.name, text),
    { path: `${program.name}.d.ts`, content: declarations, purpose: types, kind: "review" },
    { path: `${program.name}.d.mts`, content: declarations, purpose: types, kind: "review" },
    ...files,
    ...engines.flatMap((e) => (e.embedded === undefined ? [] : [wasmFile(program, e.embedded)])),
    ...(spec.weights === "file" ? engines.map((e) => weightsOf(spec, e)) : []),
    mapFile(program, kernelLines ?? linesOf(path, text, program.kernels, (line, kernel) => line.startsWith(`function ${kernel.name}(`), "}")),
  ];
  const [engine] = engines;
  return [...emitted, manifestFile(program, engine.name, options, emitted, storedOf(spec, engine).file)];
}

const weightsOf = (spec: LoaderSpec, engine: Engine): EmittedFile => ({
  path: spec.weightsFileOf(engine),
  content: storedOf(spec, engine).file,
  purpose: spec.engines.length > 1 ? `weights of the ${engine.name} kernels; deploy it beside the module` : "weights; deploy it beside the module",
  kind: "weights",
});

const wasmFile = (program: Program, content: Uint8Array): EmittedFile => ({
  path: `${program.name}.wasm`,
  content,
  purpose: "the assembled kernels; only for hosts that cannot compile bytes (import it and pass it to load)",
  kind: "code",
});

/** True when the weights of all engines' programs go into the module. */
export const weightsInside = (programs: readonly Program[], { weights }: EmitOptions): boolean =>
  programs.every((p) => weightsInline(p, weights, inlineLimit));

function storedOf(spec: LoaderSpec, engine: Engine): StoredWeights {
  const stored = spec.stored.get(engine);
  invariant(stored !== undefined, `${engine.name} has no weights`);
  return stored;
}

function loaderSpec(program: Program, engines: readonly Engine[], options: EmitOptions, form: NarrowForm | undefined): LoaderSpec {
  const name = className(program);
  const isAlone = engines.length === 1;
  const bytes = Math.max(...engines.map((e) => e.program.weightBytes));
  const isInline = weightsInside(
    engines.map((e) => e.program),
    options,
  );
  return {
    engines,
    class: name,
    classOf: (e) => (isAlone ? name : `${name}${e.name === "ts" ? "TypeScript" : "Wasm"}`),
    weights: bytes === 0 ? "none" : isInline ? "inline" : "file",
    weightsFileOf: (e) => (isAlone || e.name === "wasm" ? `${program.name}.weights.bin` : `${program.name}.${e.name}.weights.bin`),
    stored: new Map(engines.map((e) => [e, storedWeights(e.program, form)])),
  };
}

function moduleParts(program: Program, spec: LoaderSpec, form: NarrowForm | undefined, render: Render, blobs: Set<string>): readonly Part[] {
  const { engines } = spec;
  const embedding = engines.find((e) => e.embedded !== undefined);
  const { multiplyAdds = [], byteProducts = [] } = embedding ?? {};
  const data = {
    bucketed: hasBuckets(program),
    fused: multiplyAdds.length > 0,
    byteProducts: byteProducts.length > 0,
    relaxed: multiplyAdds.length + byteProducts.length > 0,
    checked: checksOf(program).length > 0,
    given: stringPorts(program.inputs).length > 0,
    made: stringPorts(program.outputs).length > 0,
    ...threadData(program, spec, render),
    weightsFile: spec.weights === "file",
    tsWeights: engines.some((e) => e.name === "ts"),
    isF16: form === "f16",
    widensHere: engines.some((e) => e.widen === undefined),
    widensInWasm: engines.some((e) => e.widen !== undefined),
    widenPart,
    weightsHeaderBytes,
    checksumPart,
  };
  const fragment = (name: string): string => render(`ts/${name}.ts.hbs`, data);
  const blob = (text: string): string => {
    blobs.add(text);
    return text;
  };
  const wasm = embedding?.embedded;
  const hasWasm = wasm !== undefined;
  const isInline = spec.weights === "inline";
  const base64 = hasWasm || isInline;
  return [
    ...engines.map((e, i) =>
      i === 0 ? `// ${generatedLine(program)}\n// ${sizeLine(program)}\n` : `// TypeScript kernels: ${sizeLine(e.program)}\n`,
    ),
    `const modelName = ${JSON.stringify(program.name)};\n\n${memoryConstants(spec)}${form === undefined ? "" : narrowConstants(spec, form)}`,
    ...engines.map((e) => e.declarations),
    `${hasBuckets(program) ? bucketsText(program) : signatureText(program)}${tensorInfoText}`,
    ...portInterfaces(program).map((i) => ({ interface: i })),
    ...(hasBuckets(program) ? [{ interface: dimsInterface(program) }] : []),
    ...(engines.length > 1 ? [modelInterface(program, spec)] : []),
    ...engines.map((e) => schedulesText(e)),
    ...engines.map((e) => ({ class: classSpec(program, spec, e) })),
    ...(readsBytes(spec) ? [fragment("source")] : []),
    ...(hasWasm ? ["/** A compiled WebAssembly.Module. */\nexport type WasmModule = object;\n"] : []),
    optionsText(spec),
    loadText(spec),
    fragment("check"),
    ...(spec.engines.some((e) => e.readsInputs === true) ? [fragment("apart")] : []),
    ...(hasStrings(program) ? [fragment("strings")] : []),
    ...(hasBuckets(program) ? [bucketOfText(program)] : []),
    ...(readsBytes(spec) ? [fragment("weights"), fragment("host")] : []),
    ...(form === undefined ? [] : [fragment("widen")]),
    ...(hasWasm ? [fragment("wasm")] : []),
    ...(hasThreads(spec) ? [fragment("threads")] : []),
    ...(engines.length > 1 ? [fragment("wasm-fallback")] : []),
    ...(base64 ? [fragment("base64")] : []),
    ...(isInline ? engines.map((e) => blob(base64Parts(partsName(e), "The weights file.", storedOf(spec, e).file))) : []),
    ...(wasm === undefined ? [] : embeddedTexts(wasm, multiplyAdds, byteProducts).map(blob)),
  ].filter((part) => part !== "");
}

/** What the templates are told of threads; nothing for one. The barrier stands in the module with types, and without them in what workers run. */
function threadData(program: Program, spec: LoaderSpec, render: Render) {
  const threads = spec.engines.find((e) => e.threads !== undefined)?.threads;
  if (threads === undefined) return {};
  const { count, pages, sharedAt, needless } = threads;
  const barrier = (typed: boolean): string => render("ts/barrier.hbs", { typed });
  const worker = render("ts/worker.js.hbs", { barrier: barrier(false), bucketed: hasBuckets(program) });
  // Workers that would have nothing to do are not started.
  const workers = needless ? 1 : count;
  const workerLines = worker.split("\n").map((line) => ({ line: JSON.stringify(line) }));
  return { threads: count, workers, pages, sharedAt, needless, barrier: barrier(true), workerLines };
}

/** A comment: how the kernels of an engine were scheduled. */
function schedulesText({ name, program }: Engine): string {
  const lines = scheduleLines(program);
  return lines.length === 0 ? "" : `// ${name}: ${schedulesHead}\n${lines.map((line) => `//   ${line}\n`).join("")}`;
}

/** One line an engine: sizes, and what the code and its weights file must agree on; weights inside the module are its own. */
function memoryConstants(spec: LoaderSpec): string {
  const rows = spec.engines.flatMap((e) => {
    const parts = [
      ...(e.arenaBytes === undefined ? [] : [`arena: ${e.arenaBytes}`]),
      ...(spec.weights === "none" ? [] : [`weights: ${storedOf(spec, e).file.length}`]),
      ...(spec.weights === "file" ? [`fingerprint: 0x${storedOf(spec, e).fingerprint.toString(16).padStart(8, "0")}`] : []),
    ];
    return parts.length === 0 ? [] : [`const ${memoryName(e.name)} = { ${parts.join(", ")} } as const;\n`];
  });
  const mark = spec.weights === "file" ? ", and the fingerprint of this program's weights file" : "";
  return rows.length === 0 ? "" : `/** Sizes in bytes${mark}. */\n${rows.join("")}`;
}

/** Which weights are widened as they are loaded. */
function narrowConstants(spec: LoaderSpec, form: NarrowForm): string {
  const rows = spec.engines.map((e) => `const ${runsName(e)}: readonly number[] = [${storedOf(spec, e).runs.join(", ")}];\n`);
  return `\n/** Runs of weights, alternately: the number of bytes stored unchanged, and the number of floats stored as ${form}. */\n${rows.join("")}`;
}
