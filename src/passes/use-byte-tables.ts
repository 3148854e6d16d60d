/**
 * use-byte-tables: what lies between a DequantizeLinear and a QuantizeLinear, where it is a function of that one byte alone, becomes a table of its 256
 * results. They are what the nodes themselves give for all bytes, which folding computes. Vectors of 8 and more compute sums, products and cuts
 * faster than one lookup after the other; for machines that have them, only what takes exponentials and the like becomes a table.
 */

import { equalShapes } from "../core/dim.ts";
import type { Node, Pass, Value } from "../graph/graph.ts";
import { type Rewriting, rewriteNodes } from "../graph/rewrite-nodes.ts";
import { ByteTable } from "../ops/byte-table.ts";
import { DequantizeLinear } from "../ops/dequantize-linear.ts";
import { QuantizeLinear } from "../ops/quantize-linear.ts";
import { uniformNumber } from "./constant-elements.ts";
import { typeOf } from "./patterns.ts";
import { isByte } from "./quantized-operands.ts";

/** Nodes of a function, in order, and the byte it is one of. */
interface ByteFunction {
  readonly nodes: ReadonlySet<Node>;
  readonly byte: Value;
}

/** Lanes with which a sum of 16 bytes takes longer than as many lookups. */
const shortVectors = 4;

/** A function of more nodes is not followed. */
const mostNodes = 32;

const isConversion = ({ op, attrs }: Node): boolean => (op === QuantizeLinear || op === DequantizeLinear) && attrs.block === 0;

/** One element of its operands for one of its result; what is not computed is one number. */
const isPointwise = (n: Node): boolean => n.outputs.length === 1 && (isConversion(n) || (n.op.elementwise === true && n.op !== ByteTable));

const isNumber = (v: Value): boolean => uniformNumber(v) !== undefined && typeOf(v)?.shape.every((d) => d === 1) === true;

/** The function that the QuantizeLinear `end` gives of one byte. `deep`: also through functions that are tables already. */
function functionOf(graph: Rewriting, end: Node, deep: boolean): ByteFunction | undefined {
  const nodes = new Set<Node>();
  const leaves = new Set<Value>();
  const visit = (v: Value, isDequantized: boolean): boolean => {
    const n = graph.producer(v);
    const isTable = deep && n?.op === ByteTable;
    if (isDequantized && isByte(v) && !isTable) {
      leaves.add(v);
      return leaves.size === 1 && v.data === undefined;
    }
    if (n === undefined || nodes.size >= mostNodes || !(isTable || isPointwise(n))) return false;
    if (nodes.has(n)) return true;
    const computed = (isTable ? n.inputs.slice(0, 1) : n.inputs).filter((x): x is Value => x !== undefined && !isNumber(x));
    if (computed.length === 0 || !computed.every((x) => visit(x, n.op === DequantizeLinear || isTable))) return false;
    nodes.add(n);
    return true;
  };
  const [from] = end.inputs;
  if (from === undefined || !isConversion(end) || !end.inputs.slice(1).every((v) => v === undefined || isNumber(v)) || !visit(from, false))
    return undefined;
  const [byte] = leaves;
  if (byte === undefined || !equalShapes(typeOf(byte)?.shape ?? [], typeOf(end.outputs[0])?.shape ?? [])) return undefined;
  return { nodes: nodes.add(end), byte };
}

/** The results for all bytes, as nodes over a constant. */
function tableOf(graph: Rewriting, { nodes, byte }: ByteFunction): Value {
  const dtype = typeOf(byte)?.dtype === "i8" ? "i8" : "u8";
  const all = Array.from({ length: 256 }, (_, i) => (dtype === "i8" ? i - 128 : i));
  const now = new Map<Value, Value>([[byte, graph.numbers(`${byte.name}.all`, dtype, [all.length], all)]]);
  for (const n of nodes) {
    // Numbers have no axes, so that the results have one.
    const operands = n.inputs.map((v) => (v === undefined ? v : (now.get(v) ?? (isNumber(v) ? scalar(graph, v) : v))));
    now.set(n.outputs[0] as Value, graph.emitLike(n, operands));
  }
  return [...now.values()].at(-1) as Value;
}

function scalar(graph: Rewriting, v: Value): Value {
  const type = typeOf(v);
  return type === undefined || type.shape.length === 0 ? v : graph.numbers(v.name, type.dtype, [], [uniformNumber(v) ?? 0]);
}

export const useByteTables: Pass = {
  name: "use-byte-tables",
  doc: "replaces functions of one byte by tables of 256 results",
  contract: "exact",
  run(graph, { machine, note }) {
    const paysOff = ({ nodes }: ByteFunction): boolean =>
      machine.lanes <= shortVectors || [...nodes].some((n) => n.op.transcendental === true || n.op === ByteTable);
    return rewriteNodes(graph, (n, rewriting) => {
      if (n.op !== QuantizeLinear || !isByte(n.outputs[0])) return undefined;
      const found = functionOf(rewriting, n, false) ?? functionOf(rewriting, n, true);
      if (found === undefined || !paysOff(found)) return undefined;
      note("functions of bytes in tables", 1);
      return rewriting.replace(ByteTable, [found.byte, tableOf(rewriting, found)]);
    });
  },
};
