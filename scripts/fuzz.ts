/** npm run fuzz -- --count n --seed s: mutated files, each of which must end in diagnostics or in a right program, within 10 s and 2 GB. */
import { Command } from "commander";
import { fuzz } from "../test/fuzz/run.ts";

interface Options {
  readonly count: string;
  readonly seed: string;
  readonly from: string;
  readonly workers: string;
  readonly models?: string;
}

async function main({ count, seed, from, workers, models }: Options): Promise<void> {
  const start = performance.now();
  const progress = (done: number): void => {
    if (done % 1000 === 0) process.stderr.write(`${done} of ${count}, ${Math.round((performance.now() - start) / 1000)} s\n`);
  };
  const results = await fuzz({
    count: Number(count),
    seed: Number(seed),
    from: Number(from),
    workers: Number(workers),
    progress,
    ...(models === undefined ? {} : { models }),
  });
  const counts = new Map<string, number>();
  for (const { outcome, detail } of results) {
    const kind = outcome === "fault" ? outcome : `${outcome} ${detail}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  for (const [kind, n] of [...counts].sort((a, b) => b[1] - a[1])) console.log(`${String(n).padStart(8)}  ${kind}`);
  const faults = results.filter((r) => r.outcome === "fault");
  for (const f of faults) console.log(`\nfault: npm run fuzz -- --seed ${seed} --from ${f.index} --count 1\n${f.seed}; ${f.how}\n${f.detail}`);
  const slowest = results.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  const largest = results.reduce((m, r) => Math.max(m, r.peak), 0);
  console.log(
    `${results.length} files, ${faults.length} faults; slowest ${slowest.seconds.toFixed(2)} s of CPU (case ${slowest.index}), ` +
      `peak ${Math.round(largest)} MiB; ${Math.round((performance.now() - start) / 1000)} s`,
  );
  process.exitCode = faults.length > 0 ? 1 : 0;
}

await new Command("fuzz")
  .option("--count <n>", "how many files", "1000")
  .option("--seed <s>", "of the run", "1")
  .option("--from <i>", "the first case", "0")
  .option("--workers <n>", "processes", "1")
  .option("--models <folder>", "small models below it are mutated too")
  .action(main)
  .parseAsync();
