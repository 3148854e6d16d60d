import { expect, test } from "vitest";
import { add, dimOf, mul, sub } from "../../../src/core/dim.ts";
import { evaluateKernel } from "../../../src/loop/evaluate.ts";
import { buffer, constant, guarded, load, select, within } from "../../../src/loop/expr.ts";
import { kernel, loop, store } from "../../../src/loop/kernel.ts";
import { gemmKernel } from "../../support/gemm-kernel.ts";
import { Random } from "../../support/random.ts";
import { arraysFor, wasmKernel } from "../../support/wasm-kernel.ts";

/** The text of the innermost loop called `name`. */
function loopText(wat: string, name: string): string {
  const lines = wat.split("\n");
  const start = lines.findIndex((line) => line.trim() === `(loop $${name}`);
  const end = lines.findIndex((line, i) => i > start && line.includes(`(br_if $${name}`));
  return lines
    .slice(start, end + 1)
    .map((line) => line.trim())
    .join("\n");
}

test("a matrix product's inner loop has two running pointers, and every address is one of them and an immediate", async () => {
  const k = gemmKernel(8, 16, 5);
  const printed = await wasmKernel(k);
  const inner = loopText(printed.wat, "k");
  const addresses = [...inner.matchAll(/v128\.load(?:32_splat)?(?: offset=\d+)? (\(.*?\))\)/g)].map((m) => m[1]);
  expect(addresses.length).toBe(6);
  expect(new Set(addresses).size).toBe(2);
  expect(inner.match(/f32x4\.mul/g)?.length).toBe(8);
  expect(inner).not.toContain("i32.mul");
  const random = new Random(3);
  const got = arraysFor(k).map((a) => random.floats(a.length));
  const expected = got.map((a) => a.slice());
  printed.run(got);
  evaluateKernel(k, expected);
  expect(got[2]).toEqual(expected[2]);
});

test.each([
  ["all of four", 4, 3, 0],
  ["two of six", 6, 1, 1],
  ["one of five", 5, 0, 1],
])("rounds of whole register tiles stand side by side, %s, with exits between them", async (_, depth, exits, loops) => {
  const k = gemmKernel(8, 16, depth);
  const printed = await wasmKernel(k);
  expect(printed.wat.match(/br_if \$rounds/g)?.length ?? 0).toBe(exits);
  expect(printed.wat.match(/\(loop \$k$/gm)?.length ?? 0).toBe(loops);
  expect(printed.wat.match(/f32x4\.mul/g)?.length).toBe(8 * (exits + 1));
  const random = new Random(4);
  const got = arraysFor(k).map((a) => random.floats(a.length));
  const expected = got.map((a) => a.slice());
  printed.run(got);
  evaluateKernel(k, expected);
  expect(got[2]).toEqual(expected[2]);
});

test("rounds side by side read vectors with offsets from one address, and move the one of single numbers", async () => {
  const { wat } = await wasmKernel(gemmKernel(8, 16, 6));
  const rounds = loopText(wat, "k");
  expect([...rounds.matchAll(/v128\.load(?: offset=(\d+))? \(local\.get \$w_at_2\)/g)].map(([, offset = "0"]) => Number(offset))).toEqual([
    0, 16, 32, 48,
  ]);
  expect(rounds).toContain("(local.set $w_at_2 (i32.add (local.get $w_at_2) (i32.const 64)))");
  expect(rounds.split("(local.set $w_at_2").length - 1).toBe(1);
  expect(rounds.split("(local.set $x_at_2 (i32.add (local.get $x_at_2) (i32.const 4)))").length - 1).toBe(2);
});

test("a base that points below its buffer is kept above address 0, though only guarded reads lie there", async () => {
  const x = buffer("x", "f32", 8, "in");
  const y = buffer("y", "f32", 32, "out");
  const body = loop("i", 16, (i) => {
    const at = sub(dimOf(i), 4);
    const next = sub(dimOf(i), 3);
    const read = (d: typeof at) => guarded(within(d, 0, 8), load(x, d), constant("f32", -1));
    return [store(y, mul(dimOf(i), 2), read(at)), store(y, sub(mul(dimOf(i), 2), -1), read(next))];
  });
  const k = kernel({ name: "shifted", doc: [], params: [x, y], body: [body] });
  const got = [Float32Array.from({ length: 8 }, (_, i) => i), new Float32Array(32)];
  (await wasmKernel(k)).run(got);
  expect([...(got[1] ?? [])]).toEqual(Array.from({ length: 32 }, (_, j) => [(j >> 1) - 4 + (j & 1)].map((d) => (d >= 0 && d < 8 ? d : -1))[0]));
});

test("a choice between elements that are there whatever was asked is made without a branch, one that keeps a load in its buffer with one", async () => {
  const [n, chosen] = [37, buffer("chosen", "bool", 37, "in")];
  const [a, b, y] = [buffer("a", "i64", n, "in"), buffer("b", "i64", n, "in"), buffer("y", "i64", n, "out")];
  const choosing = (ahead: number) =>
    kernel({
      name: "choose",
      doc: [],
      params: [chosen, a, b, y],
      body: [loop("i", n, (i) => [store(y, dimOf(i), select(load(chosen, dimOf(i)), load(a, add(dimOf(i), ahead)), load(b, dimOf(i))))])],
    });
  const isBranch = /\(if \(result i64\)/;
  const { wat, run } = await wasmKernel(choosing(0));
  expect(wat).not.toMatch(isBranch);
  expect((await wasmKernel(choosing(1))).wat).toMatch(isBranch);
  const [as, bs] = [BigInt64Array.from({ length: n }, (_, i) => BigInt(i) << 40n), BigInt64Array.from({ length: n }, (_, i) => BigInt(-i))];
  const results = new BigInt64Array(n);
  run([Uint8Array.from({ length: n }, (_, i) => i & 1), as, bs, results]);
  expect(results).toEqual(BigInt64Array.from({ length: n }, (_, i) => (i & 1 ? (as[i] as bigint) : (bs[i] as bigint))));
});
