/** Random models of branches, loops and scans, nested and taking values from around them; every value is four floats. */
import { GraphBuilder, type ModelOptions, modelBytes } from "./onnx-writer.ts";
import type { Random } from "./random.ts";

const width = 4;

interface Scope {
  readonly g: GraphBuilder;
  /** Visible values of four floats, outer ones included. */
  readonly values: string[];
  /** Visible conditions: one bool each. */
  readonly flags: string[];
}

class Writer {
  readonly #random: Random;
  #names = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  #name(what: string): string {
    return `${what}${this.#names++}`;
  }

  #int(lo: number, hi: number): number {
    return lo + this.#random.below(hi - lo + 1);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#int(0, list.length - 1)] as T;
  }

  #node({ g }: Scope, op: string, inputs: readonly string[], attrs = {}): string {
    const name = this.#name(op.toLowerCase());
    return g.node(op, inputs, attrs, { name, outputs: [`${name}_out`] });
  }

  #constant({ g }: Scope, dtype: "f32" | "i64" | "bool", shape: readonly number[], values: readonly number[]): string {
    return g.constant(dtype, shape, values, this.#name("constant"));
  }

  #nested(scope: Scope, what: string): Scope {
    return { g: new GraphBuilder(this.#name(what)), values: [...scope.values], flags: [...scope.flags] };
  }

  /** A few statements, their results visible from then on. */
  statements(scope: Scope, count: number, depth: number): void {
    for (let i = 0; i < count; i++) {
      const kind = depth === 0 ? 0 : this.#int(0, 4);
      if (kind === 2) scope.values.push(...this.#branch(scope, depth - 1));
      else if (kind === 3) scope.values.push(...this.#loop(scope, depth - 1));
      else if (kind === 4) scope.values.push(...this.#scan(scope, depth - 1));
      else scope.values.push(this.#plain(scope));
    }
  }

  #plain(scope: Scope): string {
    const [a, b] = [this.#pick(scope.values), this.#pick(scope.values)];
    const op = this.#pick(["Add", "Sub", "Min", "Max", "Tanh", "Relu", "Neg", "Identity", "Softmax", "Reverse", "MatMul"]);
    if (op === "Reverse") return this.#node(scope, "Gather", [a, this.#constant(scope, "i64", [width], [3, 2, 1, 0])]);
    if (op === "MatMul") {
      const entries = Array.from({ length: width * width }, () => this.#int(-2, 2) / 4);
      return this.#node(scope, op, [a, scope.g.initializer(this.#name("w"), "f32", [width, width], entries)]);
    }
    return this.#node(scope, op, ["Add", "Sub", "Min", "Max"].includes(op) ? [a, b] : [a]);
  }

  /** A bool that depends on the inputs. */
  #flag(scope: Scope): string {
    if (this.#random.uniform() < 0.5) return this.#pick(scope.flags);
    const sum = this.#node(scope, "ReduceSum", [this.#pick(scope.values)], { keepdims: 0 });
    return this.#node(scope, "Greater", [sum, this.#constant(scope, "f32", [], [0])]);
  }

  #branch(scope: Scope, depth: number): readonly string[] {
    const count = this.#int(1, 3);
    const arm = (what: string): GraphBuilder => {
      const inner = this.#nested(scope, what);
      this.statements(inner, this.#int(0, 3), depth);
      // Now and then a value from outside, or the same one twice.
      for (let i = 0; i < count; i++) this.#result(inner, this.#pick(inner.values));
      return inner.g;
    };
    const [then, otherwise] = [arm("then"), arm("else")];
    const name = this.#name("if");
    const outputs = Array.from({ length: count }, (_, i) => `${name}_${i}`);
    return scope.g.nodes("If", [this.#flag(scope)], { then_branch: then, else_branch: otherwise }, { name, outputs });
  }

  /** Declares an output; a copy gives it a name of its own where the value is not made here. */
  #result(scope: Scope, from: string): void {
    scope.g.output(this.#node(scope, "Identity", [from]), [width]);
  }

  #loop(scope: Scope, depth: number): readonly string[] {
    const inner = this.#nested(scope, "body");
    const round = inner.g.input(this.#name("round"), [], "i64");
    const go = inner.g.input(this.#name("go"), [], "bool");
    const states = Array.from({ length: this.#int(1, 3) }, () => inner.g.input(this.#name("state"), [width]));
    inner.values.push(...states);
    const number = this.#node(inner, "Cast", [round], { to: 1 });
    inner.values.push(this.#node(inner, "Add", [this.#pick(states), number]));
    this.statements(inner, this.#int(1, 3), depth);
    const isExact = this.#random.uniform() < 0.5;
    const next = isExact ? this.#node(inner, "Identity", [go]) : this.#node(inner, "Not", [this.#flag(inner)]);
    inner.g.output(next, [], "bool");
    // Now and then one carried value passes straight into another.
    const straight = this.#random.uniform() < 0.3;
    for (const v of states) {
      if (straight) inner.g.output(states[(states.indexOf(v) + 1) % states.length] as string, [width]);
      else this.#result(inner, this.#pick(inner.values));
    }
    const trip = this.#int(1, 4);
    const isLimited = isExact || this.#random.uniform() < 0.5;
    const scans = isLimited ? this.#int(0, 2) : 0;
    for (let i = 0; i < scans; i++) this.#result(inner, this.#pick(inner.values));
    const limit = isLimited ? this.#constant(scope, "i64", [], [trip]) : "rounds";
    const condition = isExact ? (this.#random.uniform() < 0.5 ? "" : this.#constant(scope, "bool", [], [1])) : this.#flag(scope);
    const name = this.#name("loop");
    const made = [...states, ...Array.from({ length: scans })].map((_, i) => `${name}_${i}`);
    const initial = states.map(() => this.#pick(scope.values));
    const outputs = scope.g.nodes("Loop", [limit, condition, ...initial], { body: inner.g }, { name, outputs: made });
    const sum = (v: string): string => this.#node(scope, "ReduceSum", [v, this.#constant(scope, "i64", [1], [0])], { keepdims: 0 });
    return outputs.map((v, i) => (i < states.length ? v : sum(v)));
  }

  #scan(scope: Scope, depth: number): readonly string[] {
    const inner = this.#nested(scope, "step");
    const length = this.#int(1, 3);
    const states = Array.from({ length: this.#int(0, 2) }, () => inner.g.input(this.#name("carry"), [width]));
    const slices = Array.from({ length: this.#int(1, 2) }, () => inner.g.input(this.#name("slice"), [width]));
    inner.values.push(...states, ...slices);
    this.statements(inner, this.#int(1, 3), depth);
    const collected = this.#int(1, 2);
    for (let i = 0; i < states.length + collected; i++) this.#result(inner, this.#pick(inner.values));
    const axes = slices.map(() => this.#int(0, 1));
    const given = axes.map((axis) => {
      const parts = Array.from({ length }, () =>
        this.#node(scope, "Unsqueeze", [this.#pick(scope.values), this.#constant(scope, "i64", [1], [axis])]),
      );
      return this.#node(scope, "Concat", parts, { axis });
    });
    const outAxes = Array.from({ length: collected }, () => this.#int(0, 1));
    const name = this.#name("scan");
    const attrs = {
      body: inner.g,
      num_scan_inputs: slices.length,
      scan_input_axes: axes,
      scan_input_directions: axes.map(() => this.#int(0, 1)),
      scan_output_axes: outAxes.map((axis) => (this.#random.uniform() < 0.5 ? axis : axis - 2)),
      scan_output_directions: outAxes.map(() => this.#int(0, 1)),
    };
    const outputs = Array.from({ length: states.length + collected }, (_, i) => `${name}_${i}`);
    scope.g.nodes("Scan", [...states.map(() => this.#pick(scope.values)), ...given], attrs, { name, outputs });
    return outputs.map((v, i) => {
      const axis = outAxes[i - states.length];
      return axis === undefined ? v : this.#node(scope, "ReduceSum", [v, this.#constant(scope, "i64", [1], [axis])], { keepdims: 0 });
    });
  }
}

/** A model with inputs a, b (four floats), p, q (bools) and rounds (an i64); every fourth value and the last are outputs. */
export function controlFlowModel(random: Random, depth: number, options: ModelOptions = {}): Uint8Array {
  const g = new GraphBuilder("control");
  const values = [g.input("a", [width]), g.input("b", [width])];
  const flags = [g.input("p", [], "bool"), g.input("q", [], "bool")];
  g.input("rounds", [], "i64");
  const scope = { g, values, flags };
  new Writer(random).statements(scope, 7, depth);
  const made = values.slice(2);
  made.forEach((v, i) => {
    if (i % 4 === 0 || i === made.length - 1) g.output(g.node("Identity", [v], {}, { name: `y${i}`, outputs: [`y${i}`] }), [width]);
  });
  return modelBytes(g, options);
}
