/**
 * An engine is a process that holds one program ready to run: it reads "<milliseconds>" lines, runs for that long, and answers with the
 * nanoseconds of each run as one JSON line; "outputs" makes it answer with its outputs. So engines can be measured in turns.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

export interface Engine {
  readonly name: string;
  /** Nanoseconds of each run in about `milliseconds`; at least one. */
  run(milliseconds: number): Promise<readonly number[]>;
  /** All outputs, one behind the other, as the bytes of their elements. */
  outputs(): Promise<Uint8Array>;
  /** The answer to another request, a JSON line. */
  ask<T>(request: string): Promise<T>;
  close(): void;
}

/** Starts a process that speaks the protocol above; `outputs` come as one base64 line. Throws what it wrote to stderr when it ends early. */
export async function engineProcess(name: string, command: string, args: readonly string[], folder: string): Promise<Engine> {
  const child = spawn(command, [...args], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (text: Buffer) => {
    complaints = (complaints + text.toString()).slice(-2000);
  });
  const answers = answersOf(child, () => `${name} ended early: ${complaints}`);
  await answers("");
  const ask = async <T>(request: string): Promise<T> => JSON.parse(await answers(`${request}\n`)) as T;
  return {
    name,
    ask,
    run: (milliseconds) => ask(`${milliseconds}`),
    outputs: async () => new Uint8Array(Buffer.from(await answers("outputs\n"), "base64")),
    close: () => {
      child.kill();
    },
  };
}

/** Sends a request and gives the next line; the first line ("ready") answers the empty request. */
function answersOf(child: ChildProcess, reason: () => string): (request: string) => Promise<string> {
  const lines: Interface = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  lines.on("line", (line) => waiting.shift()?.resolve(line));
  child.on("close", () => {
    for (const { reject } of waiting.splice(0)) reject(new Error(reason()));
  });
  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      if (child.exitCode !== null) reject(new Error(reason()));
      else if (request !== "") child.stdin?.write(request);
    });
}

export interface Measured {
  /** Milliseconds. */
  readonly min: number;
  readonly median: number;
  readonly runs: number;
}

const medianOf = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;

/** Runs until it gets no faster: JavaScript engines compile what runs often in the background, which takes seconds on a busy machine. */
async function warmUp(engine: Engine): Promise<void> {
  let before = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round++) {
    const now = medianOf(await engine.run(500));
    if (round >= 4 && now > 0.97 * before) return;
    before = now;
  }
}

/** Runs the engines in turns, `rounds` times each for about `milliseconds`, so that all see the same disturbances. */
export async function interleaved(engines: readonly Engine[], rounds: number, milliseconds: number): Promise<ReadonlyMap<Engine, Measured>> {
  const times = new Map<Engine, number[]>(engines.map((e) => [e, []]));
  for (const engine of engines) await warmUp(engine);
  for (let round = 0; round < rounds; round++) for (const engine of engines) times.get(engine)?.push(...(await engine.run(milliseconds)));
  return new Map(
    [...times].map(([engine, list]) => {
      const min = list.reduce((least, t) => Math.min(least, t), Number.POSITIVE_INFINITY);
      return [engine, { min: min / 1e6, median: medianOf(list) / 1e6, runs: list.length }];
    }),
  );
}
