/** All frontends, and the choice among them by what a file contains. */
import { type FileHandle, open } from "node:fs/promises";
import { CompileError, compileError } from "../core/diagnostics.ts";
import { otherThanFile, systemReason } from "../core/files.ts";
import type { Frontend, ReadOptions, SourceModel } from "./frontend.ts";
import { onnx } from "./onnx/index.ts";

/** In the order they are asked. */
export const frontends: readonly Frontend[] = [onnx];

const headBytes = 4096;

async function headOf(path: string): Promise<Uint8Array> {
  const refuse = (message: string): never => {
    throw compileError({ code: "AOT101", where: path, message, hint: "give the path of a model file" });
  };
  let file: FileHandle;
  try {
    const other = otherThanFile(path);
    if (other !== undefined) refuse(`is ${other}, a model file is expected`);
    file = await open(path);
  } catch (error) {
    if (error instanceof CompileError) throw error;
    const reason = systemReason(error);
    return refuse(reason === "ENOENT" ? "does not exist" : `cannot be read (${reason})`);
  }
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Reads a model file of any known format. Throws CompileError: AOT101 unreadable file, AOT102 unknown format, or what the frontend found. */
export async function readModel(path: string, options: ReadOptions): Promise<SourceModel> {
  const head = await headOf(path);
  const frontend = frontends.find((candidate) => candidate.recognizes(head, path));
  if (frontend === undefined)
    throw compileError({
      code: "AOT102",
      where: path,
      message: `is of no known format; known formats are ${frontends.map((f) => f.name).join(", ")}`,
      hint: head.length === 0 ? "the file is empty" : "convert the model to ONNX first",
    });
  return frontend.read(path, options);
}
