/** Every diagnostic code has a section in docs/errors.md, and every section a code. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

test("codes and sections of docs/errors.md are the same", () => {
  const used = new Set(sources.flatMap((name) => readFileSync(join(root, "src", name), "utf8").match(/AOT\d{3}/g) ?? []));
  const told = (readFileSync(join(root, "docs/errors.md"), "utf8").match(/^## AOT\d{3}$/gm) ?? []).map((line) => line.slice(3));
  expect([...used].sort()).toEqual(told);
});
