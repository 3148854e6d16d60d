/** Before any test of a run: the package as its sources are now, for tests that start it in processes of their own, and one folder for what tests leave. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../scripts/build.ts";

/** All that a run leaves in the system's temporary folder, also what tests that fail do, is in one of it, gone when the run ends. */
export default async function globalSetup(): Promise<() => void> {
  await bundle();
  const folder = mkdtempSync(join(tmpdir(), "aot-tests-"));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
