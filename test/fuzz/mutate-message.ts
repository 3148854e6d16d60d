/** Mutations of a model's structure: fields of decoded protobuf messages get hostile values, lists lose and double parts, messages trade places. */
import protobuf from "protobufjs";
import { onnxIr } from "../../src/io/onnx/descriptor.ts";
import { ops } from "../../src/ops/index.ts";
import type { Random } from "../support/random.ts";

type Fields = Record<string, unknown>;

/** A place in a message that can be changed: a field that is there, or one element of a repeated field. */
interface Site {
  readonly owner: Fields;
  readonly field: protobuf.Field;
  /** In a repeated field; -1 for the whole field. */
  readonly index: number;
}

const modelType = onnxIr.lookupType("ModelProto");
const opNames = ops.map((op) => op.name);

const integers: readonly bigint[] = [
  0n,
  1n,
  -1n,
  2n,
  3n,
  7n,
  16n,
  255n,
  65536n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n,
  2n ** 40n,
  2n ** 53n,
  2n ** 63n - 1n,
  -(2n ** 31n),
  -(2n ** 63n),
];
const floats: readonly number[] = [0, -0, 1, -1, 0.5, 1e-30, 1e30, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const texts: readonly string[] = [
  "",
  "x",
  "__proto__",
  "constructor",
  "toString",
  "../../etc/passwd",
  "/etc/passwd",
  "a/../b",
  "\u0000",
  "\ud83d\ude00",
  "*/ #error",
  "`$\u007b1}",
  "N".repeat(5000),
];

/** Every place of a message and of all below it, with all texts found on the way. */
function sitesOf(type: protobuf.Type, message: Fields, sites: Site[], strings: string[]): void {
  type.resolveAll();
  for (const field of type.fieldsArray) {
    const value = message[field.name];
    if (!Object.hasOwn(message, field.name) || value === null || value === undefined) continue;
    const elements = field.repeated ? (value as unknown[]) : [value];
    sites.push({ owner: message, field, index: -1 });
    elements.forEach((element, i) => {
      if (field.repeated && i < 8) sites.push({ owner: message, field, index: i });
      if (typeof element === "string") strings.push(element);
      if (field.resolvedType instanceof protobuf.Type) sitesOf(field.resolvedType, element as Fields, sites, strings);
    });
  }
}

const pick = <T>(list: readonly T[], random: Random): T => list[random.below(list.length)] as T;

const long = (x: bigint): protobuf.Long =>
  ({ low: Number(BigInt.asIntN(32, x)), high: Number(BigInt.asIntN(32, x >> 32n)), unsigned: false }) as protobuf.Long;

/** Another value for a scalar field, hostile or borrowed from elsewhere in the model. */
function scalar(field: protobuf.Field, before: unknown, strings: readonly string[], random: Random): unknown {
  switch (field.type) {
    case "int32":
      return Number(BigInt.asIntN(32, random.below(2) === 0 ? pick(integers, random) : BigInt(random.below(32))));
    case "int64":
    case "uint64":
      return long(random.below(2) === 0 ? pick(integers, random) : BigInt(random.below(12) - 2));
    case "float":
    case "double":
      return pick(floats, random);
    case "string":
      return random.below(3) === 0 ? pick(texts, random) : field.name === "opType" ? pick(opNames, random) : pick(strings, random);
    default: {
      const bytes = before as Uint8Array;
      const kept = bytes.subarray(0, random.below(bytes.length + 1));
      return new Uint8Array(Buffer.concat([kept, new Uint8Array(random.below(9)).fill(random.below(256))]));
    }
  }
}

/** A message of the same type from elsewhere in the model, copied, so that it may be put inside itself. */
function borrowed(type: protobuf.Type, sites: readonly Site[], random: Random): unknown {
  const others = sites.filter((s) => s.field.resolvedType === type && (s.index >= 0 || !s.field.repeated));
  const { owner, field, index } = pick(others, random);
  const found = index < 0 ? owner[field.name] : (owner[field.name] as unknown[])[index];
  return type.decode(type.encode(found as Fields).finish());
}

function changeList(list: unknown[], make: () => unknown, random: Random): string {
  const at = random.below(list.length);
  const element = list[at];
  switch (random.below(5)) {
    case 0:
      list.splice(at, 1);
      return "element removed";
    case 1:
      list.splice(at, 0, element);
      return "element doubled";
    case 2:
      list.reverse();
      return "list reversed";
    case 3:
      list.length = 0;
      return "list emptied";
    default:
      list.splice(at, 0, make());
      return "element added";
  }
}

function change({ owner, field, index }: Site, sites: readonly Site[], strings: readonly string[], random: Random): string {
  const { resolvedType, name } = field;
  const value = owner[name];
  const make = (before: unknown): unknown =>
    resolvedType instanceof protobuf.Type ? borrowed(resolvedType, sites, random) : scalar(field, before, strings, random);
  if (field.repeated) {
    const list = value as unknown[];
    if (index < 0) return list.length === 0 ? "" : `${name}: ${changeList(list, () => make(list[0]), random)}`;
    list[index] = make(list[index]);
    return `${name}[${index}]`;
  }
  if (random.below(8) === 0) {
    delete owner[name];
    return `${name} removed`;
  }
  owner[name] = make(value);
  return name;
}

/** One to four changes to the structure of a model that can be decoded. */
export function mutateMessage(bytes: Uint8Array, random: Random): { readonly bytes: Uint8Array; readonly how: string } {
  const message = modelType.decode(bytes) as unknown as Fields;
  const how: string[] = [];
  for (let n = 1 + random.below(4); n > 0; n--) {
    const sites: Site[] = [];
    const strings: string[] = [];
    sitesOf(modelType, message, sites, strings);
    if (sites.length > 0) how.push(change(pick(sites, random), sites, strings, random));
  }
  return { bytes: modelType.encode(message).finish(), how: how.join(", ") };
}
