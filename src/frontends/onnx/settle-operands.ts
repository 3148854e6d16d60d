/**
 * Inputs that steer shapes, where only the outputs' shapes are declared and what lies between is not (functions that were expanded): which elements
 * give the outputs the shapes that the model declares. Tried out: the model is read with numbers for them until its outputs have those shapes. A
 * program made so compares what it is given with the numbers, and ends the run where they are others.
 */
import type { Dim } from "../../core/dim.ts";
import { dtypes, isInteger } from "../../core/dtype.ts";
import { portsOf } from "../../core/structure.ts";
import { shapesDependOnGiven } from "../../graph/given-elements.ts";
import type { Value } from "../../graph/graph.ts";
import { dtypeOfNumber } from "../../io/onnx/dtypes.ts";
import { type GraphProto, integer, type ValueInfoProto } from "../../io/onnx/messages.ts";
import type { ReadOptions, SourceModel } from "../frontend.ts";
import { DimTable, declaredShape } from "./input-types.ts";

/** An input of a few integers or truth values. */
interface Operand {
  readonly name: string;
  readonly count: number;
  readonly isTruth: boolean;
}

/** Elements by the input's name; undefined for one that the shapes do not depend on. */
export type Settled = ReadonlyMap<string, readonly (number | undefined)[]>;

/** The shapes of an output: of a tensor one, of a sequence one for each item. */
type Shapes = readonly (readonly (Dim | undefined)[])[];

/** What reading the model with these elements gives: the shapes of its outputs; undefined where it is refused. */
type Trial = (elements: Settled) => readonly Shapes[] | undefined;

/** Elements in all, readings of the model, and nodes read in all of them, that are worth it. */
const mostElements = 16;
const mostReadings = 200;
const mostNodes = 100_000;

/** Entries that differ, an extent each; a missing or further shape counts as one more than its extents. */
function distance(found: Shapes, wanted: Shapes): number {
  const between = (a: Shapes[number] | undefined, b: Shapes[number] | undefined): number =>
    a === undefined || b === undefined || a.length !== b.length
      ? 1 + Math.max(a?.length ?? 0, b?.length ?? 0)
      : b.filter((d, axis) => d !== undefined && d !== a[axis]).length;
  return Array.from({ length: Math.max(found.length, wanted.length) }, (_, i) => between(found[i], wanted[i])).reduce((sum, n) => sum + n, 0);
}

/** The readings made for one model: how far outputs are from the shapes that are wanted. */
class Readings {
  readonly #operands: readonly Operand[];
  readonly #wanted: readonly (Shapes | undefined)[];
  readonly #read: Trial;
  readonly #most: number;
  readonly #known = new Map<string, number>();

  constructor(operands: readonly Operand[], wanted: readonly (Shapes | undefined)[], most: number, read: Trial) {
    this.#operands = operands;
    this.#wanted = wanted;
    this.#most = most;
    this.#read = read;
  }

  /** Infinity where the model is refused. */
  distance(elements: readonly number[]): number {
    const key = elements.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#known.size < this.#most ? this.#read(this.settled(elements)) : undefined;
    const all = this.#wanted.map((wanted, i) => (wanted === undefined ? 0 : distance(found?.[i] ?? [], wanted)));
    const result = found === undefined ? Number.POSITIVE_INFINITY : all.reduce((sum, n) => sum + n, 0);
    this.#known.set(key, result);
    return result;
  }

  settled(elements: readonly (number | undefined)[]): Settled {
    let at = 0;
    const next = (count: number): readonly (number | undefined)[] => {
      at += count;
      return elements.slice(at - count, at);
    };
    return new Map(this.#operands.map(({ name, count }) => [name, next(count)]));
  }
}

/**
 * The elements that give the outputs the shapes in `wanted` (undefined: any shape); one is left open where others give the same shapes. Undefined
 * where none are found among the numbers that the shapes hold, in `most` readings.
 */
function settleOperands(operands: readonly Operand[], wanted: readonly (Shapes | undefined)[], most: number, read: Trial): Settled | undefined {
  const total = operands.reduce((n, { count }) => n + count, 0);
  if (total === 0 || total > mostElements || wanted.every((shapes) => shapes === undefined)) return undefined;
  const isTruth = operands.flatMap((o) => Array.from({ length: o.count }, () => o.isTruth));
  const declared = wanted.flatMap((shapes) => (shapes === undefined ? [] : [shapes.length, ...shapes.flat()]));
  const numbers = [...new Set([2, 1, 0, ...declared.filter((d) => typeof d === "number")])];
  const readings = new Readings(operands, wanted, most, read);
  const starts = [2, 1].map((n) => isTruth.map((truth) => (truth ? 1 : n)));
  let best = starts.find((start) => Number.isFinite(readings.distance(start))) ?? (starts[0] as number[]);
  // Elements may depend on one another: what one turn finds, the next one betters.
  for (let turn = 0; turn < 2; turn++)
    for (const [i, truth] of isTruth.entries())
      for (const n of truth ? [1, 0] : numbers) if (readings.distance(best.with(i, n)) < readings.distance(best)) best = best.with(i, n);
  if (readings.distance(best) !== 0) return undefined;
  const others = (i: number, n: number): readonly number[] => (isTruth[i] === true ? [1 - n] : [n - 1, n + 1]);
  const isOpen = (n: number, i: number): boolean => others(i, n).some((other) => readings.distance(best.with(i, other)) === 0);
  return readings.settled(best.map((n, i) => (isOpen(n, i) ? undefined : n)));
}

/** The inputs of the file that are lists or single ones of integers or truth values, and no constants. */
function operandsOf({ input, initializer }: GraphProto): readonly Operand[] {
  const constants = new Set(initializer.map((t) => t.name));
  return input.flatMap(({ name, type }): readonly Operand[] => {
    const tensor = type?.tensorType;
    const dtype = dtypeOfNumber(tensor?.elemType ?? 0);
    const extents = tensor?.shape?.dim.map((d) => (d.value === "dimValue" ? Number(integer(d.dimValue)) : Number.NaN));
    const isTruth = dtype !== undefined && dtypes[dtype].kind === "bool";
    if (constants.has(name) || dtype === undefined || extents === undefined || extents.length > 1 || !(isTruth || isInteger(dtype))) return [];
    const [count = 1] = extents;
    return count > 0 ? [{ name, count, isTruth }] : [];
  });
}

/** What is declared of an output: in the file of a tensor, by the options of a sequence. */
function wantedOf(output: ValueInfoProto, { dims, items }: Pick<ReadOptions, "dims" | "items">): Shapes | undefined {
  const shape = declaredShape(output, new DimTable(dims));
  if (shape !== undefined) return [shape];
  const given = items?.(output.name);
  return given === "none" ? undefined : given;
}

function shapesOf({ name }: ValueInfoProto, { graph, structures }: SourceModel): Shapes {
  const structure = structures?.outputs.find((s) => s.name === name)?.structure ?? { kind: "tensor", port: name };
  return portsOf(structure).map((port) => shapeOf(graph.outputs.find((v) => v.name === port)));
}

const shapeOf = (v: Value | undefined): readonly Dim[] => (v?.type.kind === "tensor" ? v.type.shape : []);

/** The elements of a model's inputs that the declared shapes of its outputs decide; undefined where they do not decide enough to read it. */
export function settledByOutputs(
  proto: GraphProto,
  options: Pick<ReadOptions, "dims" | "items">,
  read: (elements: Settled) => SourceModel | undefined,
): Settled | undefined {
  const found = settleOperands(
    operandsOf(proto),
    proto.output.map((output) => wantedOf(output, options)),
    Math.min(mostReadings, Math.ceil(mostNodes / (1 + proto.node.length))),
    (elements) => {
      const model = read(elements);
      return model === undefined ? undefined : proto.output.map((output) => shapesOf(output, model));
    },
  );
  if (found === undefined) return undefined;
  // What is open altogether is data, as a rule, and nothing of it has to be known.
  const decided = new Map([...found].filter(([, elements]) => elements.some((n) => n !== undefined)));
  return [decided, found].find((elements) => {
    const model = read(elements);
    return model !== undefined && !shapesDependOnGiven(model.graph);
  });
}

export const settledText = (elements: readonly (number | undefined)[]): string => elements.map((n) => n ?? "any").join(", ");
