/** The tables of image formats, one behind the other: an operand of the kernels, since the loop language has no constants but numbers. */
import { zigzag } from "./jpeg.ts";
import { jpeg2000Tables } from "./jpeg2000-tables.ts";
import { inflateLengthOrder } from "./prefix-codes.ts";
import { vp8Codes } from "./vp8-codes.ts";
import { acSteps, dcSteps, defaultProbabilities, modeProbabilities, updateProbabilities } from "./vp8-tables.ts";
import { nearPixels, webpLengthOrder } from "./webp-tables.ts";

const tables = {
  ...jpeg2000Tables,
  ...vp8Codes,
  defaultProbabilities,
  updateProbabilities,
  modeProbabilities,
  dcSteps,
  acSteps,
  nearPixels,
  webpLengthOrder,
  inflateLengthOrder,
  zigzag,
} as const;
type TableName = keyof typeof tables;

function laidOut(): { readonly numbers: Int16Array; readonly at: Readonly<Record<TableName, number>> } {
  const [numbers, places]: [number[], [string, number][]] = [[], []];
  for (const [name, list] of Object.entries(tables)) {
    places.push([name, numbers.length]);
    numbers.push(...list);
  }
  return { numbers: Int16Array.from(numbers), at: Object.fromEntries(places) as Record<TableName, number> };
}

/** All numbers, and where each table begins. */
export const imageTables = laidOut();
