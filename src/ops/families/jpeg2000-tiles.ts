/** What a tile of a JPEG 2000 image is divided into (ITU T.800, annex B): resolutions, precincts of their bands, and code blocks. */
import type { Expr } from "../../loop/expr.ts";
import type { ImageFile } from "./image-files.ts";
import { halved, type Jpeg2000, positive, precinctsAt, read, stepsAt, write } from "./jpeg2000.ts";
import {
  atMost,
  bitsOf,
  both,
  type Changing,
  down,
  either,
  least,
  less,
  minus,
  most,
  type Num,
  over,
  pick,
  plus,
  rest,
  same,
  times,
  up,
} from "./script.ts";

/** Left, top, right and bottom, in whatever samples. */
export type Box = readonly [Expr, Expr, Expr, Expr];

/** A tile in samples of the image. */
export function tileBox(file: ImageFile, { image }: Jpeg2000, tile: Expr): Box {
  const { script } = file;
  const of = (name: "left" | "top" | "right" | "bottom" | "tileWidth" | "tileHeight" | "tileLeft" | "tileTop" | "tilesAcross"): Expr =>
    read(file, image, 0, name);
  const across = of("tilesAcross");
  const [column, row] = [script.let("tile_column", rest(tile, across)), script.let("tile_row", over(tile, across))];
  const [x, y] = [plus(of("tileLeft"), times(column, of("tileWidth"))), plus(of("tileTop"), times(row, of("tileHeight")))];
  const [startX, startY] = [script.let("tile_x", x), script.let("tile_y", y)];
  return [
    script.let("x0", most(startX, of("left"))),
    script.let("y0", most(startY, of("top"))),
    script.let("x1", least(plus(startX, of("tileWidth")), of("right"))),
    script.let("y1", least(plus(startY, of("tileHeight")), of("bottom"))),
  ];
}

/** The box in samples of 2^levels each. */
export const shrunk = ({ script }: ImageFile, box: Box, levels: Num): Box =>
  box.map((x) => script.let("shrunk", halved(x, levels))) as [Expr, Expr, Expr, Expr];

/** Exponents of the sides of a precinct, side by side. */
export function precinctSides(file: ImageFile, { components }: Jpeg2000, component: Expr, resolution: Expr): readonly [Expr, Expr] {
  const { script } = file;
  const sides = script.get(components.memory, plus(times(component, components.size), precinctsAt, resolution));
  return [script.let("side_x", bitsOf(sides, 15)), script.let("side_y", down(sides, 4))];
}

/** Counts of the lists that grow with every tile. */
export interface Counts {
  readonly resolutions: Changing;
  readonly precincts: Changing;
  readonly nodes: Changing;
  readonly blocks: Changing;
}

interface Growing {
  readonly file: ImageFile;
  readonly jpeg: Jpeg2000;
  readonly counts: Counts;
  readonly isBroken: Changing;
}

/** Adds all of a tile to the lists; more than they have room for breaks off. */
export function divideTile(growing: Growing, tile: Expr): void {
  const { file, jpeg, counts, isBroken } = growing;
  const { script } = file;
  const box = tileBox(file, jpeg, tile);
  const [components, levels] = [read(file, jpeg.image, 0, "components"), read(file, jpeg.image, 0, "levels")];
  write(file, jpeg.tiles, tile, { first: counts.resolutions.now, isOpen: 1, digit0: 0, digit1: 0, digit2: 0, digit3: 0 });
  script.repeat("component", components, (component) => {
    const depth = read(file, jpeg.components, component, "levels");
    script.repeat("resolution", plus(levels, 1), (resolution) => {
      script.when(atMost(jpeg.resolutions.capacity, counts.resolutions.now), () => isBroken.set(1));
      script.when(both(atMost(resolution, depth), same(isBroken.now, 0)), () => {
        const above = script.let("above", minus(depth, resolution));
        const part = shrunk(file, box, above);
        const [left, top, right, bottom] = part;
        const [sideX, sideY] = precinctSides(file, jpeg, component, resolution);
        const isEmpty = either(atMost(right, left), atMost(bottom, top));
        const inRow = (from: Expr, to: Expr, side: Expr): Expr =>
          script.let("precincts", pick(isEmpty, 0, minus(halved(to, side), down(from, side))));
        const [across, along] = [inRow(left, right, sideX), inRow(top, bottom, sideY)];
        write(file, jpeg.resolutions, counts.resolutions.now, { left, top, across, along, first: counts.precincts.now });
        const bands = script.let("bands", pick(same(resolution, 0), 1, 3));
        // As far as a precinct can be told there is room for it.
        const isRoom = both(less(across, jpeg.precincts.capacity), less(along, jpeg.precincts.capacity));
        script.when(
          isRoom,
          () => {},
          () => isBroken.set(1),
        );
        const total = script.let("total", pick(isRoom, times(across, along, bands), 0));
        script.when(either(less(total, 0), less(jpeg.precincts.capacity, plus(counts.precincts.now, total))), () => isBroken.set(1));
        script.when(same(isBroken.now, 0), () =>
          script.repeat("precinct", total, (k) => {
            const number = script.let("number", over(k, bands));
            const band = script.let("band", plus(rest(k, bands), pick(same(resolution, 0), 0, 1)));
            const [column, row] = [plus(down(left, sideX), rest(number, across)), plus(down(top, sideY), over(number, across))];
            addPrecinct(growing, { box, component, resolution, above, band, column: script.let("column", column), row: script.let("row", row) });
          }),
        );
      });
      counts.resolutions.set(plus(counts.resolutions.now, 1));
    });
  });
}

interface Precinct {
  readonly box: Box;
  readonly component: Expr;
  readonly resolution: Expr;
  /** Resolutions above. */
  readonly above: Expr;
  /** 0 to 3: low, details across, along, of both. */
  readonly band: Expr;
  readonly column: Expr;
  readonly row: Expr;
}

function addPrecinct(growing: Growing, precinct: Precinct): void {
  const { file, jpeg, counts, isBroken } = growing;
  const { script } = file;
  const { component, resolution, above, band } = precinct;
  const levels = script.let("levels", plus(above, pick(same(band, 0), 0, 1)));
  const [x, y] = [axisOf(growing, precinct, levels, 0), axisOf(growing, precinct, levels, 1)];
  const isRoom = both(less(x.count, jpeg.blocks.capacity), less(y.count, jpeg.blocks.capacity));
  const many = script.let("blocks", pick(isRoom, times(x.count, y.count), jpeg.blocks.capacity));
  const nodes = script.let("tree", treeSize(file, x.count, y.count));
  const isOver = either(less(jpeg.blocks.capacity, plus(counts.blocks.now, many)), less(many, 0));
  script.when(either(isOver, less(jpeg.nodes.capacity, plus(counts.nodes.now, nodes, nodes)), less(nodes, 0)), () => isBroken.set(1));
  script.when(same(isBroken.now, 0), () => {
    write(file, jpeg.precincts, counts.precincts.now, { first: counts.blocks.now, across: x.count, along: y.count, nodes: counts.nodes.now });
    script.repeat("node", times(nodes, 2), (k) => write(file, jpeg.nodes, plus(counts.nodes.now, k), { value: unknown, least: 0 }));
    counts.nodes.set(plus(counts.nodes.now, nodes, nodes));
    const guard = read(file, jpeg.components, component, "guardBits");
    const step = script.let("step", pick(same(resolution, 0), 0, plus(times(minus(resolution, 1), 3), band)));
    script.repeat("block", many, (k) => {
      const inAxis = (a: Axis, at: Expr): readonly [Expr, Expr] => {
        const first = script.let("first", up(plus(down(a.start, a.size), at), a.size));
        const [low, high] = [script.let("low", most(first, a.start)), script.let("high", least(plus(first, up(1, a.size)), a.end))];
        return [script.let("place", plus(minus(low, a.from), a.origin)), script.let("extent", minus(high, low))];
      };
      const [left, width] = inAxis(x, rest(k, x.count));
      const [top, height] = inAxis(y, over(k, x.count));
      const exponent = down(script.get(jpeg.components.memory, plus(times(component, jpeg.components.size), stepsAt, step)), 11);
      const planes = positive(plus(guard, exponent, -1));
      const place = plus(times(top, file.width), left);
      const fresh = { passes: 0, lengthBits: 3, first: 0, last: 0, segment: 0, room: 0 };
      write(file, jpeg.blocks, plus(counts.blocks.now, k), { place, width, height, band, component, step, planes, ...fresh });
    });
    counts.blocks.set(plus(counts.blocks.now, many));
    counts.precincts.set(plus(counts.precincts.now, 1));
  });
}

/** The columns (0) or rows (1) of a precinct in its band. */
function axisOf({ file, jpeg }: Growing, { box, component, resolution, band, column, row }: Precinct, levels: Expr, k: 0 | 1): Axis {
  const { script } = file;
  const isDetail = script.let("is_detail", bitsOf(down(band, k), 1));
  const offset = script.let("offset", pick(same(isDetail, 1), up(1, minus(levels, 1)), 0));
  const edge = (x: Expr): Expr => script.let("edge", halved(minus(x, offset), levels));
  const [low, high] = [box[k], box[k + 2] as Expr];
  const [from, to] = [edge(low), edge(high)];
  const side = script.let("side", minus(precinctSides(file, jpeg, component, resolution)[k], pick(same(band, 0), 0, 1)));
  const first = script.let("first", up(k === 0 ? column : row, side));
  const [start, end] = [script.let("start", most(first, from)), script.let("end", least(plus(first, up(1, side)), to))];
  const size = script.let("block_side", least(read(file, jpeg.components, component, k === 0 ? "blockWidth" : "blockHeight"), side));
  const count = script.let("count", pick(less(start, end), minus(halved(end, size), down(start, size)), 0));
  // Details stand behind what is lower.
  const lower = pick(same(isDetail, 1), minus(halved(high, levels), halved(low, levels)), 0);
  const origin = script.let("origin", plus(minus(low, read(file, jpeg.image, 0, k === 0 ? "left" : "top")), lower));
  return { from, start, end, size, count, origin };
}

/** A value of a tag tree that was not read. */
export const unknown = 1000;

interface Axis {
  /** Of the band. */
  readonly from: Expr;
  /** Of the precinct in it. */
  readonly start: Expr;
  readonly end: Expr;
  /** Exponent of a block's side. */
  readonly size: Expr;
  readonly count: Expr;
  /** Of the band among the image's coefficients. */
  readonly origin: Expr;
}

/** Nodes of a tag tree: leaves, and a quarter as many on every level above. */
function treeSize({ script }: ImageFile, across: Expr, along: Expr): Expr {
  const [width, height, total] = [script.changing("tree_width", across), script.changing("tree_height", along), script.changing("tree_nodes")];
  const isOpen = script.changing("is_open", 1);
  script.while(same(isOpen.now, 1), () => {
    total.set(plus(total.now, times(width.now, height.now)));
    script.when(both(less(width.now, 2), less(height.now, 2)), () => isOpen.set(0));
    width.set(halved(width.now, 1));
    height.set(halved(height.now, 1));
  });
  return script.let("tree_nodes", total.now);
}
