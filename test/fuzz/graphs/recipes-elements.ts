/** Recipes of operators on single elements: roots and powers, many operands, conditions, integers, and what exporters spell out. */
import type { Growing, Operand } from "./growing.ts";
import { isFloat, narrower, type Recipe } from "./operands.ts";

const number = (g: Growing, value: number): Operand => g.constantOf("f32", [], [Math.fround(value)]);

/** One node on operands that may be missing because a node before was refused. */
function then(g: Growing, op: string, ...inputs: readonly (Operand | undefined)[]): Operand | undefined {
  return inputs.includes(undefined) ? undefined : g.add(op, inputs)?.[0];
}

const roots: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.isExact);
  if (x === undefined) return;
  const op = g.pick(["Sqrt", "Log", "Reciprocal", "Exp", "Pow", "Atan", "Asinh", "Sinh"]);
  if (op === "Exp" || op === "Atan" || op === "Asinh" || op === "Sinh") g.add(op, [x]);
  else if (op === "Pow") g.add(op, [x, number(g, g.pick([2, 3, 1, 0]))]);
  else {
    const positive = then(g, "Add", g.add("Abs", [x], { isExact: true })?.[0], number(g, 0.5));
    then(g, op, positive);
    if (g.chance(0.3)) then(g, "Pow", positive, number(g, g.pick([0.5, -0.5, -1, 1.7])));
  }
};

const variadic: Recipe = (g) => {
  const x = g.operand(isFloat);
  if (x === undefined) return;
  const others = Array.from({ length: g.int(1, 3) }, () => g.given("f32", narrower(g, x.shape), g.chance(0.6)));
  const op = g.pick(["Sum", "Mean", "Max", "Min"]);
  g.add(op, g.chance(0.5) ? [x, ...others] : [...others, x], { isExact: op === "Max" || op === "Min" });
};

const slopes: Recipe = (g) => {
  const x = g.operand(isFloat);
  if (x === undefined) return;
  if (g.chance(0.5)) g.add("PRelu", [x, g.given("f32", narrower(g, x.shape), g.chance(0.8))]);
  else g.add(g.pick(["ThresholdedRelu", "Shrink", "HardSwish"]), [x]);
};

const conditions: Recipe = (g) => {
  const x = g.operand((y) => y.dtype === "bool") ?? g.given("bool", narrower(g, g.operand(() => true)?.shape ?? []), false, [0, 1]);
  const kind = g.int(0, 2);
  if (kind === 0) g.add("Not", [x], { isExact: true });
  else if (kind === 1)
    g.add(g.pick(["And", "Or", "Xor", "Equal"]), [x, g.given("bool", narrower(g, x.shape), g.chance(0.5), [0, 1])], { isExact: true });
  else {
    const z = g.operand((y) => isFloat(y) && y.shape.length >= x.shape.length && y.shape.slice(-x.shape.length).join() === x.shape.join());
    if (z !== undefined && x.shape.length > 0) g.add("Where", [x, z, g.given("f32", narrower(g, z.shape), g.chance(0.5))], { isExact: true });
  }
};

const integerTypes = ["i32", "i64", "u8", "i8", "u32", "i16"] as const;

const integers: Recipe = (g) => {
  const isInteger = (y: Operand): boolean => (integerTypes as readonly string[]).includes(y.dtype);
  const shape = g.operand(() => true)?.shape ?? [];
  const x = (g.chance(0.7) ? g.operand(isInteger) : undefined) ?? g.given(g.pick(integerTypes), shape, false, [0, 100]);
  const kind = g.int(0, 5);
  if (kind === 0) g.add(g.pick(["Div", "Mod"]), [x, g.given(x.dtype, narrower(g, x.shape), g.chance(0.6), [1, 9])], { isExact: true });
  else if (kind === 1)
    g.add(g.pick(["BitwiseAnd", "BitwiseOr", "BitwiseXor"]), [x, g.given(x.dtype, narrower(g, x.shape), true, [0, 60])], { isExact: true });
  else if (kind === 2)
    g.add(g.pick(["Less", "GreaterOrEqual", "Equal"]), [x, g.given(x.dtype, narrower(g, x.shape), true, [0, 100])], { isExact: true });
  else if (kind === 3 && x.shape.length > 0)
    g.add(g.pick(["ReduceSum", "ReduceMax", "ReduceMin"]), [x, g.constantOf("i64", [1], [g.int(0, x.shape.length - 1)])], {
      attrs: { keepdims: g.int(0, 1) },
      isExact: true,
    });
  else if (kind === 4) g.add(g.pick(["Abs", "Sign", "BitwiseNot"]), [x], { isExact: true });
  else g.add("Cast", [x], { attrs: { to: g.pick([1, 2, 3, 6, 7, 9, 12]) }, isExact: true });
};

/** Activations as exporters spell them. */
const spelledActivation: Recipe = (g) => {
  const x = g.operand(isFloat);
  if (x === undefined) return;
  const kind = g.int(0, 3);
  if (kind === 0) then(g, "Mul", x, then(g, "Sigmoid", g.chance(0.5) ? x : then(g, "Mul", x, number(g, 1.702))));
  else if (kind === 1) {
    const erf = then(g, "Erf", then(g, "Div", x, number(g, Math.SQRT2)));
    then(g, "Mul", then(g, "Mul", x, then(g, "Add", erf, number(g, 1))), number(g, 0.5));
  } else if (kind === 2) {
    const clipped = g.add("Clip", [then(g, "Add", x, number(g, 3)), number(g, 0), number(g, 6)])?.[0];
    then(g, "Div", then(g, "Mul", x, clipped), number(g, 6));
  } else then(g, "Mul", x, then(g, "Tanh", then(g, "Softplus", x)));
};

/** Normalizations of rows as exporters spell them. */
const spelledNormalization: Recipe = (g) => {
  const x = g.operand((y) => isFloat(y) && y.shape.length >= 2);
  if (x === undefined) return;
  const attrs = { axes: [-1], keepdims: 1 };
  const over = (op: string, y: Operand | undefined): Operand | undefined =>
    y === undefined ? undefined : g.add(op, [y, g.constantOf("i64", [1], [-1])], { attrs: { keepdims: attrs.keepdims } })?.[0];
  const centered = g.chance(0.6) ? then(g, "Sub", x, over("ReduceMean", x)) : x;
  const square = g.chance(0.5) ? then(g, "Pow", centered, number(g, 2)) : then(g, "Mul", centered, centered);
  const deviation = then(g, "Sqrt", then(g, "Add", over("ReduceMean", square), number(g, 0.01)));
  const scaled = then(g, "Mul", then(g, "Div", centered, deviation), g.given("f32", [x.shape.at(-1) as number], true));
  if (g.chance(0.5)) then(g, "Add", scaled, g.given("f32", [x.shape.at(-1) as number], true));
};

export const elementRecipes: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [2, roots],
  [1, variadic],
  [1, slopes],
  [1, conditions],
  [2, integers],
  [1, spelledActivation],
  [1, spelledNormalization],
];
