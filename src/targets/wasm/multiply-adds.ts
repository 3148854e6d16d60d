/**
 * Where a module multiplies and then adds four floats: the places at which relaxed SIMD's fused multiply-add can stand instead. That is another
 * binary for engines which have the instruction; it is made of this one when it is loaded, since nothing changes its length.
 */

/** Opcodes: f32x4.mul, local.get, f32x4.add, as bytes. */
const multiply = [0xfd, 0xe6, 0x01] as const;
const localGet = 0x20;
const addition = [0xfd, 0xe4, 0x01] as const;

const codeSection = 10;

/** Byte offsets of every `f32x4.mul, local.get, f32x4.add` in the code of a module this target assembled, in order. */
export function multiplyAddsIn(bytes: Uint8Array): readonly number[] {
  const found: number[] = [];
  const walk = new Walk(bytes, 8);
  while (!walk.isAtEnd) {
    const section = walk.byte();
    const end = walk.unsigned() + walk.at;
    if (section !== codeSection) walk.at = end;
    else for (let functions = walk.unsigned(); functions > 0; functions--) inFunction(walk, found);
  }
  return found;
}

function inFunction(walk: Walk, found: number[]): void {
  const end = walk.unsigned() + walk.at;
  for (let groups = walk.unsigned(); groups > 0; groups--) {
    walk.unsigned();
    walk.byte();
  }
  while (walk.at < end) {
    const { at } = walk;
    if (walk.matches(multiply) && isMultiplyAdd(walk.bytes, at)) found.push(at);
    walk.instruction();
  }
}

/** True when the element that is added is a local, read between the product and the sum. */
function isMultiplyAdd(bytes: Uint8Array, at: number): boolean {
  const walk = new Walk(bytes, at + multiply.length);
  if (walk.byte() !== localGet) return false;
  walk.unsigned();
  return walk.matches(addition);
}

/** A reader of the instructions that this target's printer makes. */
class Walk {
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
