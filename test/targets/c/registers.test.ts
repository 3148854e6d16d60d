/** A register tile written as an array of vectors, or of loops over lanes, under unrolled loops stays in registers: one multiply-add an accumulator, none of them in memory. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { add as addDims, dimOf, mul as mulDims } from "../../../src/core/dim.ts";
import { plainLayout } from "../../../src/core/layout.ts";
import { axesOver, axis, compute, coordinate } from "../../../src/loop/compute.ts";
import { add, buffer, constant, load, mul, read, splat, tensor, tile, tileGet, variable } from "../../../src/loop/expr.ts";
import { declareTile, type Kernel, kernel, loop, setTile, store } from "../../../src/loop/kernel.ts";
import { type Machine, machineNamed, machines } from "../../../src/loop/machine.ts";
import { swish } from "../../../src/loop/math/index.ts";
import { schedule } from "../../../src/loop/schedules/index.ts";
import { kernelsFile } from "../../support/run-c.ts";

/** y[tb][tw] = sum over ic of x[tw][ic] * w[tb][ic], `lanes` output channels a vector. */
function tileKernel(blocks: number, columns: number, lanes: number): Kernel {
  const depth = 64;
  const x = buffer("x", "f32", columns * depth, "in");
  const w = buffer("w", "f32", blocks * depth * lanes, "in");
  const y = buffer("y", "f32", blocks * columns * lanes, "out");
  const acc = tile("acc", "f32", lanes, [blocks, columns]);
  const overTile = (body: (tb: ReturnType<typeof dimOf>, tw: ReturnType<typeof dimOf>) => ReturnType<typeof store>) =>
    loop("tb", blocks, (tb) => [loop("tw", columns, (tw) => [body(dimOf(tb), dimOf(tw))], { unroll: true })], { unroll: true });
  return kernel({
    name: `tile_${blocks}x${columns}`,
    doc: [`a tile of ${blocks} x ${columns} vectors`],
    params: [x, w, y],
    body: [
      declareTile(acc, constant("f32", 0, lanes)),
      loop("ic", depth, (ic) => [
        overTile((tb, tw) =>
          setTile(
            acc,
            [tb, tw],
            add(
              tileGet(acc, [tb, tw]),
              mul(
                splat(load(x, addDims(mulDims(tw, depth), dimOf(ic))), lanes),
                load(w, addDims(mulDims(tb, depth * lanes), mulDims(dimOf(ic), lanes)), lanes),
              ),
            ),
          ),
        ),
      ]),
      overTile((tb, tw) => store(y, addDims(mulDims(tb, columns * lanes), mulDims(tw, lanes)), tileGet(acc, [tb, tw]))),
    ],
  });
}

/** Lines of the assembly that gcc makes of the kernel. */
function assembly(k: Kernel, target: readonly string[], machine?: Machine): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "aot-registers-"));
  try {
    writeFileSync(join(folder, "tile.c"), kernelsFile([k], machine).replace("#define AOT_KERNEL static", "#define AOT_KERNEL"));
    const flags = ["-std=c11", "-O3", "-ffp-contract=fast", "-fno-math-errno", ...target];
    execFileSync("gcc", [...flags, "-S", "tile.c", "-o", "tile.s"], { cwd: folder });
    return readFileSync(join(folder, "tile.s"), "utf8").split("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const avx512 = ["-march=x86-64-v4", "-mprefer-vector-width=512"];

test.each([
  [2, 14],
  [2, 7],
  [1, 28],
])("%i x %i accumulators for AVX-512", (blocks, columns) => {
  const lines = assembly(tileKernel(blocks, columns, 16), avx512, machineNamed("x86-64-v4"));
  expect(lines.filter((line) => /vfmadd\d+ps\s.*zmm/.test(line))).toHaveLength(blocks * columns);
  expect(lines.filter((line) => /zmm/.test(line) && /\(%r[sb]p/.test(line))).toEqual([]);
});

test.each([
  [2, 6],
  [3, 4],
  [2, 5],
  [3, 3],
])("%i x %i accumulators for AVX2, four terms at once", (blocks, columns) => {
  const lines = assembly(tileKernel(blocks, columns, 8), ["-march=x86-64-v3"], machineNamed("x86-64-v3"));
  expect(lines.filter((line) => /vfmadd\d+ps\s.*ymm/.test(line))).toHaveLength(4 * blocks * columns);
  expect(lines.filter((line) => /ymm/.test(line) && /\(%r[sb]p/.test(line))).toEqual([]);
});

test.each([
  [1, 4, 8],
  [2, 2, 8],
  [1, 8, 4],
])("without vectors, %i x %i loops over %i lanes become SSE's registers", (blocks, columns, lanes) => {
  const lines = assembly(tileKernel(blocks, columns, lanes), ["-DAOT_NO_VECTOR", "-march=x86-64"]);
  const sums = (blocks * columns * lanes) / 4;
  expect(lines.filter((line) => /\tmulps\s/.test(line))).toHaveLength(sums);
  expect(lines.filter((line) => /\taddps\s/.test(line))).toHaveLength(sums);
  expect(lines.filter((line) => /\t(addss|mulss)\s/.test(line) || /xmm.*\(%r[sb]p|\(%r[sb]p.*xmm/.test(line))).toEqual([]);
});

test("an epilogue of swish multiplies by constants in registers", () => {
  const [x, w, y] = [
    tensor("x", "f32", [560, 64], plainLayout(2)),
    tensor("w", "f32", [64, 32], { order: [1, 0], blocks: [{ axis: 1, size: 16 }], halo: [] }, true),
    tensor("y", "f32", [560, 32], plainLayout(2)),
  ];
  const axes = axesOver(y.shape, "row column");
  const [row, column] = axes.map(coordinate) as [never, never];
  const k = axis("k", 64);
  const body = mul(read(x, [row, coordinate(k)]), read(w, [coordinate(k), column]));
  const result = variable("result", "f32");
  const reduction = { axes: [k], combine: "sum", body, result } as const;
  const c = compute({ name: "swish_layer", output: y, axes, reduction, value: swish(result) });
  const { kernel: layer } = schedule(c, machines["x86-64-v4"], { level: 3, deterministic: false });
  const products = assembly(layer, avx512).filter((line) => /vfn?madd\d+ps\s.*zmm/.test(line));
  expect(products.length).toBeGreaterThan(28);
  expect(products.filter((line) => /\(%rip\)/.test(line))).toEqual([]);
});
