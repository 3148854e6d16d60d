/** The table of `aot bench --layers`: a row a step, in the order they run. */
import type { LayersResult } from "../layers.ts";

/** Head, rows and sum; the share of the peak stays empty where that is not known. */
export function layerTable({ layers, peak_gflops: peak }: Pick<LayersResult, "layers" | "peak_gflops">): readonly string[] {
  const total = layers.reduce((n, { microseconds }) => n + microseconds, 0);
  const rows = layers.map(({ microseconds, gflops, megabytes, kernel, origin }) =>
    [
      microseconds.toFixed(1).padStart(9),
      `${((100 * microseconds) / total).toFixed(1)} %`.padStart(7),
      gflops.toFixed(1).padStart(7),
      (peak > 0 ? `${((100 * gflops) / peak).toFixed(0)} %` : "").padStart(6),
      megabytes.toFixed(2).padStart(8),
      ` ${kernel}  ${origin[0] ?? ""}`.trimEnd(),
    ].join(" "),
  );
  return ["       us   share GFLOP/s   peak       MB  kernel, node", ...rows, `${total.toFixed(1).padStart(9)} us in ${layers.length} steps`];
}
