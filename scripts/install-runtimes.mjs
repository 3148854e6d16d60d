/** Installs the large runtimes that tests run emitted programs in, apart from the project's own packages: `node scripts/install-runtimes.mjs`. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", ".aot-cache", "runtimes");
const packages = { workerd: "^1.20261101.0" };

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "package.json"), `${JSON.stringify({ name: "aot-runtimes", private: true, dependencies: packages }, null, 2)}\n`);
execFileSync("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
