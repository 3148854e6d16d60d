/** Recipes of strings: joined, changed, told apart, encoded, decoded, counted and cut; movements have recipes of their own. */
import { float } from "../../support/onnx-writer.ts";
import { type Growing, type Operand, wordOf, words } from "./growing.ts";
import { countOf, narrower, type Recipe } from "./operands.ts";

const learning = "ai.onnx.ml";
const isString = (x: Operand): boolean => x.dtype === "string" && countOf(x.shape) < 200;

const given = (g: Growing, shape: readonly number[], constant = g.chance(0.3)): Operand => g.given("string", shape, constant, [0, words.length - 1]);

/** Some of the words, each once. */
const some = (g: Growing): readonly string[] => words.filter((_, i) => i === 1 || g.chance(0.4));

const patterns = ["[a-z]+", ".*e.*", "(the|THE) .*", "\\d+|", "[^,]+,.*", ".", "(x\\d|[[:upper:] ]+)"];

const encoded: Recipe = (g) => {
  const x = g.operand(isString);
  if (x === undefined) return;
  const keys = some(g);
  const how = g.int(0, 3);
  const numbers = keys.map((_, i) => 2 * i - 3);
  if (how === 0)
    g.add("LabelEncoder", [x], { domain: learning, attrs: { keys_strings: keys, values_int64s: numbers, default_int64: 7 }, isExact: true });
  else if (how === 1)
    g.add("LabelEncoder", [x], { domain: learning, attrs: { keys_strings: keys, values_floats: float(numbers.map((n) => n / 4)) }, isExact: true });
  else if (how === 2) g.add("OneHotEncoder", [x], { domain: learning, attrs: { cats_strings: keys }, isExact: true });
  else g.add("CategoryMapper", [x], { domain: learning, attrs: { cats_strings: keys, cats_int64s: numbers }, isExact: true });
};

const decoded: Recipe = (g) => {
  const x = g.operand((y) => y.dtype === "i64" && countOf(y.shape) < 200) ?? g.given("i64", [g.int(1, 5)], false, [0, 4]);
  g.add("LabelEncoder", [x], {
    domain: learning,
    attrs: { keys_int64s: [0, 1, 3], values_strings: some(g).slice(0, 1).concat(["ß", ""]) },
    isExact: true,
  });
};

const counts: Recipe = (g) => {
  const x = g.operand((y) => isString(y) && y.shape.length <= 2);
  if (x === undefined) return;
  const pool = some(g);
  const attrs = {
    ...{ mode: g.pick(["TF", "IDF", "TFIDF"]), min_gram_length: 1, max_gram_length: 2, max_skip_count: g.int(0, 1) },
    ...{ ngram_counts: [0, pool.length], ngram_indexes: [...pool.keys(), pool.length], pool_strings: [...pool, "a", "the"] },
    weights: float([...pool, ""].map((_, i) => 0.5 + i / 8)),
  };
  g.add("TfIdfVectorizer", [x], { attrs });
};

/** The parts of strings and how many there are, of strings that nothing has changed. ONNX Runtime finds no part in an empty string, numpy one. */
const parts: Recipe = (g) => {
  const delimiter = g.pick(["", ",", " ", "a"]);
  const shape = g.pick([[3], [2, 2], [5]]);
  const values = Array.from({ length: countOf(shape) }, () => g.int(delimiter === "" ? 0 : 1, words.length - 1));
  const partsOf = (text: string): readonly string[] => (delimiter === "" ? text.split(/\s+/).filter((part) => part !== "") : text.split(delimiter));
  const most = Math.max(...values.map((v) => partsOf(wordOf(v)).length));
  const x = g.constantOf("string", shape, values, false);
  g.add("StringSplit", [x], { attrs: delimiter === "" ? {} : { delimiter }, outputs: 2, isExact: true, shape: [...shape, most] });
};

const text: Recipe = (g) => {
  const x = g.chance(0.7) ? g.operand(isString) : undefined;
  if (x === undefined) {
    given(g, g.pick([[3], [1, 4], [2, 3], [2, 1, 5], []]), false);
    return;
  }
  const kind = g.int(0, 3);
  if (kind === 0) g.add("StringConcat", g.chance(0.5) ? [x, given(g, narrower(g, x.shape))] : [given(g, narrower(g, x.shape)), x], { isExact: true });
  else if (kind === 1) g.add("Equal", [x, given(g, narrower(g, x.shape))], { isExact: true });
  else if (kind === 2) g.add("RegexFullMatch", [x], { attrs: { pattern: g.pick(patterns) }, isExact: true });
  else g.add("StringNormalizer", [x], { attrs: { case_change_action: g.pick(["LOWER", "UPPER", "NONE"]) }, isExact: true });
};

export const stringRecipes: readonly (readonly [weight: number, recipe: Recipe])[] = [
  [1.5, text],
  [0.5, encoded],
  [0.2, decoded],
  [0.2, counts],
  [0.2, parts],
];
