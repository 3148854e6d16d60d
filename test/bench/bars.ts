/** The picture of a page of benchmarks: for every target and network, how many times as fast as the fastest peer; a line marks equal speed. */
import { fastestCOf, type Results, ratioOf } from "./results.ts";

const [left, wide, high, gap] = [130, 520, 9, 8];

interface Bar {
  readonly color: string;
  readonly ratio: number;
}

/** Bars lie on a logarithmic scale from a half to sixteen times. */
const at = (ratio: number): number => left + (wide * (Math.log2(Math.min(16, Math.max(0.5, ratio))) + 1)) / 5;

export function bars(results: Results): string {
  const engines = [
    { engine: fastestCOf(Object.values(results.models)), name: "C", color: "#1f6feb" },
    { engine: "aot-wasm", name: "WebAssembly", color: "#8250df" },
    { engine: "aot-ts", name: "TypeScript", color: "#bf8700" },
  ];
  const groups = Object.entries(results.models).map(([name, m]) => ({
    name,
    bars: engines.flatMap(({ engine, color }): readonly Bar[] => {
      const ratio = ratioOf(m, engine);
      return ratio === undefined ? [] : [{ color, ratio }];
    }),
  }));
  let y = 40;
  const parts: string[] = [];
  for (const group of groups) {
    const middle = y + (group.bars.length * high) / 2 + 4;
    parts.push(`<text x="${left - 8}" y="${middle}" text-anchor="end">${group.name}</text>`);
    for (const { color, ratio } of group.bars) {
      const from = Math.min(at(1), at(ratio));
      const width = Math.abs(at(ratio) - at(1));
      parts.push(`<rect x="${from.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${high - 1}" fill="${color}"/>`);
      parts.push(`<text x="${(Math.max(at(1), at(ratio)) + 4).toFixed(1)}" y="${y + high - 1}" font-size="9">${ratio.toFixed(2)}</text>`);
      y += high;
    }
    y += gap;
  }
  const scale = [0.5, 1, 2, 4, 8, 16].map(
    (n) =>
      `<line x1="${at(n)}" y1="34" x2="${at(n)}" y2="${y}" stroke="${n === 1 ? "#57606a" : "#d0d7de"}"/><text x="${at(n)}" y="30" text-anchor="middle" font-size="9">${n}x</text>`,
  );
  const legend = engines.map(
    ({ name, color }, i) =>
      `<rect x="${left + i * 110}" y="6" width="10" height="10" fill="${color}"/><text x="${left + 14 + i * 110}" y="15">${name}</text>`,
  );
  const size = `width="${left + wide + 60}" height="${y + 10}" viewBox="0 0 ${left + wide + 60} ${y + 10}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11" fill="#24292f">`,
    "<title>How many times as fast as the fastest peer</title>",
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...legend,
    ...scale,
    ...parts,
    "</svg>\n",
  ].join("\n");
}
