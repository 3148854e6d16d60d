/** Runs many cases in processes of their own: each gets a limit of time and memory, a process that breaks one is ended and another started. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Verdict } from "./judge.ts";

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** The first index; cases are numbered from it. */
  readonly from?: number;
  readonly workers?: number;
  /** A folder whose small models are mutated too. */
  readonly models?: string;
  readonly progress?: (done: number) => void;
}

export interface FuzzResult extends Verdict {
  readonly index: number;
  readonly seed: string;
  readonly how: string;
  /** CPU time. */
  readonly seconds: number;
  /** Peak memory of the process so far, in MiB. */
  readonly peak: number;
}

export const limits = { seconds: 10, mebibytes: 2048 } as const;

/** Waiting ends after this many seconds of the clock, in which other processes may have had the processor. */
const patience = 6 * limits.seconds;

class Worker {
  readonly #child: ChildProcess;
  #answer: ((line: string | undefined) => void) | undefined;
  readonly #lines: (string | undefined)[] = [];

  constructor({ seed, models }: FuzzOptions) {
    const flags = ["--import", "tsx", `--max-old-space-size=${limits.mebibytes - 512}`, join(import.meta.dirname, "worker.ts"), `${seed}`];
    this.#child = spawn("node", [...flags, ...(models === undefined ? [] : [models])], { stdio: ["pipe", "pipe", "ignore"] });
    const { stdout } = this.#child;
    if (stdout !== null) createInterface({ input: stdout }).on("line", (line) => this.#tell(line));
    this.#child.on("exit", () => this.#tell(undefined));
  }

  #tell(line: string | undefined): void {
    const waiting = this.#answer;
    this.#answer = undefined;
    if (waiting === undefined) this.#lines.push(line);
    else waiting(line);
  }

  /** The next line; "late" after `seconds`, undefined when the process has ended. */
  async next(seconds: number): Promise<string | "late" | undefined> {
    if (this.#lines.length > 0) return this.#lines.shift();
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve("late"), seconds * 1000);
      this.#answer = (line) => {
        clearTimeout(timer);
        resolve(line);
      };
    });
  }

  send(index: number): void {
    this.#child.stdin?.write(`${index}\n`);
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}

/** Every case once, in no order; each that breaks a promise is a fault. */
export async function fuzz(options: FuzzOptions): Promise<readonly FuzzResult[]> {
  const { count, from = 0, workers = 1, progress = () => {} } = options;
  const results: FuzzResult[] = [];
  let next = from;
  const lane = async (): Promise<void> => {
    let worker: Worker | undefined;
    while (next < from + count) {
      const index = next++;
      if (worker === undefined) {
        worker = new Worker(options);
        await worker.next(patience * 4);
      }
      worker.send(index);
      const line = await worker.next(patience);
      const result = line === undefined || line === "late" ? broken(index, line) : withinLimits(JSON.parse(line) as FuzzResult);
      results.push(result);
      progress(results.length);
      // A process that broke, or whose peak would hide the next one, is replaced.
      if (line === undefined || line === "late" || result.peak > limits.mebibytes / 2) {
        worker.end();
        worker = undefined;
      }
    }
    worker?.end();
  };
  await Promise.all(Array.from({ length: workers }, lane));
  return results.sort((a, b) => a.index - b.index);
}

const broken = (index: number, line: "late" | undefined): FuzzResult => ({
  index,
  seed: "",
  how: "",
  seconds: line === "late" ? patience : 0,
  peak: line === "late" ? 0 : limits.mebibytes,
  outcome: "fault",
  detail: line === "late" ? `no end within ${patience} s` : "the process ended (out of memory?)",
});

function withinLimits(result: FuzzResult): FuzzResult {
  if (result.seconds > limits.seconds) return { ...result, outcome: "fault", detail: `took ${result.seconds.toFixed(1)} s of CPU time` };
  if (result.peak > limits.mebibytes) return { ...result, outcome: "fault", detail: `took ${Math.round(result.peak)} MiB` };
  return result;
}
