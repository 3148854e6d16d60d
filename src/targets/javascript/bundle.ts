/** esbuild's part: the readable TypeScript file as one ES module. */
import type { EmittedFile } from "../target.ts";

/** `<name>.mjs` of exactly this TypeScript. The language version is fixed: esbuild's default would use functions that Node.js 20 lacks. */
export async function bundleModule(name: string, typescript: string): Promise<EmittedFile> {
  const esbuild = await import("esbuild");
  const result = await esbuild.build({
    stdin: { contents: typescript, loader: "ts", sourcefile: `${name}.ts` },
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    charset: "utf8",
    logLevel: "silent",
    tsconfigRaw: { compilerOptions: { target: "es2022" } },
  });
  const [output] = result.outputFiles;
  if (output === undefined) throw new Error("internal: esbuild gave no output");
  return {
    path: `${name}.mjs`,
    content: output.text,
    purpose: "the program as an ES module for Node.js, browsers and workers; deploy this",
    kind: "code",
  };
}
