/** The function that hashes weights where they lie: JavaScript takes twice as long. */

import { fnvPrime, fnvStart } from "../weights.ts";

const hashes = ["a", "b", "c", "d"];
const start = `(i32.const ${fnvStart})`;
const hashed = (hash: string, word: string): string => `(i32.mul (i32.xor ${hash} ${word}) (i32.const ${fnvPrime}))`;

/** FNV-1a of every fourth word between two addresses each, of which there is one at least, and of the four: `weightsChecksum` says of what. */
export const checksumFunction: readonly string[] = [
  '  (func (export "checksum") (param $from i32) (param $to i32) (result i32)',
  `    ${hashes.map((h) => `(local $${h} i32)`).join(" ")}`,
  ...hashes.map((h) => `    (local.set $${h} ${start})`),
  "    (loop $words",
  ...hashes.map(
    (h, i) => `      (local.set $${h} ${hashed(`(local.get $${h})`, `(i32.load${i === 0 ? "" : ` offset=${4 * i}`} (local.get $from))`)})`,
  ),
  "      (br_if $words (i32.ne (local.tee $from (i32.add (local.get $from) (i32.const 16))) (local.get $to))))",
  `    ${hashes.reduce((hash, h) => hashed(hash, `(local.get $${h})`), start)})`,
  "",
];
