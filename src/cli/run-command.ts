/** aot run: builds for one target, runs it once, writes or summarizes the outputs. */

import { compileError } from "../core/diagnostics.ts";
import { readNamedArrays, writeNamedArrays } from "../io/index.ts";
import { type NamedTensor, run } from "../run.ts";
import { dumper } from "./build-command.ts";
import { buildOptions, type Flags, targetsOf } from "./options.ts";
import { reporter, table } from "./reporter.ts";

export async function runCommand(model: string, flags: Flags & { readonly inputs: readonly string[]; readonly outputs?: string }): Promise<void> {
  const show = reporter(flags.json === true);
  const targets = targetsOf(flags.target);
  const [target] = targets;
  if (target === undefined || targets.length > 1)
    throw compileError({ code: "AOT308", where: `--target ${flags.target}`, message: `run takes one target, got ${targets.length}` });
  const observe = dumper(flags.dump, (text) => show.line(text));
  const inputs = await readNamedArrays(flags.inputs);
  const { outputs } = await run(model, inputs, {
    ...buildOptions(flags),
    target,
    progress: (phase) => show.phase(phase),
    observe,
  });
  show.done();
  if (flags.outputs !== undefined) await writeNamedArrays(flags.outputs, outputs);
  const summaries = outputs.map((o) => ({ name: o.name, dtype: o.dtype, shape: o.shape, first: firstOf(o.array) }));
  if (flags.json === true) show.line(JSON.stringify({ ok: true, target, outputs: summaries }, null, 2));
  else
    for (const row of table(
      summaries.map((s) => [
        s.name,
        `${s.dtype}[${s.shape.join(",")}]`,
        `${s.first.map((x) => (typeof x === "string" ? JSON.stringify(x) : Number(x.toPrecision(6)))).join(" ")}${elided(s.shape)}`,
      ]),
    ))
      show.line(row);
}

const firstOf = (array: NamedTensor["array"]): readonly (number | string)[] =>
  Array.from<number | bigint | string, number | string>(array.slice(0, 8), (x) => (typeof x === "string" ? x : Number(x)));

const elided = (shape: readonly number[]): string => (shape.reduce((n, d) => n * d, 1) > 8 ? " ..." : "");
