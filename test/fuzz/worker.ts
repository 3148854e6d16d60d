/** A process that judges cases: reads one index a line, answers one JSON line each, so that its parent can end it when it hangs. */
import { createInterface } from "node:readline";
import { fuzzCase } from "./cases.ts";
import { Judge } from "./judge.ts";
import { ownSeeds, seedsBelow } from "./seeds.ts";

const [runSeed, folder] = process.argv.slice(2);
const seeds = [...ownSeeds(), ...(folder === undefined ? [] : seedsBelow(folder))];
const judge = new Judge();
process.stdout.write(`${JSON.stringify({ ready: seeds.length })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const index = Number(line);
  const { seed, bytes, how, random } = fuzzCase(seeds, Number(runSeed), index);
  const before = process.cpuUsage();
  const verdict = await judge.judge(seed.file, bytes, random);
  const { user, system } = process.cpuUsage(before);
  const peak = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`${JSON.stringify({ index, seed: seed.name, how, seconds: (user + system) / 1e6, peak, ...verdict })}\n`);
}
judge.close();
