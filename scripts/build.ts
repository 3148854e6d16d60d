/**
 * `npm run build`: the package in dist, declarations by the TypeScript compiler, and JavaScript in a few files that commands share. A start of `aot` would
 * otherwise spend most of its time opening the sources' several hundred modules one by one.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");
export const dist = join(root, "dist");

/** Writes the JavaScript of dist anew. */
export async function bundle(): Promise<void> {
  mkdirSync(dist, { recursive: true });
  for (const name of readdirSync(dist)) if (name.endsWith(".js")) rmSync(join(dist, name));
  await build({
    absWorkingDir: root,
    entryPoints: ["src/index.ts", "src/cli/main.ts"],
    outdir: dist,
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
  });
}

if (process.argv[1] === import.meta.filename) {
  rmSync(dist, { recursive: true, force: true });
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  await bundle();
}
