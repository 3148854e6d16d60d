/** The steps of a program as TypeScript statements: calls with the source nodes they stand for, copies, branches and loops. */
import { invariant } from "../../core/diagnostics.ts";
import type { Dim } from "../../core/dim.ts";
import { evaluateDim } from "../../core/dim-fold.ts";
import { arrayTypeName, bytesOf } from "../../core/dtype.ts";
import type { Argument, Region, Step, Variant } from "../../schedule/program.ts";
import { oneLine } from "../describe.ts";
import { asStored, type Buffers } from "./buffers.ts";
import { outsideShell } from "./names.ts";

type StepOf<K extends Step["kind"]> = Extract<Step, { kind: K }>;

export class Steps {
  readonly #buffers: Buffers;
  readonly #variant: Variant;
  #loops = 0;

  constructor(variant: Variant, buffers: Buffers) {
    this.#variant = variant;
    this.#buffers = buffers;
  }

  /** One string a line, indented from nothing. */
  region(region: Region): readonly string[] {
    let last = "";
    return region.steps.flatMap((step) => {
      // Without a number, and once for neighbours of one origin: a layer more changes no lines but its own.
      const comment = `// ${oneLine(step.origin)}`;
      const lines = this.#step(step);
      const isNew = comment !== last;
      last = comment;
      return isNew ? [comment, ...lines] : lines;
    });
  }

  #step(step: Step): readonly string[] {
    switch (step.kind) {
      case "call":
        return [this.#call(step)];
      case "copy":
        return [this.#copy(step)];
      case "check":
        return [`if (${this.#element(step.broken)} !== 0) throw new RangeError(\`\${modelName}: ${templateText(step.message)}\`);`];
      case "if": {
        const head = `if (${this.#element(step.condition)} !== 0) {`;
        const then = indented(this.region(step.then));
        const otherwise = indented(this.region(step.else));
        return [head, ...then, ...(otherwise.length === 0 ? [] : ["} else {", ...otherwise]), "}"];
      }
      case "loop":
        return this.#loop(step);
    }
  }

  #call(step: StepOf<"call">): string {
    const args = step.args.map((argument, i) =>
      this.#buffers.expression({ argument, dtype: step.kernel.params[i]?.dtype ?? argument.storage.dtype }),
    );
    const extents = step.extents.map((e) => this.#element(e));
    return `${outsideShell(step.kernel.name)}(${[...args, ...extents].join(", ")});`;
  }

  #copy({ from, to, bytes }: StepOf<"copy">): string {
    const [source, target] = [from, to].map((argument) => this.#buffers.expression(asStored(argument)));
    const size = bytesOf(from.storage.dtype);
    invariant(arrayTypeName(from.storage.dtype) === arrayTypeName(to.storage.dtype), `${from.storage.name} is copied to another type`);
    invariant(typeof from.offset === "number", `${from.storage.name} is copied from an offset only known at run time`);
    const isAll = from.storage.bytes - from.offset * size === bytes;
    // Elements one by one where the source goes on: a narrower view would be an allocation.
    return isAll ? `${target}.set(${source});` : `for (let i_ = 0; i_ < ${bytes / size}; i_++) ${target}[i_] = ${source}[i_];`;
  }

  #loop({ trip, condition, iteration, body }: StepOf<"loop">): readonly string[] {
    const i = `round${this.#loops === 0 ? "" : `_${this.#loops}`}`;
    this.#loops += 1;
    const least =
      trip === undefined ? undefined : typeof trip === "object" && "storage" in trip ? `Number(${this.#element(trip)})` : `${this.#value(trip)}`;
    const tests = [...(least === undefined ? [] : [`${i} < ${least}`]), ...(condition === undefined ? [] : [`${this.#element(condition)} !== 0`])];
    const isBig = iteration !== undefined && arrayTypeName(iteration.storage.dtype).startsWith("Big");
    const count = iteration === undefined ? [] : [`${this.#element(iteration)} = ${isBig ? `BigInt(${i})` : i};`];
    return [`for (let ${i} = 0; ${tests.join(" && ")}; ${i}++) {`, ...indented([...count, ...this.region(body)]), "}"];
  }

  #element(argument: Argument): string {
    return `${this.#buffers.expression(asStored(argument))}[0]`;
  }

  #value(d: Dim): number {
    return evaluateDim(d, (s) => {
      const known = this.#variant.dims.find((row) => row.sym === s);
      invariant(known !== undefined && typeof known.value === "number", `dim ${s.name} has no value in a program that is printed`);
      return known.value;
    });
  }
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** `text` inside a template literal. */
const templateText = (text: string): string => text.replace(/[\\`]|\$\{/g, (found) => `\\${found}`);
