/** The files of a C program: fills the templates with tables, kernels and steps. */
import { bounds } from "../../core/dim.ts";
import { hasWaits } from "../../loop/kernel.ts";
import { arenaAlignment, isShared as isSharedStep, largestShape, type Port, type Program, stepsOf, type Variant } from "../../schedule/program.ts";
import { bucketDims, bucketKey, bucketText, hasBuckets } from "../buckets.ts";
import { generatedLine, portText, quiet, scheduleLines, schedulesHead, sizeLine } from "../describe.ts";
import { manifestFile } from "../manifest.ts";
import { linesOf, mapFile } from "../map.ts";
import { kernelsOfSmallBytes } from "../small-bytes.ts";
import type { EmitOptions, EmittedFile } from "../target.ts";
import { templateRenderer } from "../templates.ts";
import { weightsFile, weightsFingerprint, weightsHeaderBytes, weightsInline } from "../weights.ts";
import { checkCodes, firstCode } from "./checks.ts";
import { kernelsText } from "./kernels.ts";
import { weightsAhead } from "./prefetch-weights.ts";
import { selfTest } from "./self-test.ts";
import { runLines } from "./steps.ts";
import { cName, elementType } from "./types.ts";
import { weightFields, weightValues } from "./weights-text.ts";

/** Weights up to this size stand in the source under --weights auto; gcc needs about a second a MiB of numbers. */
const inlineLimit = 512 * 1024;

/** Weights up to this are linked among other constants: code reaches 2 GiB of them and itself. */
const largestInReach = 2 ** 30;

/** gcc's and clang's -march (or other) flags for a machine. */
const machineFlags: Readonly<Record<string, string>> = {
  generic: "",
  "x86-64-v2": "-march=x86-64-v2",
  "x86-64-v3": "-march=x86-64-v3",
  "x86-64-v4": "-march=x86-64-v4 -mprefer-vector-width=512",
  "x86-64-v4-vnni": "-march=x86-64-v4 -mavx512vnni -mprefer-vector-width=512",
  znver4: "-march=x86-64-v4 -mavx512vnni -mprefer-vector-width=512",
  "armv8-a": "-march=armv8-a",
  "armv8.2-a-dotprod": "-march=armv8.2-a+dotprod",
  "armv8.6-a": "-march=armv8.6-a",
  "cortex-m4": "-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16",
};

/** The compiler flags a program was made for. */
const compilerFlags = (options: Pick<EmitOptions, "machine" | "deterministic">): string =>
  [
    "-std=c11 -O3",
    `-ffp-contract=${options.deterministic ? "off" : "fast"}`,
    "-fno-math-errno -fno-trapping-math",
    machineFlags[options.machine.name] ?? "",
  ]
    .filter((flag) => flag !== "")
    .join(" ");

const elements = (port: Port): number => largestShape(port).reduce((n, d) => n * d, 1);

/** What strings' two ports hold; undefined for others. */
function stringContents(port: Port, ports: readonly Port[]): string | undefined {
  const { strings, shapePort } = port;
  const of = ports.find((p) => p.strings?.bytes.name === port.name)?.strings;
  if (of !== undefined) return `${portText(port)}: UTF-8 of ${quiet(of.name)}, at most ${of.longest} bytes each`;
  if (strings === undefined) return undefined;
  const count = largestShape(strings).reduce((n, d) => n * d, 1);
  const whose = `each of the ${count} strings of ${quiet(strings.name)}${shapePort === undefined ? "" : " (at most)"}`;
  const shape = shapePort === undefined ? "" : `; their shape goes to ${cName(shapePort.identifier)}`;
  return `${portText(port)}: where ${whose} begins in ${cName(strings.bytes.identifier)}, and the last ends${shape}`;
}

function contents(port: Port, ports: readonly Port[], bucketed: boolean): string {
  const { shapePort } = port;
  const text = stringContents(port, ports);
  if (text !== undefined) return text;
  const role = port.role === undefined ? "" : `, ${quiet(port.role)}`;
  const count = `${portText(port)}${role}, ${elements(port)} elements${bucketed || shapePort !== undefined ? " at most" : ""}, row-major`;
  return shapePort === undefined ? count : `${count}; its extents go to ${cName(shapePort.identifier)}`;
}

function portData(port: Port, ports: readonly Port[], access: string, bucketed: boolean) {
  const type = elementType(port.dtype);
  return {
    field: `${access}${type} *${cName(port.identifier)};`,
    comment: contents(port, ports, bucketed),
    name: cName(port.identifier),
    macro: port.identifier.toUpperCase(),
    rank: port.shape.length,
    shape: port.shape.length === 0 ? "1" : largestShape(port).join(", "),
    elements: elements(port),
    type,
  };
}

/** The lines of a function of steps alone, which names the parameters that it does not use. */
function stepLines(program: Program, variant: Variant): readonly string[] {
  const lines = runLines(program, variant);
  const unused = [
    ...(program.threads > 1 ? [["aot_self", "aot_self"]] : []),
    ["inputs", "inputs->"],
    ["outputs", "outputs->"],
    ...(program.weightBytes > 0 ? [["w", "w->"]] : []),
    ...(hasArena(program) ? [["a", "(a + "]] : []),
  ].filter(([, use = ""]) => !lines.some((line) => line.includes(use)));
  return [...unused.map(([name]) => `(void)${name};`), ...lines];
}

/** A variant of a program with buckets: its name in code, the dims it is for, its macros and steps. */
function bucketData(program: Program, variant: Variant) {
  const ports = (list: readonly Port[]) => list.map((p) => portData(p, list, "", true));
  return {
    key: bucketKey(program, variant),
    KEY: bucketKey(program, variant).toUpperCase(),
    text: bucketText(variant),
    ports: [...ports(variant.inputs), ...ports(variant.outputs)],
    arenaBytes: Math.max(variant.arenaBytes, 1),
    condition: bucketDims(program)
      .map((d, i) => `dims->${cName(d.identifier)} == ${variant.dims[i]?.value}`)
      .join(" && "),
    steps: stepLines(program, variant).map(indentedLine),
  };
}

const indentedLine = (line: string) => ({ line: line === "" ? "" : `  ${line}` });
const hasArena = (program: Program): boolean => program.variants.some((v) => v.arena.length > 0);

/** Everything the templates ask for. */
function templateData(program: Program, options: EmitOptions) {
  const bucketed = hasBuckets(program);
  const [first] = program.variants;
  if (first === undefined) throw new Error("internal: a program without a variant");
  const inline = weightsInline(program, options.weights, inlineLimit);
  const words = new Uint32Array(weightsFile({ ...program, weights: [], weightBytes: 0 }).slice(0, 8).buffer);
  const needsIndex64 = program.kernels.some((k) => k.params.some((p) => bounds(p.elements)[1] >= 2 ** 31));
  return {
    name: program.name,
    NAME: program.name.toUpperCase(),
    generated: generatedLine(program),
    sizes: sizeLine(program),
    inputs: program.inputs.map((p) => portData(p, program.inputs, "const ", bucketed)),
    outputs: program.outputs.map((p) => portData(p, program.outputs, "", bucketed)),
    bucketed,
    checked: checkCodes(program).length > 0,
    firstCheck: firstCode,
    moreCodes: bucketed || checkCodes(program).length > 0,
    checks: checkCodes(program).map((c) => ({ ...c, message: quiet(c.message) })),
    hasOpenShapes: program.outputs.some((p) => p.shapePort !== undefined),
    bucketDims: bucketDims(program).map((d) => ({ field: `int32_t ${cName(d.identifier)};`, comment: `${quiet(d.name)}: ${d.values.join(", ")}` })),
    buckets: (bucketed ? program.variants : []).map((v) => bucketData(program, v)),
    arenaBytes: Math.max(1, ...program.variants.map((v) => v.arenaBytes)),
    arenaAlign: arenaAlignment,
    weightsBytes: weightsHeaderBytes + program.weightBytes,
    largeWeights: program.weightBytes > largestInReach,
    headerBytes: weightsHeaderBytes,
    magic0: `0x${words[0]?.toString(16)}u`,
    magic1: `0x${words[1]?.toString(16)}u`,
    fingerprint: `0x${weightsFingerprint(program).toString(16)}u`,
    inline,
    hasWeights: program.weightBytes > 0,
    hasArena: hasArena(program),
    flags: compilerFlags(options),
    weightFields: weightFields(program).map((line) => ({ line })),
    weightValues: (inline ? weightValues(program) : []).map((line) => ({ line })),
    schedules: scheduleLines(program).map((line) => ({ line })),
    schedulesHead,
    kernels: kernelsText(program.kernels, needsIndex64 ? "ptrdiff_t" : "int", program.name, {
      machine: options.machine,
      ahead: weightsAhead(program, options.machine),
      smallBytes: kernelsOfSmallBytes(program),
      deterministic: options.deterministic,
    }),
    steps: (bucketed ? [] : program.threads > 1 ? stepLines(program, first) : runLines(program, first)).map(indentedLine),
  };
}

/** What the templates of programs for several threads ask for besides; nothing for one. */
function threadData(program: Program) {
  const { threads, variants } = program;
  if (threads === 1) return {};
  const steps = variants.flatMap((v) => stepsOf(v.region));
  const kernelsWait = program.kernels.some(hasWaits);
  const isShared = steps.some((s) => s.kind === "call" && s.parts !== undefined);
  return {
    threads,
    others: threads - 1,
    // Workers that would have nothing to do are not started.
    workers: isShared ? threads : 1,
    needless: !isShared,
    waits: kernelsWait || steps.some((s) => s.waits === true || (s.kind === "loop" && isSharedStep(s))),
    kernelsWait,
    poolWords: 64 + 8 * threads,
  };
}

export async function emitC(program: Program, options: EmitOptions): Promise<readonly EmittedFile[]> {
  const { render = templateRenderer() } = options;
  const common = { ...templateData(program, options), ...threadData(program) };
  const isThreaded = program.threads > 1;
  const data = {
    ...common,
    prelude: render("c/prelude.c.hbs", { deterministic: options.deterministic }).trimEnd(),
    ...(isThreaded ? { share: render("c/threads.c.hbs", common), pool: render("c/pool.c.hbs", common) } : {}),
  };
  const { name } = program;
  const source = render("c/module.c.hbs", data);
  const files: EmittedFile[] = [
    { path: `${name}.h`, content: render("c/module.h.hbs", data), purpose: "interface: sizes, structs, return codes; deploy", kind: "code" },
    { path: `${name}.c`, content: source, purpose: "kernels and run; deploy", kind: "code" },
  ];
  if (data.inline) {
    if (data.hasWeights)
      files.push({
        path: `${name}_weights.h`,
        content: render("c/weights.h.hbs", data),
        purpose: "the weights as C11 numbers; deploy",
        kind: "weights",
      });
  } else
    files.push(
      {
        path: `${name}.weights.bin`,
        content: weightsFile(program),
        purpose: "the weights; deploy, linked in or loaded at run time",
        kind: "weights",
      },
      {
        path: `${name}_weights.S`,
        content: render("c/weights.S.hbs", data),
        purpose: "links the weights file into the program; leave it out to load the file yourself",
        kind: "build",
      },
    );
  files.push(
    {
      path: "Makefile",
      content: render("c/Makefile.hbs", data),
      purpose: "builds the library and the self-test; not needed at deployment",
      kind: "build",
    },
    {
      path: "CMakeLists.txt",
      content: render("c/CMakeLists.txt.hbs", data),
      purpose: "builds the same with CMake; not needed at deployment",
      kind: "build",
    },
    {
      path: `${name}_selftest.c`,
      content: render("c/selftest.c.hbs", { ...data, ...selfTest(program, options.golden) }),
      purpose: "checks the outputs for known inputs; for tests",
      kind: "test",
    },
    mapFile(
      program,
      linesOf(`${name}.c`, source, program.kernels, (line, k) => line.startsWith(`AOT_KERNEL void ${cName(k.name)}(`), "}"),
    ),
  );
  return [...files, manifestFile(program, "c", options, files)];
}
