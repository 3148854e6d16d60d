/** Reads the text form of graphs; types are inferred as frontends infer them, through makeNode. See text.ts for the form. */

import { type Sym, sym } from "../core/dim.ts";
import { makeConstant, makeNode } from "./build.ts";
import { type AttrValue, type Graph, graph, type Node, node, type OpDef, type Value, value } from "./graph.ts";
import { readElements, readLayout, readNumber, readType } from "./text-literals.ts";
import { TokenReader, tokens } from "./text-tokens.ts";
import { type TensorType, tensorType } from "./types.ts";

/** The definition of an operator; undefined when there is none of that name. */
export type OpLookup = (name: string, domain: string) => OpDef | undefined;

/** Throws CompileError (AOT203) naming the line where the text is not of the form, and what makeNode throws. */
export function parseGraph(text: string, lookup: OpLookup): Graph {
  const from = new TokenReader(text);
  return new GraphParser(from, lookup, new Map(), new Map()).parse("end");
}

class GraphParser {
  readonly #from: TokenReader;
  readonly #lookup: OpLookup;
  readonly #syms: Map<string, Sym>;
  readonly #values: Map<string, Value>;
  readonly #inputs: Value[] = [];
  readonly #nodes: Node[] = [];

  /** `syms` and `values` are those of the graph around this one. */
  constructor(from: TokenReader, lookup: OpLookup, syms: ReadonlyMap<string, Sym>, values: ReadonlyMap<string, Value>) {
    this.#from = from;
    this.#lookup = lookup;
    this.#syms = new Map(syms);
    this.#values = new Map(values);
  }

  /** Statements up to "return", then newlines up to `close`. */
  parse(close: "end" | "}"): Graph {
    const from = this.#from;
    from.skipNewlines();
    const name = from.accept("graph") ? from.name() : "";
    for (;;) {
      from.skipNewlines();
      if (from.accept("return")) break;
      if (from.peek().kind === "end") from.fail('"return" is missing');
      this.#statement();
    }
    const outputs = this.#names().map((output) => this.#value(output));
    from.skipNewlines();
    if (close === "}") from.expect("}");
    else if (from.peek().kind !== "end") from.fail('nothing may stand after "return"');
    return graph({ name, inputs: Object.freeze(this.#inputs), outputs: Object.freeze(outputs), nodes: Object.freeze(this.#nodes) });
  }

  #names(): readonly string[] {
    const from = this.#from;
    const names: string[] = [];
    if (from.peek().kind !== "name" && from.peek().kind !== "string") return names;
    do names.push(from.name());
    while (from.accept(","));
    return names;
  }

  #statement(): void {
    const from = this.#from;
    if (from.accept("dim")) this.#dim();
    else if (from.peek(1).text === ":") this.#declaration();
    else this.#node();
    const end = from.peek();
    if (end.kind !== "newline" && end.kind !== "end" && end.text !== "}") from.fail(`the statement goes on with ${end.text}`);
  }

  #dim(): void {
    const from = this.#from;
    const name = from.name();
    from.expect("=");
    const lo = readNumber(from);
    from.expect("..");
    this.#syms.set(name, sym(name, lo, readNumber(from)));
  }

  #declaration(): void {
    const from: TokenReader = this.#from;
    const name = from.name();
    from.expect(":");
    const type = readType(from, this.#syms);
    const layout = readLayout(from);
    const extra = layout === undefined ? {} : { layout };
    if (!from.accept("=")) {
      const input = value(name, type, extra);
      this.#inputs.push(input);
      this.#define(input);
      return;
    }
    if (type.kind !== "tensor") from.fail("only tensors have elements");
    const { array, splat } = readElements(from, type);
    const made = makeConstant(name, type.dtype, type.shape as readonly number[], array, splat);
    this.#define(value(name, made.type, { ...extra, data: made.data }));
  }

  #node(): void {
    const from = this.#from;
    const layouts: ReturnType<typeof readLayout>[] = [];
    const outputs: string[] = [];
    do {
      outputs.push(from.name());
      layouts.push(readLayout(from));
    } while (from.accept(","));
    from.expect("=");
    const op = this.#op();
    from.expect("(");
    const inputs = from.list(")", () => (from.accept("_") ? undefined : this.#value(from.name())));
    const attrs: Record<string, AttrValue> = {};
    let algorithm: string | undefined;
    let areChecked = false;
    for (;;) {
      if (from.accept("using")) algorithm = from.name();
      else if (from.peek(1).text === "=" || from.peek(1).text === ":=") areChecked = this.#attribute(attrs) || areChecked;
      else break;
    }
    const origin = from.peek().kind === "from" ? originNames(from.next().text) : [outputs[0] as string];
    const reader = areChecked ? { ...op, attrs: () => attrs } : op;
    const made = makeNode({ op: reader, attrs: areChecked ? {} : attrs, inputs, outputs, origin, algorithm });
    const placed = made.outputs.map((v, i) => (layouts[i] === undefined ? v : value(v.name, v.type, { layout: layouts[i] })));
    this.#nodes.push(node({ ...made, op, inputs: Object.freeze(inputs), outputs: Object.freeze(placed) }));
    for (const v of placed) this.#define(v);
  }

  #op(): OpDef {
    const full = this.#from.name();
    const dot = full.lastIndexOf(".");
    const found = this.#lookup(full.slice(dot + 1), dot < 0 ? "" : full.slice(0, dot));
    return found ?? this.#from.fail(`there is no operator ${full}`);
  }

  /** True for "name:=value": attributes as the operator checked them. */
  #attribute(attrs: Record<string, AttrValue>): boolean {
    const name = this.#from.name();
    const isChecked = this.#from.accept(":=");
    if (!isChecked) this.#from.expect("=");
    attrs[name] = this.#attrValue(isChecked);
    return isChecked;
  }

  #attrValue(isChecked: boolean): AttrValue {
    const from = this.#from;
    if (isChecked && from.accept("true")) return true;
    if (isChecked && from.accept("false")) return false;
    if (from.accept("[")) return from.list("]", () => this.#attrValue(isChecked)) as readonly number[];
    if (from.accept("{")) return new GraphParser(from, this.#lookup, this.#syms, this.#values).parse("}");
    if (from.peek().kind === "string") return from.name();
    if (from.accept("type")) {
      from.expect("(");
      const type = readType(from, this.#syms);
      from.expect(")");
      return Object.freeze({ kind: "type-attr", type });
    }
    if (!from.accept("tensor")) return readNumber(from);
    from.expect("(");
    const type = readType(from, this.#syms) as TensorType;
    from.expect(",");
    const data = readElements(from, type);
    from.expect(")");
    return Object.freeze({ kind: "tensor-attr", type: tensorType(type.dtype, type.shape), data });
  }

  #define(v: Value): void {
    if (this.#values.has(v.name)) this.#from.fail(`${v.name} is defined twice`);
    this.#values.set(v.name, v);
  }

  #value(name: string): Value {
    return this.#values.get(name) ?? this.#from.fail(`${name} is used before it is defined`);
  }
}

/** The names of a "# from" comment: bare up to a comma, or quoted. */
function originNames(text: string): readonly string[] {
  return tokens(text)
    .filter((t) => t.kind === "name" || t.kind === "string")
    .map((t) => (t.kind === "string" ? (JSON.parse(t.text) as string) : t.text));
}
