/** Weights in C: one struct that lies as the weights file does, header first, and its numbers as C11 text. */
import type { ElementArray } from "../../core/dtype.ts";
import { layoutKey } from "../../core/layout.ts";
import type { Program, Weight } from "../../schedule/program.ts";
import { oneLine, storageText } from "../describe.ts";
import { elementsOf, shortestF32, shortestF64, weightsFile, weightsHeaderBytes } from "../weights.ts";
import { storageName } from "./steps.ts";
import { elementType } from "./types.ts";

/** The struct's fields, each with the source values, type, layout and bytes it holds. */
export const weightFields = (program: Program): readonly string[] => [
  `_Alignas(64) uint32_t header[${weightsHeaderBytes / 4}];`,
  ...program.weights.map(field),
];

function field({ storage: s, origin, bytes }: Weight): string {
  const note = `${oneLine(origin)}  ${storageText(s)} ${layoutKey(s.layout)}  ${bytes.length} B`;
  return `_Alignas(64) ${elementType(s.dtype)} ${storageName(s)}[${elementsOf(s.dtype, bytes).length}]; /* ${note} */`;
}

/** The struct's initializer. */
export function weightValues(program: Program): readonly string[] {
  const header = new Uint32Array(weightsFile(program).slice(0, weightsHeaderBytes).buffer);
  return [`{${[...header].map((x) => `0x${x.toString(16)}u`).join(", ")}},`, ...program.weights.flatMap(initializer)];
}

function literal(dtype: Weight["storage"]["dtype"], x: number | bigint): string {
  if (dtype === "f32" || dtype === "f64") {
    const value = Number(x);
    if (Number.isNaN(value)) return "(0.0f / 0.0f)";
    if (!Number.isFinite(value)) return value < 0 ? "(-1.0f / 0.0f)" : "(1.0f / 0.0f)";
    const text = dtype === "f32" ? shortestF32(value) : shortestF64(value);
    return `${/[.e]/.test(text) ? text : `${text}.0`}${dtype === "f32" ? "f" : ""}`;
  }
  if (dtype === "i64") return x === -(2n ** 63n) ? "INT64_MIN" : `INT64_C(${x})`;
  if (dtype === "u64") return `UINT64_C(${x})`;
  return dtype === "u32" ? `${x}u` : `${x}`;
}

function initializer(w: Weight): readonly string[] {
  const elements: ElementArray = elementsOf(w.storage.dtype, w.bytes);
  const lines = [`{ /* ${storageName(w.storage)} */`];
  for (let i = 0; i < elements.length; i += 8) {
    const row = Array.from(elements.subarray(i, i + 8) as Iterable<number | bigint>, (x) => literal(w.storage.dtype, x));
    lines.push(`  ${row.join(", ")},`);
  }
  return [...lines, "},"];
}
