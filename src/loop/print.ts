/** Kernels as text for people and for comparing: types, lanes and names, the same for equal kernels. Target languages print elsewhere. */

import { type Dim, dimOf, type Sym, sym } from "../core/dim.ts";
import { dimText, substitute } from "../core/dim-fold.ts";
import type { Buffer, Expr } from "./expr.ts";
import { integersOf, type Kernel, type Stmt } from "./kernel.ts";
import { type Names, nameKernel } from "./naming.ts";
import { computedValue } from "./rewrite-expr.ts";

/** "kernel name(x: f32[64] in, y: f32[64] out)" and its statements, two spaces a level. */
export function kernelText(k: Kernel): string {
  const names = nameKernel(k);
  const param = (b: Buffer): string => `${names.of(b)}: ${b.dtype}[${dimText(b.elements)}] ${b.access}`;
  const head = `kernel ${k.name}(${[...k.params.map(param), ...integersOf(k).map((s) => `${names.of(s)}: i32`)].join(", ")})`;
  return `${[...k.doc.map((line) => `# ${line}`), head, ...block(k.body, names, "  ")].join("\n")}\n`;
}

const block = (body: readonly Stmt[], names: Names, indent: string): readonly string[] => body.flatMap((s) => statement(s, names, indent));

function statement(s: Stmt, names: Names, indent: string): readonly string[] {
  const e = (x: Expr): string => exprText(x, names);
  const d = (x: Dim): string => dimWith(x, names);
  const inner = `${indent}  `;
  switch (s.kind) {
    case "for": {
      const flags = `${s.unroll ? " unroll" : ""}${s.parallel ? " parallel" : ""}${s.turns === undefined ? "" : ` backwards if ${d(s.turns)}`}`;
      return [`${indent}for ${names.of(s.sym)} in ${d(s.from)}..${d(s.to)}${flags}`, ...block(s.body, names, inner)];
    }
    case "let":
      return [`${indent}let ${names.of(s.name)}: ${typeOf(s.name)} = ${e(s.value)}`];
    case "bind":
      return [`${indent}bind ${names.of(s.sym)} = ${d(s.value)}`];
    case "tile":
      return [`${indent}tile ${names.of(s.tile)}: ${typeOf(s.tile)}[${s.tile.shape.join(",")}]${s.overwritten === true ? "" : ` = ${e(s.init)}`}`];
    case "set":
      return [`${indent}${names.of(s.tile)}[${s.at.map(d).join(", ")}] = ${e(s.value)}`];
    case "store":
      return [`${indent}${names.of(s.buffer)}[${d(s.at)}${lanesText(s.value.lanes, s.count, d)}] = ${e(s.value)}`];
    case "if":
      return [
        `${indent}if ${e(s.condition)}`,
        ...block(s.then, names, inner),
        ...(s.else.length === 0 ? [] : [`${indent}else`, ...block(s.else, names, inner)]),
      ];
    case "while":
      return [`${indent}while ${e(s.condition)}`, ...block(s.body, names, inner)];
    case "wait":
      return [`${indent}wait`];
  }
}

const typeOf = (x: { readonly dtype: string; readonly lanes: number }): string => (x.lanes === 1 ? x.dtype : `${x.dtype}x${x.lanes}`);

const lanesText = (lanes: number, count: Dim | undefined, d: (x: Dim) => string): string =>
  `${lanes === 1 ? "" : ` +${lanes}`}${count === undefined ? "" : ` first ${d(count)}`}`;

/** A Dim with the kernel's own names; a computed symbol is its expression in braces. */
function dimWith(d: Dim, names: Names): string {
  const renamed = substitute(d, (s: Sym) => {
    const value = computedValue(s);
    if (value !== undefined && !names.has(s)) return dimOf(sym(`{${exprText(value, names)}}`, s.lo, s.hi));
    return names.has(s) ? dimOf(sym(names.of(s), s.lo, s.hi)) : undefined;
  });
  return dimText(renamed);
}

/** An expression in prefix form, types where they are not those of the operands; without names, things are called what they were made as. */
function exprText(e: Expr, names?: Names): string {
  const x = (y: Expr): string => exprText(y, names);
  const d = (y: Dim): string => (names === undefined ? dimText(y) : dimWith(y, names));
  switch (e.kind) {
    case "const":
      return `${Object.is(e.value, -0) ? "-0" : e.value}:${typeOf(e)}`;
    case "index":
      return `(${d(e.dim)})`;
    case "var":
      return names?.has(e) === true ? names.of(e) : e.name;
    case "read":
      return `${e.tensor.name}[${e.at.map(d).join(", ")}]`;
    case "load":
      return `${names?.has(e.buffer) === true ? names.of(e.buffer) : e.buffer.name}[${d(e.at)}${lanesText(e.lanes, e.count, d)}]`;
    case "tileget":
      return `${names?.has(e.tile) === true ? names.of(e.tile) : e.tile.name}[${e.at.map(d).join(", ")}]`;
    case "unary":
      return `${e.op}(${x(e.x)})`;
    case "binary":
      return `${e.op}(${x(e.a)}, ${x(e.b)})`;
    case "select":
      return `select(${x(e.condition)}, ${x(e.then)}, ${x(e.else)})`;
    case "cast":
      return `${e.to}(${x(e.x)})`;
    case "bitcast":
      return `bitcast.${e.dtype}(${x(e.x)})`;
    case "splat":
      return `splat${e.lanes}(${x(e.x)})`;
    case "lane":
      return `lane${e.lane}(${x(e.x)})`;
    case "ramp":
      return `ramp${e.lanes}(${x(e.base)})`;
    case "fold":
      return `fold.${e.op}(${x(e.x)})`;
    case "call":
      return `${e.fn.name}(${e.args.map(x).join(", ")})`;
  }
}
