/** The parts of the text form inside a statement: dims, types, layouts, numbers and the elements of constants. */

import { add, type Dim, dimOf, floorDiv, max, min, mod, mul, type Sym, sub } from "../core/dim.ts";
import { type DType, dtypes, type ElementArray, isDType, newArray } from "../core/dtype.ts";
import type { Layout } from "../core/layout.ts";
import { randomElements } from "./random-elements.ts";
import type { TokenReader } from "./text-tokens.ts";
import { type Constant, staticShape, stringType, type TensorType, type Type, tensorType, usualStringBytes } from "./types.ts";

export type Syms = ReadonlyMap<string, Sym>;

/** "batch*4 + 1": sums of products of numbers, dims by name, quotients, remainders, min and max. */
function readDim(from: TokenReader, syms: Syms): Dim {
  let sum = readProduct(from, syms);
  for (;;) {
    if (from.accept("+")) sum = add(sum, readProduct(from, syms));
    else if (from.accept("-")) sum = sub(sum, readProduct(from, syms));
    else return sum;
  }
}

function readProduct(from: TokenReader, syms: Syms): Dim {
  let product = readFactor(from, syms);
  for (;;) {
    if (from.accept("*")) product = mul(product, readFactor(from, syms));
    else if (from.accept("/")) product = floorDiv(product, readNumber(from));
    else if (from.accept("%")) product = mod(product, readNumber(from));
    else return product;
  }
}

function readFactor(from: TokenReader, syms: Syms): Dim {
  if (from.accept("-")) return mul(-1, readFactor(from, syms));
  if (from.accept("(")) {
    const [inner] = from.list(")", () => readDim(from, syms));
    return inner ?? from.fail("a dim is expected between the parentheses");
  }
  if (from.peek().kind === "number") return readNumber(from);
  const name = from.name();
  if ((name === "min" || name === "max") && from.accept("(")) {
    const [a, b] = from.list(")", () => readDim(from, syms));
    if (a === undefined || b === undefined) return from.fail(`${name} takes two dims`);
    return name === "min" ? min(a, b) : max(a, b);
  }
  const found = syms.get(name);
  return found === undefined ? from.fail(`dim ${name} has no range; write "dim ${name} = 1..8" before it`) : dimOf(found);
}

export function readNumber(from: TokenReader): number {
  const sign = from.accept("-") ? -1 : 1;
  if (from.accept("inf")) return sign * Number.POSITIVE_INFINITY;
  if (from.accept("nan")) return Number.NaN;
  const token = from.next();
  if (token.kind !== "number") return from.fail(`a number is expected, not ${token.text}`);
  return sign * Number(token.text);
}

export function readType(from: TokenReader, syms: Syms): Type {
  const name = from.name();
  if (isDType(name)) {
    from.expect("[");
    const shape = from.list("]", () => readDim(from, syms));
    return name === "string" ? stringType(shape, usualStringBytes) : tensorType(name, shape);
  }
  from.expect("(");
  const type = readContainer(name, from, syms);
  from.expect(")");
  return type;
}

function readContainer(name: string, from: TokenReader, syms: Syms): Type {
  if (name === "optional") return { kind: "optional", element: readType(from, syms) };
  if (name === "seq") {
    const element = readType(from, syms);
    from.expect(",");
    return { kind: "sequence", element, capacity: readNumber(from) };
  }
  if (name !== "map") return from.fail(`there is no type ${name}`);
  const key = from.name();
  if (!isDType(key)) return from.fail(`there is no element type ${key}`);
  from.expect(",");
  return { kind: "map", key, value: readType(from, syms) };
}

/** "@ABCD16b" and the like, as layoutKey writes it; undefined when none stands here. */
export function readLayout(from: TokenReader): Layout | undefined {
  if (from.peek().kind !== "layout") return undefined;
  const { text } = from.next();
  const [axes = "", edges] = text.slice(1).split("+");
  const [halo, fill] = edges?.split("=") ?? [];
  const order = [...(/^[A-Z]*/.exec(axes)?.[0] ?? "")].map((letter) => letter.charCodeAt(0) - 65);
  const blocks = [...axes.matchAll(/(\d+)([a-z])/g)].map(([, size, axis]) => ({ axis: (axis as string).charCodeAt(0) - 97, size: Number(size) }));
  const around = (halo ?? "").split(",").map((part) => {
    const [before = 0, after = 0] = part.split(":").map(Number);
    return Object.freeze({ before, after });
  });
  return Object.freeze({ order, blocks, halo: halo === undefined ? [] : around, fill: fill === undefined ? undefined : Number(fill) });
}

/** The elements of a constant: "[1, 2]", "3.5", "splat(0)", "random(1)", "positive(1)". */
export function readElements(from: TokenReader, type: TensorType): Constant {
  const shape = staticShape(type.shape);
  if (shape === undefined) return from.fail("a constant has a static shape");
  const count = shape.reduce((n, d) => n * d, 1);
  for (const notation of ["random", "positive"]) {
    if (!from.accept(notation)) continue;
    from.expect("(");
    const [seed = 0] = from.list(")", () => readNumber(from));
    return Object.freeze({ array: randomElements(type.dtype, count, seed, notation === "positive"), splat: false });
  }
  const splat = from.accept("splat");
  const elements = readList(from, splat ? "(" : "[", type.dtype);
  if (elements.length !== (splat ? 1 : count)) from.fail(`${elements.length} elements are given, the type says ${splat ? 1 : count}`);
  return Object.freeze({ array: elementArray(elements, type.dtype), splat });
}

function readList(from: TokenReader, open: "(" | "[", dtype: DType): readonly (string | number | bigint)[] {
  const read = (): string | number | bigint => readElement(from, dtype);
  if (!from.accept(open)) return [read()];
  return from.list(open === "(" ? ")" : "]", read);
}

function readElement(from: TokenReader, dtype: DType): string | number | bigint {
  if (dtypes[dtype].kind === "string") return from.name();
  if (dtype !== "i64" && dtype !== "u64") return readNumber(from);
  const sign = from.accept("-") ? -1n : 1n;
  const token = from.next();
  return /^\d+$/.test(token.text) ? sign * BigInt(token.text) : from.fail(`an integer is expected, not ${token.text}`);
}

function elementArray(elements: readonly (string | number | bigint)[], dtype: DType): Constant["array"] {
  if (dtypes[dtype].kind === "string") return elements as readonly string[];
  const array: ElementArray = newArray(dtype, elements.length);
  elements.forEach((x, i) => {
    array[i] = x as number;
  });
  return array;
}
