/** npm run fuzz:graphs -- --count n --seed s --from i --likely kind --setting name: random graphs on C, WebAssembly and TypeScript against ONNX Runtime; prints each difference cut down. */
import { Command, Option } from "commander";
import { graphText, type Kind, kinds } from "../test/fuzz/graphs/generate.ts";
import { type Fault, fuzzGraphs } from "../test/fuzz/graphs/run.ts";
import { settingNamed, settingNames } from "../test/fuzz/graphs/settings.ts";

interface Options {
  readonly count: string;
  readonly seed: string;
  readonly from: string;
  readonly likely?: Kind;
  readonly setting?: string;
}

async function main({ count, seed, from, likely, setting: name }: Options): Promise<void> {
  const kind = likely === undefined ? "" : ` --likely ${likely}`;
  const setting = name === undefined ? undefined : settingNamed(name);
  const way = setting === undefined ? "" : ` --setting "${setting.name}"`;
  const start = performance.now();
  const progress = (done: number): void => {
    process.stderr.write(`${done} of ${count}, ${Math.round((performance.now() - start) / 1000)} s\n`);
  };
  const found = ({ index, way: where, what, graph }: Fault): void => {
    console.log(`\n${where}: ${what}\nnpm run fuzz:graphs -- --seed ${seed} --from ${index} --count 1${kind}${way}\n${graphText(graph)}`);
  };
  const { ran, refused, refusals, faults } = await fuzzGraphs({
    count: Number(count),
    seed: Number(seed),
    from: Number(from),
    ...(likely === undefined ? {} : { likely }),
    ...(setting === undefined ? {} : { setting }),
    progress,
    found,
  });
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(`${ran} graphs on three targets, ${faults.length} differences; ${refused} that ONNX Runtime refuses or that are empty; ${seconds} s`);
  if (refusals > 0) console.log(`${refusals} programs refused, since an input steers shapes`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

await new Command()
  .name("fuzz:graphs")
  .option("--count <n>", "graphs", "400")
  .option("--seed <n>", "of the graphs", "1")
  .option("--from <n>", "number of the first graph", "0")
  .addOption(new Option("--likely <kind>", "kind of more than half of them").choices(kinds))
  .addOption(new Option("--setting <name>", "of all, instead of taking turns").choices(settingNames))
  .action(main)
  .parseAsync();
