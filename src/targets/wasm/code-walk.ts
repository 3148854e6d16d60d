/** The code of a module that this target assembled, instruction by instruction: where a sequence stands that another one of its length can replace. */

const codeSection = 10;

/** Byte offsets of the instructions at which `isPlace` holds, in order. */
export function placesIn(bytes: Uint8Array, isPlace: (bytes: Uint8Array, at: number) => boolean): readonly number[] {
  const found: number[] = [];
  const walk = new Walk(bytes, 8);
  while (!walk.isAtEnd) {
    const section = walk.byte();
    const end = walk.unsigned() + walk.at;
    if (section !== codeSection) walk.at = end;
    else for (let functions = walk.unsigned(); functions > 0; functions--) inFunction(walk, isPlace, found);
  }
  return found;
}

function inFunction(walk: Walk, isPlace: (bytes: Uint8Array, at: number) => boolean, found: number[]): void {
  const end = walk.unsigned() + walk.at;
  for (let groups = walk.unsigned(); groups > 0; groups--) {
    walk.unsigned();
    walk.byte();
  }
  while (walk.at < end) {
    if (isPlace(walk.bytes, walk.at)) found.push(walk.at);
    walk.instruction();
  }
}

/** A reader of the instructions that this target's printer makes. */
export class Walk {
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    return this.bytes[this.at++] ?? 0;
  }

  /** An integer in LEB128. */
  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  matches(code: readonly number[]): boolean {
    return code.every((byte, i) => this.bytes[this.at + i] === byte);
  }

  /** Goes behind one instruction. */
  instruction(): void {
    const code = this.byte();
    if (code === 0xfc) this.#numeric(this.unsigned());
    else if (code === 0xfd) this.#vector(this.unsigned());
    else if (code >= 0x28 && code <= 0x3e) this.#integers(2);
    else if (code === 0x0e) this.#integers(this.unsigned() + 1);
    else if (code === 0x11) this.#integers(2);
    else if (code === 0x43) this.at += 4;
    else if (code === 0x44) this.at += 8;
    else if (oneInteger.has(code)) this.#integers(1);
  }

  /** memory.copy, memory.fill; the others convert. */
  #numeric(code: number): void {
    this.at += code === 10 ? 2 : code === 11 ? 1 : 0;
  }

  /** Loads and stores, of single lanes too; constants and shuffles; lanes by number; the others have no immediates. */
  #vector(code: number): void {
    if (code <= 11 || (code >= 84 && code <= 93)) this.#integers(2);
    if (code === 12 || code === 13) this.at += 16;
    if ((code >= 21 && code <= 34) || (code >= 84 && code <= 91)) this.at += 1;
  }

  #integers(count: number): void {
    for (let i = 0; i < count; i++) this.unsigned();
  }
}

/** block, loop, if, br, br_if, call, local.get, .set, .tee, global.get, .set, memory.size, memory.grow, i32.const, i64.const. */
const oneInteger: ReadonlySet<number> = new Set([2, 3, 4, 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x3f, 0x40, 0x41, 0x42]);
