/** Data of the C self-test: golden inputs and outputs as text, or none, when it only checks that two runs agree and are finite. */
import { dtypes } from "../../core/dtype.ts";
import type { Port, Program } from "../../schedule/program.ts";
import type { GoldenVectors } from "../target.ts";
import { elementsOf, shortestF32 } from "../weights.ts";
import { elementType } from "./types.ts";

/** Larger vectors would make the self-test larger than the program. */
const mostElements = 1 << 18;

const values = (port: Port, bytes: Uint8Array | undefined): readonly { line: string }[] => {
  if (bytes === undefined) return [];
  const list = Array.from(elementsOf(port.dtype, bytes) as Iterable<number | bigint>, (x) => {
    if (port.dtype === "f32") {
      const text = shortestF32(Number(x));
      return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
    }
    return `${x}`;
  });
  const lines: { line: string }[] = [];
  for (let i = 0; i < list.length; i += 8) lines.push({ line: `    ${list.slice(i, i + 8).join(", ")},` });
  return lines;
};

export function selfTest(program: Program, golden: GoldenVectors | undefined) {
  const ports = [...program.inputs, ...program.outputs];
  const isSmall = ports.every((p) => p.storage.bytes / dtypes[p.dtype].bytes <= mostElements);
  const allFinite = golden?.outputs.every((bytes, i) => {
    const port = program.outputs[i];
    return port !== undefined && Array.from(elementsOf(port.dtype, bytes) as Iterable<number | bigint>).every((x) => Number.isFinite(Number(x)));
  });
  const used = isSmall && allFinite === true ? golden : undefined;
  return {
    hasGolden: used !== undefined,
    tolerance: `${used?.tolerance ?? 0}`,
    goldenInputs: program.inputs.map((p, i) => ({ name: p.identifier, type: elementType(p.dtype), values: values(p, used?.inputs[i]) })),
    goldenOutputs: program.outputs.map((p, i) => ({ name: p.identifier, type: elementType(p.dtype), values: values(p, used?.outputs[i]) })),
  };
}
