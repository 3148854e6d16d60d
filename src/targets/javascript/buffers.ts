/**
 * The buffers of a TypeScript program: one typed-array view for each way a step uses a storage, made once per instance from one arena and
 * one block of weights. Arrays the caller owns are used as they are where whole; parts of them go through a copy in the arena.
 */
import { invariant } from "../../core/diagnostics.ts";
import { type ArrayTypeName, arrayTypeName, bytesOf, type DType } from "../../core/dtype.ts";
import { isPlain, layoutKey } from "../../core/layout.ts";
import { touches } from "../../schedule/accesses.ts";
import { type Argument, arenaAlignment, type Port, type Program, type Step, type Storage, stepsOf, type Variant } from "../../schedule/program.ts";
import { oneLine, storageText } from "../describe.ts";
import { weightsHeaderBytes } from "../weights.ts";
import { lengthOf } from "./signature.ts";

/** A step's use of a storage, as elements of `dtype`. */
export interface Use {
  readonly argument: Argument;
  readonly dtype: DType;
}

interface View {
  readonly name: string;
  readonly base: "arena" | "weights";
  readonly array: ArrayTypeName;
  /** First byte, and bytes of the whole storage. */
  readonly bytes: number;
  readonly storageBytes: number;
  readonly length: number;
  readonly comment: string;
}

const roundUp = (n: number): number => Math.ceil(n / arenaAlignment) * arenaAlignment;

export class Buffers {
  readonly #views = new Map<string, View>();
  readonly #start = new Map<Storage, { readonly base: View["base"]; readonly bytes: number; readonly comment: string }>();
  /** Caller's arrays that are copied into or out of the arena. */
  readonly #staged: ReadonlySet<Storage>;
  readonly #ports = new Map<Storage, string>();
  readonly arenaBytes: number;

  constructor(program: Program, variant: Variant) {
    const uses = stepsOf(variant.region).flatMap(usesOf);
    this.#staged = new Set(uses.filter((use) => isPort(use.argument.storage) && !isWhole(use)).map((use) => use.argument.storage));
    for (const { storage, offset } of variant.arena) this.#start.set(storage, { base: "arena", bytes: offset, comment: describe(storage) });
    for (const { storage, offset } of program.weights)
      this.#start.set(storage, { base: "weights", bytes: weightsHeaderBytes + offset, comment: describe(storage) });
    let end = roundUp(variant.arenaBytes);
    for (const storage of this.#staged) {
      this.#start.set(storage, { base: "arena", bytes: end, comment: `${describe(storage)}, copied` });
      end += roundUp(storage.bytes);
    }
    this.arenaBytes = this.#staged.size === 0 ? variant.arenaBytes : end;
    for (const port of variant.inputs) this.#ports.set(port.storage, `inputs.${port.identifier}`);
    for (const port of variant.outputs)
      if (port.storage.place === "output" && !this.#ports.has(port.storage)) this.#ports.set(port.storage, `outputs.${port.identifier}`);
    // Rows stand in the order of the plan and the weights file, whatever step uses them first.
    const order = [...this.#start.keys()];
    const copied = [...this.#staged].map((storage): Use => asStored({ storage, offset: 0 }));
    const sorted = [...copied, ...uses].sort((a, b) => order.indexOf(a.argument.storage) - order.indexOf(b.argument.storage));
    for (const use of sorted) this.expression(use);
  }

  /** What a step writes for this use: a view, or the caller's array. */
  expression(use: Use): string {
    const { storage, offset } = use.argument;
    const port = this.#ports.get(storage);
    if (port !== undefined && !this.#staged.has(storage)) return port;
    const array = arrayTypeName(use.dtype);
    const own = arrayTypeName(storage.dtype);
    const key = `${storage.name}${offset === 0 ? "" : `_from_${offset}`}${array === own ? "" : `_as_${use.dtype}`}`;
    if (!this.#views.has(key)) this.#views.set(key, this.#view(key, use, array));
    return `b.${key}`;
  }

  #view(name: string, { argument: { storage, offset }, dtype }: Use, array: ArrayTypeName): View {
    const start = this.#start.get(storage);
    invariant(start !== undefined, `${storage.name} has no place`);
    const size = bytesOf(dtype);
    const bytes = start.bytes + offset * size;
    const storageBytes = storage.bytes;
    return { name, base: start.base, array, bytes, storageBytes, length: Math.floor((storage.bytes - offset * size) / size), comment: start.comment };
  }

  /** Statements before the first step, and after the last: caller's arrays that cannot be used as they are. */
  copies({ inputs, outputs }: Variant): { readonly before: readonly string[]; readonly after: readonly string[] } {
    const whole = (port: Port): string => this.expression({ argument: { storage: port.storage, offset: 0 }, dtype: port.dtype });
    const before = inputs.filter((p) => this.#staged.has(p.storage)).map((p) => `${whole(p)}.set(inputs.${p.identifier});`);
    const after = outputs
      .filter((p) => this.#ports.get(p.storage) !== `outputs.${p.identifier}` || this.#staged.has(p.storage))
      .map((p) => copyOut(p, whole(p)));
    return { before, after };
  }

  get usesWeights(): boolean {
    return [...this.#views.values()].some((v) => v.base === "weights");
  }

  get isEmpty(): boolean {
    return this.#views.size === 0;
  }

  /** The function `name`: the only place with offsets. */
  text(name: string, weightsFile: string): string {
    // Weights lie one behind the other: a row says its own bytes, so that a weight more changes no other row.
    let end = weightsHeaderBytes;
    const row = (v: View): string => {
      const isNext = v.base === "weights" && v.bytes === end;
      if (isNext) end += v.storageBytes;
      return `    ${v.name}: new ${v.array}(${v.base}, ${isNext ? `next(${v.storageBytes})` : v.bytes}, ${v.length}), // ${v.comment}\n`;
    };
    const cursor = this.usesWeights ? `  let end = ${weightsHeaderBytes};\n  const next = (bytes: number): number => (end += bytes) - bytes;\n` : "";
    const params = `arena: ArrayBuffer${this.usesWeights ? ", weights: ArrayBuffer" : ""}`;
    return (
      `/** Views of the arena and of ${weightsFile} that kernels use, each with its first byte, its elements, and the source values it holds. */\n` +
      `function ${name}(${params}) {\n${cursor}  return {\n${[...this.#views.values()].map(row).join("")}  };\n}\n`
    );
  }
}

function copyOut(port: Port, from: string): string {
  const length = lengthOf(port);
  const isExact = port.storage.bytes === length * bytesOf(port.dtype);
  const target = `outputs.${port.identifier}`;
  return isExact ? `${target}.set(${from});` : `for (let i_ = 0; i_ < ${length}; i_++) ${target}[i_] = ${from}[i_];`;
}

const isPort = (s: Storage): boolean => s.place === "input" || s.place === "output";
const isWhole = ({ argument, dtype }: Use): boolean => argument.offset === 0 && arrayTypeName(dtype) === arrayTypeName(argument.storage.dtype);

const describe = (s: Storage): string => {
  const layout = isPlain(s.layout) ? "" : ` as ${layoutKey(s.layout)}`;
  return `${oneLine(s.holds)}  ${storageText(s)}${layout}`;
};

/** The uses of a step itself; those of the steps inside an If or a loop are theirs. */
const usesOf = (step: Step): readonly Use[] =>
  touches(step).map((argument, i) => ({
    argument,
    dtype: (step.kind === "call" ? step.kernel.params[i]?.dtype : undefined) ?? argument.storage.dtype,
  }));

/** A use as elements of the storage's own type. */
export const asStored = (argument: Argument): Use => ({ argument, dtype: argument.storage.dtype });
