/**
 * <immintrin.h> takes gcc longer to read than a small program to compile (0.2 s of 0.4): it is read once in a run of the tests for each list of flags.
 * Each list has a folder: gcc tries all that was read of one file, and takes for -O3 what was read with -Og, on which it crashes. Object files are
 * the same to the byte.
 */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { compilerFlags } from "../../src/targets/c/host.ts";
import type { EmittedFile } from "../../src/targets/target.ts";

const execute = promisify(execFile);
const folder = join(tmpdir(), "intrinsics");
const text = "#if defined(__AVX__)\n#include <immintrin.h>\n#endif\n";

/** `flags` for gcc to compile the program with, in less time. */
export async function withIntrinsics(files: readonly EmittedFile[], flags: readonly string[]): Promise<readonly string[]> {
  const reads = files.some(({ path, content }) => path.endsWith(".c") && typeof content === "string" && content.includes("immintrin.h"));
  if (!reads || flags.includes("-DAOT_NO_VECTOR")) return flags;
  const all = [...(await compilerFlags(files)), ...flags];
  const own = join(folder, all.join("").replace(/[^\w-]/g, "_"));
  const header = join(own, "intrinsics.h");
  if (!existsSync(`${header}.gch`)) {
    mkdirSync(own, { recursive: true });
    writeFileSync(header, text);
    // Other workers find a whole file or none.
    const fresh = join(own, `${process.pid}.gch`);
    await execute("gcc", [...all, "-x", "c-header", header, "-o", fresh]);
    renameSync(fresh, `${header}.gch`);
  }
  return [...flags, "-include", header];
}
