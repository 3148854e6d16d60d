/** The packets of a JPEG 2000 codestream in the order they stand (ITU T.800, annexes A.4, A.5 and B.12), tile-part by tile-part. */
import type { Expr } from "../../loop/expr.ts";
import { bigEndian, type ImageFile } from "./image-files.ts";
import { imageTables } from "./image-tables.ts";
import { halved, type Jpeg2000, read, write } from "./jpeg2000.ts";
import { markers } from "./jpeg2000-header.ts";
import { HeaderBits } from "./jpeg2000-header-bits.ts";
import { type PacketReading, readPacket } from "./jpeg2000-packet.ts";
import { digits } from "./jpeg2000-tables.ts";
import { type Box, type Counts, divideTile, precinctSides, tileBox } from "./jpeg2000-tiles.ts";
import type { Memory } from "./routines.ts";
import {
  atMost,
  bitsOf,
  both,
  type Changing,
  differs,
  down,
  either,
  least,
  less,
  minus,
  most,
  over,
  pick,
  plus,
  rest,
  same,
  times,
  up,
} from "./script.ts";

/** What a tile's packets are counted by: four numbers, from the outermost loop on, and the same by what they count. */
interface Reading extends PacketReading {
  readonly counters: Memory;
  readonly variables: Memory;
}

/** Reads all tile-parts from `at` on; each tile has to come. */
export function readTiles(file: ImageFile, jpeg: Jpeg2000, at: Changing, isBroken: Changing): void {
  const { script, scratch, length } = file;
  const count = (name: string): Changing => script.changing(`${name}_count`);
  const counts: Counts = { resolutions: count("resolutions"), precincts: count("precincts"), nodes: count("nodes"), blocks: count("blocks") };
  const reading: Reading = {
    file,
    jpeg,
    bits: new HeaderBits(file),
    isBroken,
    chunks: script.changing("chunks", 1),
    levelAt: scratch("level_at", "i32", 16),
    levelWidth: scratch("level_width", "i32", 16),
    counters: scratch("counters", "i32", 4),
    variables: scratch("variables", "i32", 4),
  };
  const tiles = read(file, jpeg.image, 0, "tiles");
  script.repeat("tile", tiles, (tile) => write(file, jpeg.tiles, tile, { isOpen: -1 }));
  const [seen, isOpen] = [script.changing("tiles_seen"), script.changing("is_open", 1)];
  script.while(both(same(isOpen.now, 1), same(isBroken.now, 0), less(at.now, length - 12)), () => {
    const isTile = same(bigEndian(file, at.now, 2), markers.tile);
    const [tile, size] = [bigEndian(file, plus(at.now, 4), 2), bigEndian(file, plus(at.now, 6), 4)];
    const end = script.let("part_end", pick(same(size, 0), length, plus(at.now, bitsOf(size, 0x3fffffff))));
    script.when(
      both(isTile, less(tile, tiles), either(less(11, size), same(size, 0)), atMost(end, length)),
      () => {
        script.when(same(read(file, jpeg.tiles, tile, "isOpen"), -1), () => {
          seen.set(plus(seen.now, 1));
          divideTile({ file, jpeg, counts, isBroken }, tile);
        });
        const content = passHeader(file, plus(at.now, 12), isBroken);
        script.when(same(isBroken.now, 0), () => readPart(reading, tile, content, end));
        at.set(end);
      },
      () => isOpen.set(0),
    );
  });
  script.when(less(seen.now, tiles), () => isBroken.set(1));
  script.put(jpeg.count, 0, counts.blocks.now);
}

/** The first byte behind a tile-part's header; only comments and lengths may stand in it. */
function passHeader(file: ImageFile, from: Expr, isBroken: Changing): Expr {
  const { script, length } = file;
  const [at, isOpen] = [script.changing("header_at", from), script.changing("is_open", 1)];
  script.while(both(same(isOpen.now, 1), same(isBroken.now, 0)), () => {
    const marker = bigEndian(file, at.now, 2);
    script.when(
      same(marker, markers.data),
      () => {
        isOpen.set(0);
        at.set(plus(at.now, 2));
      },
      () => {
        script.when(either(both(differs(marker, 0xff58), differs(marker, 0xff64)), less(length, at.now)), () => isBroken.set(1));
        at.set(plus(at.now, 2, bigEndian(file, plus(at.now, 2), 2)));
      },
    );
  });
  return script.let("content", at.now);
}

/** The packets of a tile from where it was left, until its bytes end. */
function readPart(reading: Reading, tile: Expr, from: Expr, end: Expr): void {
  const { file, jpeg, bits, isBroken, counters, variables } = reading;
  const { script, tables } = file;
  const digitNames = ["digit0", "digit1", "digit2", "digit3"] as const;
  digitNames.forEach((name, k) => script.put(counters, k, read(file, jpeg.tiles, tile, name)));
  const isOpen = script.changing("is_open", read(file, jpeg.tiles, tile, "isOpen"));
  const box = tileBox(file, jpeg, tile);
  const grid = positionsOf(reading, box);
  const [progression, layers, components] = (["progression", "layers", "components"] as const).map((n) => read(file, jpeg.image, 0, n)) as [
    Expr,
    Expr,
    Expr,
  ];
  const levels = read(file, jpeg.image, 0, "levels");
  const first = read(file, jpeg.tiles, tile, "first");
  const order = script.let("order", plus(imageTables.at.progressions, times(progression, 4)));
  const isByPlace = script.let("is_by_place", pick(less(1, progression), 1, 0));
  bits.at.set(from);
  script.while(both(same(isOpen.now, 1), same(isBroken.now, 0), less(bits.at.now, end)), () => {
    script.repeat("k", 4, (k) => script.put(variables, script.get(tables, plus(order, k)), script.get(counters, k)));
    const [layer, resolution, component, place] = Object.values(digits).map((k) => script.get(variables, k)) as [Expr, Expr, Expr, Expr];
    const row = script.let("row", plus(first, times(component, plus(levels, 1)), resolution));
    const depth = read(file, jpeg.components, component, "levels");
    const [across, along] = [read(file, jpeg.resolutions, row, "across"), read(file, jpeg.resolutions, row, "along")];
    const isThere = atMost(resolution, depth);
    const total = script.let("precincts", pick(isThere, times(across, along), 0));
    const precinct = script.changing("precinct", pick(less(place, total), place, -1));
    script.when(both(same(isByPlace, 1), less(0, total)), () => {
      precinct.set(precinctAt(reading, { box, grid, place, component, resolution, above: script.let("above", minus(depth, resolution)), row }));
    });
    script.when(both(less(0, total), less(-1, precinct.now)), () => {
      const bands = script.let("bands", pick(same(resolution, 0), 1, 3));
      const from = script.let("first_precinct", plus(read(file, jpeg.resolutions, row, "first"), times(precinct.now, bands)));
      readPacket(reading, { precinct: from, bands, layer, style: read(file, jpeg.components, component, "style"), end });
    });
    // Where no precinct begins, all layers are passed over.
    const from = pick(both(same(isByPlace, 1), less(precinct.now, 0)), 2, 3);
    const places = script.let("places", pick(same(isByPlace, 1), grid.count, total));
    countOn(reading, { order, from, limits: [layers, plus(levels, 1), components, places], isOpen });
  });
  script.when(less(end, bits.at.now), () => isBroken.set(1));
  digitNames.forEach((name, k) => write(file, jpeg.tiles, tile, { [name]: script.get(counters, k) }));
  write(file, jpeg.tiles, tile, { isOpen: isOpen.now });
}

interface Counting {
  /** Where the tables say what each counter counts. */
  readonly order: Expr;
  readonly from: Expr;
  /** By what is counted. */
  readonly limits: readonly [Expr, Expr, Expr, Expr];
  readonly isOpen: Changing;
}

/** From counter `from` outward, the first that is not at its end goes on, those that are begin again; when all are, `isOpen` is cleared. */
function countOn({ file, counters }: Reading, { order, from, limits, isOpen }: Counting): void {
  const { script, tables } = file;
  const k = script.changing("k", from);
  script.while(less(-1, k.now), () => {
    const counted = script.get(tables, plus(order, k.now));
    const limit = limits.slice(0, -1).reduceRight<Expr>((rest, x, what) => pick(same(counted, what), x, rest), limits[digits.place]);
    const next = script.let("next", plus(script.get(counters, k.now), 1));
    const isEnd = script.let("is_end", pick(less(next, limit), 0, 1));
    script.put(counters, k.now, pick(same(isEnd, 1), 0, next));
    isOpen.set(pick(both(same(isEnd, 1), same(k.now, 0)), 0, isOpen.now));
    k.set(pick(same(isEnd, 1), minus(k.now, 1), -1));
  });
}

/** The places where precincts begin: their distances as exponents, how many a row, and how many in all. */
interface Grid {
  readonly x: Expr;
  readonly y: Expr;
  readonly across: Expr;
  readonly count: Expr;
}

function positionsOf({ file, jpeg }: Reading, [left, top, right, bottom]: Box): Grid {
  const { script } = file;
  const [x, y] = [script.changing("grid_x", 28), script.changing("grid_y", 28)];
  script.repeat("component", read(file, jpeg.image, 0, "components"), (component) => {
    const depth = read(file, jpeg.components, component, "levels");
    script.repeat("resolution", plus(depth, 1), (resolution) => {
      const [sideX, sideY] = precinctSides(file, jpeg, component, resolution);
      x.set(least(x.now, plus(sideX, minus(depth, resolution))));
      y.set(least(y.now, plus(sideY, minus(depth, resolution))));
    });
  });
  const inAxis = (from: Expr, to: Expr, by: Expr): Expr => script.let("places", minus(halved(to, by), down(from, by)));
  const [stepX, stepY] = [script.let("grid_x", x.now), script.let("grid_y", y.now)];
  const across = inAxis(left, right, stepX);
  return { x: stepX, y: stepY, across, count: script.let("places", times(across, inAxis(top, bottom, stepY))) };
}

interface Place {
  readonly box: Box;
  readonly grid: Grid;
  readonly place: Expr;
  readonly component: Expr;
  readonly resolution: Expr;
  readonly above: Expr;
  readonly row: Expr;
}

/** The number of the precinct that begins at a place, or -1. Annex B.12.1.3. */
function precinctAt({ file, jpeg }: Reading, { box, grid, place, component, resolution, above, row }: Place): Expr {
  const { script } = file;
  const sides = precinctSides(file, jpeg, component, resolution);
  const axis = (k: 0 | 1, number: Expr, step: Expr): readonly [begins: Expr, number: Expr] => {
    const start = box[k];
    const at = script.let("place_at", most(start, up(plus(down(start, step), number), step)));
    const first = read(file, jpeg.resolutions, row, k === 0 ? "left" : "top");
    const side = script.let("side", least(plus(sides[k], above), 28));
    const mask = minus(up(1, side), 1);
    const isEdge = both(same(at, start), differs(bitsOf(up(first, above), mask), 0));
    const isStart = either(same(bitsOf(at, mask), 0), isEdge);
    return [isStart, script.let("number", minus(down(halved(at, above), sides[k]), down(first, sides[k])))];
  };
  const [isX, x] = axis(0, rest(place, grid.across), grid.x);
  const [isY, y] = axis(1, over(place, grid.across), grid.y);
  return script.let("precinct", pick(both(isX, isY), plus(times(y, read(file, jpeg.resolutions, row, "across")), x), -1));
}
