/** Named arrays through every file format, and what is said of files that are damaged. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { afterAll, describe, expect, test } from "vitest";
import { CompileError } from "../../src/core/diagnostics.ts";
import { type DType, newArray } from "../../src/core/dtype.ts";
import { type NamedArray, readNamedArrays, writeNamedArrays } from "../../src/io/index.ts";
import { readNpy, writeNpy } from "../../src/io/npy.ts";
import { Random } from "../support/random.ts";

const folder = mkdtempSync(join(tmpdir(), "aot-io-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const numpyTypes: readonly DType[] = ["f32", "f64", "f16", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "bool"];

function sample(dtype: DType, shape: readonly number[] = [2, 3]): NamedArray {
  const array = newArray(
    dtype,
    shape.reduce((n, d) => n * d, 1),
  );
  for (let i = 0; i < array.length; i++) array[i] = array instanceof BigInt64Array || array instanceof BigUint64Array ? BigInt(i) : i % 2;
  return { name: `x/${dtype}:0`, dtype, shape, array };
}

describe("round trips", () => {
  test.each(numpyTypes)("%s as .npy", (dtype) => {
    const given = sample(dtype);
    expect(readNpy(Buffer.concat(writeNpy(given)), given.name, "test")).toEqual(given);
  });

  test("every type in one .npz, keys kept", async () => {
    const path = join(folder, "all.npz");
    const given = [...numpyTypes.map((dtype) => sample(dtype)), { ...sample("f32", []), name: "scalar" }, { ...sample("f32", [5]), name: "vector" }];
    await writeNamedArrays(path, given);
    expect(await readNamedArrays([path])).toEqual(given);
  });

  test("a deflated .npz reads as a stored one", async () => {
    const path = join(folder, "deflated.npz");
    const given = sample("i32", [100]);
    writeFileSync(path, zipSync({ "x.npy": Buffer.concat(writeNpy(given)) }, { level: 9 }));
    expect(await readNamedArrays([path])).toEqual([{ ...given, name: "x" }]);
  });

  test.each([...numpyTypes, "bf16", "f8e4m3fn"] as const)("%s as .pb", async (dtype) => {
    const path = join(folder, `${dtype}.pb`);
    await writeNamedArrays(path, [sample(dtype)]);
    expect(await readNamedArrays([path])).toEqual([sample(dtype)]);
  });

  test.each([".npy", ".npz", ".pb"])("strings as %s", async (ending) => {
    const path = join(folder, `strings${ending}`);
    const given: NamedArray = { name: "strings", dtype: "string", shape: [2, 3], array: ["", "a", "two words", "é", "東京", "😀"] };
    await writeNamedArrays(path, [given]);
    expect(await readNamedArrays([path])).toEqual([given]);
  });

  test("more strings than a call takes arguments", async () => {
    const path = join(folder, "many.npy");
    const array = Array.from({ length: 200_000 }, (_, i) => `${i}`);
    await writeNamedArrays(path, [{ name: "many", dtype: "string", shape: [200_000], array }]);
    expect((await readNamedArrays([path]))[0]?.array).toEqual(array);
  });

  test("raw bytes with a name, a type and a shape", async () => {
    const path = join(folder, "raw.bin");
    await writeNamedArrays(path, [sample("i16")]);
    expect(await readNamedArrays([`data=${path}:i16[2,3]`])).toEqual([{ ...sample("i16"), name: "data" }]);
  });

  test("a name before the file wins over the file's own", async () => {
    const path = join(folder, "named.npy");
    await writeNamedArrays(path, [sample("f32")]);
    expect((await readNamedArrays([`input=${path}`]))[0]?.name).toBe("input");
    expect((await readNamedArrays([path]))[0]?.name).toBe("named");
  });

  test("the same arrays give the same bytes", async () => {
    const [a, b] = [join(folder, "a.npz"), join(folder, "b.npz")];
    for (const path of [a, b]) await writeNamedArrays(path, [sample("f32"), sample("i8")]);
    expect(readFileSync(a).equals(readFileSync(b))).toBe(true);
    expect(Object.keys(unzipSync(readFileSync(a)))).toEqual(["x/f32:0.npy", "x/i8:0.npy"]);
  });
});

function npyWith(header: string, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  return Uint8Array.from([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, text.length & 255, text.length >> 8, ...text, ...data]);
}

test("strings of bytes are UTF-8 without the zeros behind them", () => {
  const bytes = npyWith("{'descr': '|S4', 'fortran_order': True, 'shape': (2, 2), }", Buffer.from("a\0\0\0\u00e9b\0\u6771\0bcde", "utf8"));
  expect(readNpy(bytes, "x", "test")).toMatchObject({ dtype: "string", shape: [2, 2], array: ["a", "東", "éb", "bcde"] });
});

test("column-major elements become row-major", () => {
  const bytes = npyWith("{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3), }", Uint8Array.of(1, 4, 2, 5, 3, 6));
  expect([...readNpy(bytes, "x", "test").array]).toEqual([1, 2, 3, 4, 5, 6]);
});

describe("refusals", () => {
  const data = new Uint8Array(24);
  test.each([
    ["is big-endian", "{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }"],
    ["elements of type c8", "{'descr': '<c8', 'fortran_order': False, 'shape': (3,), }"],
    ["takes 28", "{'descr': '<f4', 'fortran_order': False, 'shape': (7,), }"],
    ["extents are whole numbers", "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, x), }"],
  ])("%s", (message, header) => {
    expect(() => readNpy(npyWith(header, data), "x", "test")).toThrow(message);
  });

  test.each([
    ["does-not-exist.npz", "cannot be read (ENOENT)"],
    ["x.txt", "is of no known format"],
  ])("%s: %s", async (name, message) => {
    await expect(readNamedArrays([join(folder, name)])).rejects.toThrow(message);
  });

  test("a place that cannot be written, two arrays for one file, two of one name", async () => {
    const path = join(folder, "once.npy");
    await writeNamedArrays(path, [sample("f32")]);
    await expect(writeNamedArrays(join(path, "y.npz"), [sample("f32")])).rejects.toThrow("y.npz: cannot be written (ENOTDIR)");
    const both = ["a/b", "a_b"].map((name) => ({ ...sample("f32"), name }));
    await expect(writeNamedArrays(join(folder, "both"), both)).rejects.toThrow('"a/b" and "a_b" would both be a_b.npy');
    await expect(readNamedArrays([path, path])).rejects.toThrow('gives an array named "once", as a file before it does');
  });

  test("strings as raw bytes", async () => {
    const path = join(folder, "strings.bin");
    const strings: NamedArray = { name: "x", dtype: "string", shape: [1], array: ["a"] };
    await expect(writeNamedArrays(path, [strings])).rejects.toThrow("holds strings, which raw bytes do not tell apart");
    await expect(readNamedArrays([`x=${path}:string[1]`])).rejects.toThrow("is given as strings, which raw bytes do not tell apart");
    const beyond = npyWith("{'descr': '<U1', 'fortran_order': False, 'shape': (1,), }", Uint8Array.of(255, 255, 255, 255));
    expect(() => readNpy(beyond, "x", "test")).toThrow("string 0 has the code point 4294967295, the largest is 1114111");
  });

  test("a raw file of the wrong length", async () => {
    const path = join(folder, "short.bin");
    writeFileSync(path, data);
    await expect(readNamedArrays([`x=${path}:f32[7]`])).rejects.toThrow("has 24 bytes, f32[7] takes 28");
    await expect(readNamedArrays([`x=${path}:f31[6]`])).rejects.toThrow('"f31" is no element type');
  });

  test("damaged files end in diagnostics", async () => {
    const random = new Random(5);
    for (const ending of ["npz", "npy", "pb"]) {
      const whole = join(folder, `whole.${ending}`);
      await writeNamedArrays(whole, [sample("f32")]);
      const bytes = readFileSync(whole);
      for (let i = 0; i < 200; i++) {
        const damaged = Uint8Array.from(i % 2 === 0 ? bytes : bytes.subarray(0, random.below(bytes.length)));
        if (i % 2 === 0) for (let k = 0; k < 3; k++) damaged[random.below(damaged.length)] = random.below(256);
        const path = join(folder, `damaged.${ending}`);
        writeFileSync(path, damaged);
        await readNamedArrays([path]).catch((error: unknown) => expect(error).toBeInstanceOf(CompileError));
      }
    }
  });
});

test("arrays too large for .npz and .pb files are refused by name", async () => {
  // Zeros that are never touched take no memory.
  const large = { name: "y", dtype: "u8", shape: [2 ** 31], array: new Uint8Array(2 ** 31) } as const;
  await expect(writeNamedArrays("y.pb", [large])).rejects.toThrow(/AOT505 y\.pb: the arrays take \d+ bytes, a \.pb file holds 2147483647\n.*folder/);
  await expect(writeNamedArrays("y.npz", [large, large])).rejects.toThrow(/AOT505 y\.npz: .* holds 4294967295/);
});
