/** What a test needs and this machine may not have: named in a visible skip, or an error where everything must be there (CI=true). */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Need {
  readonly what: string;
  /** First of these files that exists. */
  readonly path: string | undefined;
  /** How to get it. */
  readonly install: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const firstOf = (paths: readonly (string | undefined)[]): string | undefined => paths.find((path) => path !== undefined && existsSync(path));

export const chromium: Need = {
  what: "Chromium",
  path: firstOf([process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]),
  install: "apt-get install chromium, or name it in CHROMIUM",
};

export const workerd: Need = {
  what: "workerd",
  path: firstOf([join(root, ".aot-cache/runtimes/node_modules/workerd/bin/workerd")]),
  install: "node scripts/install-runtimes.mjs",
};

/** The path of what is needed; skips the test that asks (with the reason in its name's note) where it is missing. */
export function pathOrSkip(need: Need, context: { skip(note?: string): never }): string {
  if (need.path !== undefined) return need.path;
  const note = `${need.what} is missing: ${need.install}`;
  if (process.env.CI === "true") throw new Error(note);
  return context.skip(note);
}
