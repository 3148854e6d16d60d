/**
 * Transpositions in C: squares of elements in registers, whose rows are interleaved in halves until they are columns; the largest squares that the machine has vectors for
 * and that fit. Rests are squares that meet the ones before. 64 bytes of what is read are used up before the next rows are.
 */

/** Elements in a row of the largest squares, by the bytes of an element: those of the longest vectors, and no more than registers hold. */
const squares: Readonly<Record<number, readonly (readonly [lanes: number, has: string])[]>> = Object.fromEntries(
  [1, 2, 4, 8].map((bytes) => [
    bytes,
    (
      [
        [64, "__AVX512F__"],
        [32, "__AVX2__"],
        [16, "__GNUC__"],
      ] as const
    )
      .map(([vector, has]) => [vector / bytes, has] as const)
      .filter(([lanes]) => lanes <= 16),
  ]),
);

/** The functions of squares of a size. */
function square(bytes: number, lanes: number): readonly string[] {
  const [name, row] = [`${8 * bytes}x${lanes}`, `aot_row_u${8 * bytes}x${lanes}`];
  const half = (from: number): string => Array.from({ length: lanes }, (_, l) => from + (l >> 1) + (l % 2) * lanes).join(", ");
  const all = "ptrdiff_t y_row, const unsigned char *x, ptrdiff_t x_row";
  return [
    `typedef uint${8 * bytes}_t ${row} __attribute__((vector_size(${bytes * lanes}), aligned(${bytes}), may_alias));`,
    `AOT_INLINE void aot_square_${name}(unsigned char *y, ${all}) {`,
    `  ${row} r[${lanes}], t[${lanes}];`,
    `  AOT_UNROLL(${lanes}) for (int i = 0; i < ${lanes}; i++) { r[i] = *(const ${row} *)(const void *)(x + i * x_row); }`,
    `  AOT_UNROLL(${Math.log2(lanes)}) for (int n = 1; n < ${lanes}; n *= 2) {`,
    `    AOT_UNROLL(${lanes / 2}) for (int i = 0; i < ${lanes / 2}; i++) {`,
    `      t[2 * i] = AOT_SHUFFLE(${row}, r[i], r[i + ${lanes / 2}], ${half(0)});`,
    `      t[2 * i + 1] = AOT_SHUFFLE(${row}, r[i], r[i + ${lanes / 2}], ${half(lanes / 2)});`,
    "    }",
    `    AOT_UNROLL(${lanes}) for (int i = 0; i < ${lanes}; i++) { r[i] = t[i]; }`,
    "  }",
    `  AOT_UNROLL(${lanes}) for (int i = 0; i < ${lanes}; i++) { *(${row} *)(void *)(y + i * y_row) = r[i]; }`,
    "}",
    `AOT_INLINE void aot_squares_${name}(unsigned char *y, ${all}, ptrdiff_t rows, ptrdiff_t length) {`,
    `  for (ptrdiff_t line = 0; line < rows; line += ${64 / bytes}) {`,
    `    for (ptrdiff_t i = 0; i < length; i += ${lanes}) {`,
    `      const ptrdiff_t to = i < length - ${lanes} ? i : length - ${lanes};`,
    `      for (ptrdiff_t a = line; a < rows && a < line + ${64 / bytes}; a += ${lanes}) {`,
    `        const ptrdiff_t from = a < rows - ${lanes} ? a : rows - ${lanes};`,
    `        aot_square_${name}(y + from * y_row + to * ${bytes}, y_row, x + to * x_row + from * ${bytes}, x_row);`,
    "      }",
    "    }",
    "  }",
    "}",
  ];
}

/** y[a * y_row + i] = x[i * x_row + a]. */
function transpose(bytes: number): string {
  const all = `ptrdiff_t y_row, const void *restrict x, ptrdiff_t x_row, ptrdiff_t rows, ptrdiff_t length`;
  const sizes = squares[bytes] ?? [];
  const call = (lanes: number): string =>
    `  if (rows >= ${lanes} && length >= ${lanes}) { aot_squares_${8 * bytes}x${lanes}(to, y_row * ${bytes}, from, x_row * ${bytes}, rows, length); return; }`;
  return [
    "#include <string.h>",
    "#if AOT_VECTOR",
    ...sizes.flatMap(([lanes, has]) => [`#if defined(${has})`, ...square(bytes, lanes), "#endif"]),
    "#endif",
    `/* y[a * y_row + i] = x[i * x_row + a], elements of ${bytes} bytes, for a < rows and i < length. */`,
    `AOT_INLINE void aot_transpose_${8 * bytes}(void *restrict y, ${all}) {`,
    "  unsigned char *const to = (unsigned char *)y;",
    "  const unsigned char *const from = (const unsigned char *)x;",
    "#if AOT_VECTOR",
    ...sizes.flatMap(([lanes, has]) => [`#if defined(${has})`, call(lanes), "#endif"]),
    "#endif",
    "  for (ptrdiff_t strip = 0; strip < length; strip += 8) {",
    "    for (ptrdiff_t a = 0; a < rows; a++) {",
    `      for (ptrdiff_t i = strip; i < length && i < strip + 8; i++) { memcpy(to + (a * y_row + i) * ${bytes}, from + (i * x_row + a) * ${bytes}, ${bytes}); }`,
    "    }",
    "  }",
    "}",
  ].join("\n");
}

export const transpositionHelpers: Readonly<Record<string, string>> = Object.fromEntries(
  [1, 2, 4, 8].map((bytes) => [`aot_transpose_${8 * bytes}`, transpose(bytes)]),
);
