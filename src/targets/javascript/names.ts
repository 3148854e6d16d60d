/** Names in an emitted module: its class, and the words kernels may not take. */
import type { Program } from "../../schedule/program.ts";

/** Words of the shell that would be hidden by a class or kernel of the same name. */
const shellNames: ReadonlySet<string> = new Set(
  (
    "Array ArrayBuffer ArrayLike BigInt BigInt64Array BigUint64Array Error Float32Array Float64Array Infinity Int16Array Int32Array Int8Array Math NaN " +
    "Number Object Promise Record ReturnType String Symbol TypeError URL Uint16Array Uint32Array Uint8Array Views WebAssembly " +
    "FileHandle LoadOptions LoadSyncOptions ResponseLike Signal Source TensorInfo WasmExports WasmModule " +
    "apart bucketNames bucketOf buckets byteProduct byteProductsBytes byteProductsParts checkArray checkWeights checksum compileWasm copyBytes decodeBase64 " +
    "eachPlace embeddedWasm fetch filePart fnvPrime fnvStart fusedMultiplyAdd instantiate isWasmModule kindOf load loadSync makeBuffers memory modelName multiplyAddsBytes " +
    "multiplyAddsParts namesOf narrowWeights process readAddress readBytes readFile readResponse signature " +
    "wasmBytes wasmMemory wasmNarrowWeights wasmParts wasmWeightsParts weightsParts widenWeights withByteProducts withFusedMultiplyAdds wrongSize"
  ).split(" "),
);

/** "mobilenet_v2" -> "MobilenetV2": the class of a model; its interfaces are named after it. */
export function className(program: Program): string {
  const name = program.name
    .split(/_+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
  return shellNames.has(name) || /^[^A-Za-z]/.test(name) ? `Model${name}` : name;
}

/** `name`, or with an underscore where the shell has given that word a meaning. */
export const outsideShell = (name: string): string => (shellNames.has(name) ? `${name}_` : name);
