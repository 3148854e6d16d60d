/** Weights as C11 text: one constant struct whose bytes are those of the weights file, header first. */
import type { ElementArray } from "../../core/dtype.ts";
import type { Program, Weight } from "../../schedule/program.ts";
import { elementsOf, shortestF32, shortestF64, weightsFile, weightsHeaderBytes } from "../weights.ts";
import { storageName } from "./steps.ts";
import { elementType } from "./types.ts";

/** The struct's fields and initializer. */
export function weightsText(program: Program): { readonly fields: readonly string[]; readonly values: readonly string[] } {
  const header = new Uint32Array(weightsFile({ ...program }).slice(0, weightsHeaderBytes).buffer);
  const fields = ["_Alignas(64) uint32_t header[16];", ...program.weights.map(field)];
  const values = [`{${[...header].map((x) => `0x${x.toString(16)}u`).join(", ")}},`, ...program.weights.flatMap(initializer)];
  return { fields, values };
}

const lengthOf = (w: Weight): number => elementsOf(w.storage.dtype, w.bytes).length;
const field = (w: Weight): string => `_Alignas(64) ${elementType(w.storage.dtype)} ${storageName(w.storage)}[${lengthOf(w)}];`;

function literal(dtype: Weight["storage"]["dtype"], x: number | bigint): string {
  if (dtype === "f32" || dtype === "f64") {
    const value = Number(x);
    if (Number.isNaN(value)) return "(0.0f / 0.0f)";
    if (!Number.isFinite(value)) return value < 0 ? "-1e999" : "1e999";
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
    lines.push(`    ${row.join(", ")},`);
  }
  return [...lines, "},"];
}
