/**
 * The pointwise schedule: loops in the order of the output's memory, neighbouring axes merged where every operand allows it, the
 * innermost along the lanes. Elementwise operators, copies between layouts, slices, pads and gathers.
 */

import { add, bounds, type Dim, dimOf, equalDims, floorDiv, mul, type Sym, sym } from "../../core/dim.ts";
import { substitute } from "../../core/dim-fold.ts";
import type { Compute } from "../compute.ts";
import { type Expr, read, variable, widen } from "../expr.ts";
import { kernel, letStmt, loop, type Routine, type Stmt, store } from "../kernel.ts";
import type { Machine } from "../machine.ts";
import { fitsLanes, laneBitsOf } from "../narrow-lanes.ts";
import { rewriteExpr, walkExpr } from "../rewrite-expr.ts";
import { cutOf } from "./cuts.ts";
import { fixedValues } from "./fixed-values.ts";
import { hasKeptPlace, type KeptReads, keptReads } from "./kept-reads.ts";
import { type Loop, loopsAround, merged, type Nest, overMemory, rename, replaced } from "./nest.ts";
import { type Parameters, parametersOf, storeAddress } from "./parameters.ts";
import { transposedLoops, transposedTiles } from "./transposed-copies.ts";
import { isStoredInVectors, isVectorizable, vectorized } from "./vectorize.ts";

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
  return isStoredInVectors(c.output.dtype, machine) && isVectorizable(along.value, lane, machine) && isVectorizable(read(c.output, along.at), lane);
}

function scheduled(c: Compute, nest: Nest, machine: Machine, parameters: Parameters): readonly Stmt[] {
  const last = nest.loops.at(-1);
  const outer = nest.loops.slice(0, -1);
  const { lanes } = machine;
  if (last === undefined) return loopsAround(nest.loops, [point(c, nest, parameters, (e) => e)]);
  const oneByOne = (): readonly Stmt[] => {
    const scalars = (loops: readonly Loop[], inner: Loop, n: Nest): readonly Stmt[] => {
      const { lets, named } = keptReads(n.value, inner.sym, parameters, machine);
      return loopsAround(loops, [...lets, ...loopsAround([inner], [point(c, n, parameters, named)])]);
    };
    const across =
      lanes === 1 || hasKeptPlace(nest.value, last.sym)
        ? undefined
        : transposedLoops(
            c,
            nest,
            point(c, nest, parameters, (e) => e),
          );
    if (across !== undefined) return across;
    const tiles = transposedTiles(c, nest);
    return tiles === undefined ? scalars(outer, last, nest) : tiles.flatMap(({ loops, inner, nest: n }) => scalars(loops, inner, n));
  };
  if (lanes === 1 || bounds(last.extent)[1] < lanes || !hasLanes(c, nest, last, lanes, machine)) return oneByOne();
  const { lets, named } = keptReads(nest.value, last.sym, parameters, machine);
  const { lane, count, block, along, value: vector } = alongLoop(c, nest, last, machine, (n, l) => vectorValue(n, l, parameters, named));
  const vectors = floorDiv(last.extent, count);
  const whole = mul(vectors, count);
  const stored = storeVector(c, along, lane, parameters, vector);
  const body: Stmt[] =
    vectors === 1
      ? [replaceInStore(stored, block, 0)]
      : [
          rename(
            loop(block.name, vectors, () => [stored]),
            block,
          ),
        ];
  const again = lastVector(c, nest, last, lane, machine);
  if (!equalDims(whole, last.extent) && again !== undefined) {
    // Computed before the loop, which may overwrite what it reads.
    const value = vectorValue(again, lane, parameters, named);
    const kept = variable("tail", value.dtype, count);
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

/** Vectors along a loop: in each, `lane` runs over `count` elements; `block` counts them. */
interface Vectors {
  readonly lane: Sym;
  readonly count: number;
  readonly block: Sym;
  readonly along: Nest;
  readonly value: Expr;
}

/** The machine's lanes along a loop, or more and narrower ones where these are enough for what is computed. */
function alongLoop(c: Compute, nest: Nest, last: Loop, machine: Machine, value: (n: Nest, lane: Sym) => Expr): Vectors {
  const of = (count: number): Vectors => {
    const lane = sym("lane", 0, count - 1);
    const block = sym(last.sym.name, 0, Math.max(0, bounds(floorDiv(last.extent, count))[1] - 1));
    const along = replaced(nest, (s) => (s === last.sym ? add(mul(dimOf(block), count), dimOf(lane)) : undefined));
    return { lane, count, block, along, value: value(along, lane) };
  };
  const bits = machine.narrowLanes ? laneBitsOf(c.output.dtype) : undefined;
  const count = bits === undefined ? 0 : (machine.lanes * 32) / bits;
  if (bits === undefined || bounds(last.extent)[1] < count || !hasLanes(c, nest, last, count, machine)) return of(machine.lanes);
  const narrow = of(count);
  return fitsLanes(narrow.value, c.output.dtype, bits) ? narrow : of(machine.lanes);
}

/** The last whole vector along a loop: some elements are computed again, to the same bits. Undefined where lanes are not neighbours there. */
function lastVector(c: Compute, nest: Nest, l: Loop, lane: Sym, machine: Machine): Nest | undefined {
  if (typeof l.extent !== "number") return undefined;
  const first = l.extent - lane.hi - 1;
  const along = replaced(nest, (s) => (s === l.sym ? add(dimOf(lane), first) : undefined));
  return isVectorizable(along.value, lane, machine) && isVectorizable(read(c.output, along.at), lane) ? along : undefined;
}

type Named = KeptReads["named"];

const point = (c: Compute, nest: Nest, parameters: Parameters, named: Named): Stmt =>
  store(parameters.output, storeAddress(c, nest.at, parameters.bufferOf), vectorized(named(nest.value), undefined, parameters));

function vectorValue(nest: Nest, lane: Sym, parameters: Parameters, named: Named): Expr {
  const count = lane.hi + 1;
  return widen(vectorized(named(nest.value), { sym: lane, count }, parameters), count);
}

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
