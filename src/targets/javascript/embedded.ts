/** The assembled kernels as text that ends a module: their bytes, and where an engine with relaxed SIMD may rewrite them. */
import { base64Parts } from "./base64.ts";

/** The last declarations of a module: `multiplyAdds` and `byteProducts` are byte offsets in `wasm`, in order; nothing is declared for none. */
export const embeddedTexts = (wasm: Uint8Array, multiplyAdds: readonly number[], byteProducts: readonly number[]): readonly string[] => [
  ...(multiplyAdds.length === 0 ? [] : [placesText("multiplyAdds", "may be fused", multiplyAdds)]),
  ...(byteProducts.length === 0 ? [] : [placesText("byteProducts", "sums products of bytes", byteProducts)]),
  `const wasmBytes = ${wasm.length};\n\n${base64Parts("wasmParts", "The assembled kernels.", wasm)}`,
];

/** The module's text with other kernels, which were assembled from its own with calls put in; places to rewrite stand where there were some. */
export function withKernels(text: string, wasm: Uint8Array, multiplyAdds: readonly number[], byteProducts: readonly number[]): string {
  const [before = ""] = text.split(/^const (?:multiplyAdds|byteProducts|wasm)Bytes = /m, 1);
  const placesOf = (name: string, places: readonly number[]): readonly number[] => (text.includes(`\nconst ${name}Bytes = `) ? places : []);
  return [before, ...embeddedTexts(wasm, placesOf("multiplyAdds", multiplyAdds), placesOf("byteProducts", byteProducts))].join("\n");
}

/** Bytes from each of some places in the embedded WebAssembly to the next: groups of 7 bits, the highest first, the top bit set where another follows. */
function placesText(name: string, what: string, places: readonly number[]): string {
  const groups = (step: number): readonly number[] => (step < 128 ? [step] : [...groups(step >> 7).map((g) => g | 128), step & 127]);
  const bytes = Uint8Array.from(places.flatMap((at, i) => groups(at - (places[i - 1] ?? 0))));
  const doc = `Distances in bytes from each place that ${what} to the next, in groups of 7 bits.`;
  return `const ${name}Bytes = ${bytes.length};\n\n${base64Parts(`${name}Parts`, doc, bytes)}`;
}
