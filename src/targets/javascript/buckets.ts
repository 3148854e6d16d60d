/** Buckets of an emitted module: the constant `buckets`, the interface of its dims, and the function that finds the row for what `run` is given. */
import { modelPorts, type Program } from "../../schedule/program.ts";
import { bucketDims } from "../buckets.ts";
import { className } from "./names.ts";
import { type InterfaceSpec, portGroups } from "./signature.ts";

const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** The constant `buckets`: a row a variant. */
export function bucketsText(program: Program): string {
  const dims = bucketDims(program);
  const rows = program.variants.map((v) => {
    const values = dims.map((d, i) => `${propertyName(d.name)}: ${v.dims[i]?.value}`).join(", ");
    return `  {\n    dims: { ${values} },\n${portGroups(v, "    ")}  },\n`;
  });
  return (
    "/** The shapes this program was built for: values of the model's dims, and the arrays that `run` takes and returns with them, as a signature. */\n" +
    `export const buckets = [\n${rows.join("")}] as const;\n\n`
  );
}

/** `TinyDims` */
export const dimsInterface = (program: Program): InterfaceSpec => ({
  name: `${className(program)}Dims`,
  isExported: true,
  docs: ["Selects one of `buckets`."],
  properties: bucketDims(program).map((d) => ({ name: propertyName(d.name), isReadonly: true, type: d.values.join(" | ") })),
});

/** `bucketOf` and `bucketNames`. */
export function bucketOfText(program: Program): string {
  const name = className(program);
  const access = (of: string, key: string): string => (propertyName(key) === key ? `${of}.${key}` : `${of}[${JSON.stringify(key)}]`);
  const sameDims = bucketDims(program).map((d) => `${access("dims", d.name)} === ${access("row.dims", d.name)}`);
  const sameLengths = modelPorts(program.inputs).map(({ identifier: port }) => `inputs?.${port}?.length === row.inputs.${port}.length`);
  return `/** The row of \`buckets\` with these dims; without dims, the only row whose inputs have these lengths. */
function bucketOf(inputs: ${name}Inputs, dims: ${name}Dims | undefined): number {
  let found = -1;
  for (let i = 0; i < buckets.length; i++) {
    const row = buckets[i];
    const fits = dims === undefined ? ${sameLengths.join(" && ") || "true"} : ${sameDims.join(" && ")};
    if (fits && found >= 0) throw new TypeError(\`\${modelName}: several buckets take inputs of these lengths; give dims, one of \${bucketNames()}\`);
    if (fits) found = i;
  }
  if (found >= 0) return found;
  const given = dims === undefined ? "inputs of these lengths" : namesOf(dims);
  throw new RangeError(\`\${modelName}: there is no bucket for \${given}; there are \${bucketNames()}\`);
}

const namesOf = (dims: object): string => Object.entries(dims).map(([name, value]) => \`\${name}=\${value}\`).join(" ");

/** "batch=1 (x f32[1,8]); batch=4 (x f32[4,8])" */
function bucketNames(): string {
  return buckets
    .map((row) => {
      const inputs: readonly TensorInfo[] = Object.values(row.inputs);
      return \`\${namesOf(row.dims)} (\${inputs.map((x) => \`\${x.name} \${x.dtype}[\${x.shape.join(",")}]\`).join(", ")})\`;
    })
    .join("; ");
}
`;
}
