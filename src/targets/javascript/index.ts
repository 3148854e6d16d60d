/** What the targets that emit JavaScript programs take from here. */
export type { Engine } from "./engine.ts";
export { emitModule, type ModuleSpec, weightsInside } from "./module.ts";
export { tsEngine } from "./ts-engine.ts";
export { type WasmProgram, wasmEngine } from "./wasm-engine.ts";
