/** The wasm target: TypeScript programs whose kernels are WebAssembly with SIMD128, the text they were assembled from beside them. */
import { narrowForm } from "../../schedule/narrow-weights.ts";
import { emitModule, tsEngine, wasmEngine, weightsInside } from "../javascript/index.ts";
import { linesOf } from "../map.ts";
import type { Target } from "../target.ts";
import { assembleWasm } from "./module.ts";
import { multiplyAddsIn } from "./multiply-adds.ts";
import { byteProductsIn } from "./relaxed-products.ts";

export const wasm: Target<"wasm"> = {
  name: "wasm",
  defaultMachine: "wasm-simd128",
  machines: ["wasm-simd128", "generic"],
  threads: true,
  async emit(program, options) {
    const { fallback } = options;
    const programs = fallback === undefined ? [program] : [program, fallback];
    const inside = weightsInside(programs, options);
    const form = narrowForm(programs);
    const narrow = options.machine.lanes > 1 ? form : undefined;
    const { wat, bytes, memory } = await assembleWasm(program, program.weightBytes > 0 && !inside, narrow);
    const multiplyAdds = options.deterministic ? [] : multiplyAddsIn(bytes);
    const { weightsAt, addressOf, pages } = memory;
    const engine = wasmEngine({ program, bytes, multiplyAdds, byteProducts: byteProductsIn(bytes), weightsAt, addressOf, narrow, pages });
    const text = {
      path: `${program.name}.wat`,
      content: wat,
      purpose: "the WebAssembly kernels as text, for review; the module contains their bytes",
      kind: "review" as const,
    };
    return emitModule({
      engines: fallback === undefined ? [engine] : [engine, tsEngine(fallback, `${program.name}.ts.weights.bin`, options.deterministic)],
      form,
      options,
      files: [text],
      kernelLines: linesOf(text.path, wat, program.kernels, (line, kernel) => line.startsWith(`  (func $${kernel.name} `), ""),
    });
  },
};
