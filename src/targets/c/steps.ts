/** The steps of a program as C statements: the table of buffers, calls with the source nodes they stand for, copies, branches and loops. */
import { invariant } from "../../core/diagnostics.ts";
import { bytesOf } from "../../core/dtype.ts";
import { layoutKey } from "../../core/layout.ts";
import { hasWaits } from "../../loop/kernel.ts";
import { touches } from "../../schedule/accesses.ts";
import {
  type ArenaRow,
  type Argument,
  isArgument,
  type Program,
  type Region,
  type Step,
  type StepOf,
  type Storage,
  stepsOf,
  turnsOf,
  type Variant,
} from "../../schedule/program.ts";
import { lastReader, layoutNotation, oneLine, storageText, underOrigins } from "../describe.ts";
import { partsNames, partsOf } from "../parts.ts";
import { codeName } from "./checks.ts";
import { cName, elementType, pointedTo } from "./types.ts";

/** Names of storages as they are spelled in C. */
export const storageName = (s: Storage): string => cName(s.name);

/** The body of `run` after its checks, one string a line: ports, the arena's table, steps. */
export function runLines(program: Program, variant: Variant): readonly string[] {
  const used = new Set(
    stepsOf(variant.region)
      .flatMap(touches)
      .map((a) => a.storage),
  );
  const ports = [...used].filter((s) => s.place === "input" || s.place === "output").map((s) => port(s, variant));
  const arena = variant.arena.filter((row) => used.has(row.storage)).map((row) => arenaPointer(row, variant));
  const table =
    arena.length === 0
      ? []
      : ["/* Arena: offset; source values, type, layout, bytes, last reader. All offsets are in this table.", ` * ${layoutNotation} */`, ...arena];
  const held = [...variant.arena, ...variant.inputs, ...variant.outputs];
  const parts = partsNames(
    variant,
    held.map(({ storage }) => storageName(storage)),
  );
  const partsRows = [...parts].map(([step, name]) => `static const int ${name}[] = {${partsOf(step).join(", ")}};`);
  const partsTableLines = partsRows.length === 0 ? [] : ["/* Parts: the unit of a step at which each thread's part begins. */", ...partsRows];
  return [...ports, ...table, ...partsTableLines, "", ...new Steps(program, parts).region(variant.region)];
}

function port(s: Storage, variant: Variant): string {
  const type = elementType(s.dtype);
  const name = storageName(s);
  return s.place === "input"
    ? `const ${type} *const ${name} = inputs->${cName(portOf(s, variant.inputs))};`
    : `${type} *const ${name} = outputs->${cName(portOf(s, variant.outputs))};`;
}

function arenaPointer(row: ArenaRow, variant: Variant): string {
  const { storage: s, offset } = row;
  const type = elementType(s.dtype);
  const note = `${oneLine(s.holds)}  ${storageText(s)} ${layoutKey(s.layout)}  ${s.bytes} B  until ${lastReader(row, variant)}`;
  return `${type} *const ${storageName(s)} = (${type} *)(void *)(a + ${offset}); /* ${note} */`;
}

function portOf(s: Storage, ports: Variant["inputs"]): string {
  const found = ports.find((p) => p.storage === s);
  invariant(found !== undefined, `${s.name} is no port`);
  return found.identifier;
}

class Steps {
  readonly #program: Program;
  readonly #partsOf: ReadonlyMap<Step, string>;
  #loops = 0;

  /** `partsOf` names the rows of the table of parts. */
  constructor(program: Program, partsOf: ReadonlyMap<Step, string>) {
    this.#program = program;
    this.#partsOf = partsOf;
  }

  /** `isAlone`: the first thread takes all of it. */
  region(region: Region, isAlone = this.#program.threads === 1): readonly string[] {
    if (isAlone) return this.#commented(region.steps, true);
    return turnsOf(region).flatMap(({ alone, steps }) => {
      const wait = steps[0]?.waits === true ? [this.#wait()] : [];
      const lines = this.#commented(steps, alone);
      return [...wait, ...(alone ? ["if (aot_self->first == 0) {", ...indented(lines), "}"] : lines)];
    });
  }

  #wait(): string {
    return `${this.#program.name}_wait(aot_self);`;
  }

  #commented(steps: readonly Step[], isAlone: boolean): readonly string[] {
    return underOrigins(
      steps,
      (nodes) => `/* ${nodes} */`,
      (step) => this.#step(step, isAlone),
    );
  }

  #step(step: Step, isAlone: boolean): readonly string[] {
    switch (step.kind) {
      case "call":
        return [this.#call(step)];
      case "copy": {
        const size = bytesOf(step.from.storage.dtype);
        const counter = step.bytes / size < 2 ** 31 ? "int" : "ptrdiff_t";
        return [`for (${counter} i_ = 0; i_ < ${step.bytes / size}; i_++) (${this.#at(step.to)})[i_] = (${this.#at(step.from)})[i_];`];
      }
      case "check":
        return [`if (${this.#element(step.broken)} != 0) return ${codeName(this.#program, step)};`];
      case "if": {
        const otherwise = indented(this.region(step.else, isAlone));
        const then = indented(this.region(step.then, isAlone));
        return [`if (*(${this.#at(step.condition)}) != 0) {`, ...then, ...(otherwise.length === 0 ? [] : ["} else {", ...otherwise]), "}"];
      }
      case "loop":
        return this.#loop(step, isAlone);
    }
  }

  #call(step: StepOf<"call">): string {
    const args = step.args.map((argument, i) => {
      const param = step.kernel.params[i];
      const at = this.#at(argument);
      if (param === undefined || pointedTo(param) === elementType(argument.storage.dtype)) return at;
      const type = pointedTo(param);
      return param.access === "in" ? `(const ${type} *)(const void *)(${at})` : `(${type} *)(void *)(${at})`;
    });
    const parts = this.#partsOf.get(step);
    const range = parts === undefined ? [] : [`${parts}[aot_self->first]`, `${parts}[aot_self->last]`];
    const self = hasWaits(step.kernel) ? ["aot_self"] : [];
    return `${cName(step.kernel.name)}(${[...args, ...step.extents.map((e) => this.#element(e)), ...range, ...self].join(", ")});`;
  }

  #element(a: Argument): string {
    const at = this.#at(a);
    return a.offset === 0 ? `*${at}` : `*(${at})`;
  }

  #loop({ trip, condition, iteration, body }: StepOf<"loop">, isAlone: boolean): readonly string[] {
    const i = `round${this.#loops === 0 ? "" : `_${this.#loops}`}`;
    this.#loops += 1;
    const most = trip === undefined ? undefined : isArgument(trip) ? `*(${this.#at(trip)})` : `${trip}`;
    const tests = [...(most === undefined ? [] : [`${i} < ${most}`]), ...(condition === undefined ? [] : [`*(${this.#at(condition)}) != 0`])];
    const first = isAlone ? "" : "if (aot_self->first == 0) ";
    const count = iteration === undefined ? [] : [`${first}*(${this.#at(iteration)}) = (${elementType(iteration.storage.dtype)})${i};`];
    const end = isAlone ? [] : [this.#wait()];
    return [`for (int64_t ${i} = 0; ${tests.join(" && ")}; ${i}++) {`, ...indented([...count, ...this.region(body, isAlone), ...end]), "}"];
  }

  #at({ storage, offset, perThread }: Argument): string {
    const name = storage.place === "weights" ? `w->${storageName(storage)}` : storageName(storage);
    if (perThread !== undefined) return `${name} + aot_self->first * ${perThread}`;
    return offset === 0 ? name : `${name} + ${offset}`;
  }
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
