/** The module shell shared by the targets that emit JavaScript: one self-contained .ts file, its .mjs and .d.ts, weights, map and manifest. */

import { invariant } from "../../core/diagnostics.ts";
import type { Kernel } from "../../loop/kernel.ts";
import type { NarrowForm } from "../../schedule/narrow-weights.ts";
import { checksOf, modelOutputs, modelPorts, type Port, type Program } from "../../schedule/program.ts";
import { hasBuckets } from "../buckets.ts";
import { generatedLine, portText, quiet, scheduleLines, schedulesHead, sizeLine } from "../describe.ts";
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
import { checkPorts, portInterfaces, resultsName, signatureText, stringPorts, tensorInfoText } from "./signature.ts";
import { closeMethod, threadProperties } from "./threads.ts";
import type { ClassSpec, Part } from "./typescript-file.ts";

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
  const parts = moduleParts(program, spec, form, templateRenderer(options.templates), blobs);
  const { text, declarations } = typeScriptFile(program.name, parts, (part) => !blobs.has(part));
  const path = `${program.name}.ts`;
  const types = "types of the module for TypeScript, which looks for .d.mts beside .mjs; not needed at run time";
  const emitted: readonly EmittedFile[] = [
    {
      path,
      content: text,
      purpose: "the complete program as one readable file that imports nothing; for review, or deploy it instead of the .mjs",
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
  purpose: "the assembled kernels, only for hosts that compile no bytes (import it and give it to load)",
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
  const mark = spec.weights === "file" ? ", and the mark that the weights file of this program bears" : "";
  return rows.length === 0 ? "" : `/** Bytes${mark}. */\n${rows.join("")}`;
}

/** Which weights are widened as they are loaded. */
function narrowConstants(spec: LoaderSpec, form: NarrowForm): string {
  const rows = spec.engines.map((e) => `const ${runsName(e)}: readonly number[] = [${storedOf(spec, e).runs.join(", ")}];\n`);
  return `\n/** Of weights, in turns: how many bytes stand as they are, and how many floats as ${form}. */\n${rows.join("")}`;
}

const runDoc = (program: Program): readonly string[] => [
  `${modelPorts(program.inputs).map(portText).join(", ")} -> ${modelOutputs(program).map(portText).join(", ")}.`,
  ...(hasBuckets(program)
    ? ["Runs the bucket of `dims`; they may be left out where the lengths of the inputs say which it is. Throws a RangeError where there is none."]
    : []),
  `Results go to \`outputs\`, this instance's own arrays unless others are given: those hold until the next \`run\`. ${allocates(program)}`,
  "Throws a TypeError when a name, an element type or a length is not as the signature says.",
  ...(checksOf(program).length > 0 ? ["Throws a RangeError when operands do not give the shapes that were settled when the program was built."] : []),
];

const allocates = (program: Program): string =>
  hasStrings(program)
    ? "Allocates what holds strings: their bytes going in, the strings themselves coming out."
    : program.outputs.some((p) => p.shapePort !== undefined)
      ? "Those whose size the run decides must have room for the largest; views of what they hold are returned, and nothing else is allocated."
      : "Allocates nothing.";

const hasStrings = ({ inputs, outputs }: Program): boolean => stringPorts([...inputs, ...outputs]).length > 0;

/** Inputs with strings among them get the name when those are bytes. */
const givenName = (program: Program): string => (stringPorts(program.inputs).length > 0 ? "given" : "inputs");

const runParameters = (program: Program, name: string, bucketed: boolean): ClassSpec["run"]["parameters"] => [
  { name: givenName(program), type: `${name}Inputs` },
  ...(bucketed
    ? [
        { name: "dims", type: `${name}Dims`, optional: true as const },
        { name: "outputs", type: `${name}Outputs`, optional: true as const },
      ]
    : [{ name: "outputs", type: `${name}Outputs`, initializer: "this.outputs" }]),
];

/** Statements that check what `run` is given; with buckets, they find the one to run first. */
function checkStatements(program: Program): readonly string[] {
  const bucketed = hasBuckets(program);
  const given = givenName(program);
  const rows = bucketed ? "row" : "signature";
  const check = (side: "input" | "output", from: string, { identifier: port }: Port): string =>
    `checkArray("${side}", "${port}", ${from}, ${from}.${port}, ${rows}.${side}s.${port});`;
  const inputs = modelPorts(program.inputs)
    .filter((p) => p.strings === undefined)
    .map((p) => check("input", given, p));
  const encoded = encodeStatements(program, rows);
  // The instance's own arrays, too: who transfers one to another thread leaves none behind.
  const outputs = program.outputs.map((p) => check("output", "outputs", p));
  if (!bucketed) return [...inputs, ...encoded, ...outputs];
  return [
    `const bucket = bucketOf(${given}, dims);`,
    "const row = buckets[bucket];",
    ...inputs,
    ...encoded,
    "if (outputs === undefined) outputs = this.outputs[bucket];",
    ...outputs,
  ];
}

/** Statements that make `inputs` of what is given, strings as offsets and bytes. */
function encodeStatements(program: Program, rows: string): readonly string[] {
  const strings = stringPorts(program.inputs);
  if (strings.length === 0) return [];
  const parts = program.inputs.flatMap((p): string[] =>
    p.strings === undefined
      ? []
      : [`${p.identifier}: ${p.strings.identifier}_.offsets`, `${p.strings.bytes.identifier}: ${p.strings.identifier}_.bytes`],
  );
  return [
    ...strings.map(
      ({ identifier: port, strings: held }) =>
        `const ${port}_ = encodeStrings("${port}", given.${port}, ${rows}.inputs.${port}.length, ${held?.longest});`,
    ),
    `let inputs = { ...given, ${parts.join(", ")} };`,
  ];
}

function classSpec(program: Program, spec: LoaderSpec, engine: Engine): ClassSpec {
  const name = spec.class;
  const bare = engine.name === "ts" && spec.weights === "none";
  const bucketed = hasBuckets(program);
  return {
    name: spec.classOf(engine),
    ...(spec.engines.length > 1 ? { implements: name } : {}),
    docs: [
      `The program of ${quiet(program.source)}, computed by ${engine.name === "ts" ? "TypeScript" : "WebAssembly"} kernels. Instances share nothing.`,
    ],
    properties: [
      { name: "engine", type: `"${engine.name}"`, value: `"${engine.name}"`, doc: "What computes." },
      outputsProperty(name, bucketed),
      ...(hasThreads(spec) && engine.threads === undefined ? [oneThread, oneThreadReason] : []),
      ...engine.properties.map((p) => (p.doc === undefined ? { ...p, hidden: true as const } : p)),
    ],
    ...(bare ? {} : { parameter: engine.parameter }),
    construct: engine.construct,
    methods: engine.methods ?? (hasThreads(spec) ? [{ ...closeMethod, statements: ["// There are no workers."] }] : []),
    run: {
      docs: runDoc(program),
      parameters: runParameters(program, name, bucketed),
      returns: resultsName(program),
      statements: [
        ...checkStatements(program),
        ...(engine.readsInputs === true ? ["inputs = apart(inputs, outputs);"] : []),
        ...engine.run,
        ...returned(program),
      ],
    },
  };
}

const hasThreads = (spec: LoaderSpec): boolean => spec.engines.some((e) => e.threads !== undefined);
const [threadsProperty, reasonProperty] = threadProperties;
const oneThread = { ...threadsProperty, value: "1" };
const oneThreadReason = { ...reasonProperty, value: '"TypeScript kernels compute in one thread"' };

const outputsProperty = (name: string, bucketed: boolean) =>
  bucketed
    ? {
        name: "outputs",
        type: `readonly ${name}Outputs[]`,
        doc: "Where `run` puts results unless it is given other arrays: one row for each of `buckets`.",
      }
    : { name: "outputs", type: `${name}Outputs`, doc: "Where `run` puts results unless it is given other arrays." };

/** Outputs whose size the run decides are returned as views of their elements. */
function returned(program: Program): readonly string[] {
  const views = program.outputs.flatMap(({ identifier, shapePort, strings }) => {
    if (shapePort === undefined || strings !== undefined) return [];
    return [`  ${identifier}: outputs.${identifier}.subarray(0, outputs.${shapePort.identifier}.reduce((n, d) => n * d, 1)),`];
  });
  const decoded = program.outputs.flatMap(({ identifier, shapePort, strings }) => {
    if (strings === undefined) return [];
    const count = shapePort === undefined ? `outputs.${identifier}.length - 1` : `outputs.${shapePort.identifier}.reduce((n, d) => n * d, 1)`;
    return [`  ${strings.identifier}: decodeStrings(outputs.${identifier}, outputs.${strings.bytes.identifier}, ${count}),`];
  });
  const added = [...views, ...decoded];
  return added.length === 0 ? ["return outputs;"] : ["return {", "  ...outputs,", ...added, "};"];
}

function modelInterface(program: Program, spec: LoaderSpec): string {
  const name = spec.class;
  const bucketed = hasBuckets(program);
  const outputs = outputsProperty(name, bucketed);
  const parameters = runParameters(program, name, bucketed).map((p, i) => `${p.name}${i === 0 ? "" : "?"}: ${p.type}`);
  const docs = runDoc(program).map((line) => `   * ${line}\n`);
  const threads = hasThreads(spec)
    ? [...threadProperties.map((p) => `  /** ${p.doc} */\n  readonly ${p.name}: ${p.type};\n`), `  /** ${closeMethod.doc} */\n  close(): void;\n`]
    : [];
  return (
    `/** The program of ${quiet(program.source)}: WebAssembly kernels where the host has them, TypeScript kernels else. */\n` +
    `export interface ${name} {\n  /** What computes. */\n  readonly engine: "wasm" | "ts";\n` +
    `  /** ${outputs.doc} */\n  readonly outputs: ${outputs.type};\n${threads.join("")}` +
    `  /**\n${docs.join("")}   */\n  run(${parameters.join(", ")}): ${resultsName(program)};\n}\n`
  );
}
