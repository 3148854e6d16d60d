/** Buckets in generated code: how a program with several variants calls them and their dims. */
import { compileError } from "../core/diagnostics.ts";
import { shapeText } from "../core/dim-fold.ts";
import { identifier, NameScope } from "../core/names.ts";
import { modelPorts, type Port, type Program, type Variant } from "../schedule/program.ts";

/** True where a program asks for the values of its dims, or infers them: it was built for lists of them. */
export const hasBuckets = (program: Program): boolean => program.variants.some((v) => v.dims.length > 0);

export interface BucketDim {
  /** The model's own name, and the identifier used in code. */
  readonly name: string;
  readonly identifier: string;
  /** In ascending order. */
  readonly values: readonly number[];
}

/** The dims that tell the variants apart, in order. */
export function bucketDims(program: Program): readonly BucketDim[] {
  const names = new NameScope();
  return (program.variants[0]?.dims ?? []).map(({ sym }) => ({
    name: sym.name,
    identifier: names.claim(identifier(sym.name)),
    values: [...new Set(program.variants.flatMap((v) => v.dims.filter((d) => d.sym === sym).map((d) => d.value)))].sort((a, b) => a - b),
  }));
}

/** "batch=4 seq=32" */
export const bucketText = (variant: Variant): string => variant.dims.map((d) => `${d.sym.name}=${d.value}`).join(" ");

/** "batch4_seq32": part of the names of what belongs to a variant; empty for the only variant of a program without buckets. */
export const bucketKey = (program: Program, variant: Variant): string =>
  bucketDims(program)
    .map((dim, i) => `${dim.identifier}${variant.dims[i]?.value}`)
    .join("_");

/** The variant for inputs of these shapes, by the model's value names. Throws AOT506, which lists the buckets. */
export function variantFor(program: Program, shapes: ReadonlyMap<string, readonly number[]>): Variant {
  const fits = (port: Port): boolean => port.shape.join() === (shapes.get(port.name) ?? port.shape).join();
  const found = hasBuckets(program) ? program.variants.find((v) => modelPorts(v.inputs).every(fits)) : program.variants[0];
  if (found !== undefined) return found;
  const given = modelPorts(program.inputs)
    .map((p) => `${p.name} [${shapes.get(p.name)?.join(",") ?? ""}]`)
    .join(", ");
  throw compileError({
    code: "AOT506",
    where: program.name,
    message: `no bucket is for the inputs ${given}; there are ${program.variants.map(describe).join("; ")}`,
    hint: "give inputs of one of these shapes, or build with other --buckets",
  });
}

const describe = (v: Variant): string =>
  `${bucketText(v)} (${modelPorts(v.inputs)
    .map((p) => `${p.name} ${shapeText(p.shape)}`)
    .join(", ")})`;
