/** Runs emitted JavaScript programs in this process, from memory: the bundled module's own text, without files or the module cache. */
import type { ElementArray, Elements } from "../../src/core/dtype.ts";
import type { EmittedFile } from "../../src/targets/target.ts";

interface Row {
  readonly name: string;
  readonly dtype: string;
}
interface Model {
  run(inputs: Readonly<Record<string, Elements>>): Readonly<Record<string, Elements>>;
  /** Of a program for several threads. */
  close?(): void;
}
interface Exports {
  readonly signature: Readonly<Record<"inputs" | "outputs", Readonly<Record<string, Row>>>>;
  load(options?: { readonly weights: Uint8Array }): Promise<Model>;
}

/** Outputs by the names of a program's ports, for inputs by the model's value names. */
export async function runModuleText(
  files: readonly EmittedFile[],
  inputs: ReadonlyMap<string, Elements>,
): Promise<ReadonlyMap<string, ElementArray>> {
  const text = files.find((f) => f.path.endsWith(".mjs"))?.content;
  if (typeof text !== "string") throw new Error("the target emitted no module");
  const body = text.replace(/export ?\{([^}]*)\};\s*$/, (_, names: string) => `return {${names}};`).replaceAll("import.meta.url", '"memory:"');
  const { signature, load } = new Function(body)() as Exports;
  const weights = files.find((f) => f.kind === "weights")?.content;
  const model = await (weights instanceof Uint8Array ? load({ weights }) : load());
  const given = Object.entries(signature.inputs).map(([identifier, { name }]): [string, Elements] => {
    const array = inputs.get(name);
    if (array === undefined) throw new Error(`the case has no input ${name}`);
    return [identifier, array];
  });
  const results = model.run(Object.fromEntries(given));
  model.close?.();
  const arrays = Object.entries(signature.outputs).filter(([, { dtype }]) => dtype !== "string");
  return new Map(arrays.map(([identifier, { name }]) => [name, (results[identifier] as Float32Array).slice()]));
}
