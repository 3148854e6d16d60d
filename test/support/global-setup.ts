/** One folder for everything a run of the tests leaves in the system's temporary one, also of tests that fail: gone when the run ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export default function temporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "aot-tests-"));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
