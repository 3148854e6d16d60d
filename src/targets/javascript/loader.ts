/** The loading part of an emitted module: where weights and WebAssembly come from, and `load` and `loadSync`. */
import { type Engine, memoryName } from "./engine.ts";
import type { StoredWeights } from "./narrow-weights.ts";

export interface LoaderSpec {
  readonly engines: readonly Engine[];
  readonly class: string;
  /** Name of the class of each engine. */
  readonly classOf: (engine: Engine) => string;
  /** Where the weights are: beside the module, inside it, or nowhere because there are none. */
  readonly weights: "file" | "inline" | "none";
  readonly weightsFileOf: (engine: Engine) => string;
  readonly stored: ReadonlyMap<Engine, StoredWeights>;
}

const hasWasm = (spec: LoaderSpec): boolean => spec.engines.some((e) => e.name === "wasm");

/** True when the module reads anything from outside. */
export const readsBytes = (spec: LoaderSpec): boolean => spec.weights === "file" || hasWasm(spec);

const weightsDoc = (spec: LoaderSpec): string =>
  `  /** The weights file; default: ${spec.engines.map(spec.weightsFileOf).join(" or ")} beside this module. */\n`;

export function optionsText(spec: LoaderSpec): string {
  if (!readsBytes(spec)) return "";
  const weights = spec.weights === "file";
  const wasm = hasWasm(spec);
  const load = [
    ...(weights ? [`${weightsDoc(spec)}  readonly weights?: Source | Promise<Source>;\n`] : []),
    ...(wasm
      ? ["  /** The program as a compiled module, for hosts that cannot compile bytes at run time, or as bytes; default: the embedded program. */\n"]
      : []),
    ...(wasm ? ["  readonly wasm?: WasmModule | Source | Promise<WasmModule | Source>;\n"] : []),
    ...(spec.engines.some((e) => e.threads !== undefined)
      ? ["  /** The maximum number of threads, including the caller's. */\n  readonly threads?: number;\n"]
      : []),
    "  /** Aborts loading. */\n  readonly signal?: Signal;\n",
  ];
  const sync = [
    ...(weights ? ["  /** The content of the weights file. */\n  readonly weights: ArrayBuffer | Uint8Array;\n"] : []),
    ...(wasm ? ["  /** The program as a compiled module; default: the embedded program is compiled. */\n  readonly wasm?: WasmModule;\n"] : []),
  ];
  const syncText = sync.length === 0 ? "" : `/** Options of \`loadSync\`. */\nexport interface LoadSyncOptions {\n${sync.join("")}}\n`;
  return `/** Options of \`load\`. */\nexport interface LoadOptions {\n${load.join("")}}\n\n${syncText}`;
}

/** `load` and `loadSync`. */
export function loadText(spec: LoaderSpec): string {
  const [first] = spec.engines;
  const options = readsBytes(spec) ? "options: LoadOptions = {}" : "";
  const syncOptions = spec.weights === "file" ? "options: LoadSyncOptions" : hasWasm(spec) ? "options: LoadSyncOptions = {}" : "";
  const loading = spec.engines.length === 1 && first !== undefined ? engineBody(spec, first, true) : fallbackBody(spec, true);
  const asyncBody = [...(readsBytes(spec) ? ["options.signal?.throwIfAborted?.();"] : []), ...loading];
  const syncBody = spec.engines.length === 1 && first !== undefined ? engineBody(spec, first, false) : fallbackBody(spec, false);
  const from = spec.weights === "file" ? "reads its weights into its own memory" : "unpacks its weights";
  return (
    `/** Creates an instance of the program: ${spec.weights === "none" ? "allocates its memory" : from}. Instances are independent of each other. */\n` +
    `export async function load(${options}): Promise<${spec.class}> {\n${indent(asyncBody)}}\n\n` +
    `/** Like \`load\`, but synchronous, from data that is already in memory. */\n` +
    `export function loadSync(${syncOptions}): ${spec.class} {\n${indent(syncBody)}}\n`
  );
}

const indent = (lines: readonly string[], by = "  "): string => lines.map((line) => `${by}${line}\n`).join("");

/** Name of the constant that says which of an engine's weights stand with 16 bits. */
export const runsName = (engine: Engine): string => (engine.name === "ts" ? "narrowWeights" : "wasmNarrowWeights");

/** Name of the constant that holds an engine's inline weights. */
export const partsName = (engine: Engine): string => (engine.name === "ts" ? "weightsParts" : "wasmWeightsParts");

function engineBody(spec: LoaderSpec, engine: Engine, isAsync: boolean): readonly string[] {
  const module = isAsync
    ? "const module = await compileWasm(options.wasm, options.signal);"
    : "const module = options.wasm ?? new WebAssembly.Module(embeddedWasm());";
  return [...(engine.name === "wasm" ? [module] : []), ...instanceBody(spec, engine, isAsync)];
}

const widenHere = "(from, to, count) => widenFloats(new Uint16Array(file.buffer, from, count), new Uint32Array(file.buffer, to, count))";

function instanceBody(spec: LoaderSpec, engine: Engine, isAsync: boolean): readonly string[] {
  const none = spec.weights === "none";
  const { saved = 0 } = spec.stored.get(engine) ?? {};
  return [
    ...engine.place(none ? undefined : `${memoryName(engine.name)}.weights`, saved),
    ...(none ? [] : fillStatements(spec, engine, isAsync)),
    ...(spec.weights === "file" ? [`checkWeights(file, ${memoryName(engine.name)}.fingerprint, ${engine.checksum});`] : []),
    ...(saved === 0 ? [] : [`widenWeights(file, ${engine.weightsAt}, ${runsName(engine)}, ${engine.widen ?? widenHere});`]),
    ...(isAsync ? (engine.ready ?? []) : []),
    `return new ${spec.classOf(engine)}(${none && engine.name === "ts" ? "" : engine.parameter.name});`,
  ];
}

function fillStatements(spec: LoaderSpec, engine: Engine, isAsync: boolean): readonly string[] {
  if (spec.weights === "inline") return [`decodeBase64(${partsName(engine)}, file);`];
  if (!isAsync) return ['copyBytes("weights", asBytes(options.weights), file);'];
  return [
    "// @ts-ignore: the type of import.meta.url depends on the host.",
    `const weightsSource = options.weights ?? new URL("./${spec.weightsFileOf(engine)}", import.meta.url);`,
    'await readBytes("weights", weightsSource, options.signal, file);',
  ];
}

/** WebAssembly where it works, TypeScript else. */
function fallbackBody(spec: LoaderSpec, isAsync: boolean): readonly string[] {
  const [wasm, ts] = [spec.engines.find((e) => e.name === "wasm"), spec.engines.find((e) => e.name === "ts")];
  if (wasm === undefined || ts === undefined) throw new Error("internal: a fallback needs both engines");
  const compile = isAsync ? "await compileIfPossible(options.wasm, options.signal)" : "compileAtOnceIfPossible(options.wasm)";
  return [
    `const module = ${compile};`,
    "if (module !== undefined) {",
    ...instanceBody(spec, wasm, isAsync).map((line) => `  ${line}`),
    "}",
    ...instanceBody(spec, ts, isAsync),
  ];
}
