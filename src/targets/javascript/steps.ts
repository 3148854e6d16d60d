/** The steps of a program as TypeScript statements: calls with the source nodes they stand for, copies, branches and loops. */
import { invariant } from "../../core/diagnostics.ts";
import { arrayTypeName, bytesOf } from "../../core/dtype.ts";
import { type Argument, isArgument, type Region, type Step, type StepOf } from "../../schedule/program.ts";
import { underOrigins } from "../describe.ts";
import { asStored, type Buffers } from "./buffers.ts";
import { outsideShell } from "./names.ts";

export class Steps {
  readonly #buffers: Buffers;
  #loops = 0;

  constructor(buffers: Buffers) {
    this.#buffers = buffers;
  }

  /** One string a line, indented from nothing. */
  region(region: Region): readonly string[] {
    return underOrigins(
      region.steps,
      (nodes) => `// ${nodes}`,
      (step) => this.#step(step),
    );
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
    const isAll = from.storage.bytes - from.offset * size === bytes;
    // Elements one by one where the source goes on: a narrower view would be an allocation.
    return isAll ? `${target}.set(${source});` : `for (let i_ = 0; i_ < ${bytes / size}; i_++) ${target}[i_] = ${source}[i_];`;
  }

  #loop({ trip, condition, iteration, body }: StepOf<"loop">): readonly string[] {
    const i = `round${this.#loops === 0 ? "" : `_${this.#loops}`}`;
    this.#loops += 1;
    const least = trip === undefined ? undefined : isArgument(trip) ? `Number(${this.#element(trip)})` : `${trip}`;
    const tests = [...(least === undefined ? [] : [`${i} < ${least}`]), ...(condition === undefined ? [] : [`${this.#element(condition)} !== 0`])];
    const isBig = iteration !== undefined && arrayTypeName(iteration.storage.dtype).startsWith("Big");
    const count = iteration === undefined ? [] : [`${this.#element(iteration)} = ${isBig ? `BigInt(${i})` : i};`];
    return [`for (let ${i} = 0; ${tests.join(" && ")}; ${i}++) {`, ...indented([...count, ...this.region(body)]), "}"];
  }

  #element(argument: Argument): string {
    return `${this.#buffers.expression(asStored(argument))}[0]`;
  }
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** `text` inside a template literal. */
const templateText = (text: string): string => text.replace(/[\\`]|\$\{/g, (found) => `\\${found}`);
