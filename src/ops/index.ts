/** Every operator of all.ts, and finding one by its name. */
import type { OpDef } from "../graph/graph.ts";
import * as all from "./all.ts";

/** Sorted by the names of their exports. */
export const ops: readonly OpDef[] = Object.values(all);

const byName = new Map(ops.map((op) => [`${op.domain}/${op.name}`, op]));

/** The operator of that name; undefined when there is none. */
export const opNamed = (name: string, domain: string = ""): OpDef | undefined => byName.get(`${domain}/${name}`);
