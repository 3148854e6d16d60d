/** The class that callers hold: what its `run` takes, checks and returns, and what stands above it, for each engine. */
import { checksOf, modelOutputs, modelPorts, type Port, type Program } from "../../schedule/program.ts";
import { hasBuckets } from "../buckets.ts";
import { portText, quiet } from "../describe.ts";
import type { Engine } from "./engine.ts";
import type { LoaderSpec } from "./loader.ts";
import { resultsName, stringPorts } from "./signature.ts";
import { closeMethod, threadProperties } from "./threads.ts";
import type { ClassSpec } from "./typescript-file.ts";

const runDoc = (program: Program): readonly string[] => [
  `${modelPorts(program.inputs).map(portText).join(", ")} -> ${modelOutputs(program).map(portText).join(", ")}.`,
  ...(hasBuckets(program)
    ? [
        "Runs the bucket with these `dims`, which may be omitted if the lengths of the inputs determine it. Throws a RangeError if there is no such bucket.",
      ]
    : []),
  `Results are written to \`outputs\`, by default this instance's own arrays, which the next \`run\` overwrites. ${allocates(program)}`,
  "Throws a TypeError if a name, an element type or a length differs from the signature.",
  ...(checksOf(program).length > 0 ? ["Throws a RangeError if operands do not produce the shapes that the program was built for."] : []),
];

const allocates = (program: Program): string =>
  hasStrings(program)
    ? "Allocates memory only for strings: the bytes of inputs, and the strings returned."
    : program.outputs.some((p) => p.shapePort !== undefined)
      ? "Arrays of results whose size depends on the data need room for the largest possible result. Views of the elements present are returned; nothing else is allocated."
      : "Allocates nothing.";

export const hasStrings = ({ inputs, outputs }: Program): boolean => stringPorts([...inputs, ...outputs]).length > 0;

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
    `checkArray("${side}", "${port}", ${from}, ${from}?.${port}, ${rows}.${side}s.${port});`;
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
        `const ${port}_ = encodeStrings("${port}", given?.${port}, ${rows}.inputs.${port}.length, ${held?.longest});`,
    ),
    `let inputs = { ...given, ${parts.join(", ")} };`,
  ];
}

/** The class that computes with the kernels of one engine. */
export function classSpec(program: Program, spec: LoaderSpec, engine: Engine): ClassSpec {
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
      { name: "engine", type: `"${engine.name}"`, value: `"${engine.name}"`, doc: "Which kernels compute." },
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

export const hasThreads = (spec: LoaderSpec): boolean => spec.engines.some((e) => e.threads !== undefined);
const [threadsProperty, reasonProperty] = threadProperties;
const oneThread = { ...threadsProperty, value: "1" };
const oneThreadReason = { ...reasonProperty, value: '"TypeScript kernels compute in one thread"' };

const outputsProperty = (name: string, bucketed: boolean) =>
  bucketed
    ? {
        name: "outputs",
        type: `readonly ${name}Outputs[]`,
        doc: "The arrays to which `run` writes results by default: one row for each of `buckets`.",
      }
    : { name: "outputs", type: `${name}Outputs`, doc: "The arrays to which `run` writes results by default." };

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

/** What the classes of several engines have in common. */
export function modelInterface(program: Program, spec: LoaderSpec): string {
  const name = spec.class;
  const bucketed = hasBuckets(program);
  const outputs = outputsProperty(name, bucketed);
  const parameters = runParameters(program, name, bucketed).map((p, i) => `${p.name}${i === 0 ? "" : "?"}: ${p.type}`);
  const docs = runDoc(program).map((line) => `   * ${line}\n`);
  const threads = hasThreads(spec)
    ? [...threadProperties.map((p) => `  /** ${p.doc} */\n  readonly ${p.name}: ${p.type};\n`), `  /** ${closeMethod.doc} */\n  close(): void;\n`]
    : [];
  return (
    `/** The program of ${quiet(program.source)}: computed by WebAssembly kernels where the host supports them, else by TypeScript kernels. */\n` +
    `export interface ${name} {\n  /** Which kernels compute. */\n  readonly engine: "wasm" | "ts";\n` +
    `  /** ${outputs.doc} */\n  readonly outputs: ${outputs.type};\n${threads.join("")}` +
    `  /**\n${docs.join("")}   */\n  run(${parameters.join(", ")}): ${resultsName(program)};\n}\n`
  );
}
