/** npm run conformance: ONNX's published backend cases on every target, at -O0 and -O3; the whole of them writes docs/onnx-support.md. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { allCases, dataFolder } from "../test/conformance/cases.ts";
import { type CaseResult, type Level, runCases, type Way } from "../test/conformance/run.ts";
import { sampled } from "../test/conformance/sample.ts";
import { supportPage } from "../test/conformance/support-page.ts";

interface Options {
  readonly sample?: string;
  readonly seed: string;
  readonly filter?: string;
  readonly target: string;
  readonly level: string;
  readonly json?: boolean;
}

const ways: readonly Way[] = ["c", "wasm", "ts", "evaluator"];

async function main(options: Options): Promise<void> {
  if (dataFolder === undefined) {
    console.error("skipped: ONNX's test data is neither in ../shared/onnx-testdata nor installed (Debian's libonnx-testdata)");
    return;
  }
  const wanted = options.filter?.split(",");
  const every = allCases(dataFolder).filter((c) => wanted === undefined || wanted.some((text) => c.name.includes(text)));
  const cases = options.sample === undefined ? every : sampled(every, Number(options.sample), Number(options.seed));
  const asked = options.target.split(",").filter((name): name is Way => (ways as readonly string[]).includes(name));
  const levels = options.level.split(",").map(Number) as Level[];
  const start = performance.now();
  const progress = (done: number, of: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of}`);
  };
  const results = await runCases(cases, { ways: asked, levels, progress });
  const seconds = (performance.now() - start) / 1000;
  const isWhole = options.sample === undefined && options.filter === undefined && ["c", "wasm", "ts"].every((way) => asked.includes(way as Way));
  if (isWhole) writePages(results, asked, levels);
  if (options.json === true) console.log(JSON.stringify(summary(results), undefined, 1));
  else print(results, asked, seconds);
  process.exitCode = results.some((r) => r.status === "failed") ? 1 : 0;
}

/** The page for people, and the list of open cases for the tests. */
function writePages(results: readonly CaseResult[], asked: readonly Way[], levels: readonly Level[]): void {
  const root = resolve(import.meta.dirname, "..");
  writeFileSync(resolve(root, "docs/onnx-support.md"), supportPage(results, asked, levels));
  const open = results.filter((r) => r.status === "failed").map((r) => `${r.name}\n`);
  writeFileSync(resolve(root, "test/conformance/open-cases.txt"), open.join(""));
}

const count = (results: readonly CaseResult[], status: CaseResult["status"]): number => results.filter((r) => r.status === status).length;

const summary = (results: readonly CaseResult[]) => ({
  passed: count(results, "passed"),
  failed: count(results, "failed"),
  notApplicable: count(results, "notApplicable"),
  cases: results,
});

function print(results: readonly CaseResult[], asked: readonly Way[], seconds: number): void {
  for (const r of results) if (r.status === "failed") console.log(`${r.name}: ${r.reason}`);
  const each = asked.map((way) => `${way} ${results.filter((r) => r.passedOn.includes(way)).length}`).join(", ");
  console.log(
    `${count(results, "passed")} of ${results.length} cases pass (${each}), ${count(results, "notApplicable")} not applicable; ` +
      `${results.filter((r) => r.settledOperands.length > 0 && r.status === "passed").length} of them with operands that the declared shapes settle; ${seconds.toFixed(1)} s`,
  );
}

await main(
  new Command()
    .option("--sample <n>", "this many cases")
    .option("--seed <s>", "which ones", "1")
    .option("--filter <text>", "cases whose name has this text, or one of several (a,b)")
    .option("--target <list>", "c, wasm, ts, evaluator", "c,wasm,ts")
    .option("--level <list>", "0 and 3", "0,3")
    .option("--json", "everything as JSON")
    .parse()
    .opts<Options>(),
);
