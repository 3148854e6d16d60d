/** Emitted programs in a real Chromium: as they are, and through the bundlers people use (Vite, esbuild). */
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { build as esbuild } from "esbuild";
import { type Browser, type Page, chromium as playwright } from "playwright-core";
import { build as vite } from "vite";
import { afterAll, describe, expect, test } from "vitest";
import { chromium, pathOrSkip } from "./missing.ts";
import { type BuiltProgram, builtProgram, inputFormula } from "./programs.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** What makes a page cross-origin isolated, so that it has shared memory. */
const isolating = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** A static server over `folder`; gives its address and a function that stops it. */
async function serve(folder: string, headers: object): Promise<{ address: string; stop: () => Promise<void> }> {
  const server = createServer(async (request, response) => {
    const asked = new URL(request.url ?? "/", "http://localhost").pathname;
    const path = asked === "/" ? "/index.html" : asked;
    try {
      const content = await readFile(join(folder, path));
      response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream", ...headers }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

const page = (script: string): string => `<!doctype html><title>test</title><script type="module" src="${script}"></script>`;

const main = `import { load, signature } from "./net.mjs";
const input = Float32Array.from({ length: signature.inputs.input.length }, (_, k) => (${inputFormula})(k));
load().then(
  (model) => { globalThis.result = JSON.stringify([model.engine, ...model.run({ input }).output]); },
  (error) => { globalThis.result = String(error); },
);
`;

let browser: Browser | undefined;
afterAll(async () => browser?.close());

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const quiet = [...flags, "--disable-component-update", "--disable-sync"];

/** What the page in `folder` computed. */
async function resultIn(executablePath: string, folder: string, headers: object = {}): Promise<unknown> {
  browser ??= await playwright.launch({ executablePath, args: quiet });
  const { address, stop } = await serve(folder, headers);
  const tab = await browser.newPage();
  try {
    const problems: string[] = [];
    tab.on("pageerror", (error) => problems.push(String(error)));
    await tab.goto(address);
    const result = await resultOf(tab);
    if (typeof result !== "string" || !result.startsWith("[")) throw new Error(`the page gave ${result}: ${problems.join("; ")}`);
    return JSON.parse(result);
  } finally {
    await tab.close();
    await stop();
  }
}

/** Chromium fuses multiplications and additions, node 20 does not: numbers agree within their last places. */
function expectClose(found: readonly unknown[], expected: readonly number[]): void {
  const largest = Math.max(...expected.map(Math.abs));
  expect(found).toEqual(expected.map((x) => expect.closeTo(x, 5 - Math.ceil(Math.log10(largest)))));
}

function expectResult(result: unknown, target: string, expected: readonly number[]): void {
  const [engine, ...output] = result as readonly unknown[];
  expect(engine).toBe(target);
  if (target === "ts") expect(output).toEqual(expected);
  else expectClose(output, expected);
}

/** What the page leaves; asked for from outside, since waiting inside the page evaluates text, which its policy may forbid. */
async function resultOf(tab: Page): Promise<unknown> {
  for (const end = performance.now() + 60_000; performance.now() < end; await setTimeout(50)) {
    const result = await tab.evaluate("globalThis.result");
    if (result !== undefined) return result;
  }
  return undefined;
}

describe.each(["ts", "wasm"] as const)("a program of the %s target in Chromium", (target) => {
  let made: Promise<BuiltProgram> | undefined;
  const program = (): Promise<BuiltProgram> => {
    made ??= builtProgram(target, "file");
    return made;
  };

  test("as emitted", async (context) => {
    const executable = pathOrSkip(chromium, context);
    const { folder, expected } = await program();
    await writeFile(join(folder, "index.html"), page("./main.js"));
    await writeFile(join(folder, "main.js"), main);
    expectResult(await resultIn(executable, folder), target, expected);
  });

  test("bundled by Vite, which finds the weights by itself", async (context) => {
    const executable = pathOrSkip(chromium, context);
    const { folder, expected } = await program();
    await writeFile(join(folder, "index.html"), page("/main.js"));
    await writeFile(join(folder, "main.js"), main);
    await vite({ root: folder, logLevel: "error", configFile: false, build: { outDir: "dist-vite", assetsInlineLimit: 0 } });
    expectResult(await resultIn(executable, join(folder, "dist-vite")), target, expected);
  });

  test("bundled and minified by esbuild for the browser, the weights file beside the bundle", async (context) => {
    const executable = pathOrSkip(chromium, context);
    const { folder, files, expected } = await program();
    await writeFile(join(folder, "main.js"), main);
    const outdir = join(folder, "dist-esbuild");
    await esbuild({
      entryPoints: [join(folder, "main.js")],
      outdir,
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      logLevel: "silent",
    });
    await writeFile(join(outdir, "index.html"), page("./main.js"));
    for (const { path, content, kind } of files) if (kind === "weights") await writeFile(join(outdir, path), content);
    expectResult(await resultIn(executable, outdir), target, expected);
  });
});

describe("a program for two threads in Chromium", () => {
  let made: Promise<BuiltProgram> | undefined;
  const program = async (): Promise<BuiltProgram> => {
    made ??= builtProgram("wasm", "file", "vgg11", false, 2);
    const built = await made;
    await writeFile(join(built.folder, "index.html"), page("./main.js"));
    await writeFile(join(built.folder, "main.js"), threadedMain);
    return built;
  };

  test("has a worker where the page is cross-origin isolated, and works alone once it is closed", async (context) => {
    const executable = pathOrSkip(chromium, context);
    const { folder, expected } = await program();
    const [threads, reason, again, ...output] = (await resultIn(executable, folder, isolating)) as unknown[];
    expect([threads, reason, again]).toEqual([2, null, true]);
    expectClose(output, expected);
  });

  test("has a worker where the page's policy allows no more than docs/deploying.md says", async (context) => {
    const executable = pathOrSkip(chromium, context);
    const { folder, expected } = await program();
    const policy = { "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self'" };
    const [threads, reason, again, ...output] = (await resultIn(executable, folder, { ...isolating, ...policy })) as unknown[];
    expect([threads, reason, again]).toEqual([2, null, true]);
    expectClose(output, expected);
  });

  test("has threads in a worker of the page, too", async (context) => {
    const executable = pathOrSkip(chromium, context);
    const { folder, expected } = await program();
    await writeFile(join(folder, "worker.js"), workerMain);
    await writeFile(join(folder, "main.js"), pageOfWorker);
    const [threads, ...output] = (await resultIn(executable, folder, isolating)) as unknown[];
    expect(threads).toBe(2);
    expectClose(output, expected);
  });

  test("computes in one thread elsewhere, and says why", async (context) => {
    const executable = pathOrSkip(chromium, context);
    const { folder, expected } = await program();
    const [threads, reason, again, ...output] = (await resultIn(executable, folder)) as unknown[];
    expect([threads, again]).toEqual([1, true]);
    expect(reason).toContain("SharedArrayBuffer");
    expectClose(output, expected);
  });

  test("computes in one thread where the page's policy forbids such workers", async (context) => {
    const executable = pathOrSkip(chromium, context);
    const { folder, expected } = await program();
    const policy = { "content-security-policy": "script-src 'self' 'wasm-unsafe-eval'" };
    const [threads, reason, again, ...output] = (await resultIn(executable, folder, { ...isolating, ...policy })) as unknown[];
    expect([threads, again]).toEqual([1, true]);
    expect(reason).toContain("no worker could be started");
    expectClose(output, expected);
  });
});

/** As docs/deploying.md has them. */
const workerMain = `import { load } from "./net.mjs";
const ready = load();
onmessage = async ({ data: { id, input } }) => {
  const model = await ready;
  const { output } = model.run({ input });
  postMessage({ id, threads: model.threads, output: output.slice() });
};
`;
const pageOfWorker = `import { signature } from "./net.mjs";
const input = Float32Array.from({ length: signature.inputs.input.length }, (_, k) => (${inputFormula})(k));
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data: { threads, output } }) => { globalThis.result = JSON.stringify([threads, ...output]); };
worker.postMessage({ id: 0, input }, [input.buffer]);
`;

/** Runs many times, since threads meet each other at other places each time. */
const threadedMain = `import { load, signature } from "./net.mjs";
const input = Float32Array.from({ length: signature.inputs.input.length }, (_, k) => (${inputFormula})(k));
load().then(
  (model) => {
    const first = model.run({ input }).output.slice();
    let same = true;
    const compare = () => { const { output } = model.run({ input }); same &&= output.every((x, i) => x === first[i]); };
    for (let i = 0; i < 200; i++) compare();
    model.close();
    compare();
    globalThis.result = JSON.stringify([model.threads, model.threadsReason ?? null, same, ...first]);
  },
  (error) => { globalThis.result = String(error); },
);
`;
