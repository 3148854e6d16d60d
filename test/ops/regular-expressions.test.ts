/** Regular expressions against JavaScript's where both mean the same, and against ONNX Runtime's RE2; what is said of those that are not read. */
import ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { CompileError } from "../../src/core/diagnostics.ts";
import { makeNode } from "../../src/graph/build.ts";
import { value } from "../../src/graph/graph.ts";
import { stringType } from "../../src/graph/types.ts";
import { automatonOf, byteSequences } from "../../src/ops/families/automaton.ts";
import { parsePattern } from "../../src/ops/families/regular-expressions.ts";
import { RegexFullMatch } from "../../src/ops/regex-full-match.ts";
import { GraphBuilder, modelBytes } from "../support/onnx-writer.ts";
import { runOracle } from "../support/onnxruntime.ts";
import { Random } from "../support/random.ts";

const fail = (rule: string): never => {
  throw new Error(rule);
};

/** Whether the tables accept a text. */
function matcher(pattern: string): (text: string) => boolean {
  const { classes, classCount, next, accepting } = automatonOf(parsePattern(pattern, fail), fail);
  return (text) => accepting[[...Buffer.from(text)].reduce((state, byte) => next[state * classCount + (classes[byte] ?? 0)] ?? 0, 1)] === 1;
}

/** Patterns of letters, classes, groups, repetitions and edges, written the same way in both syntaxes. */
function randomPattern(random: Random, depth: number): string {
  const atoms = ["a", "b", "é", "東", ".", "[ab]", "[^a]", "[a-c_]", "\\w", "\\W", "\\d", "\\s", "-", "\\.", "\\x41", "\\b", "\\B", "^", "$"];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)] as T;
  const parts = Array.from({ length: 1 + Math.floor(random.uniform() * 4) }, () => {
    const atom = depth > 0 && random.uniform() < 0.35 ? `(?:${randomPattern(random, depth - 1)})` : pick(atoms);
    const isEdge = ["\\b", "\\B", "^", "$"].includes(atom);
    return isEdge ? atom : atom + pick(["", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,2}?", "*?"]);
  });
  return random.uniform() < 0.25 ? `${parts.join("")}|${pick(atoms)}` : parts.join("");
}

const randomText = (random: Random): string =>
  Array.from(
    { length: Math.floor(random.uniform() * 7) },
    () => ["a", "b", "c", "_", "é", "東", "-", ".", " ", "\n", "A", "1"][Math.floor(random.uniform() * 12)],
  ).join("");

describe("full matches", () => {
  test("300 random patterns on 40 texts each are those of JavaScript's engine", () => {
    const random = new Random(20);
    const wrong: string[] = [];
    for (let k = 0; k < 300; k++) {
      const pattern = randomPattern(random, 2);
      const ours = matcher(pattern);
      // JavaScript's dot stops at more line ends and its \s at more spaces than RE2's; none of those is in the texts.
      const theirs = new RegExp(`^(?:${pattern})$`, "u");
      for (let t = 0; t < 40; t++) {
        const text = randomText(random);
        if (ours(text) !== theirs.test(text)) wrong.push(`${pattern} on ${JSON.stringify(text)}: ${ours(text)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("what only RE2's syntax has is as in ONNX Runtime", async () => {
    const patterns = [
      "(?i)stra(ß|ss)e",
      "(?i:k+)[[:digit:]]{2,}",
      "(?m)a$\\n^b",
      "(?s).*x.*",
      "(?s-s:a.b)|(?s)a.c",
      "[[:^alpha:]_-]+",
      "\\Qa.b*\\E?",
      "\\x{6771}\\x{4EAC}|\\x41\\101",
      "(?P<year>\\d{4})-(?<month>\\d\\d)",
      "[^[:space:]]+@[\\w.]+\\z",
      "a{,2}",
      "\\Aa|b|",
      "[]a]+",
      "(a|ab)(c|bcd)(d*)",
      "\\\\packed",
      "(?i)[^k]",
      "\\a\\f\\v?",
    ];
    const texts = [
      "STRASSE",
      "straße",
      "kK\u212a12",
      "k1",
      "a\nb",
      "a\nb\n",
      "\nx\n",
      "a\nc",
      "a.b*",
      "a.b",
      "東京",
      "AA",
      "2026-11",
      "me@a.b",
      "a{,2}",
      "a",
    ];
    const more = ["", "]a", "abcd", "\\packed", "K", "\u212a", "\x07\x0c", "-1_", "b", "ſ"];
    const all = [...texts, ...more];
    const g = new GraphBuilder("patterns");
    g.input("x", [all.length], "string");
    patterns.forEach((pattern, i) => g.output(g.node("RegexFullMatch", ["x"], { pattern }, { outputs: [`y${i}`] }), [all.length], "bool"));
    const wanted = await runOracle(modelBytes(g, { opset: 20, irVersion: 9 }), { x: new ort.Tensor("string", all, [all.length]) });
    const wrong = patterns.flatMap((pattern, i) => {
      const ours = matcher(pattern);
      return all.flatMap((text, k) =>
        ours(text) === Boolean(wanted[`y${i}`]?.data[k]) ? [] : [`${pattern} on ${JSON.stringify(text)}: ${ours(text)}`],
      );
    });
    expect(wrong).toEqual([]);
  });
});

test("the bytes of all code points are the well-formed sequences", () => {
  const sequences = byteSequences(0, 0x10ffff);
  const accepts = (bytes: readonly number[]): boolean =>
    sequences.some((s) => s.length === bytes.length && s.every(([lo, hi], i) => lo <= (bytes[i] ?? -1) && (bytes[i] ?? 256) <= hi));
  const ends = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff];
  expect(ends.map((point) => accepts([...Buffer.from(String.fromCodePoint(point))]))).toEqual(ends.map(() => true));
  const broken = [[0x80], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x9f, 0xbf], [0xf0, 0x8f, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80], [0xff]];
  expect(broken.map(accepts)).toEqual(broken.map(() => false));
});

describe("refusals", () => {
  const refused = (pattern: string): string => {
    try {
      makeNode({ op: RegexFullMatch, attrs: { pattern }, inputs: [value("x", stringType([1], 8))], outputs: ["y"], origin: ["n"] });
      return "";
    } catch (error) {
      return error instanceof CompileError ? (error.diagnostics[0]?.message ?? "") : String(error);
    }
  };
  test.each([
    ["(a", 'pattern "(a" leaves a group open (character 2)'],
    ["a)", "closes a group that is not open"],
    ["[a", "leaves brackets open"],
    ["*a", "repeats nothing with *"],
    ["a**", "repeats a repetition without a group"],
    ["a{3,2}", "repeats 3 to 2 times"],
    ["a{1001}", "repeats more than 1000 times"],
    ["(a)\\1", "has the backreference \\1"],
    ["(?=a)", "has a group (? that is none of RE2's"],
    ["\\p{Greek}", "has a class by Unicode property (\\p)"],
    ["[[:greek:]]", "has the class [:greek:], which is none of RE2's"],
    ["[[:constructor:]]", "has the class [:constructor:], which is none of RE2's"],
    ["[b-a]", "has a range in brackets that ends before it begins"],
    ["\\x{110000}", "has an escape \\x without a code point in hexadecimal"],
    ["(?:a?){900}(?:b?){900}[^c]{1000}(?:.{1000}){1000}", "has more than 20000 positions"],
    [".*a.{20}", "states as an automaton"],
    ["(".repeat(300), "has more than 200 groups inside one another"],
  ])("%s", (pattern, message) => {
    expect(refused(pattern)).toContain(message);
  });
});
