/** aot inspect: prints what a model holds; exit 2 when something in it is not supported. */

import { sourcesText } from "../free-dims.ts";
import { inspect } from "../inspect.ts";
import { counted } from "../targets/describe.ts";
import { exitCodes } from "./exit-codes.ts";
import { dimsOf, itemsOf } from "./options.ts";
import { reporter, sizeText, table } from "./reporter.ts";

export async function inspectCommand(
  model: string,
  flags: { readonly dim?: readonly string[]; readonly items?: readonly string[]; readonly json?: boolean },
): Promise<void> {
  const show = reporter(true);
  const { inspection, diagnostics } = await inspect(model, dimsOf(flags.dim), itemsOf(flags.items));
  const failed = diagnostics.some((d) => d.severity === "error");
  if (failed) process.exitCode = exitCodes.model;
  if (flags.json === true) {
    show.line(JSON.stringify({ ok: !failed, ...inspection, diagnostics }, null, 2));
    return;
  }
  if (inspection !== undefined) {
    show.line(`${inspection.format} ${inspection.opset}${inspection.producer === "" ? "" : `, made by ${inspection.producer}`}`);
    const rows = [
      ...inspection.inputs.map((p) => ["input", p.name, p.type]),
      ...(inspection.outputs ?? []).map((p) => ["output", p.name, p.type]),
      ...inspection.freeDims.map((d) => ["free dim", d.name, `in ${sourcesText(d.sources)}`]),
    ];
    for (const row of table(rows)) show.line(row);
    if (inspection.nodes !== undefined)
      show.line(
        `${counted(inspection.nodes, "node")}, ${inspection.multiplyAdds} multiply-adds, ${inspection.parameters} parameters (${sizeText(inspection.parameterBytes ?? 0)})`,
      );
    for (const row of table((inspection.operators ?? []).map((o) => [`  ${o.name}`, o.count]))) show.line(row);
  }
  show.diagnostics(diagnostics);
}
