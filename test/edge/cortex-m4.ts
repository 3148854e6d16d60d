/** Links objects with a startup for a bare Cortex-M4 and runs them under qemu-system-arm. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const here = join(import.meta.dirname, "cortex-m4");
const compiler = "arm-none-eabi-gcc";

/** Runs a command in `folder`; throws where it fails. */
export const run = (folder: string, command: string, args: readonly string[]): string =>
  execFileSync(command, [...args], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 100_000 });

/** Compiles a source of `folder` to an object beside it, without any library. */
export const compileBare = (folder: string, flags: readonly string[], source: string, object: string): string =>
  run(folder, compiler, [...flags, "-ffreestanding", "-Werror", "-c", source, "-o", object]);

/** What main() of `objects` leads to: "self-test passed" where it gives 0, behind the number of instructions that it took (to 40). */
export function runBare(folder: string, flags: readonly string[], objects: readonly string[]): { shown: string; instructions: number } {
  compileBare(folder, [...flags, "-fno-tree-loop-distribute-patterns"], join(here, "startup.c"), "startup.o");
  run(folder, compiler, [...flags, "-nostdlib", "-T", join(here, "link.ld"), "startup.o", ...objects, "-lgcc", "-o", "bare.elf"]);
  const board = ["-M", "mps2-an386", "-icount", "shift=0", "-nographic", "-monitor", "none", "-serial", "none"];
  const command = `qemu-system-arm ${board.join(" ")} -semihosting-config enable=on,target=native -kernel bare.elf 2>&1`;
  const shown = execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8", timeout: 100_000 });
  return { shown, instructions: Number(/(\d+) instructions/.exec(shown)?.[1]) };
}
