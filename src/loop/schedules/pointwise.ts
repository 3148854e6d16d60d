/**
 * The pointwise schedule: loops in the order of the output's memory, neighbouring axes merged where every operand allows it, the
 * innermost along the lanes. Elementwise operators, copies between layouts, slices, pads and gathers.
 */

import { add, bounds, ceilDiv, type Dim, dimOf, equalDims, floorDiv, min, mod, mul, type Sym, sub, sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import { dependsOn, linearIn } from "../../core/dim-terms.ts";
import { bytesOf } from "../../core/dtype.ts";
import { addressOf, blockAlong, physicalAxes } from "../../core/layout.ts";
import type { Axis, Compute } from "../compute.ts";
import { type Expr, read, variable, widen } from "../expr.ts";
import { kernel, letStmt, loop, type Routine, type Stmt, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { rewriteExpr, tensorsRead, walkExpr } from "../rewrite-expr.ts";
import { transposing } from "../transposition.ts";
import { cutOf } from "./cuts.ts";
import { fixedValues } from "./fixed-values.ts";
import { type KeptReads, keptReads } from "./kept-reads.ts";
import { type Parameters, parametersOf, storeAddress } from "./parameters.ts";
import { isStoredInVectors, isVectorizable, vectorized } from "./vectorize.ts";

/** One loop: its symbol's name and extent. */
interface Loop {
  readonly sym: Sym;
  readonly extent: Dim;
}

/** The compute rewritten over its loops' symbols. */
export interface Nest {
  readonly loops: readonly Loop[];
  readonly value: Expr;
  readonly at: readonly Dim[];
}

export function pointwise(c: Compute, machine: Machine): Routine {
  const parameters = parametersOf(c);
  const whole = merged(c, overMemory(c));
  const fixed = fixedValues(whole.value, new Set(whole.loops.map(({ sym: s }) => s)), parameters);
  const nest = inPeriods(c, { ...whole, value: fixed.value }, machine);
  const body = [...fixed.lets, ...(inParts(c, nest, machine, parameters) ?? scheduled(c, nest, machine, parameters))];
  return Object.freeze({
    kind: "routine",
    kernel: kernel({ name: c.name, doc: [], params: parameters.params, body }),
    operands: parameters.operands,
    origin: c.origin,
  });
}

/** One loop a physical axis of the output: a blocked axis becomes two loops. */
function overMemory(c: Compute): Nest {
  const replacements = new Map<Sym, Dim>();
  const placed: { position: number; loop: Loop }[] = [];
  const physical = physicalAxes(c.output.layout, c.output.shape);
  for (const a of c.axes) {
    const axis = c.at.findIndex((d) => dependsOn(d, a.sym));
    const outer = physical.findIndex((p) => p.axis === axis && p.part !== "inner");
    const inner = physical.findIndex((p) => p.axis === axis && p.part === "inner");
    const isOneBlock = c.output.layout.blocks.filter((b) => b.axis === axis).length === 1;
    const block = isOneBlock ? Number(physical[inner]?.extent) : 1;
    const isShifted = axis >= 0 && c.at[axis] !== undefined && !isExactly(c.at[axis] as Dim, a.sym);
    if (block === 1 || isShifted || typeof a.extent !== "number") {
      placed.push({ position: outer < 0 ? -1 : outer, loop: { sym: a.sym, extent: a.extent } });
      continue;
    }
    const blocks = Math.ceil(a.extent / block);
    const o = sym(`${a.sym.name}_block`, 0, blocks - 1);
    const i = sym(a.sym.name, 0, block - 1);
    const left: Dim = blocks === 1 ? a.extent : min(block, sub(a.extent, mul(dimOf(o), block)));
    replacements.set(a.sym, add(mul(dimOf(o), block), dimOf(i)));
    placed.push({ position: outer, loop: { sym: o, extent: blocks } });
    placed.push({ position: inner, loop: { sym: i, extent: mayFillBlocks(c, a, axis, blocks * block) ? block : left } });
  }
  placed.sort((a, b) => a.position - b.position);
  return replaced({ loops: placed.map((p) => p.loop), value: c.value, at: c.at }, (s) => replacements.get(s));
}

/**
 * True when every operand has elements, padding included, for all points of the axis's blocks, and nothing else of the output stands there: pad lanes
 * are computed along with the rest.
 */
function mayFillBlocks(c: Compute, a: Axis, axis: number, padded: number): boolean {
  if (a.extent === padded) return true;
  if (a.extent !== c.output.shape[axis]) return false;
  let may = true;
  walkExpr(c.value, (x) => {
    if (x.kind !== "read") return;
    const axis = x.at.findIndex((d) => dependsOn(d, a.sym));
    if (axis < 0) return;
    const { shape, layout, constant, dtype } = x.tensor;
    const isVector = shape.every((d, i) => i === axis || d === 1);
    // A constant ends on whole 64 bytes: one number a channel may be read to the end of its vector.
    const block = constant && isVector ? 64 / bytesOf(dtype) : blockAlong(layout, axis);
    const held = mul(ceilDiv(shape[axis] ?? 1, block), block);
    const isOwn = isExactly(x.at[axis] as Dim, a.sym) && x.at.every((d, i) => i === axis || !dependsOn(d, a.sym));
    if (!isOwn || typeof held !== "number" || held < padded) may = false;
  });
  return may;
}

const isExactly = (d: Dim, s: Sym): boolean => typeof d !== "number" && d.key === dimOf(s).key;

export const replaced = (nest: Nest, replace: (s: Sym) => Dim | undefined): Nest => ({
  loops: nest.loops.map((l) => ({ ...l, extent: substitute(l.extent, replace) })),
  value: rewriteExpr(nest.value, { sym: replace }),
  at: nest.at.map((d) => substitute(d, replace)),
});

/** Merges neighbouring loops while all addresses stay linear; loops of one point go first. */
export function merged(c: Compute, nest: Nest): Nest {
  const single = nest.loops.filter((l) => l.extent === 1);
  let current = replaced({ ...nest, loops: nest.loops.filter((l) => l.extent !== 1) }, (s) => (single.some((l) => l.sym === s) ? 0 : undefined));
  for (let i = current.loops.length - 2; i >= 0; i--) {
    const outer = current.loops[i] as Loop;
    const inner = current.loops[i + 1] as Loop;
    if (typeof inner.extent !== "number" || inner.extent === 0) continue;
    const { extent } = inner;
    const both = sym("i", 0, Math.max(0, bounds(outer.extent)[1] * extent - 1));
    const next = replaced(current, (s) => (s === outer.sym ? floorDiv(dimOf(both), extent) : s === inner.sym ? mod(dimOf(both), extent) : undefined));
    if (!isLinear(c, next, both)) continue;
    const loops = [...next.loops.slice(0, i), { sym: both, extent: mul(outer.extent, extent) }, ...next.loops.slice(i + 2)];
    current = { ...next, loops };
  }
  return current;
}

/** True when every address is linear in `s` and no coordinate is asked for by itself. */
function isLinear(c: Compute, nest: Nest, s: Sym): boolean {
  let linear = linearIn(addressOf(c.output.layout, c.output.shape, nest.at), s) !== undefined;
  walkExpr(nest.value, (x) => {
    if (x.kind === "read" && linearIn(addressOf(x.tensor.layout, x.tensor.shape, x.at), s) === undefined) linear = false;
    if (x.kind === "index" && dependsOn(x.dim, s)) linear = false;
  });
  return linear;
}

/** The nest with its last loop as two where what is read begins anew after a number of elements (Tile) that lanes fill; else as it is. */
function inPeriods(c: Compute, nest: Nest, machine: Machine): Nest {
  const last = nest.loops.at(-1);
  const { lanes } = machine;
  if (last === undefined || typeof last.extent !== "number" || lanes === 1 || last.extent < 2 * lanes || hasLanes(c, nest, last, lanes, machine))
    return nest;
  const { extent, sym: s } = last;
  for (const period of periodsOf(nest.value, s)) {
    if (period < lanes || period >= extent || extent % period !== 0) continue;
    const [outer, inner] = [sym(`${s.name}_copy`, 0, extent / period - 1), sym(s.name, 0, period - 1)];
    const within = { sym: inner, extent: period };
    const split = replaced({ ...nest, loops: [...nest.loops.slice(0, -1), { sym: outer, extent: extent / period }, within] }, (x) =>
      x === s ? add(mul(dimOf(outer), period), dimOf(inner)) : undefined,
    );
    if (hasLanes(c, split, within, lanes, machine)) return split;
  }
  return nest;
}

/** The numbers by which coordinates of what is read divide a loop's symbol. */
function periodsOf(value: Expr, s: Sym): ReadonlySet<number> {
  const found = new Set<number>();
  walkExpr(value, (x) => {
    if (x.kind !== "read") return;
    for (const d of x.at)
      for (const atom of typeof d === "number" ? [] : d.terms.flatMap((t) => t.atoms))
        if ((atom.kind === "mod" || atom.kind === "floordiv") && equalDims(atom.of, dimOf(s))) found.add(atom.by);
  });
  return found;
}

/** Parts that loops are cut into, at most: those of a padded volume. */
const mostParts = 9;

/**
 * The nest with loops cut where conditions on their coordinates change, so that lanes run along what lies between borders. Undefined where they can already,
 * cannot even so, or there is nothing to cut.
 */
function inParts(c: Compute, nest: Nest, machine: Machine, parameters: Parameters): readonly Stmt[] | undefined {
  const lanes = Math.max(leastBetween, machine.lanes);
  let [count, between] = [0, 0];
  const parts = ([first, ...others]: readonly Loop[], n: Nest): readonly Stmt[] => {
    if (first === undefined) {
      count++;
      return scheduled(c, { ...n, loops: [] }, machine, parameters);
    }
    const cut = typeof first.extent === "number" ? cutOf(n.value, first.sym, others.length === 0) : undefined;
    if (cut !== undefined) {
      const part = (from: number, extent: number): readonly Stmt[] => {
        const s = sym(first.sym.name, 0, extent - 1);
        const own = extent === 1 ? [] : [{ sym: s, extent }];
        return parts(
          [...own, ...others],
          replaced(n, (x) => (x === first.sym ? add(extent === 1 ? 0 : dimOf(s), from) : undefined)),
        );
      };
      return [...part(0, cut), ...part(cut, Number(first.extent) - cut)];
    }
    if (others.length > 0) return loopsAround([first], parts(others, n));
    count++;
    if (hasLanes(c, n, first, lanes, machine)) between = Math.max(between, bounds(first.extent)[1]);
    return scheduled(c, { ...n, loops: [first] }, machine, parameters);
  };
  const last = nest.loops.at(-1);
  if (last === undefined || hasLanes(c, nest, last, lanes, machine)) return undefined;
  const body = parts(nest.loops, nest);
  return between >= lanes && count > 1 && count <= mostParts ? body : undefined;
}

/** Elements without a condition that are worth a loop of their own where there are no lanes. */
const leastBetween = 8;

/** True where `lanes` neighbours along a loop have a vector form. */
function hasLanes(c: Compute, nest: Nest, { sym: s, extent }: Loop, lanes: number, machine: Machine): boolean {
  const lane = sym("lane", 0, lanes - 1);
  const along = replaced(nest, (x) =>
    x === s ? add(mul(dimOf(sym(s.name, 0, Math.max(0, bounds(floorDiv(extent, lanes))[1] - 1))), lanes), dimOf(lane)) : undefined,
  );
  return isStoredInVectors(c.output.dtype, machine) && isVectorizable(along.value, lane) && isVectorizable(read(c.output, along.at), lane);
}

function scheduled(c: Compute, nest: Nest, machine: Machine, parameters: Parameters): readonly Stmt[] {
  const last = nest.loops.at(-1);
  const outer = nest.loops.slice(0, -1);
  const { lanes } = machine;
  if (last === undefined) return loopsAround(nest.loops, [point(c, nest, parameters, (e) => e)]);
  const { lets, named } = keptReads(nest.value, last.sym, parameters);
  const oneByOne = (): readonly Stmt[] => {
    const scalars = (loops: readonly Loop[], inner: Loop, n: Nest): readonly Stmt[] =>
      loopsAround(loops, [...lets, ...loopsAround([inner], [point(c, n, parameters, named)])]);
    const across = lanes === 1 || lets.length > 0 ? undefined : transposedLoops(c, nest, parameters);
    if (across !== undefined) return across;
    const tiles = transposedTiles(c, nest);
    return tiles === undefined ? scalars(outer, last, nest) : tiles.flatMap(({ loops, inner, nest: n }) => scalars(loops, inner, n));
  };
  if (lanes === 1 || bounds(last.extent)[1] < lanes) return oneByOne();
  const lane = sym("lane", 0, lanes - 1);
  const vectors = floorDiv(last.extent, lanes);
  const whole = mul(vectors, lanes);
  const block = sym(last.sym.name, 0, Math.max(0, bounds(vectors)[1] - 1));
  const along = replaced(nest, (s) => (s === last.sym ? add(mul(dimOf(block), lanes), dimOf(lane)) : undefined));
  if (!isStoredInVectors(c.output.dtype, machine) || !isVectorizable(along.value, lane) || !isVectorizable(read(c.output, along.at), lane))
    return oneByOne();
  const vector = vectorPoint(c, along, lane, lanes, parameters, named);
  const body: Stmt[] =
    vectors === 1
      ? [replaceInStore(vector, block, 0)]
      : [
          rename(
            loop(block.name, vectors, () => [vector]),
            block,
          ),
        ];
  const again = lastVector(c, nest, last, lane, lanes);
  if (!equalDims(whole, last.extent) && again !== undefined) {
    // Computed before the loop, which may overwrite what it reads.
    const value = vectorValue(again, lane, lanes, parameters, named);
    const kept = variable("tail", value.dtype, lanes);
    body.unshift(letStmt(kept, value));
    body.push(storeVector(c, again, lane, parameters, kept));
  } else if (!equalDims(whole, last.extent)) {
    const from = bounds(whole)[0];
    const rest = sym(last.sym.name, from, Math.max(from, bounds(last.extent)[1] - 1));
    const scalar = replaced(nest, (s) => (s === last.sym ? dimOf(rest) : undefined));
    body.push(
      rename(
        loop(rest.name, last.extent, () => [point(c, scalar, parameters, named)], { from: whole }),
        rest,
      ),
    );
  }
  return loopsAround(outer, [...lets, ...body]);
}

/** A copy whose reads and stores find neighbours along different loops: those stand inside all others, for squares in registers. Undefined elsewhere. */
function transposedLoops(c: Compute, nest: Nest, parameters: Parameters): readonly Stmt[] | undefined {
  const { loops, value, at } = nest;
  if (value.kind !== "read") return undefined;
  const along = (tensor: Compute["output"], place: readonly Dim[]): Loop | undefined =>
    loops.find((l) => linearIn(addressOf(tensor.layout, tensor.shape, place), l.sym)?.coef === 1);
  const [outer, inner] = [along(value.tensor, value.at), along(c.output, at)];
  if (outer === undefined || inner === undefined || loops.some((l) => dependsOn(l.extent, outer.sym) || dependsOn(l.extent, inner.sym)))
    return undefined;
  const [across] = loopsAround([outer, inner], [point(c, nest, parameters, (e) => e)]);
  const transposed = across === undefined ? undefined : transposing(across);
  return transposed === undefined
    ? undefined
    : loopsAround(
        loops.filter((l) => l !== outer && l !== inner),
        [transposed],
      );
}

/** Neighbours along the last loop that are written together in a transposition: as many lines are read meanwhile as a set of a first-level cache holds. */
const transposedTile = 8;

/**
 * A copy whose reads walk memory along the loop around the last one (a transposition) goes in strips of neighbours of the last loop, so that what is read stays
 * in the first-level cache until its line is used up. Undefined elsewhere.
 */
function transposedTiles(c: Compute, { loops, value, at }: Nest): readonly { loops: readonly Loop[]; inner: Loop; nest: Nest }[] | undefined {
  const [around, last] = loops.slice(-2);
  if (around === undefined || last === undefined || typeof around.extent !== "number" || around.extent < transposedTile) return undefined;
  const stride = (tensor: Compute["output"], place: readonly Dim[], s: Sym): Dim | undefined =>
    linearIn(addressOf(tensor.layout, tensor.shape, place), s)?.coef;
  let crosses = stride(c.output, at, last.sym) === 1;
  walkExpr(value, (x) => {
    if (x.kind !== "read") return;
    const [outside, inside] = [stride(x.tensor, x.at, around.sym), stride(x.tensor, x.at, last.sym)];
    const isCrossed =
      typeof inside === "number" && inside >= transposedTile && (outside === undefined || (Number(outside) > 0 && Number(outside) < inside));
    crosses &&= isCrossed || inside === 0;
  });
  if (!crosses || tensorsRead(value).length === 0) return undefined;
  // Of a last block that is not full, strips lie along what is read.
  const [cut, kept] = typeof last.extent === "number" ? [last, around] : [around, last];
  if (typeof cut.extent !== "number" || cut.extent < 2 * transposedTile) return undefined;
  const strips = Math.floor(cut.extent / transposedTile);
  const [strip, inner] = [sym(`${cut.sym.name}_strip`, 0, strips - 1), sym(cut.sym.name, 0, transposedTile - 1)];
  const moved = (by: Dim): Nest => replaced({ loops, value, at }, (s) => (s === cut.sym ? by : undefined));
  const before = loops.slice(0, -2);
  const whole = {
    loops: [...before, { sym: strip, extent: strips }, kept],
    inner: { sym: inner, extent: transposedTile },
    nest: moved(add(mul(dimOf(strip), transposedTile), dimOf(inner))),
  };
  const left = cut.extent - strips * transposedTile;
  if (left === 0) return [whole];
  const rest = sym(cut.sym.name, 0, left - 1);
  return [whole, { loops: [...before, kept], inner: { sym: rest, extent: left }, nest: moved(add(dimOf(rest), strips * transposedTile)) }];
}

/** The last whole vector along a loop: some elements are computed again, to the same bits. Undefined where lanes are not neighbours there. */
function lastVector(c: Compute, nest: Nest, l: Loop, lane: Sym, lanes: number): Nest | undefined {
  if (typeof l.extent !== "number") return undefined;
  const first = l.extent - lanes;
  const along = replaced(nest, (s) => (s === l.sym ? add(dimOf(lane), first) : undefined));
  return isVectorizable(along.value, lane) && isVectorizable(read(c.output, along.at), lane) ? along : undefined;
}

const rename = (statement: Stmt, s: Sym): Stmt => (statement.kind === "for" ? { ...statement, sym: s } : statement);

export const loopsAround = (loops: readonly Loop[], body: readonly Stmt[]): readonly Stmt[] =>
  loops.reduceRight<readonly Stmt[]>(
    (inner, l) => [
      rename(
        loop(l.sym.name, l.extent, () => inner),
        l.sym,
      ),
    ],
    body,
  );

type Named = KeptReads["named"];

const point = (c: Compute, nest: Nest, parameters: Parameters, named: Named): Stmt =>
  store(parameters.output, storeAddress(c, nest.at, parameters.bufferOf), vectorized(named(nest.value), undefined, parameters));

const vectorPoint = (c: Compute, nest: Nest, lane: Sym, lanes: number, parameters: Parameters, named: Named): Stmt =>
  storeVector(c, nest, lane, parameters, vectorValue(nest, lane, lanes, parameters, named));

const vectorValue = (nest: Nest, lane: Sym, lanes: number, parameters: Parameters, named: Named): Expr =>
  widen(vectorized(named(nest.value), { sym: lane, count: lanes }, parameters), lanes);

function storeVector(c: Compute, nest: Nest, lane: Sym, { output, bufferOf }: Parameters, value: Expr): Stmt {
  const address = storeAddress(c, nest.at, bufferOf);
  return store(
    output,
    substitute(address, (s) => (s === lane ? 0 : undefined)),
    value,
  );
}

function replaceInStore(statement: Stmt, s: Sym, by: Dim): Stmt {
  if (statement.kind !== "store") return statement;
  const replace = (x: Sym): Dim | undefined => (x === s ? by : undefined);
  return { ...statement, at: substitute(statement.at, replace), value: rewriteExpr(statement.value, { sym: replace }) };
}
