/**
 * What reads vectors of channels and stores rows, in the order of what is read: a strip of neighbours in a row for one vector of channels at a time, so that what is
 * read stays in the first-level cache and few rows are written at once. Values are computed in vectors and put aside until they are stored one by one.
 */
import { add, type Dim, dimOf, equalDims, floorDiv, min, mod, mul, type Sym, sub, sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { addressOf, plainLayout } from "../../core/layout.ts";
import { type Axis, axis, type Compute, coordinate, operandsOf } from "../compute.ts";
import { type Buffer, buffer, type ExprOf, load, tensor, widen } from "../expr.ts";
import { kernel, type Routine, type Stmt, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { walkExpr } from "../rewrite-expr.ts";
import { transposing } from "../transposition.ts";
import { loopsAround, merged, type Nest, replaced } from "./nest.ts";
import { parametersOf, storeAddress } from "./parameters.ts";
import { simpleLoop } from "./tile-place.ts";
import { isStoredInVectors, isVectorizable, vectorized } from "./vectorize.ts";

/** Neighbours in a row that are stored together. */
const strip = 16;

/** Rows that a copy writes at once: as many lines as a set of a first-level cache holds beside what is read. */
const rowsAtOnce = 8;

/** Elements of a row whose copies are quicker in this order; in V8 they never are. */
const leastCopied = 64;

type Read = ExprOf<"read">;

/** Channels in the order in which they are read: their number, how many stand in a block, and the loops over everything else. */
interface Channels {
  readonly sym: Sym;
  readonly extent: number;
  readonly block: number;
  readonly nest: Nest;
}

/** The kernel of a compute without a reduction whose rows are made of blocks of channels; undefined for any other. */
export function inSourceOrder(c: Compute, machine: Machine): Routine | undefined {
  const found = machine.lanes === 1 || operandsOf(c).includes(c.output) ? undefined : channelsOf(c);
  const row = found?.nest.loops.at(-1);
  if (found === undefined || row === undefined || typeof row.extent !== "number" || row.extent < strip) return undefined;
  const { sym: channel, extent, nest } = found;
  const address = addressOf(c.output.layout, c.output.shape, nest.at);
  if (linearIn(address, row.sym)?.coef !== 1) return undefined;
  const isCopy = nest.value.kind === "read";
  const lane = sym("lane", 0, found.block - 1);
  const along = replaced(nest, (s) =>
    s === channel ? add(mul(dimOf(sym("block", 0, Math.ceil(extent / found.block) - 1)), found.block), dimOf(lane)) : undefined,
  );
  // Rows of channels that are not shuffled lie evenly: a block of them is a transposition.
  const isEven = isCopy && linearIn(addressOf(c.output.layout, c.output.shape, along.at), lane) !== undefined;
  const block = isCopy && !isEven ? Math.min(found.block, rowsAtOnce) : found.block;
  if (isCopy && !isEven && (machine.shortBodies || row.extent < leastCopied)) return undefined;
  // Vectors that go on behind the last channel find blocks and constants there, nothing else.
  const isWhole = extent % block === 0 || operandsOf(c).filter((t) => !t.constant).length === 1;
  if (!isCopy && !(isWhole && block === machine.lanes && isStoredInVectors(c.output.dtype, machine) && isVectorizable(along.value, lane)))
    return undefined;
  const parameters = parametersOf(c);
  const put = isCopy ? undefined : buffer("tile", c.output.dtype, strip * block, "out");
  const pixels = isEven ? row.extent : strip;
  const [whole, rest] = [Math.floor(row.extent / pixels), row.extent % pixels];
  const body = simpleLoop("block", Math.ceil(extent / block), (b) => {
    const left = min(block, sub(extent, mul(b, block)));
    const part = (size: number, start: Dim): readonly Stmt[] => {
      const at = (i: Dim, l: Dim): Nest => replaced(nest, (s) => (s === row.sym ? add(start, i) : s === channel ? add(mul(b, block), l) : undefined));
      const one = (i: Dim, l: Dim): Stmt => {
        const { at: place, value } = at(i, l);
        const element = put === undefined ? vectorized(value, undefined, parameters) : load(put, add(mul(i, block), l));
        return store(parameters.output, storeAddress(c, place, parameters.bufferOf), element);
      };
      const vector = (to: Buffer, i: Dim): Stmt =>
        store(to, mul(i, block), widen(vectorized(at(i, dimOf(lane)).value, { sym: lane, count: block }, parameters), block));
      return [
        ...(put === undefined ? [] : simpleLoop(row.sym.name, size, (i) => [vector(put, i)])),
        ...simpleLoop("lane", left, (l) => simpleLoop(row.sym.name, size, (i) => [one(i, l)])).map((s) => transposing(s) ?? s),
      ];
    };
    return [...simpleLoop(`${row.sym.name}_strip`, whole, (s) => part(pixels, mul(s, pixels))), ...(rest === 0 ? [] : part(rest, whole * pixels))];
  });
  const own = put === undefined ? [] : [{ put, tensor: tensor(`${c.output.name}.tile`, put.dtype, [strip * block], plainLayout(1)) }];
  const { params, operands } = parameters;
  return Object.freeze({
    kind: "routine",
    kernel: kernel({
      name: c.name,
      doc: [],
      params: [...params.slice(0, -1), ...own.map((o) => o.put), ...params.slice(-1)],
      body: loopsAround(nest.loops.slice(0, -1), body),
    }),
    operands: [...operands.slice(0, -1), ...own.map((o) => o.tensor), ...operands.slice(-1)],
    ...(own.length === 0 ? {} : { scratch: own.map((o) => o.tensor) }),
    origin: c.origin,
  });
}

/** The blocked axis that a compute reads, over the axes along which it does; undefined where these do not walk its channels one by one. */
function channelsOf(c: Compute): Channels | undefined {
  let first: Read | undefined;
  walkExpr(c.value, (x) => {
    if (x.kind === "read" && !x.tensor.constant && x.tensor.layout.blocks.length === 1) first ??= x;
  });
  const [blocked] = first?.tensor.layout.blocks ?? [];
  if (first === undefined || blocked === undefined) return undefined;
  const place = first.at[blocked.axis] ?? 0;
  const parts = new Map(c.axes.map((a) => [a.sym, splitAxis(a, place)]));
  const at = substitute(place, (s) => parts.get(s)?.by);
  const axes = [...parts.values()].flatMap((p) => p.axes);
  const walking = axes.filter((a) => dependsOn(at, a.sym)).map((a) => ({ a, coef: linearIn(at, a.sym)?.coef }));
  const channels = { extent: 1, places: new Map<Sym, (channel: Dim) => Dim>() };
  for (const { a, coef } of walking.sort((p, q) => Number(p.coef) - Number(q.coef))) {
    const [stride, { extent }] = [channels.extent, a];
    if (coef !== stride || typeof extent !== "number") return undefined;
    channels.places.set(a.sym, (channel) => mod(floorDiv(channel, stride), extent));
    channels.extent *= extent;
  }
  const { extent, places } = channels;
  if (extent === 1) return undefined;
  const channel = sym("channel", 0, extent - 1);
  const moved = (s: Sym): Dim | undefined => places.get(s)?.(dimOf(channel));
  const start = sub(substitute(at, moved), dimOf(channel));
  if (typeof start !== "number" || start % blocked.size !== 0) return undefined;
  const loops = axes.filter((a) => !places.has(a.sym));
  const nest = replaced(
    replaced({ loops, value: c.value, at: c.at }, (s) => parts.get(s)?.by),
    moved,
  );
  return { sym: channel, extent, block: blocked.size, nest: merged(c, nest) };
}

/** An axis as two where a coordinate is made of its quotient and remainder by a number that divides it; `by` stands for it. */
function splitAxis(a: Axis, place: Dim): { readonly axes: readonly Axis[]; readonly by: Dim } {
  const atoms = typeof place === "number" ? [] : place.terms.flatMap((t) => t.atoms);
  const quotient = atoms.find((x) => (x.kind === "floordiv" || x.kind === "mod") && equalDims(x.of, dimOf(a.sym)));
  const size = quotient?.kind === "floordiv" || quotient?.kind === "mod" ? quotient.by : 1;
  if (size === 1 || typeof a.extent !== "number" || a.extent % size !== 0) return { axes: [a], by: dimOf(a.sym) };
  const [outer, inner] = [axis(`${a.sym.name}_block`, a.extent / size), axis(a.sym.name, size)];
  return { axes: [outer, inner], by: add(mul(coordinate(outer), size), coordinate(inner)) };
}
