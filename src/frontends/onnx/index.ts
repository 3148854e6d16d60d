/** The ONNX frontend: a .onnx file to a graph at the newest operator set. All problems of a model are told in one run. */
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { CompileError, compileError, type Diagnostic, Diagnostics } from "../../core/diagnostics.ts";
import { dimsText } from "../../core/dim-names.ts";
import { systemReason } from "../../core/files.ts";
import { usualStringBytes } from "../../graph/types.ts";
import { countNodes } from "../../io/onnx/count-nodes.ts";
import { newestIrVersion, newestOpset } from "../../io/onnx/descriptor.ts";
import { decode, type FunctionProto, type GraphProto, integer, type ModelProto } from "../../io/onnx/messages.ts";
import type { ExternalBytes } from "../../io/onnx/tensors.ts";
import type { Frontend, ReadOptions, SourceModel } from "../frontend.ts";
import { channelBlock } from "./channel-blocks.ts";
import { EqualNodes } from "./equal-nodes.ts";
import { externalDataOf } from "./external-data.ts";
import { DimTable } from "./input-types.ts";
import { refuseTooManyNodes, versions } from "./read-body.ts";
import { readGraph } from "./read-graph.ts";
import { functionKey, mostSuggestions, reportUnsupported, type Session } from "./session.ts";
import { type Settled, settledByOutputs, settledText } from "./settle-operands.ts";
import { normalDomain } from "./source.ts";
import { UniqueNames } from "./unique-names.ts";

const oldestOpset = 1;

export const onnx: Frontend = {
  name: "onnx",
  recognizes: looksLikeModel,
  async read(path, options) {
    const bytes = await readBytes(path);
    return readOnnx(bytes, path, options);
  },
};

/** A ModelProto starts with its ir_version (field 1, a small varint), or the file is called .onnx. */
function looksLikeModel(head: Uint8Array, path: string): boolean {
  const startsWithVersion = head[0] === 0x08 && (head[1] ?? 0) > 0 && (head[1] ?? 0) < 0x40;
  return startsWithVersion || path.toLowerCase().endsWith(".onnx");
}

/** A protobuf message ends here, so that exporters keep larger weights in files of their own. */
const mostModelBytes = 2 ** 31 - 1;

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    await refuseTooLarge(path);
    return await readFile(path);
  } catch (error) {
    if (error instanceof CompileError) throw error;
    throw compileError({ code: "AOT101", where: path, message: `cannot be read (${systemReason(error)})` });
  }
}

async function refuseTooLarge(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size <= mostModelBytes) return;
  throw compileError({
    code: "AOT101",
    where: path,
    message: `has ${size} bytes, a model file has ${mostModelBytes} at most`,
    hint: "keep its weights in another file: onnx.save_model(model, path, save_as_external_data=True)",
  });
}

/** Reads a model from bytes; `path` locates external data and names the file in messages. Throws CompileError with every problem found. */
export const readOnnx = (bytes: Uint8Array, path: string, options: ReadOptions): SourceModel => readWith(bytes, path, options, externalDataOf(path));

/** What a first reading could do without. */
interface Again {
  /** Nodes of few constants are run while they are read. */
  readonly runsConstants?: boolean;
  /** Elements of inputs that the declared shapes of outputs decide. */
  readonly settled?: Settled;
}

function readWith(bytes: Uint8Array, path: string, options: ReadOptions, external: ExternalBytes, again: Again = {}): SourceModel {
  refuseTooManyNodes(countNodes(bytes), path);
  const model = decode("ModelProto", bytes, path);
  const proto = model.graph;
  if (proto === null) throw compileError({ code: "AOT103", where: path, message: "holds no graph", hint: "is it an ONNX model?" });
  const diagnostics = new Diagnostics();
  checkVersions(model, path, diagnostics);
  const dims = new DimTable(options.dims);
  const session: Session = {
    diagnostics,
    external,
    dims,
    stringBytes: options.stringBytes ?? usualStringBytes,
    items: options.items ?? (() => undefined),
    settled: again.settled ?? new Map(),
    runsConstants: again.runsConstants ?? false,
    channelBlock: channelBlock(proto, dims, path, (problem) => diagnostics.error(problem)),
    structures: { inputs: [], outputs: [] },
    functions: functionsOf(model, diagnostics),
    names: new UniqueNames(new Set(proto.output.map((output) => output.name))),
    fresh: new UniqueNames(),
    equal: new EqualNodes(),
    unsupported: new Map(),
    nodes: 0,
    readSubgraph: (body, name, scope, given) => readGraph(session, body, name, { ...scope, parent: scope }, given),
  };
  const opsets = versions(model.opsetImport);
  const read = readGraph(session, proto, graphName(proto, path), { prefix: "", opsets, calls: [], suggestions: { left: mostSuggestions } });
  reportUnsupported(session);
  diagnostics.attempt(() => session.dims.checkAllUsed(path));
  const isFree = read.inputs.some((v) => v.type.kind === "tensor" && v.type.shape.some((d) => typeof d !== "number"));
  const isOfTypes = diagnostics.hasErrors && diagnostics.list.filter(isError).every((d) => d.code === "AOT202");
  if (isOfTypes && !session.runsConstants) return readWith(bytes, path, options, external, { ...again, runsConstants: true });
  if (again.settled === undefined && isOfTypes && !isFree) {
    const found = readSettled(proto, options, (settled, told) =>
      readWith(bytes, path, { ...options, diagnostics: told }, external, { ...again, settled }),
    );
    if (found !== undefined) return found;
  }
  const told = diagnostics.list.map((d) => (d.code === "AOT202" ? withDims(d, options.dims) : d));
  const disagreement = isFree && isOfTypes ? new CompileError(told.filter(isError)) : undefined;
  for (const d of told) if (disagreement === undefined || !isError(d)) options.diagnostics.list.push(d);
  options.diagnostics.throwIfErrors();
  return {
    ...describe(model, opsets),
    inputs: read.inputs,
    get graph() {
      if (disagreement !== undefined) throw disagreement;
      return read;
    },
    disagreement,
    ...(session.structures.inputs.length + session.structures.outputs.length === 0 ? {} : { structures: session.structures }),
    // What was told of the model is not told twice.
    bind: (dims) => readWith(bytes, path, { ...options, dims: { ...options.dims, ...dims }, diagnostics: new Diagnostics() }, external),
  };
}

/** A node breaks its rule with these dims; with others it may not. */
const withDims = (d: Diagnostic, dims: ReadOptions["dims"]): Diagnostic =>
  Object.keys(dims).length === 0 ? d : { ...d, message: `${d.message}, with ${dimsText(dims)}` };

const isError = (d: Diagnostic): boolean => d.severity === "error";

/** The model with elements for the inputs that steer shapes, where the shapes declared of its outputs decide them; says so. */
function readSettled(proto: GraphProto, options: ReadOptions, read: (elements: Settled, told: Diagnostics) => SourceModel): SourceModel | undefined {
  const attempt = (elements: Settled, told: Diagnostics): SourceModel | undefined => new Diagnostics().attempt(() => read(elements, told));
  const elements = settledByOutputs(proto, options, (tried) => attempt(tried, new Diagnostics()));
  const told = new Diagnostics();
  const model = elements === undefined ? undefined : attempt(elements, told);
  if (elements === undefined || model === undefined) return undefined;
  for (const [name, list] of elements)
    if (list.some((n) => n !== undefined))
      told.warning({
        code: "AOT119",
        where: `input ${name}`,
        message: `is taken to be ${settledText(list)}, which gives the outputs the shapes that are declared`,
        hint: "a run that is given something else ends; build another program for it",
      });
  options.diagnostics.list.push(...told.list);
  return model;
}

const graphName = (proto: GraphProto, path: string): string => (proto.name === "" ? basename(path).replace(/\.onnx$/i, "") : proto.name);

function describe(model: ModelProto, opsets: ReadonlyMap<string, number>): Pick<SourceModel, "format" | "producer" | "opset"> {
  const opset = [...opsets].map(([domain, version]) => (domain === "" ? `${version}` : `${domain} ${version}`)).join(", ");
  return {
    format: `ONNX IR ${integer(model.irVersion)}`,
    producer: [model.producerName, model.producerVersion].filter((part) => part !== "").join(" "),
    opset,
  };
}

function checkVersions(model: ModelProto, path: string, diagnostics: Diagnostics): void {
  const opsets = versions(model.opsetImport);
  const opset = opsets.get("");
  const twice = model.opsetImport.find(({ domain, version }) => opsets.get(normalDomain(domain)) !== Number(integer(version)));
  if (twice !== undefined) {
    const domain = normalDomain(twice.domain);
    const found = `${integer(twice.version)} and ${opsets.get(domain)}`;
    diagnostics.error({
      code: "AOT114",
      where: path,
      message: `imports operator sets ${found} of the domain ${domain || "ai.onnx"}, one is expected`,
    });
  }
  const ir = integer(model.irVersion);
  if (ir > newestIrVersion)
    diagnostics.warning({ code: "AOT114", where: path, message: `is of ONNX IR version ${ir}, known are versions up to ${newestIrVersion}` });
  if (opset !== undefined && opset < oldestOpset)
    diagnostics.error({
      code: "AOT114",
      where: path,
      message: `uses operator set ${opset}, the oldest that is read is ${oldestOpset}`,
      hint: "convert it with onnx.version_converter or export it again",
    });
  if (opset !== undefined && opset > newestOpset)
    diagnostics.warning({
      code: "AOT114",
      where: path,
      message: `uses operator set ${opset}, known are sets up to ${newestOpset}; newer meanings are taken to be those of ${newestOpset}`,
    });
}

function functionsOf(model: ModelProto, diagnostics: Diagnostics): ReadonlyMap<string, FunctionProto> {
  const functions = new Map<string, FunctionProto>();
  for (const proto of model.functions) {
    const key = functionKey(normalDomain(proto.domain), proto.name, proto.overload);
    if (functions.has(key)) diagnostics.error({ code: "AOT116", where: `function ${key}`, message: "is defined twice" });
    functions.set(key, proto);
  }
  return functions;
}
