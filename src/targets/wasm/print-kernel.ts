/** Kernels and functions of the loop language as WebAssembly functions in folded form with named locals. */
import { invariant } from "../../core/diagnostics.ts";
import { bounds, type Dim, mul, sub } from "../../core/dim.ts";
import { type Expr, type FunctionDef, type Var, variable } from "../../loop/expr.ts";
import { integersOf, type Kernel, type Stmt } from "../../loop/kernel.ts";
import { nameFunction, nameKernel } from "../../loop/naming.ts";
import { rewriteExpr } from "../../loop/rewrite-expr.ts";
import { type Transposition, transpositionOf } from "../../loop/transposition.ts";
import { quiet } from "../describe.ts";
import { Context, functionName, type Known, type Needs } from "./context.ts";
import { loopsApart } from "./loops-apart.ts";
import { addressValue, printStore } from "./memory-access.ts";
import { pointersOf } from "./pointers.ts";
import { printDim } from "./print-dim.ts";
import { printExpr } from "./print-expr.ts";
import { type Rounds, roundsOf } from "./rounds.ts";
import { i32Const, layout, localGet, localSet, localTee, type Sexpr, sexpr } from "./sexpr.ts";
import { valueType } from "./value-types.ts";

/** The function of a prepared kernel (no unrolled loops, no tiles of rank over 0). Parameters: byte addresses, then extents, all i32. */
export function printKernel(kernel: Kernel, needs: Needs, known: Known): string {
  const pointers = pointersOf(kernel);
  const context = new Context(nameKernel(kernel), needs, true, new Set(pointers.keys()), known);
  const params = [...kernel.params, ...integersOf(kernel)].map((p) => `(param $${context.param(p)} i32)`);
  const apart = new LoopFunctions(kernel.name, loopsApart(kernel));
  const body = new Body(context, pointers, apart).lines(kernel.body, 4);
  const doc = kernel.doc.map((line) => `  ;; ${quiet(line)}`);
  return [...doc, ...wrap([`(func $${kernel.name}`, ...params], 2), ...head(context), ...close(body)].join("\n");
}

/** Locals, and the vectors they hold from the start on. */
const head = (context: Context): readonly string[] => [
  ...localLines(context, 4),
  ...[...context.constants].map(([name, spelling]) => `    (local.set $${name} (v128.const ${spelling}))`),
];

/** Loops of a kernel that are functions of their own. */
class LoopFunctions {
  #count = 0;

  constructor(
    readonly kernel: string,
    readonly loops: ReadonlySet<Stmt>,
  ) {}

  /** The name of the function of these lines: one function for all loops alike, named after the first. */
  named(context: Context, body: readonly string[]): string {
    const params = [...context.captured].map(([name, type]) => `(param $${name} ${type})`);
    const lines = [...head(context), ...close(body)];
    const key = [...params, ...lines].join("\n");
    const { loops } = context.needs;
    const known = loops.get(key);
    if (known !== undefined) return known.name;
    const name = `${this.kernel}_loop${this.#count === 0 ? "" : `_${this.#count + 1}`}`;
    this.#count++;
    loops.set(key, {
      name,
      text: ["  ;; A loop of this kernel, shared by kernels that have the same one.", ...wrap([`(func $${name}`, ...params], 2), ...lines].join("\n"),
    });
    return name;
  }
}

/** The function `fn` for values of `lanes` lanes. */
export function printFunction(fn: FunctionDef, lanes: number, needs: Needs): string {
  const wide = withLanes(fn, lanes);
  const context = new Context(nameFunction(wide), needs, false);
  const params = wide.params.map((p) => `(param $${context.param(p)} ${valueType(p)})`);
  const result = `(result ${valueType({ dtype: wide.result, lanes })})`;
  const lets = wide.lets.flatMap(({ name, value }) => {
    const printed = printExpr(value, context);
    context.endStatement();
    return layout(localSet(context.declare(name, valueType(name)), printed), 4);
  });
  const value = layout(printExpr(wide.value, context), 4);
  return [
    `  ;; ${fn.doc}`,
    ...wrap([`(func $${functionName(fn, lanes)}`, ...params, result], 2),
    ...localLines(context, 4),
    ...lets,
    ...close(value),
  ].join("\n");
}

/** The function with parameters, bindings and value of `lanes` lanes. */
function withLanes(fn: FunctionDef, lanes: number): FunctionDef {
  if (lanes === 1) return fn;
  const wide = new Map<Var, Var>();
  const widened = (v: Var): Var => {
    const made = variable(v.name, v.dtype, lanes);
    wide.set(v, made);
    return made;
  };
  const rewrite = (e: Expr): Expr => rewriteExpr(e, { expr: (x) => (x.kind === "var" ? (wide.get(x) ?? x) : x) });
  const params = fn.params.map(widened);
  const lets = fn.lets.map(({ name, value }) => {
    const rewritten = rewrite(value);
    const full = rewritten.lanes === lanes ? rewritten : undefined;
    if (full === undefined) {
      wide.set(name, variable(name.name, name.dtype, rewritten.lanes));
      return { name: wide.get(name) ?? name, value: rewritten };
    }
    return { name: widened(name), value: full };
  });
  return { ...fn, params, lets, value: rewrite(fn.value) };
}

const close = (lines: readonly string[]): readonly string[] => [...lines.slice(0, -1), `${lines.at(-1) ?? ""})`];

/** Joins short pieces into lines, the later ones indented further. */
function wrap(pieces: readonly string[], indent: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces) {
    const start = " ".repeat(lines.length === 0 ? indent : indent + 4);
    if (line !== "" && start.length + line.length + piece.length >= 120) {
      lines.push(start + line);
      line = piece;
    } else line = line === "" ? piece : `${line} ${piece}`;
  }
  return [...lines, " ".repeat(lines.length === 0 ? indent : indent + 4) + line];
}

function localLines(context: Context, indent: number): readonly string[] {
  const pieces = [...context.locals].map(([name, type]) => `(local $${name} ${type})`);
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces) {
    if (line !== "" && indent + line.length + piece.length >= 120) {
      lines.push(line);
      line = piece;
    } else line = line === "" ? piece : `${line} ${piece}`;
  }
  return (line === "" ? lines : [...lines, line]).map((l) => " ".repeat(indent) + l);
}

class Body {
  readonly #context: Context;
  readonly #pointers: ReturnType<typeof pointersOf>;
  readonly #apart: LoopFunctions | undefined;

  constructor(context: Context, pointers: ReturnType<typeof pointersOf>, apart?: LoopFunctions) {
    this.#context = context;
    this.#pointers = pointers;
    this.#apart = apart;
  }

  readonly #expr = (e: Expr): Sexpr => printExpr(e, this.#context);
  readonly #dim = (d: Dim): Sexpr => printDim(d, this.#context, this.#expr);

  lines(body: readonly Stmt[], indent: number): readonly string[] {
    const lines = body.flatMap((s) => {
      this.#context.endStatement();
      return this.#statement(s, indent);
    });
    return lines.length === 0 ? [`${" ".repeat(indent)}(nop)`] : lines;
  }

  #statement(s: Stmt, indent: number): readonly string[] {
    switch (s.kind) {
      case "for": {
        const transposition = transpositionOf(s);
        if (transposition !== undefined) return layout(this.#transposition(transposition), indent);
        return this.#apart?.loops.has(s) === true ? this.#callOf(this.#apart, s, indent) : this.#loop(s, indent);
      }
      case "let": {
        const value = this.#expr(s.value);
        return layout(localSet(this.#context.declare(s.name, valueType(s.name)), value), indent);
      }
      case "bind": {
        const value = this.#indexValue(s.sym, s.value);
        return layout(localSet(this.#context.declare(s.sym, "i32"), value), indent);
      }
      case "tile": {
        invariant(s.tile.shape.length === 0, `tile ${s.tile.name} has rank ${s.tile.shape.length} when printed`);
        const value = s.init.kind === "index" ? this.#indexValue(s.tile, s.init.dim) : this.#expr(s.init);
        return layout(localSet(this.#context.declare(s.tile, valueType(s.tile)), value), indent);
      }
      case "set": {
        const value = s.value.kind === "index" ? this.#indexValue(s.tile, s.value.dim) : this.#expr(s.value);
        return layout(localSet(this.#context.name(s.tile), value), indent);
      }
      case "store":
        return layout(printStore(s, this.#expr(s.value), this.#context, this.#expr), indent);
      case "if":
        return this.#if(s, indent);
      case "while":
        return this.#while(s, indent);
      case "wait":
        return [`${" ".repeat(indent)}(call $wait)`];
    }
  }

  /** What an index starts from: an address where it holds one. */
  #indexValue(thing: Parameters<Context["isPointer"]>[0], value: Dim): Sexpr {
    const buffer = this.#pointers.get(thing);
    return buffer === undefined ? this.#dim(value) : addressValue(buffer, value, this.#context, this.#expr);
  }

  #transposition({ to, from, rows, length, bytes }: Transposition): Sexpr {
    const side = ({ buffer, at, stride }: Transposition["to"]): readonly Sexpr[] => [
      addressValue(buffer, at, this.#context, this.#expr),
      this.#dim(mul(stride, bytes)),
    ];
    return sexpr(this.#context.helper(`transpose_${8 * bytes}`), ...side(to), ...side(from), this.#dim(rows), this.#dim(length));
  }

  /** The call of a loop that is a function of its own. */
  #callOf(apart: LoopFunctions, s: Stmt & { kind: "for" }, indent: number): readonly string[] {
    const context = this.#context.inner();
    const name = apart.named(context, new Body(context, this.#pointers).lines([s], 4));
    return layout(sexpr(`call $${name}`, ...[...context.captured.keys()].map(localGet)), indent);
  }

  /** Tests at the end of each round; one test before where the loop may be empty. */
  #loop(s: Stmt & { kind: "for" }, indent: number): readonly string[] {
    const context = this.#context;
    const blanks = " ".repeat(indent);
    const sideBySide = roundsOf(s, this.#pointers);
    if (sideBySide !== undefined) return this.#sideBySide(s, sideBySide, indent);
    const name = context.declare(s.sym, "i32");
    const simple = typeof s.to === "number" || (s.to.constant === 0 && s.to.terms.length === 1 && this.#dim(s.to).args.length === 0);
    const end = simple ? this.#dim(s.to) : localGet(context.declareEnd(s.sym));
    const setEnd = simple ? [] : layout(localSet(context.declareEnd(s.sym), this.#dim(s.to)), indent);
    const next = localTee(name, sexpr("i32.add", localGet(name), i32Const(1)));
    const runs = bounds(sub(s.to, s.from))[0] > 0;
    const inner = runs ? indent : indent + 4;
    const start = layout(localSet(name, this.#dim(s.from)), indent);
    context.endStatement();
    const rounds = [
      `${" ".repeat(inner)}(loop $${name}`,
      ...this.lines(s.body, inner + 2),
      ...close(layout(sexpr(`br_if $${name}`, sexpr("i32.lt_s", next, end)), inner + 2)),
    ];
    if (runs) return [...setEnd, ...start, ...rounds];
    const test = layout(sexpr("i32.lt_s", localGet(name), end), 0).join(" ");
    return [...setEnd, ...start, `${blanks}(if ${test}`, `${blanks}  (then`, ...close(close(rounds))];
  }

  /** Some rounds of a loop behind each other, with exits between them that no address takes; a loop around them unless they are all. */
  #sideBySide(s: Stmt & { kind: "for" }, { copies, pieces, pointer }: Rounds, indent: number): readonly string[] {
    const context = this.#context;
    const block = (at: number): readonly string[] => {
      const all = pieces.map((piece) => this.lines(piece, at + 2));
      const address = localGet(context.name(pointer));
      const exit = (i: number): string =>
        `${" ".repeat(at + 2)}(br_if $rounds ${layout(sexpr("i32.eq", address, i32Const(-1 - 2 * i)), 0).join(" ")})`;
      return [`${" ".repeat(at)}(block $rounds`, ...close(all.flatMap((lines, i) => (i < all.length - 1 ? [...lines, exit(i)] : lines)))];
    };
    if (copies === Number(s.to) - Number(s.from)) return block(indent);
    const name = context.declare(s.sym, "i32");
    const start = layout(localSet(name, this.#dim(s.from)), indent);
    const next = localTee(name, sexpr("i32.add", localGet(name), i32Const(copies)));
    const again = layout(sexpr(`br_if $${name}`, sexpr("i32.lt_s", next, this.#dim(s.to))), indent + 2);
    return [...start, `${" ".repeat(indent)}(loop $${name}`, ...block(indent + 2), ...close(again)];
  }

  #if(s: Stmt & { kind: "if" }, indent: number): readonly string[] {
    const blanks = " ".repeat(indent);
    const condition = this.#condition("if", s.condition, indent);
    const then = [`${blanks}  (then`, ...close(this.lines(s.then, indent + 4))];
    if (s.else.length === 0) return [...condition, ...close(then)];
    return [...condition, ...then, `${blanks}  (else`, ...close(close(this.lines(s.else, indent + 4)))];
  }

  #condition(head: string, condition: Expr, indent: number): readonly string[] {
    const printed = layout(this.#expr(condition), indent + 4);
    return printed.length === 1 ? [`${" ".repeat(indent)}(${head} ${printed[0]?.trim()}`] : [`${" ".repeat(indent)}(${head}`, ...printed];
  }

  #while(s: Stmt & { kind: "while" }, indent: number): readonly string[] {
    const blanks = " ".repeat(indent);
    return [
      `${blanks}(loop $while`,
      ...this.#condition("if", s.condition, indent + 2),
      `${blanks}    (then`,
      ...this.lines(s.body, indent + 6),
      `${blanks}      (br $while))))`,
    ];
  }
}
