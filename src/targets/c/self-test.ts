/** Data of the C self-test: golden inputs and outputs as text, or none, when it only checks that two runs agree and are finite. */
import { dtypes } from "../../core/dtype.ts";
import type { Port, Program, Variant } from "../../schedule/program.ts";
import { bucketDims, bucketKey, bucketText } from "../buckets.ts";
import type { GoldenVectors } from "../target.ts";
import { elementsOf, shortestF32 } from "../weights.ts";
import { cName, elementType } from "./types.ts";

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
  for (let i = 0; i < list.length; i += 8) lines.push({ line: `  ${list.slice(i, i + 8).join(", ")},` });
  return lines;
};

/** Linkers place up to 2 GiB of variables; larger arrays are allocated when the test runs. */
const mostStatic = 1 << 30;

const elements = (port: Port): number => port.storage.bytes / dtypes[port.dtype].bytes;

/** One test a variant: `golden` in their order. */
export function selfTest(program: Program, golden: readonly (GoldenVectors | undefined)[] = []) {
  const tests = program.variants.map((v, i) => variantTest(program, v, golden[i]));
  const known = tests.find((t) => t.hasGolden);
  const claims = [
    ...(known === undefined ? [] : [`known inputs must give known outputs, max |a - b| <= ${known.tolerance} max |b|`]),
    ...(tests.every((t) => t.hasGolden) ? [] : ["two runs on the same inputs must agree and be finite"]),
  ];
  const ports = program.variants.flatMap((v) => [...v.inputs, ...v.outputs, ...v.outputs]);
  const bytes = Math.max(...program.variants.map((v) => v.arenaBytes)) + ports.reduce((n, p) => n + p.storage.bytes, 0);
  const large = bytes > mostStatic;
  return { claim: claims.join("; where none are known, "), tests, large, counter: large ? "long long" : "int" };
}

/** Bytes to allocate: a multiple of the alignment. */
const allocation = (bytes: number): string => `(size_t)${Math.max(1, Math.ceil(bytes / 64)) * 64}`;

function variantTest(program: Program, variant: Variant, golden: GoldenVectors | undefined) {
  const { inputs, outputs } = variant;
  const allFinite = golden?.outputs.every((bytes, i) => {
    const port = outputs[i];
    return port !== undefined && Array.from(elementsOf(port.dtype, bytes) as Iterable<number | bigint>).every((x) => Number.isFinite(Number(x)));
  });
  const used = allFinite === true ? golden : undefined;
  const key = bucketKey(program, variant);
  const suffix = key === "" ? "" : `_${key}`;
  const port = (p: Port, bytes: Uint8Array | undefined) => ({
    name: cName(p.identifier),
    array: `${p.identifier}${suffix}`,
    type: elementType(p.dtype),
    elements: Math.max(1, elements(p)),
    allocated: allocation(p.storage.bytes),
    values: values(p, bytes),
  });
  return {
    test: `test${suffix}`,
    text: bucketText(variant),
    dims: bucketDims(program)
      .map((d, i) => `.${cName(d.identifier)} = ${variant.dims[i]?.value}`)
      .join(", "),
    hasGolden: used !== undefined,
    tolerance: `${used?.tolerance ?? 0}`,
    inputs: inputs.map((p, i) => port(p, used?.inputs[i])),
    outputs: outputs.map((p, i) => port(p, used?.outputs[i])),
  };
}
