/** The typed interface of an emitted module: what `run` takes and gives, as constants and as interfaces with one documented array a port. */
import type { InterfaceDeclarationStructure } from "ts-morph";
import { compileError } from "../../core/diagnostics.ts";
import { arrayTypeName, dtypes } from "../../core/dtype.ts";
import { largestShape, type Port, type Program } from "../../schedule/program.ts";
import { portText } from "../describe.ts";
import { className } from "./names.ts";

/** Elements of the array for a port: all it can have where the run decides how many they are. */
export const lengthOf = (port: Port): number => largestShape(port).reduce((n, d) => n * d, 1);

/** Refuses ports whose elements no typed array holds. Throws AOT430. */
export function checkPorts(program: Program): void {
  for (const port of [...program.inputs, ...program.outputs]) {
    const { kind } = dtypes[port.dtype];
    if (kind !== "string" && kind !== "complex") continue;
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
  `array: "${arrayTypeName(port.dtype)}", length: ${lengthOf(port)} }`;

/** The ports of one side, as a property of a constant. */
export const portGroup = (name: string, ports: readonly Port[], indent: string): string =>
  ports.length === 0
    ? `${indent}${name}: {},\n`
    : `${indent}${name}: {\n${ports.map((p) => `${indent}  ${p.identifier}: ${infoOf(p)},\n`).join("")}${indent}},\n`;

/** The constant `signature`, from which arrays can be made and are checked. */
export const signatureText = (program: Program): string =>
  "/** The arrays `run` takes and gives: the model's own names, element types, shapes, and the typed arrays that hold them in row-major order. */\n" +
  `export const signature = {\n${portGroup("inputs", program.inputs, "  ")}${portGroup("outputs", program.outputs, "  ")}} as const;\n\n`;

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
  const { shapePort } = port;
  if (shapePort !== undefined) return `: at most ${lengthOf(port)} elements, its extents are those of ${shapePort.identifier}`;
  return isFixed(port) ? `: ${lengthOf(port)} elements` : "";
}

function portsInterface(program: Program, side: "Inputs" | "Outputs", ports: readonly Port[]): InterfaceSpec {
  return {
    name: `${className(program)}${side}`,
    isExported: true,
    docs: [side === "Inputs" ? "What `run` computes from." : "What `run` computes."],
    properties: ports.map((port) => ({
      name: port.identifier,
      isReadonly: true,
      type: arrayTypeName(port.dtype),
      docs: [`${portText(port)}${counted(port)}.${encodings[port.dtype] ?? ""}`],
    })),
  };
}

/** `TinyInputs` and `TinyOutputs`. */
export const portInterfaces = (program: Program): readonly InterfaceSpec[] => [
  portsInterface(program, "Inputs", program.inputs),
  portsInterface(program, "Outputs", program.outputs),
];
