/** Bytes as TypeScript text: base64 in lines that engines parse fast and that no error message prints whole. */

/** A multiple of 3: each line decodes by itself. */
const bytesPerLine = 49152;

/** `const <name>: readonly string[] = [...]`, one string a line. */
export function base64Parts(name: string, doc: string, bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine)
    lines.push(`  "${Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(bytesPerLine, bytes.length - at)).toString("base64")}",\n`);
  return `/** ${doc} */\nconst ${name}: readonly string[] = [\n${lines.join("")}];\n`;
}
