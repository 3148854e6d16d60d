/** Prints graphs in the text form that text-parse.ts reads; see text.ts for the form. */

import { type Dim, dimOf, type Sym, sym } from "../core/dim.ts";
import { substitute, symbolsOf } from "../core/dim-fold.ts";
import type { DType } from "../core/dtype.ts";
import { type Layout, layoutKey } from "../core/layout.ts";
import { attrReader } from "./build.ts";
import type { Attrs, AttrValue, Graph, Node, Value } from "./graph.ts";
import { nameText } from "./names.ts";
import { randomElements } from "./random-elements.ts";
import { type Constant, type TensorType, type Type, tensorType, typeText } from "./types.ts";

export interface PrintOptions {
  /** Adds the inferred types of each node's outputs as a comment. */
  readonly types?: boolean;
}

/** Constants of up to this many elements are printed whole; of larger ones the first few, which cannot be read back. */
const inlineElements = 64;

export function printGraph(graph: Graph, options: PrintOptions = {}): string {
  const lines = [
    ...(graph.name === "" ? [] : [`graph ${nameText(graph.name)}`]),
    ...dimsOf(graph).map((s) => `dim ${nameText(s.name)} = ${s.lo}..${s.hi}`),
    ...graph.inputs.map((v) => declaration(v)),
    ...constantsOf(graph).map((v) => `${declaration(v)} = ${constantText(v.data as Constant, v.type)}`),
    ...graph.nodes.map((n) => nodeText(n, options)),
    `return ${graph.outputs.map((v) => nameText(v.name)).join(", ")}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The constants a graph mentions, in order of first use. */
export function constantsOf(graph: Graph): readonly Value[] {
  const found = new Set<Value>();
  for (const n of graph.nodes) for (const v of n.inputs) if (v?.data !== undefined) found.add(v);
  for (const v of graph.outputs) if (v.data !== undefined) found.add(v);
  return [...found];
}

function dimsOf(graph: Graph): readonly Sym[] {
  const found = new Set<Sym>();
  const visit = (type: Type): void => {
    if (type.kind === "tensor") for (const d of type.shape) for (const s of symbolsOf(d)) found.add(s);
    else if (type.kind === "map") visit(type.value);
    else visit(type.element);
  };
  for (const v of graph.inputs) visit(v.type);
  return [...found];
}

/** A type with the names of dims quoted where they have to be. */
function typeForm(type: Type): string {
  if (type.kind !== "tensor") return typeText(type);
  const quoted = (d: Dim): Dim => substitute(d, (s) => (nameText(s.name) === s.name ? undefined : dimOf(sym(nameText(s.name), s.lo, s.hi))));
  return typeText(tensorType(type.dtype, type.shape.map(quoted)));
}

const layoutText = (layout: Layout | undefined): string => (layout === undefined ? "" : ` @${layoutKey(layout)}`);

const declaration = (v: Value): string => `${nameText(v.name)}: ${typeForm(v.type)}${layoutText(v.layout)}`;

/** One node as one line; a node that holds graphs takes several. */
export function nodeText(n: Node, options: PrintOptions = {}): string {
  const outputs = n.outputs.map((v) => `${nameText(v.name)}${layoutText(v.layout)}`).join(", ");
  const op = n.op.domain === "" ? n.op.name : `${n.op.domain}.${n.op.name}`;
  const inputs = n.inputs.map((v) => (v === undefined ? "_" : nameText(v.name))).join(", ");
  const attrs = writtenAttrs(n).map(
    ({ name, x, mark }) => ` ${nameText(name)}${mark}${mark === ":=" && typeof x === "boolean" ? x : attrText(x, options)}`,
  );
  const algorithm = n.algorithm === undefined ? "" : ` using ${nameText(n.algorithm)}`;
  const types = options.types === true ? n.outputs.map((v) => typeText(v.type)).join(", ") : "";
  const own = n.origin.length === 1 && n.origin[0] === n.outputs[0]?.name;
  const origin = own ? "" : `from ${n.origin.map(nameText).join(", ")}`;
  const comment = [types, origin].filter((part) => part !== "").join(" ");
  return `${outputs} = ${op}(${inputs})${attrs.join("")}${algorithm}${comment === "" ? "" : `   # ${comment}`}`;
}

interface WrittenAttr {
  readonly name: string;
  readonly x: AttrValue;
  readonly mark: "=" | ":=";
}

/**
 * The attributes that have to be written: leaving out the others gives the same node. Where an operator's checked attributes cannot be given to
 * it again (other names, other kinds), all are written as checked ones, with ":=".
 */
function writtenAttrs(n: Node): readonly WrittenAttr[] {
  const wanted = attrsKey(n.attrs);
  let written = Object.entries(n.attrs).filter(([, x]) => x !== undefined);
  const mark = readBack(n, written) === wanted ? "=" : ":=";
  for (const entry of mark === "=" ? written : []) {
    const without = written.filter((e) => e !== entry);
    if (readBack(n, without) === wanted) written = without;
  }
  return written.map(([name, x]) => ({ name, x, mark }));
}

function readBack(n: Node, entries: readonly (readonly [string, AttrValue])[]): string | undefined {
  try {
    return attrsKey(n.op.attrs(attrReader(rawAttrs(Object.fromEntries(entries)), n.op.name)));
  } catch {
    return undefined;
  }
}

/** Checked attributes in the form a file gives them: truth values as 0 and 1. */
export const rawAttrs = (attrs: Attrs): Attrs =>
  Object.fromEntries(Object.entries(attrs).map(([name, x]) => [name, typeof x === "boolean" ? Number(x) : x]));

/** Equal keys mean equal attributes. */
export const attrsKey = (attrs: Attrs): string =>
  Object.entries(attrs)
    .filter(([, x]) => x !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, x]) => `${nameText(name)}=${attrText(x, { types: true })}`)
    .join(" ");

function attrText(x: AttrValue, options: PrintOptions): string {
  if (typeof x === "number") return numberText(x);
  if (typeof x === "bigint") return `${x}`;
  if (typeof x === "string") return JSON.stringify(x);
  if (typeof x === "boolean") return x ? "1" : "0";
  if (x === undefined) return "_";
  if (isList(x)) return `[${(x as readonly AttrValue[]).map((e) => attrText(e, options)).join(",")}]`;
  if (x.kind === "tensor-attr") return `tensor(${typeText(x.type)}, ${constantText(x.data, x.type)})`;
  if (x.kind === "type-attr") return `type(${typeText(x.type)})`;
  const inner = printGraph(x, options)
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`));
  return `{\n${inner.join("\n")}}`;
}

const isList = (x: AttrValue): x is readonly number[] | readonly string[] | readonly (readonly number[])[] => Array.isArray(x);

function constantText(data: Constant, type: Type): string {
  const { array, splat } = data;
  const dtype = type.kind === "tensor" ? type.dtype : "f32";
  const rank = type.kind === "tensor" ? type.shape.length : 0;
  const element = (i: number): string => elementText(array[i] as string | number | bigint, dtype);
  if (splat) return `splat(${element(0)})`;
  if (rank === 0) return element(0);
  const notation = array.length > 8 ? randomNotation(data, type as TensorType) : undefined;
  if (notation !== undefined) return notation;
  if (array.length <= inlineElements) return `[${Array.from({ length: array.length }, (_, i) => element(i)).join(", ")}]`;
  return `[${[0, 1, 2, 3].map(element).join(", ")}, ...]`;
}

/** "random(7)" or "positive(7)" when that is what the elements are, for small seeds. */
function randomNotation({ array }: Constant, { dtype }: TensorType): string | undefined {
  if (!ArrayBuffer.isView(array)) return undefined;
  for (let seed = 1; seed <= 32; seed++) {
    for (const positive of [false, true]) {
      if (randomElements(dtype, 1, seed, positive)[0] !== array[0]) continue;
      const all = randomElements(dtype, array.length, seed, positive);
      if (all.every((x, i) => x === array[i])) return `${positive ? "positive" : "random"}(${seed})`;
    }
  }
  return undefined;
}

function elementText(x: string | number | bigint, dtype: DType): string {
  if (typeof x === "string") return JSON.stringify(x);
  return typeof x === "number" && dtype === "f32" ? float32Text(x) : typeof x === "number" ? numberText(x) : `${x}`;
}

/** The shortest decimal that reads back as this f32. */
function float32Text(x: number): string {
  if (x === 0) return numberText(x);
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.fround(short) === x) return numberText(short);
  }
  return numberText(x);
}

function numberText(x: number): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  return Object.is(x, -0) ? "-0" : `${x}`;
}
