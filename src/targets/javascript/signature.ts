/** The typed interface of an emitted module: what `run` takes and gives, as constants and as interfaces with one documented array a port. */
import type { InterfaceDeclarationStructure } from "ts-morph";
import { compileError } from "../../core/diagnostics.ts";
import { arrayTypeName, dtypes } from "../../core/dtype.ts";
import { largestShape, modelPorts, type Port, type Program } from "../../schedule/program.ts";
import { oneLine, portText } from "../describe.ts";
import { className } from "./names.ts";

/** Elements of the array for a port: all it can have where the run decides how many they are. */
export const lengthOf = (port: Port): number => largestShape(port).reduce((n, d) => n * d, 1);

/** Refuses ports whose elements no typed array holds. Throws AOT430. */
export function checkPorts(program: Program): void {
  for (const port of [...program.inputs, ...program.outputs]) {
    const { kind } = dtypes[port.dtype];
    if (kind !== "complex") continue;
    throw compileError({
      code: "AOT430",
      where: port.name,
      message: `JavaScript programs take and give numbers; ${port.name} is ${port.dtype}`,
      hint: "end the model before (or start it after) this value",
    });
  }
}

const isFixed = (port: Port): boolean => port.shape.every((d) => typeof d === "number");

const infoOf = (port: Port): string =>
  `{ name: ${JSON.stringify(port.name)}, dtype: "${port.dtype}", shape: [${largestShape(port).join(", ")}], ` +
  `array: "${port.dtype === "string" ? "Array" : arrayTypeName(port.dtype)}", length: ${lengthOf(port)} }`;

/** Ports of strings as the model has them. */
export const stringPorts = (ports: readonly Port[]): readonly Port[] => modelPorts(ports).filter((p) => p.strings !== undefined);

/** What `run` takes: arrays, and lists of strings. */
const givenPorts = (ports: readonly Port[]): readonly Port[] => modelPorts(ports);

/** What `run` gives: arrays, and lists of the strings that stand in some of them. */
const madePorts = (ports: readonly Port[]): readonly Port[] => [...ports, ...stringPorts(ports)];

/** Both sides, as properties of a constant. */
export const portGroups = ({ inputs, outputs }: Pick<Program, "inputs" | "outputs">, indent: string): string =>
  portGroup("inputs", givenPorts(inputs), indent) + portGroup("outputs", madePorts(outputs), indent);

/** The ports of one side, as a property of a constant. */
const portGroup = (name: string, ports: readonly Port[], indent: string): string =>
  ports.length === 0
    ? `${indent}${name}: {},\n`
    : `${indent}${name}: {\n${ports.map((p) => `${indent}  ${p.identifier}: ${infoOf(p)},\n`).join("")}${indent}},\n`;

/** The constant `signature`, from which arrays can be made and are checked. */
export const signatureText = (program: Program): string =>
  "/** The arrays that `run` takes and returns: the model's own names, element types, shapes, and the typed arrays that hold them in row-major order. */\n" +
  `export const signature = {\n${portGroups(program, "  ")}} as const;\n\n`;

/** The type of one array of a signature. */
export const tensorInfoText =
  "/** One array of the signature. */\ninterface TensorInfo {\n  readonly name: string;\n  readonly dtype: string;\n" +
  "  readonly shape: readonly number[];\n  readonly array: string;\n  readonly length: number;\n}\n";

export type InterfaceSpec = Omit<InterfaceDeclarationStructure, "kind">;

const encodings: Readonly<Partial<Record<Port["dtype"], string>>> = {
  f16: " Elements are their bits.",
  bf16: " Elements are their bits.",
  bool: " 0 or 1.",
};

function counted(port: Port): string {
  const { shapePort, strings, dtype } = port;
  if (strings !== undefined && dtype !== "string") return `: where each string of ${strings.name} begins in ${strings.bytes.name}, and the last ends`;
  if (strings !== undefined)
    return `: ${lengthOf(port)} strings of at most ${strings.longest} bytes of UTF-8${shapePort === undefined ? "" : ", at most"}`;
  if (shapePort !== undefined) return `: at most ${lengthOf(port)} elements, its extents are those of ${shapePort.identifier}`;
  return isFixed(port) ? `: ${lengthOf(port)} elements` : "";
}

const property = (port: Port) => ({
  name: port.identifier,
  isReadonly: true,
  type: port.dtype === "string" ? "readonly string[]" : arrayTypeName(port.dtype),
  docs: [`${portText(port)}${port.role === undefined ? "" : `, ${oneLine([port.role])}`}${counted(port)}.${encodings[port.dtype] ?? ""}`],
});

const portsInterface = (name: string, doc: string, ports: readonly Port[]): InterfaceSpec => ({
  name,
  isExported: true,
  docs: [doc],
  properties: ports.map(property),
});

/** The type of what `run` gives: its outputs, and the strings in them. */
export const resultsName = (program: Program): string => `${className(program)}${stringPorts(program.outputs).length === 0 ? "Outputs" : "Results"}`;

/** `TinyInputs` and `TinyOutputs`, and `TinyResults` where there are strings among those. */
export function portInterfaces(program: Program): readonly InterfaceSpec[] {
  const [name, strings] = [className(program), stringPorts(program.outputs)];
  const outputs = `${name}Outputs`;
  return [
    portsInterface(`${name}Inputs`, "The inputs of `run`.", givenPorts(program.inputs)),
    portsInterface(outputs, "The outputs of `run`.", program.outputs),
    ...(strings.length === 0
      ? []
      : [{ ...portsInterface(resultsName(program), "What `run` returns: the outputs, and the strings in them.", strings), extends: [outputs] }]),
  ];
}
