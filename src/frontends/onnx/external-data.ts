/** Tensor bytes kept in files beside the model: finds, checks and reads them. The path must stay inside the model's folder, links resolved. */
import { closeSync, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, resolve, sep } from "node:path";
import { compileError } from "../../core/diagnostics.ts";
import { otherThanFile } from "../../core/files.ts";
import type { Entry } from "../../io/onnx/messages.ts";
import type { ExternalBytes } from "../../io/onnx/tensors.ts";

function refuse(where: string, message: string, hint?: string): never {
  throw compileError({ code: "AOT107", where, message, hint });
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
  const ranges = new Ranges();
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
    return ranges.bytes(path, location, offset, length, where);
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

/** What was read: two tensors are the same bytes (tied weights) or have none in common, so no file is read for more than it holds. */
class Ranges {
  /** By file; sorted and disjoint. */
  readonly #read = new Map<string, Range[]>();

  bytes(path: string, location: string, offset: number, length: number, where: string): Uint8Array {
    if (length === 0) return new Uint8Array();
    const ranges = this.#read.get(path) ?? [];
    this.#read.set(path, ranges);
    const to = offset + length;
    let [low, high] = [0, ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle] as Range).to <= offset) low = middle + 1;
      else high = middle;
    }
    const next = ranges[low];
    if (next !== undefined && next.from === offset && next.to === to) return next.bytes;
    if (next !== undefined && next.from < to)
      refuse(where, `keeps its data in bytes ${offset} to ${to} of ${JSON.stringify(location)}, another tensor in ${next.from} to ${next.to}`);
    const bytes = readRange(path, location, offset, length, where);
    ranges.splice(low, 0, { from: offset, to, bytes });
    return bytes;
  }
}

function readRange(path: string, location: string, offset: number, length: number, where: string): Uint8Array {
  const other = otherThanFile(path);
  if (other !== undefined) refuse(where, `keeps its data in ${JSON.stringify(location)}, which is ${other}`);
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
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
