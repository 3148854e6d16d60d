/** The one place where ts-morph works: a TypeScript file from its declarations, its syntax checked, and its .d.ts. Loaded only when needed. */
import { type ClassDeclarationStructure, IndentationText, Project, Scope, type StatementStructures, StructureKind, ts } from "ts-morph";
import type { InterfaceSpec } from "./signature.ts";

export interface ClassSpec {
  readonly name: string;
  readonly implements?: string;
  readonly docs: readonly string[];
  readonly properties: readonly {
    readonly name: string;
    readonly type: string;
    readonly doc?: string;
    readonly value?: string;
    readonly hidden?: true;
  }[];
  readonly parameter?: { readonly name: string; readonly type: string };
  readonly construct: readonly string[];
  /** Besides `run`. */
  readonly methods: readonly { readonly name: string; readonly doc: string; readonly returns: string; readonly statements: readonly string[] }[];
  readonly run: {
    readonly docs: readonly string[];
    readonly parameters: readonly { readonly name: string; readonly type: string; readonly initializer?: string; readonly optional?: true }[];
    readonly returns: string;
    readonly statements: readonly string[];
  };
}

/** A part of a file in order: text that is taken as it is, an interface, or a class. */
export type Part = string | { readonly interface: InterfaceSpec } | { readonly class: ClassSpec };

export interface TypeScriptFile {
  readonly text: string;
  readonly declarations: string;
}

/** Text parts can be long (kernels, weights): they are spliced in as they are, for markers. */
const marker = (i: number): string => `// part ${i}`;

/** The text of `parts` and its type declarations. `isChecked` text parts are parsed, too; others are known to be lists of strings. */
export function typeScriptFile(name: string, parts: readonly Part[], isChecked: (part: string) => boolean): TypeScriptFile {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { noLib: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, types: [] },
    manipulationSettings: { indentationText: IndentationText.TwoSpaces },
  });
  const file = project.createSourceFile(`${name}.ts`, {
    statements: parts.map((part, i) => (typeof part === "string" ? marker(i) : structureOf(part))),
  });
  const skeleton = file.getFullText();
  const checked = splice(skeleton, parts, isChecked);
  const transpiled = ts.transpileDeclaration(checked, {
    fileName: `${name}.ts`,
    reportDiagnostics: true,
    compilerOptions: { strict: true, isolatedDeclarations: true, declaration: true, stripInternal: true, target: ts.ScriptTarget.ES2022 },
  });
  refuseDiagnostics(transpiled.diagnostics ?? [], checked);
  return { text: splice(skeleton, parts, () => true), declarations: transpiled.outputText };
}

function splice(skeleton: string, parts: readonly Part[], keep: (part: string) => boolean): string {
  const lines = skeleton.split("\n").flatMap((line) => {
    const found = /^\/\/ part (\d+)$/.exec(line);
    const part = found === null ? undefined : parts[Number(found[1])];
    if (typeof part !== "string") return [line];
    return keep(part) ? ["", part.trimEnd(), ""] : [];
  });
  return `${lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}

function refuseDiagnostics(found: readonly ts.Diagnostic[], text: string): void {
  const [first] = found;
  if (first === undefined) return;
  const line = text.slice(0, first.start ?? 0).split("\n").length;
  throw new Error(`internal: the printed TypeScript is wrong at line ${line}: ${ts.flattenDiagnosticMessageText(first.messageText, " ")}`);
}

function structureOf(part: Exclude<Part, string>): StatementStructures {
  return "interface" in part ? { ...part.interface, kind: StructureKind.Interface } : classStructure(part.class);
}

function classStructure(spec: ClassSpec): ClassDeclarationStructure {
  return {
    kind: StructureKind.Class,
    name: spec.name,
    isExported: true,
    docs: [...spec.docs],
    implements: spec.implements === undefined ? undefined : [spec.implements],
    properties: spec.properties.map(({ name, type, doc, value, hidden }) => ({
      name,
      type,
      isReadonly: true,
      docs: doc === undefined ? undefined : [doc],
      initializer: value,
      ...(hidden === true ? { scope: Scope.Private } : {}),
    })),
    ctors: [
      {
        parameters: spec.parameter === undefined ? [] : [spec.parameter],
        statements: [...spec.construct],
        docs: ["Use `load` or `loadSync` to create an instance."],
      },
    ],
    methods: [
      {
        name: "run",
        docs: [spec.run.docs.join("\n")],
        parameters: spec.run.parameters.map(({ optional, ...parameter }) => ({ ...parameter, hasQuestionToken: optional ?? false })),
        returnType: spec.run.returns,
        statements: [...spec.run.statements],
      },
      ...spec.methods.map(({ name, doc, returns, statements }) => ({ name, docs: [doc], returnType: returns, statements: [...statements] })),
    ],
  };
}
