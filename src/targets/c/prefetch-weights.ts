/**
 * Weights that steps to come read once, on their way while a step computes. A product of one row (a classifier, squeeze and excitation) takes as long as its
 * weights take to arrive; those lie in order of use, so that they stand behind the weights of the step before, which asks for them.
 */
import { add, type Dim, dimOf, mul } from "../../core/dim.ts";
import { dtypes } from "../../core/dtype.ts";
import type { Buffer } from "../../loop/expr.ts";
import { type Kernel, kernel, type Stmt, withBodies } from "../../loop/kernel.ts";
import type { Machine } from "../../loop/machine.ts";
import { type Program, type Step, stepsOf } from "../../schedule/program.ts";

type Call = Extract<Step, { kind: "call" }>;
type For = Stmt & { readonly kind: "for" };

/** What a kernel asks for: bytes behind a buffer of weights. */
export interface Ahead {
  readonly buffer: Buffer;
  readonly bytes: number;
}

/** Weights this many times as large as what a step reads and writes besides are read once. */
const onceRead = 16;
/** Bytes of a line of the cache; fewer bytes than that are near anyway; lines asked for in one round. */
const [line, leastAhead, mostLines] = [64, 16 * 1024, 4];

/** For each kernel that computes ahead of steps which read weights once, what lies behind its own: the most of all its calls, half of the second-level cache at most. */
export function weightsAhead(program: Program, { l2 }: Machine): ReadonlyMap<Kernel, Ahead> {
  const ends = new Map(program.weights.map((w) => [w.storage, w.offset + w.bytes.length]));
  const found = new Map<Kernel, Ahead>();
  for (const variant of program.variants) {
    const calls = stepsOf(variant.region).filter((s) => s.kind === "call");
    calls.forEach((call, i) => {
      const own = weightsOf(call).findLast((w) => w.offset === 0);
      const buffer = own === undefined ? undefined : call.kernel.params[call.args.indexOf(own)];
      const from = own === undefined ? undefined : ends.get(own.storage);
      if (from === undefined || buffer?.kind !== "buffer" || isReadOnce(call)) return;
      const wanted = readOnceAfter(calls, i).map((w) => ends.get(w.storage) ?? 0);
      const bytes = Math.min(l2 / 2, Math.max(0, ...wanted) - from);
      if (bytes >= leastAhead && bytes > (found.get(call.kernel)?.bytes ?? 0)) found.set(call.kernel, { buffer, bytes });
    });
  }
  return found;
}

const weightsOf = (call: Call): Call["args"] => call.args.filter((a) => a.storage.place === "weights");
const bytesOf = (args: Call["args"]): number => args.reduce((n, a) => n + a.storage.bytes, 0);
const isReadOnce = (call: Call): boolean => bytesOf(weightsOf(call)) >= onceRead * bytesOf(call.args.filter((a) => a.storage.place !== "weights"));

/** Weights of the steps behind one, up to the first that reads its own more than once. */
function readOnceAfter(calls: readonly Call[], at: number): Call["args"] {
  const behind = calls.slice(at + 1).filter((c) => weightsOf(c).length > 0);
  const end = behind.findIndex((c) => !isReadOnce(c));
  return behind.slice(0, end < 0 ? behind.length : end).flatMap(weightsOf);
}

/** The kernel, one of whose loops asks for what lies ahead; itself where none has rounds enough. */
export function withWeightsAhead(k: Kernel, ahead: Ahead | undefined): Kernel {
  if (ahead === undefined || k.plan?.schedule !== "tiled" || typeof ahead.buffer.elements !== "number") return k;
  const body = asking(k.body, ahead, Math.ceil(ahead.bytes / line), []);
  return body === undefined ? k : kernel({ ...k, body });
}

/** The body, whose first nest asks in the outermost loop that has rounds enough. */
function asking(body: readonly Stmt[], ahead: Ahead, lines: number, around: readonly For[]): readonly Stmt[] | undefined {
  const s = body.find((x): x is For => x.kind === "for" && !x.unroll);
  if (s === undefined || s.from !== 0 || typeof s.to !== "number" || s.turns !== undefined) return undefined;
  const loops = [...around, s];
  const rounds = loops.reduce((n, l) => n * (l.to as number), 1);
  const changed =
    rounds * mostLines >= lines ? { ...s, prefetch: [...(s.prefetch ?? []), ...linesAt(ahead, loops, Math.ceil(lines / rounds))] } : undefined;
  const inner = changed ?? inside(s, asking(s.body, ahead, lines, loops));
  return inner === undefined ? undefined : body.map((x) => (x === s ? inner : x));
}

const inside = (s: For, body: readonly Stmt[] | undefined): Stmt | undefined => (body === undefined ? undefined : withBodies(s, () => body));

/** Lines that a round of the loops asks for: those behind what the rounds before have asked for. */
function linesAt({ buffer }: Ahead, loops: readonly For[], each: number): NonNullable<For["prefetch"]> {
  const elements = line / dtypes[buffer.dtype].bytes;
  const round = loops.reduce<Dim>((at, l) => add(mul(at, l.to), dimOf(l.sym)), 0);
  return Array.from({ length: each }, (_, i) => ({ buffer, at: add(buffer.elements, mul(round, each * elements), i * elements) }));
}
