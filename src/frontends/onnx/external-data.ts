/** Tensor bytes kept in files beside the model: finds, checks and reads them. The path must stay inside the model's folder, links resolved. */
import { closeSync, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, resolve, sep } from "node:path";
import { compileError } from "../../core/diagnostics.ts";
import type { Entry } from "../../io/onnx/messages.ts";
import type { ExternalBytes } from "../../io/onnx/tensors.ts";

function refuse(where: string, message: string, hint?: string): never {
  throw compileError({ code: "AOT107", where, message, ...(hint === undefined ? {} : { hint }) });
}

function realPath(path: string, where: string): string {
  try {
    return realpathSync(path);
  } catch {
    return refuse(where, `keeps its data in ${JSON.stringify(path)}, which cannot be read`, "put the external data file beside the model file");
  }
}

function naturalNumber(entries: ReadonlyMap<string, string>, key: string, fallback: number, where: string): number {
  const text = entries.get(key);
  if (text === undefined || text === "") return fallback;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) refuse(where, `has the external data ${key} ${JSON.stringify(text)}, expected a whole number`);
  return number;
}

/** Reads external tensors of the model at `modelPath`; a range of a file is read once. Throws CompileError AOT107. */
export function externalDataOf(modelPath: string): ExternalBytes {
  const folder = dirname(resolve(modelPath));
  const known = new Map<string, Uint8Array>();
  return (list: readonly Entry[], byteLength, where) => {
    const entries = new Map(list.map((e) => [e.key, e.value]));
    const location = entries.get("location");
    if (location === undefined || location === "") return refuse(where, "keeps its data outside the model but names no location");
    if (isAbsolute(location))
      refuse(where, `keeps its data at the absolute path ${JSON.stringify(location)}; only paths inside the model's folder are read`);
    const root = realPath(folder, where);
    const lexical = resolve(root, location);
    if (!lexical.startsWith(root + sep)) refuse(where, `keeps its data in ${JSON.stringify(location)}, which leaves the model's folder`);
    const path = realPath(lexical, where);
    if (!path.startsWith(root + sep)) refuse(where, `keeps its data in ${JSON.stringify(location)}, which links to outside the model's folder`);
    const offset = naturalNumber(entries, "offset", 0, where);
    const length = naturalNumber(entries, "length", byteLength, where);
    if (length !== byteLength) refuse(where, `has ${length} bytes of external data, its type and shape need ${byteLength}`);
    const key = `${offset} ${length} ${path}`;
    const bytes = known.get(key) ?? readRange(path, location, offset, length, where);
    known.set(key, bytes);
    return bytes;
  };
}

function readRange(path: string, location: string, offset: number, length: number, where: string): Uint8Array {
  const file = openSync(path, "r");
  try {
    const found = fstatSync(file);
    if (!found.isFile()) refuse(where, `keeps its data in ${JSON.stringify(location)}, which is no file`);
    const { size } = found;
    if (offset + length > size) refuse(where, `needs bytes ${offset} to ${offset + length} of ${JSON.stringify(location)}, which has ${size}`);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const got = readSync(file, bytes, done, Math.min(length - done, 2 ** 30), offset + done);
      if (got === 0) refuse(where, `${JSON.stringify(location)} ended ${length - done} bytes early`);
      done += got;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}
