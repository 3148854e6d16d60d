/** Declared types of graph inputs and outputs, and the symbols that stand for their free dims. */

import { type Dim, dimOf, sym } from "../../core/dim.ts";
import { namedValue } from "../../core/dim-names.ts";
import { isInteger } from "../../core/dtype.ts";
import { suggestion } from "../../core/names.ts";
import { settledElements } from "../../graph/given-elements.ts";
import type { DeclaredShape } from "../../graph/graph.ts";
import { stringType, type TensorType, tensorType } from "../../graph/types.ts";
import { dtypeOfNumber } from "../../io/onnx/dtypes.ts";
import { integer, type ValueInfoProto } from "../../io/onnx/messages.ts";
import type { Session } from "./session.ts";
import { refuse } from "./source.ts";

/** The largest value of a free dim. */
const mostExtent = 2 ** 31 - 1;

/** Free dims by name, shared by all inputs of a model; names given by the user, and those that say a value in terms of them, are numbers instead. */
export class DimTable {
  readonly #bound: Readonly<Record<string, number>>;
  readonly #dims = new Map<string, Dim>();
  /** Names of dims that only computed values or formulas have, and of inputs of one integer or bool. */
  readonly #declared = new Set<string>();

  /** Throws CompileError AOT109 when a given value is no extent. */
  constructor(bound: Readonly<Record<string, number>>) {
    this.#bound = bound;
    for (const [name, value] of Object.entries(bound)) {
      if (!Number.isInteger(value) || value < 0 || value > mostExtent)
        refuse({ code: "AOT109", where: `dim ${name}`, message: `is given as ${value}, expected a whole number from 0 to ${mostExtent}` });
    }
  }

  dim(name: string): Dim {
    const known = this.#dims.get(name);
    if (known !== undefined) return known;
    const value = this.given(name) ?? namedValue(name, (other) => this.given(other));
    const isExtent = value !== undefined && value >= 0 && value <= mostExtent;
    const made = isExtent ? value : dimOf(sym(name, 1, mostExtent));
    this.#dims.set(name, made);
    return made;
  }

  /** What the user gave for a name. */
  given(name: string): number | undefined {
    this.#declared.add(name);
    return Object.hasOwn(this.#bound, name) ? this.#bound[name] : undefined;
  }

  /** True where an input has the dim: outputs with its name may be labelled wrongly by an exporter. */
  isOfInputs(name: string): boolean {
    return this.#dims.has(name);
  }

  /** Refuses names given by the user that the model does not have: AOT109. */
  checkAllUsed(where: string): void {
    const names = [...this.#dims.keys()];
    for (const name of Object.keys(this.#bound)) {
      if (this.#dims.has(name) || this.#declared.has(name)) continue;
      refuse({
        code: "AOT109",
        where,
        message: `has no free dim named ${name}; ${names.length === 0 ? "all its extents are fixed" : `its free dims are ${names.join(", ")}`}`,
        ...suggestion(name, names),
      });
    }
  }
}

/**
 * The tensor type of a graph input. Dims without value or name are called after the input and the axis. An input of one integer or bool (a sampling
 * rate, whether there is a cache) may be given a value as a dim is: it stays an input, and a run that is given another ends. Throws CompileError AOT110.
 */
export function inputType(input: ValueInfoProto, { dims, stringBytes, settled }: Pick<Session, "dims" | "stringBytes" | "settled">): TensorType {
  const where = `input ${input.name}`;
  const kind = input.type?.value;
  const tensor = input.type?.tensorType;
  if (kind === undefined) refuse({ code: "AOT110", where, message: "has no type", hint: "export the model with typed inputs" });
  if (kind !== "tensorType" || tensor === null || tensor === undefined)
    return refuse({ code: "AOT110", where, message: `is a ${kind.replace("Type", "")}, only tensors are read as inputs` });
  const dtype = dtypeOfNumber(tensor.elemType);
  if (dtype === undefined) refuse({ code: "AOT110", where, message: `has the element type number ${tensor.elemType}, known are 1 to 26` });
  if (tensor.shape === null)
    return refuse({
      code: "AOT110",
      where,
      message: "has no shape, not even a rank",
      hint: "export the model with the shapes of its inputs; single dims may be free",
    });
  const shape = tensor.shape.dim.map((dim, axis): Dim => {
    if (dim.value === "dimParam" && dim.dimParam !== "") return dims.dim(dim.dimParam);
    const extent = dim.value === "dimValue" ? integer(dim.dimValue) : -1;
    if (extent < 0) return dims.dim(`${input.name}_dim${axis}`);
    if (extent > mostExtent) refuse({ code: "AOT110", where, message: `has the extent ${extent} at axis ${axis}, more than ${mostExtent}` });
    return Number(extent);
  });
  if (dtype === "string") return stringType(shape, stringBytes);
  const isSingle = (isInteger(dtype) || dtype === "bool") && shape.every((d) => d === 1);
  const value = isSingle ? dims.given(input.name) : undefined;
  if (dtype === "bool" && value !== undefined && value > 1) refuse({ code: "AOT109", where, message: `is given as ${value}, a bool is 0 or 1` });
  if (value !== undefined) return tensorType(dtype, shape, [value]);
  return tensorType(dtype, shape, settledElements(input.name, settled.get(input.name)));
}

/** The extents that a file declares of a value, those of named dims as the user gave them; undefined without a rank. */
export function declaredShape({ type }: ValueInfoProto, dims: DimTable): DeclaredShape {
  return type?.tensorType?.shape?.dim.map((dim): number | undefined => {
    if (dim.value === "dimParam") return dims.given(dim.dimParam);
    const extent = dim.value === "dimValue" ? Number(integer(dim.dimValue)) : -1;
    return extent >= 0 && extent <= mostExtent ? extent : undefined;
  });
}

/** Refuses (AOT109) a value given for a dim that only outputs have, of which one is computed with another. */
export function checkGivenDims(outputs: ReadonlyMap<ValueInfoProto, TensorType>, dims: DimTable): void {
  for (const [{ name, type }, { shape }] of outputs)
    for (const [axis, dim] of (type?.tensorType?.shape?.dim ?? []).entries()) {
      if (dim.value !== "dimParam" || dims.isOfInputs(dim.dimParam)) continue;
      const [given, computed] = [dims.given(dim.dimParam), shape[axis]];
      if (given !== undefined && typeof computed === "number" && computed !== given)
        refuse({
          code: "AOT109",
          where: `dim ${dim.dimParam}`,
          message: `is given as ${given}, output ${name} is computed with ${computed} at axis ${axis}`,
          hint: "leave it out: it follows from the others",
        });
    }
}

/** What is wrong between a declared type and the one inferred for it, in words; undefined when nothing is. */
export function disagreement(output: ValueInfoProto, inferred: TensorType, source = "its nodes compute"): string | undefined {
  const tensor = output.type?.tensorType;
  if (tensor === null || tensor === undefined) return undefined;
  const dtype = dtypeOfNumber(tensor.elemType);
  if (dtype !== undefined && dtype !== inferred.dtype) return `is declared ${dtype}, ${source} ${inferred.dtype}`;
  const declared = tensor.shape?.dim.map((d) => (d.value === "dimValue" ? Number(integer(d.dimValue)) : -1));
  if (declared === undefined) return undefined;
  if (declared.length !== inferred.shape.length) return `is declared with rank ${declared.length}, ${source} rank ${inferred.shape.length}`;
  const axis = inferred.shape.findIndex((d, i) => typeof d === "number" && (declared[i] ?? -1) > 0 && declared[i] !== d);
  return axis < 0 ? undefined : `is declared with ${declared[axis]} at axis ${axis}, ${source} ${inferred.shape[axis]}`;
}
