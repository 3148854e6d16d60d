/** Transpositions in WebAssembly: squares of one vector's lanes in registers, whose rows are interleaved in halves until they are columns; a function for each size of elements. */

const get = (name: string): string => `(local.get $${name})`;
const set = (name: string, value: string): string => `(local.set $${name} ${value})`;
const number = (n: number): string => `(i32.const ${n})`;
const sum = (...terms: readonly string[]): string => terms.reduce((a, b) => `(i32.add ${a} ${b})`);
const product = (a: string, b: string): string => `(i32.mul ${a} ${b})`;
const least = (a: string, b: string): string => `(select ${a} ${b} (i32.lt_s ${a} ${b}))`;

/** Interleaves the lower or the upper halves of two vectors. */
function interleaved(a: string, b: string, bytes: number, isUpper: boolean): string {
  const order = Array.from({ length: 16 }, (_, i) => {
    const lane = Math.floor(i / bytes);
    return (Math.floor(lane / 2) + (isUpper ? 8 / bytes : 0)) * bytes + (i % bytes) + (lane % 2) * 16;
  });
  return `(i8x16.shuffle ${order.join(" ")} ${get(a)} ${get(b)})`;
}

/** The rows of a square from address $x on, stored as its columns from $y on. */
function square(bytes: number): readonly string[] {
  const lanes = 16 / bytes;
  const all = Array.from({ length: lanes }, (_, i) => i);
  const stages = Array.from({ length: Math.log2(lanes) }, (_, stage) => {
    const [r, t] = stage % 2 === 0 ? ["r", "t"] : ["t", "r"];
    return all.map((i) => set(`${t}${i}`, interleaved(`${r}${i >> 1}`, `${r}${(i >> 1) + lanes / 2}`, bytes, i % 2 === 1)));
  });
  const last = stages.length % 2 === 0 ? "r" : "t";
  const next = (pointer: string): string => set(pointer, sum(get(pointer), get(`${pointer}_row`)));
  return [
    ...all.flatMap((i) => [set(`r${i}`, `(v128.load ${get("x")})`), ...(i < lanes - 1 ? [next("x")] : [])]),
    ...stages.flat(),
    ...all.flatMap((i) => [`(v128.store ${get("y")} ${get(`${last}${i}`)})`, ...(i < lanes - 1 ? [next("y")] : [])]),
  ];
}

/** for (name = from; name < to; name += step) */
const loop = (name: string, from: string, to: string, step: number, body: readonly string[]): readonly string[] => [
  set(name, from),
  "(block",
  `  (loop $${name}`,
  `    (br_if 1 (i32.ge_s ${get(name)} ${to}))`,
  ...body.map((line) => `    ${line}`),
  `    ${set(name, sum(get(name), number(step)))}`,
  `    (br $${name})))`,
];

const instructions: Readonly<Record<number, readonly [load: string, store: string]>> = {
  1: ["i32.load8_u", "i32.store8"],
  2: ["i32.load16_u", "i32.store16"],
  4: ["i32.load", "i32.store"],
  8: ["i64.load", "i64.store"],
};

/** $to[a * to_row + i * bytes] = $from[i * from_row + a * bytes] for a < rows and i < length; distances of rows in bytes. */
export function transposeFunction(bytes: number): string {
  const lanes = 16 / bytes;
  const [load, store] = instructions[bytes] ?? ["", ""];
  const at = (pointer: string, row: string, column: string): string =>
    sum(get(pointer), product(row, get(`${pointer === "to" ? "y" : "x"}_row`)), product(column, number(bytes)));
  const kept = (name: string, extent: string): string => least(get(name), `(i32.sub ${get(extent)} ${number(lanes)})`);
  const lineEnd = least(get("rows"), sum(get("line"), number(64 / bytes)));
  const inSquares = loop(
    "line",
    number(0),
    get("rows"),
    64 / bytes,
    loop("i", number(0), get("length"), lanes, [
      set("column", kept("i", "length")),
      ...loop("a", get("line"), lineEnd, lanes, [
        set("row", kept("a", "rows")),
        set("y", at("to", get("row"), get("column"))),
        set("x", at("from", get("column"), get("row"))),
        ...square(bytes),
      ]),
    ]),
  );
  const oneByOne = loop(
    "a",
    number(0),
    get("rows"),
    1,
    loop("i", number(0), get("length"), 1, [`(${store} ${at("to", get("a"), get("i"))} (${load} ${at("from", get("i"), get("a"))}))`]),
  );
  const integers = ["line", "i", "a", "row", "column", "x", "y"];
  const vectors = ["r", "t"].flatMap((name) => Array.from({ length: lanes }, (_, i) => `${name}${i}`));
  const fits = `(i32.and (i32.ge_s ${get("rows")} ${number(lanes)}) (i32.ge_s ${get("length")} ${number(lanes)}))`;
  return [
    `;; Transposes: element i of row a of the result is element a of row i of the source. Rows are $y_row and $x_row bytes apart.`,
    `(func $transpose_${8 * bytes} (param $to i32) (param $y_row i32) (param $from i32) (param $x_row i32) (param $rows i32) (param $length i32)`,
    `  ${integers.map((name) => `(local $${name} i32)`).join(" ")}`,
    `  ${vectors.map((name) => `(local $${name} v128)`).join(" ")}`,
    `  (if ${fits}`,
    "    (then",
    ...inSquares.map((line) => `      ${line}`),
    "    )",
    "    (else",
    ...oneByOne.map((line) => `      ${line}`),
    "    )))",
  ].join("\n");
}
