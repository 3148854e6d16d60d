/** The steps of a program as the body of `run`: calls with the addresses of the memory table, copies, branches and loops. */
import { bytesOf } from "../../core/dtype.ts";
import { type Argument, isArgument, type Region, type Step, type StepOf, type Storage, turnsOf } from "../../schedule/program.ts";
import { underOrigins } from "../describe.ts";

/** How many threads the steps are for, and the names of the rows of parts. */
interface Threads {
  readonly count: number;
  readonly partsOf: ReadonlyMap<Step, string>;
}

export class Steps {
  readonly #globalOf: (s: Storage) => string;
  readonly #checks: readonly StepOf<"check">[];
  readonly #threads: Threads;
  #loops = 0;

  /** `globalOf` names the global with a storage's address; the messages of `checks` are numbered from 1. */
  constructor(globalOf: (s: Storage) => string, checks: readonly StepOf<"check">[], threads: Threads) {
    this.#threads = threads;
    this.#checks = checks;
    this.#globalOf = globalOf;
  }

  /** Locals of `run` that the steps printed so far need. */
  get locals(): readonly string[] {
    return Array.from({ length: this.#loops }, (_, i) => `(local $round${i} i32)`);
  }

  /** `isAlone`: the first thread takes all of it. */
  lines(region: Region, indent: string, isAlone = this.#threads.count === 1): readonly string[] {
    if (isAlone) return this.#commented(region.steps, indent, true);
    return turnsOf(region).flatMap(({ alone, steps }) => {
      const wait = steps[0]?.waits === true ? [`${indent}(call $wait)`] : [];
      if (!alone) return [...wait, ...this.#commented(steps, indent, false)];
      const lines = this.#commented(steps, `${indent}    `, true);
      return [...wait, `${indent}(if (i32.eqz (local.get $first))`, `${indent}  (then`, ...lines, `${indent}  ))`];
    });
  }

  #commented(steps: readonly Step[], indent: string, isAlone: boolean): readonly string[] {
    return underOrigins(
      steps,
      (nodes) => `${indent};; ${nodes}`,
      (step) => this.#step(step, indent, isAlone),
    );
  }

  #step(step: Step, indent: string, isAlone: boolean): readonly string[] {
    switch (step.kind) {
      case "call":
        return this.#calls(step).map((call) => `${indent}${call}`);
      case "copy":
        return [`${indent}(memory.copy ${this.#at(step.to)} ${this.#at(step.from)} (i32.const ${step.bytes}))`];
      case "check":
        return [
          `${indent}(if ${this.#element(step.broken)} (then (global.set $run.broken (i32.const ${1 + this.#checks.findIndex((c) => c.message === step.message)})) (return)))`,
        ];
      case "if":
        return [
          `${indent}(if ${this.#element(step.condition)}`,
          `${indent}  (then`,
          ...this.lines(step.then, `${indent}    `, isAlone),
          `${indent}  )`,
          `${indent}  (else`,
          ...this.lines(step.else, `${indent}    `, isAlone),
          `${indent}  ))`,
        ];
      case "loop":
        return this.#loop(step, indent, isAlone);
    }
  }

  /** One behind the other, on one thread the parts, on several pieces of a thread's part: each call finds the best code that the engine has by then. */
  #calls(step: StepOf<"call">): readonly string[] {
    const { parts, calls = 1 } = step;
    if (this.#threads.count > 1 && calls > 1) return Array.from({ length: calls }, (_, i) => this.#call(step, this.#pieceOf(step, i, calls)));
    if (this.#threads.count > 1 || parts === undefined) return [this.#call(step)];
    return parts.slice(1).map((end, i) => this.#call(step, [`(i32.const ${parts[i]})`, `(i32.const ${end})`]));
  }

  #call(step: StepOf<"call">, range: readonly string[] = this.#partOf(step)): string {
    const args = step.args.map((a) => this.#at(a));
    const extents = step.extents.map((e) => this.#element(e));
    return `(call $${step.kernel.name} ${[...args, ...extents, ...range].join(" ")})`;
  }

  /** What the table of parts says for the thread. */
  #partOf(step: Step): readonly string[] {
    const row = this.#threads.partsOf.get(step);
    return row === undefined ? [] : ["first", "last"].map((end) => `(call $part (global.get $${row}) (local.get $${end}))`);
  }

  #pieceOf(step: Step, i: number, calls: number): readonly string[] {
    const ends = `(global.get $${this.#threads.partsOf.get(step)}) (local.get $first) (local.get $last)`;
    return [i, i + 1].map((n) => `(call $piece ${ends} (i32.const ${n}) (i32.const ${calls}))`);
  }

  #loop({ trip, condition, iteration, body }: StepOf<"loop">, indent: string, isAlone: boolean): readonly string[] {
    const n = this.#loops;
    this.#loops += 1;
    const round = `(local.get $round${n})`;
    const most = trip === undefined ? undefined : isArgument(trip) ? this.#element(trip) : `(i32.const ${trip})`;
    const tests = [...(most === undefined ? [] : [`(i32.lt_s ${round} ${most})`]), ...(condition === undefined ? [] : [this.#element(condition)])];
    const test = tests.length === 2 ? `(i32.and ${tests.join(" ")})` : (tests[0] ?? "(i32.const 1)");
    const byFirst = (statement: string): string => (isAlone ? statement : `(if (i32.eqz (local.get $first)) (then ${statement}))`);
    return [
      `${indent}(local.set $round${n} (i32.const 0))`,
      `${indent}(block $end${n} (loop $again${n}`,
      `${indent}  (br_if $end${n} (i32.eqz ${test}))`,
      ...(iteration === undefined ? [] : [`${indent}  ${byFirst(this.#storeRound(iteration, round))}`]),
      ...this.lines(body, `${indent}  `, isAlone),
      ...(isAlone ? [] : [`${indent}  (call $wait)`]),
      `${indent}  (local.set $round${n} (i32.add ${round} (i32.const 1)))`,
      `${indent}  (br $again${n})))`,
    ];
  }

  #storeRound(to: Argument, round: string): string {
    return bytesOf(to.storage.dtype) === 8 ? `(i64.store ${this.#at(to)} (i64.extend_i32_s ${round}))` : `(i32.store ${this.#at(to)} ${round})`;
  }

  /** The integer at an argument, as i32. */
  #element(a: Argument): string {
    switch (bytesOf(a.storage.dtype)) {
      case 8:
        return `(i32.wrap_i64 (i64.load ${this.#at(a)}))`;
      case 4:
        return `(i32.load ${this.#at(a)})`;
      default:
        return `(i32.load8_u ${this.#at(a)})`;
    }
  }

  #at({ storage, offset, perThread }: Argument): string {
    if (perThread !== undefined) {
      const own = `(i32.mul (local.get $first) (i32.const ${perThread * bytesOf(storage.dtype)}))`;
      return `(i32.add (global.get $${this.#globalOf(storage)}) ${own})`;
    }
    const bytes = offset * bytesOf(storage.dtype);
    const start = `(global.get $${this.#globalOf(storage)})`;
    return bytes === 0 ? start : `(i32.add ${start} (i32.const ${bytes}))`;
  }
}
