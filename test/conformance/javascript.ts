/** Runs emitted JavaScript programs in this process, from memory: the bundled module's own text, without files or the module cache. */
import type { ElementArray, Elements } from "../../src/core/dtype.ts";
import type { EmittedFile } from "../../src/targets/target.ts";

interface Row {
  readonly name: string;
  readonly dtype: string;
}
type Signature = Readonly<Record<"inputs" | "outputs", Readonly<Record<string, Row>>>>;
type Dims = Readonly<Record<string, number>>;
interface Model {
  run(inputs: Readonly<Record<string, Elements>>, dims?: Dims): Readonly<Record<string, Elements>>;
  /** Of a program for several threads. */
  close?(): void;
}
interface Exports {
  readonly signature?: Signature;
  /** In place of the signature: one for each bucket. */
  readonly buckets?: readonly Signature[];
  load(options?: { readonly weights: Uint8Array }): Promise<Model>;
}

/** Outputs by the names of a program's ports, for inputs by the model's value names; in the bucket of `dims`, where there are several. */
export async function runModuleText(
  files: readonly EmittedFile[],
  inputs: ReadonlyMap<string, Elements>,
  dims?: Dims,
): Promise<ReadonlyMap<string, ElementArray>> {
  const text = files.find((f) => f.path.endsWith(".mjs"))?.content;
  if (typeof text !== "string") throw new Error("the target emitted no module");
  const body = text.replace(/export ?\{([^}]*)\};\s*$/, (_, names: string) => `return {${names}};`).replaceAll("import.meta.url", '"memory:"');
  const { signature: only, buckets, load } = new Function(body)() as Exports;
  const signature = buckets?.[0] ?? only;
  if (signature === undefined) throw new Error("the module has no signature");
  const weights = files.find((f) => f.kind === "weights")?.content;
  const model = await (weights instanceof Uint8Array ? load({ weights }) : load());
  const given = Object.entries(signature.inputs).map(([identifier, { name }]): [string, Elements] => {
    const array = inputs.get(name);
    if (array === undefined) throw new Error(`the case has no input ${name}`);
    return [identifier, array];
  });
  const results = dims === undefined ? model.run(Object.fromEntries(given)) : model.run(Object.fromEntries(given), dims);
  model.close?.();
  const arrays = Object.entries(signature.outputs).filter(([, { dtype }]) => dtype !== "string");
  return new Map(arrays.map(([identifier, { name }]) => [name, (results[identifier] as Float32Array).slice()]));
}
