/** Assembles WebAssembly text with wabt. An error here is ours: the text was printed by this target. */

const initialize = async () => (await import("wabt")).default();

const features = { simd: true, bulk_memory: true, sat_float_to_int: true, sign_extension: true, threads: true };

/** What wabt's types leave out: a module is validated with features as it is parsed with them. */
type Validated = Omit<ReturnType<Awaited<ReturnType<typeof initialize>>["parseWat"]>, "validate"> & { validate(features: object): void };

let loaded: ReturnType<typeof initialize> | undefined;

/** The binary module that `wat` says; `name` stands in wabt's messages. Throws an internal error with wabt's message, which has the lines it means. */
export async function assemble(name: string, wat: string): Promise<Uint8Array> {
  loaded ??= initialize();
  const { parseWat } = await loaded;
  try {
    const parsed: Validated = parseWat(`${name}.wat`, wat, features);
    try {
      parsed.validate(features);
      return parsed.toBinary({ canonicalize_lebs: true }).buffer;
    } finally {
      parsed.destroy();
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`internal: the printed WebAssembly of ${name} is not valid: ${message}`, { cause: error });
  }
}
