/** How inputs and outputs of a model that are not plain tensors are composed of a program's arrays. */

export type Structure =
  /** `port`: the name of the program's input or output. */
  | { readonly kind: "tensor"; readonly port: string }
  | { readonly kind: "sequence"; readonly items: readonly Structure[] }
  /** The values of a map in the order of its keys, 0 for absent keys; for a sequence of maps, a row for each map. */
  | KeyedValues<"map">
  | KeyedValues<"maps">
  /** `isPresent`: the port of the bool that says whether the element is present; omitted if it always or never is. */
  | { readonly kind: "optional"; readonly isPresent?: string; readonly element?: Structure };

interface KeyedValues<Kind extends string> {
  readonly kind: Kind;
  readonly port: string;
  /** "ascending": any keys, in ascending order. */
  readonly keys: readonly (string | number)[] | "ascending";
}

export interface NamedStructure {
  /** The model's own name. */
  readonly name: string;
  readonly structure: Structure;
}

/** The inputs and outputs of a model that are not plain tensors. */
export interface Structures {
  readonly inputs: readonly NamedStructure[];
  readonly outputs: readonly NamedStructure[];
}

/** The shape of every item of a sequence; "none" for an optional value that is never present. */
export type Items = readonly (readonly number[])[] | "none";

export type ItemLists = Readonly<Record<string, Items>>;

/** Items by the name of an input. */
export const itemsIn =
  (lists: ItemLists) =>
  (input: string): Items | undefined =>
    Object.hasOwn(lists, input) ? lists[input] : undefined;

/** What sequences would be made of if these arrays, x_0, x_1, ..., were their items. */
export function itemsAmong(arrays: readonly { readonly name: string; readonly shape: readonly number[] }[]): ItemLists {
  const lists: Record<string, (readonly number[])[]> = {};
  for (const { name, shape } of arrays) {
    const [, base = "", place] = /^(.+)_(\d+)$/.exec(name) ?? [];
    const list = Object.hasOwn(lists, base) ? (lists[base] ?? []) : [];
    if (base === "" || Number(place) !== list.length) continue;
    lists[base] = [...list, shape];
  }
  return lists;
}

const mostShown = 20;

/** The first keys, and how many more there are in the order of the model's file. */
function keysText(keys: KeyedValues<"map">["keys"]): string {
  if (keys === "ascending") return "all keys in ascending order";
  const shown = keys.slice(0, mostShown).map((key) => JSON.stringify(key));
  return [...shown, ...(keys.length > mostShown ? [`${keys.length - mostShown} more`] : [])].join(", ");
}

/** What each port of a structure stands for, in words: "item 0 of the sequence x". */
export function rolesIn({ name, structure }: NamedStructure): ReadonlyMap<string, string> {
  const roles = new Map<string, string>();
  const note = (s: Structure, role: string): void => {
    if (s.kind === "tensor") roles.set(s.port, role);
    else if (s.kind === "map" || s.kind === "maps")
      roles.set(s.port, `${s.kind === "map" ? "the map" : "a row for each map of"} ${role}, the values of ${keysText(s.keys)}`);
    else if (s.kind === "sequence") for (const [i, item] of s.items.entries()) note(item, `item ${i} of the sequence ${role}`);
    else {
      if (s.isPresent !== undefined) roles.set(s.isPresent, `1 where the optional value ${role} is there`);
      if (s.element !== undefined) note(s.element, s.element.kind === "tensor" ? `the optional value ${role}, anything where it is not there` : role);
    }
  };
  note(structure, name);
  return roles;
}

/** All ports of a structure, in order. */
export function portsOf(s: Structure): readonly string[] {
  switch (s.kind) {
    case "tensor":
    case "map":
    case "maps":
      return [s.port];
    case "sequence":
      return s.items.flatMap(portsOf);
    case "optional":
      return [...(s.isPresent === undefined ? [] : [s.isPresent]), ...(s.element === undefined ? [] : portsOf(s.element))];
  }
}
