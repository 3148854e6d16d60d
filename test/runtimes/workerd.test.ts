/** Emitted programs in workerd, the runtime of Cloudflare Workers, which compiles no bytes: the module is imported and given to load. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pathOrSkip, workerd } from "./missing.ts";
import { type BuiltProgram, builtProgram, inputFormula } from "./programs.ts";

interface Module {
  readonly name: string;
  readonly kind: "esModule" | "wasm" | "data";
  readonly file: string;
}

/** Serves a worker made of `modules` on a port that the system picks; gives the body of one answer. */
async function answerOf(binary: string, folder: string, modules: readonly Module[]): Promise<string> {
  const list = modules.map((m) => `(name = "${m.name}", ${m.kind} = embed "${m.file}")`).join(", ");
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .main) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ]
);
const main :Workerd.Worker = ( modules = [ ${list} ], compatibilityDate = "2025-01-01" );
`;
  await writeFile(join(folder, "worker.capnp"), config);
  const server = spawn(binary, ["serve", "worker.capnp", "--control-fd=3"], { cwd: folder, stdio: ["ignore", "ignore", "pipe", "pipe"] });
  let messages = "";
  server.stderr?.on("data", (text) => {
    messages += text;
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.once("exit", () => reject(new Error(`workerd ended: ${messages}`)));
      server.stdio[3]?.on("data", (text: Buffer) => {
        const found = /"port":(\d+)/.exec(text.toString());
        if (found !== null) resolve(Number(found[1]));
      });
    });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    return await response.text();
  } finally {
    server.removeAllListeners("exit");
    server.kill();
    await once(server, "exit");
  }
}

async function run(binary: string, program: BuiltProgram, options: string, imports: string, modules: readonly Module[]): Promise<string> {
  const { folder } = program;
  const worker = `import { load, signature } from "./net.mjs";
${imports}
export default {
  async fetch() {
    try {
      const model = await load(${options});
      const input = Float32Array.from({ length: signature.inputs.input.length }, (_, k) => (${inputFormula})(k));
      return new Response(JSON.stringify([model.engine, ...model.run({ input }).output]));
    } catch (error) {
      return new Response(String(error));
    }
  },
};
`;
  await writeFile(join(folder, "worker.mjs"), worker);
  await copyFile(join(folder, "net.mjs"), join(folder, "module.mjs"));
  return answerOf(binary, folder, [
    { name: "worker.mjs", kind: "esModule", file: "worker.mjs" },
    { name: "net.mjs", kind: "esModule", file: "module.mjs" },
    ...modules,
  ]);
}

test("WebAssembly kernels, the module and the weights imported", async (context) => {
  const binary = pathOrSkip(workerd, context);
  const program = await builtProgram("wasm", "file");
  const text = await run(binary, program, "{ wasm, weights }", 'import wasm from "./net.wasm";\nimport weights from "./net.weights.bin";', [
    { name: "net.wasm", kind: "wasm", file: "net.wasm" },
    { name: "net.weights.bin", kind: "data", file: "net.weights.bin" },
  ]);
  expect(JSON.parse(text)).toEqual(["wasm", ...program.expected]);
});

test("TypeScript kernels with weights inside", async (context) => {
  const binary = pathOrSkip(workerd, context);
  const program = await builtProgram("ts", "inline");
  expect(JSON.parse(await run(binary, program, "", "", []))).toEqual(["ts", ...program.expected]);
});

test("a fallback computes in TypeScript where no module is given", async (context) => {
  const binary = pathOrSkip(workerd, context);
  const program = await builtProgram("wasm", "inline", "vgg11", true);
  const [engine, ...output] = JSON.parse(await run(binary, program, "", "", []));
  expect(engine).toBe("ts");
  const largest = Math.max(...program.expected.map(Math.abs));
  output.forEach((x: number, i: number) => expect(Math.abs(x - (program.expected[i] ?? 0)) / largest).toBeLessThan(1e-4));
  expect((await readFile(join(program.folder, "net.mjs"), "utf8")).includes("compileIfPossible")).toBe(true);
});
