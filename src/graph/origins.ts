/**
 * Origins while a graph is rewritten: names of source nodes, in parts that are only joined when the walk ends, since along a chain every node
 * may hand on those of all before it.
 */

export type OriginPart = string | Origins;
export type Origins = readonly OriginPart[];

/** Each name once. */
export function namesOf(origins: Origins): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<Origins>();
  const left: OriginPart[] = [origins];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next === "string") names.add(next);
    else if (!seen.has(next)) {
      seen.add(next);
      for (const part of next) left.push(part);
    }
  }
  return names;
}
