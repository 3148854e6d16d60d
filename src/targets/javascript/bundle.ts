/** esbuild's part: the readable TypeScript file as one ES module. */
import { invariant } from "../../core/diagnostics.ts";
import type { EmittedFile } from "../target.ts";

/**
 * `<name>.mjs` of exactly this TypeScript, without comments and spaces, names as they are. The language version is fixed: esbuild's default would
 * use functions that Node.js 20 lacks.
 */
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
    minifyWhitespace: true,
    logLevel: "silent",
    tsconfigRaw: { compilerOptions: { target: "es2022" } },
  });
  const [output] = result.outputFiles;
  invariant(output !== undefined, "esbuild gave no output");
  return {
    path: `${name}.mjs`,
    content: inLines(withComments(output.text)),
    purpose: "the program as an ES module for Node.js, browsers and workers; deploy this",
    kind: "code",
  };
}

/** Comments by which bundlers of pages leave imports of node's modules alone: they go with all others, and webpack then warns of each. */
const withComments = (minified: string): string => minified.replaceAll('import(["node:', 'import(/*@vite-ignore*//*webpackIgnore:true*/["node:');

/** Every function, class and variable of a module on a line of its own, so that differences and stack traces name it. */
const inLines = (minified: string): string => minified.replace(/([;}])(?=(?:async )?function |class |var |export\{)/g, "$1\n");
