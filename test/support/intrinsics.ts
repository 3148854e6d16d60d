/**
 * <immintrin.h> takes gcc longer to read than a small program to compile (0.2 s of 0.4): it is read once in a run of the tests for each list of flags.
 * gcc takes what was read only where all flags are those of the program, else it reads again; object files are the same to the byte.
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
const header = join(folder, "intrinsics.h");
const text = "#if defined(__AVX__)\n#include <immintrin.h>\n#endif\n";

/** `flags` for gcc to compile the program with, in less time. */
export async function withIntrinsics(files: readonly EmittedFile[], flags: readonly string[]): Promise<readonly string[]> {
  const reads = files.some(({ path, content }) => path.endsWith(".c") && typeof content === "string" && content.includes("immintrin.h"));
  if (!reads || flags.includes("-DAOT_NO_VECTOR")) return flags;
  const all = [...(await compilerFlags(files)), ...flags];
  // gcc tries all files of this folder.
  const read = join(`${header}.gch`, all.join("").replace(/[^\w-]/g, "_"));
  if (!existsSync(read)) {
    mkdirSync(`${header}.gch`, { recursive: true });
    writeFileSync(header, text);
    // Other workers find a whole file or none.
    const fresh = join(folder, `${process.pid}.gch`);
    await execute("gcc", [...all, "-x", "c-header", header, "-o", fresh]);
    renameSync(fresh, read);
  }
  return [...flags, "-include", header];
}
