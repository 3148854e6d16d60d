/** The ts target: programs that read as plain TypeScript and run where there is no WebAssembly. */
import { narrowForm } from "../../schedule/narrow-weights.ts";
import { emitModule, tsEngine } from "../javascript/index.ts";
import type { Target } from "../target.ts";

export const ts: Target<"ts"> = {
  name: "ts",
  defaultMachine: "js",
  machines: ["js", "generic"],
  threads: false,
  emit(program, options) {
    const engine = tsEngine(program, `${program.name}.weights.bin`, options.deterministic);
    return emitModule({ engines: [engine], form: narrowForm([program]), options });
  },
};
