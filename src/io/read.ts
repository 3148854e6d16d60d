/** Reading named arrays: the format is told by the file's ending; raw bytes need name=file.bin:dtype[shape]. */
import { basename } from "node:path";
import { unzipSync } from "fflate";
import { CompileError, compileError } from "../core/diagnostics.ts";
import { bytesOf, isDType, viewArray } from "../core/dtype.ts";
import { otherThanFile, readBytes, systemReason } from "../core/files.ts";
import { type NamedArray, readShape } from "./named-array.ts";
import { readNpy } from "./npy.ts";
import { arraysOf, readStructuredProto } from "./structured-proto.ts";
import { readTensorProto } from "./tensor-proto.ts";

const refuse = (where: string, message: string, hint?: string): never => {
  throw compileError({ code: "AOT505", where, message, hint });
};

async function bytesOfFile(path: string): Promise<Uint8Array> {
  try {
    const other = otherThanFile(path);
    if (other !== undefined) return refuse(path, `is ${other}, a file is expected`);
    return await readBytes(path);
  } catch (error) {
    if (error instanceof CompileError) throw error;
    const reason = error instanceof RangeError ? "it is larger than an array may be" : systemReason(error);
    return refuse(path, `cannot be read (${reason})`);
  }
}

/** Arrays of all files, in order, each with another name. "name=file" gives the array of a .npy, .pb or .bin file a name. Throws AOT505. */
export async function readNamedArrays(paths: readonly string[]): Promise<readonly NamedArray[]> {
  const all = new Map<string, NamedArray>();
  for (const argument of paths)
    for (const array of await readOne(argument)) {
      if (all.has(array.name))
        refuse(argument, `gives an array named "${array.name}", as a file before it does`, "name=file gives an array another name");
      all.set(array.name, array);
    }
  return [...all.values()];
}

async function readOne(argument: string): Promise<readonly NamedArray[]> {
  const raw = /^([^=]+)=(.+\.bin):([a-z]\w*)\[([\d,\s]*)\]$/.exec(argument);
  if (raw !== null) return [await readRaw(raw[1] as string, raw[2] as string, raw[3] as string, raw[4] as string)];
  const structured = /^(?:([^=]+)=)?(.+\.pb):(sequence|optional)$/.exec(argument);
  if (structured !== null) {
    const [, name, path = "", kind] = structured;
    const value = readStructuredProto(kind as "sequence" | "optional", await bytesOfFile(path), path);
    return arraysOf(value, name ?? basename(path).replace(/\.\w+$/, ""));
  }
  const at = argument.indexOf("=");
  const [name, path] = at < 0 ? [undefined, argument] : [argument.slice(0, at), argument.slice(at + 1)];
  const own = name ?? basename(path).replace(/\.\w+$/, "");
  if (path.endsWith(".npz")) return readNpz(await bytesOfFile(path), path);
  if (path.endsWith(".npy")) return [readNpy(await bytesOfFile(path), own, path)];
  if (path.endsWith(".pb")) {
    const read = readTensorProto(await bytesOfFile(path), path);
    return [{ ...read, name: name ?? (read.name === "" ? own : read.name) }];
  }
  return refuse(argument, "is of no known format", "give .npz, .npy, .pb, file.pb:sequence, file.pb:optional, or name=file.bin:f32[1,3,8,8]");
}

/** A few kilobytes can unzip to any size. */
const mostUnzipped = 2 ** 31;

function readNpz(bytes: Uint8Array, path: string): readonly NamedArray[] {
  try {
    let total = 0;
    const entries = unzipSync(bytes, {
      filter: ({ originalSize }) => {
        total += originalSize;
        if (total > mostUnzipped)
          refuse(path, `holds ${total} bytes or more unzipped, ${mostUnzipped} are read at most`, "give large arrays as .npy");
        return true;
      },
    });
    return Object.entries(entries).map(([entry, data]) => readNpy(data, entry.replace(/\.npy$/, ""), `${path}:${entry}`));
  } catch (error) {
    if (error instanceof CompileError) throw error;
    return refuse(path, "is no .npz file: it cannot be unzipped");
  }
}

async function readRaw(name: string, path: string, dtype: string, shapeText: string): Promise<NamedArray> {
  if (dtype === "string") return refuse(path, "is given as strings, which raw bytes do not tell apart", "give a .npy or .pb file");
  if (!isDType(dtype)) return refuse(path, `"${dtype}" is no element type`, "for example f32, i64, u8");
  const shape = readShape(shapeText) ?? refuse(path, `is given the shape [${shapeText}], extents are whole numbers from 0`);
  const bytes = await bytesOfFile(path);
  const count = shape.reduce((n, d) => n * d, 1);
  if (bytes.length !== count * bytesOf(dtype))
    return refuse(path, `has ${bytes.length} bytes, ${dtype}[${shape.join(",")}] takes ${count * bytesOf(dtype)}`);
  return { name, dtype, shape, array: viewArray(dtype, bytes, count) };
}
