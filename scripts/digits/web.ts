/** `npm run demo:web [-- port]`: builds the digit network and serves a page that classifies a digit drawn with the mouse. */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { buildTarget, loadModel, targetNamed } from "../../src/build.ts";

const model = resolve(import.meta.dirname, "../../generated-samples/digits/digits.onnx");

/** A server of the page and of the module built for it, on this machine only; port 0 takes a free one. */
export async function serveDigits(port: number): Promise<{ address: string; server: Server }> {
  const { files } = await buildTarget((await loadModel(model, {})).model, targetNamed("wasm"), model, { name: "digits", weights: "inline" });
  const module = files.find((f) => f.path === "digits.mjs")?.content ?? "";
  const page = await readFile(resolve(import.meta.dirname, "page.html"));
  const server = createServer((request, response) => {
    if (request.url === "/") response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
    else if (request.url === "/digits.mjs") response.writeHead(200, { "content-type": "text/javascript" }).end(module);
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { address } = await serveDigits(Number(process.argv[2] ?? "8080"));
  console.log(`${address} (ends with Ctrl-C)`);
}
