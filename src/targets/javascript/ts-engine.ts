/** The engine that computes in TypeScript: kernels as functions, buffers as views of one arena, steps as calls. */

import { invariant } from "../../core/diagnostics.ts";
import { arrayTypeName } from "../../core/dtype.ts";
import type { Program } from "../../schedule/program.ts";
import { Buffers } from "./buffers.ts";
import { type Engine, memoryName } from "./engine.ts";
import { lengthOf } from "./signature.ts";
import { Steps } from "./steps.ts";
import { kernelsText } from "./ts-kernels.ts";

export function tsEngine(program: Program, weightsFile: string, deterministic: boolean): Engine {
  const [variant] = program.variants;
  invariant(variant !== undefined && program.variants.length === 1, "a program for JavaScript has one variant");
  const buffers = new Buffers(program, variant);
  const steps = new Steps(variant, buffers).region(variant.region);
  const { before, after } = buffers.copies(program);
  const arguments_ = `new ArrayBuffer(${memoryName("ts")}.arena)${buffers.usesWeights ? ", weights" : ""}`;
  const outputs = program.outputs.map((p) => `${p.identifier}: new ${arrayTypeName(p.dtype)}(${lengthOf(p)})`);
  return {
    name: "ts",
    program,
    arenaBytes: buffers.arenaBytes,
    declarations: `${buffers.isEmpty ? "" : `${buffers.text(weightsFile)}\n`}${kernelsText(program.kernels, deterministic)}`,
    properties: buffers.isEmpty ? [] : [{ name: "buffers", type: "ReturnType<typeof makeBuffers>" }],
    parameter: { name: "weights", type: "ArrayBuffer" },
    construct: [...(buffers.isEmpty ? [] : [`this.buffers = makeBuffers(${arguments_});`]), `this.outputs = { ${outputs.join(", ")} };`],
    run: [...(buffers.isEmpty ? [] : ["const b = this.buffers;"]), ...before, ...steps, ...after],
    place: (bytes) => (bytes === undefined ? [] : [`const weights = new ArrayBuffer(${bytes});`, "const file = new Uint8Array(weights);"]),
  };
}
