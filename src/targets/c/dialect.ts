/** The C dialect: how statements of the loop language are spelled in C11. Operations stand in scalar-forms.ts and vector-forms.ts. */
import { bounds, type Dim } from "../../core/dim.ts";
import { apply, atom, element, infix } from "../../loop/code-piece.ts";
import type { Buffer, ExprOf, FunctionDef, Scalar } from "../../loop/expr.ts";
import { hasWaits, integersOf, type Kernel } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import type { Names } from "../../loop/naming.ts";
import type { Dialect, StmtOf } from "../../loop/print-code.ts";
import { type DimDialect, isNonNegative } from "../../loop/print-dim.ts";
import { comment } from "./comment.ts";
import { scalarForms } from "./scalar-forms.ts";
import { roundsAtOnce } from "./tile-rounds.ts";
import { cName, pointedTo, scalarType, vectorCode, vectorType } from "./types.ts";
import { cCast, isFloat } from "./values.ts";
import { dot4OfSmallBytes, vectorForms } from "./vector-forms.ts";

const powerOfTwo = (n: number): number | undefined => (Number.isInteger(Math.log2(n)) ? Math.log2(n) : undefined);

const dims: DimDialect = {
  floorDiv(x, by, of) {
    const shift = powerOfTwo(by);
    if (shift !== undefined) return infix(">>", x, atom(`${shift}`));
    return isNonNegative(of) ? infix("/", x, atom(`${by}`)) : apply("aot_floor_div", x, atom(`${by}`));
  },
  mod(x, by, of) {
    if (powerOfTwo(by) !== undefined) return infix("&", x, atom(`${by - 1}`));
    return isNonNegative(of) ? infix("%", x, atom(`${by}`)) : apply("aot_floor_mod", x, atom(`${by}`));
  },
  min: (a, b) => apply("aot_min", a, b),
  max: (a, b) => apply("aot_max", a, b),
};

const width = 118;

/** A head on one line, or its parameters on lines of their own, as many on each as fit. */
function signature(head: string, params: readonly string[]): readonly string[] {
  const line = `${head}(${params.join(", ")})`;
  if (line.length <= width) return [line];
  const rows: string[] = [];
  for (const [i, param] of params.entries()) {
    const text = i < params.length - 1 ? `${param},` : `${param})`;
    const joined = `${rows.at(-1) ?? "   "} ${text}`;
    if (rows.length > 0 && joined.length <= width) rows[rows.length - 1] = joined;
    else rows.push(`    ${text}`);
  }
  return [`${head}(`, ...rows];
}

/** `others` store to it while the kernel runs, so that no name of it is the only one. */
const pointerTo = (b: Buffer, others: boolean): string =>
  `${b.access === "in" ? "const " : ""}${pointedTo(b)} *${others && b.access !== "in" ? "" : "restrict "}`;

/** Words besides C's own that functions around kernels, and standard headers, give a meaning. */
const taken = ["aot_self", "inputs", "outputs", "arena", "weights", ...[8, 16, 32, 64].flatMap((bits) => [`int${bits}_t`, `uint${bits}_t`])];

/** How C spells what has this number of lanes. */
const formsOf = (lanes: number): typeof scalarForms => (lanes > 1 ? vectorForms : scalarForms);

function compound(e: ExprOf<"binary">): string | undefined {
  const isPlain = isFloat(e.dtype) || (e.lanes === 1 && (e.dtype === "u32" || e.dtype === "u64" || e.dtype === "index"));
  if (!isPlain) return undefined;
  return e.op === "add" ? "+=" : e.op === "sub" ? "-=" : e.op === "mul" ? "*=" : undefined;
}

function kernelHead(kernel: Kernel, names: Names, indexType: string, program: string): readonly string[] {
  const params = [
    ...kernel.params.map((p) => `${pointerTo(p, hasWaits(kernel))}${names.of(p)}`),
    ...integersOf(kernel).map((s) => `${indexType} ${names.of(s)}`),
    ...(hasWaits(kernel) ? [`const struct ${program}_share *aot_self`] : []),
  ];
  const hasNone = kernel.params.length + integersOf(kernel).length === 0;
  return signature(`AOT_KERNEL void ${cName(kernel.name)}`, hasNone ? [...params, "void"] : params);
}

/** The same for kernels of small bytes (../small-bytes.ts). */
export const ofSmallBytes = (dialect: Dialect): Dialect => ({
  ...dialect,
  binary: (e, a, b) => (e.op === "dot4" && e.lanes > 1 ? dot4OfSmallBytes(e, a, b) : dialect.binary(e, a, b)),
});

/** C11 with GNU vectors where a kernel has lanes; `indexType` is the type of addresses, `program` the prefix of what threads share. */
export function cDialect(indexType: string, program: string, machine: Machine): Dialect {
  const typeOf = (s: Scalar, lanes: number): string => (lanes === 1 ? scalarType(s, indexType) : vectorType(s, lanes));
  const dimension = (shape: readonly number[]): string => shape.map((n) => `[${n}]`).join("");
  return {
    indent: "  ",
    width,
    taken,
    dims,
    constant: (e) => formsOf(e.lanes).constant(e),
    unary: (e, x) => formsOf(e.lanes).unary(e, x),
    binary: (e, a, b) => formsOf(e.lanes).binary(e, a, b),
    select: (e, ...parts) => formsOf(e.lanes).select(e, ...parts),
    cast: (e, x) => formsOf(e.lanes).cast(e, x),
    bitcast: (e, x) => formsOf(e.lanes).bitcast(e, x),
    load: (e, ...place) => formsOf(e.lanes).load(e, ...place),
    call: (e, args) => formsOf(e.lanes).call(e, args),
    storeStatement: (s, ...stored) => formsOf(s.value.lanes).store(s, ...stored),
    tileElement: (_, name, at, dim) => element(name, ...at.map(dim)),
    computedIndex: (e, x) => (e.dtype === "i32" || e.dtype === "index" ? x : cCast(indexType, x)),
    vectors: vectorForms,
    compound,
    letStatement({ name: v, held }, name, value) {
      const type = typeOf(v.dtype, v.lanes);
      if (held !== true || v.lanes === 1 || v.dtype !== "f32") return `const ${type} ${name} = ${value.text};`;
      return `${type} ${name} = ${value.text}; aot_keep_${vectorCode(v.dtype, v.lanes)}(${name});`;
    },
    bindStatement: (_, name, value) => `const ${indexType} ${name} = ${value.text};`,
    tileStatement({ tile, overwritten }, name, init) {
      const declared = `${typeOf(tile.dtype, tile.lanes)} ${name}${dimension(tile.shape)}`;
      if (overwritten === true) return `${declared};`;
      return `${declared} = ${tile.shape.length === 0 ? init.text : tile.shape.reduceRight((inner) => `{${inner}}`, tile.lanes > 1 ? "{0}" : "0")};`;
    },
    forHeader(s, name, from, to, end) {
      if (s.lanes && end === undefined) return `AOT_LANES(${name}, ${to.text})`;
      const atOnce = s.unroll ? rounds(s) : roundsAtOnce(s, machine);
      const wish = atOnce === undefined ? "" : `AOT_UNROLL(${atOnce}) `;
      return end === undefined
        ? `${wish}for (${indexType} ${name} = ${from.text}; ${infix("<", atom(name), to).text}; ${name}++)`
        : `${wish}for (${indexType} ${name} = ${from.text}, ${end} = ${to.text}; ${name} < ${end}; ${name}++)`;
    },
    braces: true,
    transposition: (t, to, from, dim) =>
      `${apply(`aot_transpose_${8 * t.bytes}`, to, dim(t.to.stride), from, dim(t.from.stride), dim(t.rows), dim(t.length)).text};`,
    prefetchStatement: (buffer, at) => `${apply("aot_prefetch", atom(buffer), at).text};`,
    waitStatement: `${program}_wait(aot_self);`,
    comment,
    kernelHead: (kernel, names) => kernelHead(kernel, names, indexType, program),
    functionHead: (fn: FunctionDef, names: Names) =>
      signature(
        `AOT_INLINE ${scalarType(fn.result, indexType)} ${cName(fn.name)}`,
        fn.params.map((p) => `${scalarType(p.dtype, indexType)} ${names.of(p)}`),
      ),
  };
}

const upper = (d: Dim): number => bounds(d)[1];
const lower = (d: Dim): number => bounds(d)[0];
const rounds = (s: StmtOf<"for">): number => Math.max(1, upper(s.to) - lower(s.from));
