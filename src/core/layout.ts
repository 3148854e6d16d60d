/** Layout: how the elements of a value lie in memory. Operators and fusion speak logical coordinates; only addresses apply a layout. */
import { add, ceilDiv, type Dim, floorDiv, mod, mul } from "./dim.ts";

/** `size` consecutive elements of `axis` stand together, inside all whole axes. */
export interface Block {
  readonly axis: number;
  readonly size: number;
}

/** Extra elements around an axis, so that a convolution reads its padding without asking. */
export interface Halo {
  readonly before: number;
  readonly after: number;
}

export interface Layout {
  /** Axes from outermost to innermost; blocked axes count by blocks. */
  readonly order: readonly number[];
  /**
   * Innermost parts, outermost first: OIHW with blocks [{axis:1,size:16},{axis:0,size:16}] is O/16 I/16 H W 16i 16o. An axis may be blocked again:
   * with {axis:1,size:4} behind them it is O/16 I/64 H W 16i 16o 4i, where 4 neighbours stand together.
   */
  readonly blocks: readonly Block[];
  /** One entry an axis, or empty for none. A halo and a block never share an axis. */
  readonly halo: readonly Halo[];
  /** What the halo's elements are; 0 when left out. */
  readonly fill?: number;
}

/** One physical axis: its extent, its stride in elements, and the coordinate along it as a function of the logical ones. */
export interface PhysicalAxis {
  readonly axis: number;
  /** Outer parts of a blocked axis count blocks; inner parts count elements in a block. */
  readonly part: "whole" | "outer" | "inner";
  readonly extent: Dim;
  readonly stride: Dim;
  /** Elements of the axis that one step along this part passes. */
  readonly step: number;
}

/** Row-major, no blocks: what the outside world means. */
export const plainLayout = (rank: number): Layout => Object.freeze({ order: Array.from({ length: rank }, (_, i) => i), blocks: [], halo: [] });

/** NCHW with the channels in blocks of `size`: N C/size H W size. */
export const channelBlocked = (rank: number, size: number): Layout => Object.freeze({ ...plainLayout(rank), blocks: [{ axis: 1, size }] });

export const isPlain = (layout: Layout): boolean => layout.blocks.length === 0 && layout.order.every((axis, i) => axis === i) && !hasHalo(layout);

export const hasHalo = (layout: Layout): boolean => layout.halo.some((h) => h.before > 0 || h.after > 0);
export const fillOf = (layout: Layout): number => layout.fill ?? 0;
export const haloOf = (layout: Layout, axis: number): Halo => layout.halo[axis] ?? { before: 0, after: 0 };

export const layoutKey = (layout: Layout): string => {
  const blocks = layout.blocks.map((b) => `${b.size}${axisLetter(b.axis)}`).join("");
  const halo = hasHalo(layout) ? `+${layout.halo.map((h) => (h.before === 0 && h.after === 0 ? "0" : `${h.before}:${h.after}`)).join(",")}` : "";
  const fill = hasHalo(layout) && fillOf(layout) !== 0 ? `=${fillOf(layout)}` : "";
  return `${layout.order.map((axis) => axisLetter(axis).toUpperCase()).join("")}${blocks}${halo}${fill}`;
};

const axisLetter = (axis: number): string => String.fromCharCode(97 + axis);

/** Of layouts and shapes, which never change. */
const physical = new WeakMap<Layout, WeakMap<readonly Dim[], readonly PhysicalAxis[]>>();

/** The physical axes of a value of `shape`, outermost first. */
export function physicalAxes(layout: Layout, shape: readonly Dim[]): readonly PhysicalAxis[] {
  const byShape = physical.get(layout) ?? new WeakMap<readonly Dim[], readonly PhysicalAxis[]>();
  physical.set(layout, byShape);
  const axes = byShape.get(shape) ?? axesOf(layout, shape);
  byShape.set(shape, axes);
  return axes;
}

function axesOf(layout: Layout, shape: readonly Dim[]): readonly PhysicalAxis[] {
  const parts: Omit<PhysicalAxis, "stride">[] = layout.order.map((axis) => {
    const block = blockAlong(layout, axis);
    const { before, after } = haloOf(layout, axis);
    const extent = add(shape[axis] ?? 1, before + after);
    return { axis, part: block === 1 ? "whole" : "outer", extent: ceilDiv(extent, block), step: block };
  });
  layout.blocks.forEach(({ axis, size }, i) => {
    const step = layout.blocks.slice(i + 1).reduce((n, b) => (b.axis === axis ? n * b.size : n), 1);
    parts.push({ axis, part: "inner", extent: size, step });
  });
  const axes: PhysicalAxis[] = [];
  let stride: Dim = 1;
  for (const part of parts.reverse()) {
    axes.unshift(Object.freeze({ ...part, stride }));
    stride = mul(stride, part.extent);
  }
  return axes;
}

/** The coordinate along a physical axis of the element at logical coordinates `at`. */
function physicalCoordinate(layout: Layout, axis: PhysicalAxis, at: readonly Dim[]): Dim {
  const logical = add(at[axis.axis] ?? 0, haloOf(layout, axis.axis).before);
  if (axis.part === "whole") return logical;
  const steps = floorDiv(logical, axis.step);
  return axis.part === "outer" ? steps : mod(steps, axis.extent as number);
}

/** Elements from the start of the buffer to the element at logical coordinates `at`. */
export function addressOf(layout: Layout, shape: readonly Dim[], at: readonly Dim[]): Dim {
  return add(0, ...physicalAxes(layout, shape).map((axis) => mul(physicalCoordinate(layout, axis, at), axis.stride)));
}

/** Elements a buffer of this shape and layout takes, halo and pad lanes included. */
export const storageElements = (layout: Layout, shape: readonly Dim[]): Dim => mul(...physicalAxes(layout, shape).map((axis) => axis.extent));

/** Elements of an axis that all its blocks hold together; 1 where it has none. */
export const blockAlong = (layout: Layout, axis: number): number => layout.blocks.reduce((n, b) => (b.axis === axis ? n * b.size : n), 1);
