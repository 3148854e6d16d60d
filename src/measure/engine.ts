/**
 * An engine is a process that holds one program ready to run: it reads "<milliseconds>" lines, runs for that long, and answers with the
 * nanoseconds of each run as one JSON line; "outputs" makes it answer with its outputs. So engines can be measured in turns.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { compileError } from "../core/diagnostics.ts";

export interface Engine {
  readonly name: string;
  /** False where the process compiles what runs often while it runs: such engines take a while to get as fast as they can. */
  readonly isCompiled: boolean;
  /** Nanoseconds of each run in about `milliseconds`; at least one. */
  run(milliseconds: number): Promise<readonly number[]>;
  /** The bytes of each output, in the order of the program's or the model's outputs. */
  outputs(): Promise<readonly Uint8Array[]>;
  /** The answer to another request, a JSON line. */
  ask<T>(request: string): Promise<T>;
  close(): void;
}

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly isCompiled: boolean;
}

/** Starts a process in `folder` that speaks the protocol above. Throws AOT511 with what it wrote to stderr when it ends early. */
export async function engineProcess(name: string, { command, args, isCompiled }: Command, folder: string): Promise<Engine> {
  const child = spawn(command, [...args], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (text: Buffer) => {
    complaints = (complaints + text.toString()).slice(-2000);
  });
  const answers = answersOf(child, (how) =>
    compileError({ code: "AOT511", where: name, message: [`the process ended early, by ${how}`, complaints.trim()].filter(Boolean).join(": ") }),
  );
  await answers("");
  const ask = async <T>(request: string): Promise<T> => JSON.parse(await answers(`${request}\n`)) as T;
  return {
    name,
    isCompiled,
    ask,
    run: (milliseconds) => ask(`${milliseconds}`),
    outputs: async () => (await ask<readonly string[]>("outputs")).map((text) => new Uint8Array(Buffer.from(text, "base64"))),
    close: () => {
      child.kill();
    },
  };
}

/** By which exit code or signal a process ended. */
export const howEnded = ({ exitCode, signalCode }: ChildProcess): string => (signalCode === null ? `exit code ${exitCode}` : `signal ${signalCode}`);

/** Sends a request and gives the next line; the first line ("ready") answers the empty request. */
function answersOf(child: ChildProcess, failure: (how: string) => Error): (request: string) => Promise<string> {
  const lines: Interface = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  const end = (): void => {
    for (const { reject } of waiting.splice(0)) reject(failure(howEnded(child)));
  };
  lines.on("line", (line) => waiting.shift()?.resolve(line));
  child.on("close", end);
  child.on("error", end);
  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      if (child.exitCode !== null || child.signalCode !== null) reject(failure(howEnded(child)));
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

/** Runs until it gets no faster: JavaScript engines compile in the background, which takes seconds on a busy machine. Gives the last median. */
async function warmUp(engine: Engine, milliseconds: number): Promise<number> {
  let before = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round++) {
    const now = medianOf(await engine.run(milliseconds));
    const fewest = engine.isCompiled ? 0 : now / 1e6 > milliseconds ? 1 : 4;
    if (round >= fewest && (engine.isCompiled || now > 0.97 * before)) return now;
    if (now / 1e6 > 8 * milliseconds) return now;
    before = Math.min(now, before);
  }
  return before;
}

/**
 * Runs the engines in turns, `rounds` times each for about `milliseconds`, so that all see the same disturbances. One that needs far longer
 * for a single run gets fewer rounds, but one at least.
 */
export async function interleaved(engines: readonly Engine[], rounds: number, milliseconds: number): Promise<ReadonlyMap<Engine, Measured>> {
  const states: { engine: Engine; times: number[]; rounds: number }[] = [];
  for (const engine of engines) {
    const one = (await warmUp(engine, milliseconds)) / 1e6;
    states.push({ engine, times: [], rounds: Math.max(1, Math.min(rounds, Math.floor((4 * rounds * milliseconds) / one))) });
  }
  for (let round = 0; round < rounds; round++)
    for (const state of states) if (round < state.rounds) state.times.push(...(await state.engine.run(milliseconds)));
  return new Map(
    states.map(({ engine, times }) => {
      const min = times.reduce((least, t) => Math.min(least, t), Number.POSITIVE_INFINITY);
      return [engine, { min: min / 1e6, median: medianOf(times) / 1e6, runs: times.length }];
    }),
  );
}
