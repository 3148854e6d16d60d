/** Names, integers, accumulators and operands that nothing reads go, whatever stands between them and what is used. */
import { expect, test } from "vitest";
import { add as addDims, dimOf, sym } from "../../src/core/dim.ts";
import { plainLayout } from "../../src/core/layout.ts";
import { add, buffer, constant, load, type Tensor, tensor, tile, tileGet, variable } from "../../src/loop/expr.ts";
import { walkStatements } from "../../src/loop/functions.ts";
import { bindStmt, declareTile, type Kernel, kernel, letStmt, loop, type Routine, type Stmt, setTile, store } from "../../src/loop/kernel.ts";
import { withoutUnread, withoutUnused } from "../../src/loop/unused.ts";

const [x, z, y] = [buffer("x", "f32", 8, "in"), buffer("z", "f32", 8, "in"), buffer("y", "f32", 8, "out")];
const kernelOf = (...body: readonly Stmt[]): Kernel => kernel({ name: "k", doc: [], params: [x, z, y], body });
const plain = (name: string): Tensor => tensor(name, "f32", [8], plainLayout(1));
const named = (name: string) => variable(name, "f32");

function kinds(k: Kernel): string {
  const found: string[] = [];
  walkStatements(k.body, (s) => found.push(s.kind));
  return found.join(" ");
}

test("a name that only an unused name reads goes with it", () => {
  const [a, b, c] = [named("a"), named("b"), named("c")];
  const k = kernelOf(
    letStmt(a, load(x, 0)),
    letStmt(b, add(a, a)),
    letStmt(c, load(x, 1)),
    loop("i", 8, (i) => [store(y, dimOf(i), c)]),
  );
  expect(kinds(withoutUnused(k))).toBe("let for store");
});

test("an integer stays where an address, or what an address is computed of, mentions it", () => {
  const [n, m] = [sym("n", 0, 3), sym("m", 0, 3)];
  const k = kernelOf(bindStmt(n, 2), bindStmt(m, 3), store(y, addDims(dimOf(n), 1), load(x, 0)));
  expect(withoutUnused(k).body.map((s) => (s.kind === "bind" ? s.sym.name : s.kind))).toEqual(["n", "store"]);
});

test("an accumulator that is set and never read goes with what it was set to", () => {
  const [sum, read] = [tile("sum", "f32", 1, [1]), tile("read", "f32", 1, [1])];
  const body = (t: typeof sum): readonly Stmt[] => {
    const a = named("a");
    return [declareTile(t, constant("f32", 0)), loop("i", 4, () => [letStmt(a, load(x, 0)), setTile(t, [0], a)])];
  };
  const k = kernelOf(...body(sum), ...body(read), store(y, 0, tileGet(read, [0])));
  expect(kinds(withoutUnused(k))).toBe("tile for let set store");
});

test("a kernel that uses all it declares stays the same object", () => {
  const a = named("a");
  const k = kernelOf(letStmt(a, load(x, 0)), store(y, 0, a));
  expect(withoutUnused(k)).toBe(k);
});

test("operands that are not read are not passed; results are", () => {
  const [tx, tz, ty] = [plain("x"), plain("z"), plain("y")];
  const routine: Routine = { kind: "routine", kernel: kernelOf(store(y, 0, load(x, 0))), operands: [tx, tz, ty], origin: ["n"], scratch: [tz] };
  const { operands, scratch, kernel: left } = withoutUnread(routine);
  expect([operands, scratch, left.params]).toEqual([[tx, ty], [], [x, y]]);
  const silent = { ...routine, kernel: kernelOf() };
  expect(withoutUnread(silent).operands).toEqual([ty]);
});
