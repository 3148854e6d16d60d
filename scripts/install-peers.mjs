/** Installs the runtimes that `npm run bench` compares with, and node 22, apart from the project's own packages: `node scripts/install-peers.mjs`. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", ".aot-cache", "peers");
const packages = {
  "onnxruntime-web": "^1.30.0",
  "@tensorflow/tfjs-core": "^4.22.0",
  "@tensorflow/tfjs-backend-cpu": "^4.22.0",
  "@tensorflow/tfjs-backend-wasm": "^4.22.0",
  [`node-${process.platform}-${process.arch}`]: "^22",
};

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "package.json"), `${JSON.stringify({ name: "aot-peers", private: true, dependencies: packages }, null, 2)}\n`);
execFileSync("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
