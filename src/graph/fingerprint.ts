/** Fingerprint: two hashes of a graph, one of its structure and one of its numbers, by which a retrained model is told from a changed one. */

import { createHash, type Hash } from "node:crypto";
import { bytesOfArray } from "../core/dtype.ts";
import { addToHash } from "../core/files.ts";
import type { AttrValue, Graph, TensorAttr, Value } from "./graph.ts";
import { attrsKey } from "./text-print.ts";
import { typeText } from "./types.ts";

export interface Fingerprint {
  /** Of inputs, outputs, nodes, attributes, names and types, and of short lists of i64, which are axes and sizes. SHA-256, hex. */
  readonly structure: string;
  /** Of the elements of all other constants, in order of use. SHA-256, hex. */
  readonly parameters: string;
}

/** Longer lists of i64 are data. */
const mostSteering = 64;

export function fingerprint(graph: Graph): Fingerprint {
  const structure = createHash("sha256");
  const parameters = createHash("sha256");
  addGraph({ structure, parameters, seen: new Set() }, graph);
  return { structure: structure.digest("hex"), parameters: parameters.digest("hex") };
}

interface Hashing {
  readonly structure: Hash;
  readonly parameters: Hash;
  readonly seen: Set<Value>;
}

function addGraph(hashing: Hashing, graph: Graph): void {
  const line = (...words: readonly string[]): void => {
    hashing.structure.update(`${JSON.stringify(words)}\n`);
  };
  const port = (v: Value): string => `${v.name}: ${typeText(v.type)}`;
  line("graph", ...graph.inputs.map(port));
  for (const node of graph.nodes) {
    for (const v of node.inputs) if (v?.data !== undefined) addConstant(hashing, v, line);
    const tensors: TensorAttr[] = [];
    const bodies: Graph[] = [];
    const plain = Object.entries(node.attrs).filter(([, x]) => !isHeld(x, tensors, bodies));
    line("node", node.op.domain, node.op.name, attrsKey(Object.fromEntries(plain)), ...node.origin);
    line("reads", ...node.inputs.map((v) => v?.name ?? ""));
    line("makes", ...node.outputs.map(port));
    for (const t of tensors) addElements(hashing, typeText(t.type), t.data.array, line);
    for (const body of bodies) addGraph(hashing, body);
  }
  for (const v of graph.outputs) if (v.data !== undefined) addConstant(hashing, v, line);
  line("return", ...graph.outputs.map(port));
}

/** True for a tensor or graph, which is hashed after its node. */
function isHeld(x: AttrValue, tensors: TensorAttr[], bodies: Graph[]): boolean {
  if (typeof x !== "object" || !("kind" in x) || x.kind === "type-attr") return false;
  if (x.kind === "graph") bodies.push(x);
  else tensors.push(x);
  return true;
}

function addConstant(hashing: Hashing, v: Value, line: (...words: readonly string[]) => void): void {
  if (hashing.seen.has(v) || v.data === undefined) return;
  hashing.seen.add(v);
  line("constant", v.name, v.data.splat ? "splat" : "");
  addElements(hashing, typeText(v.type), v.data.array, line);
}

function addElements(hashing: Hashing, type: string, array: ArrayLike<unknown> | ArrayBufferView, line: (...words: readonly string[]) => void): void {
  line("elements", type);
  if (!ArrayBuffer.isView(array)) hashing.parameters.update(JSON.stringify(array));
  else if (array instanceof BigInt64Array && array.length <= mostSteering) line(...Array.from(array, String));
  else addToHash(hashing.parameters, bytesOfArray(array));
}
