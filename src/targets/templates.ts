/** Templates: loads the Handlebars shells in `templates/` and a user's replacements for them. What is filled in is the targets' affair. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import Handlebars from "handlebars";
import { compileError } from "../core/diagnostics.ts";
import { nearest } from "../core/names.ts";

/** Fills the template `name` ("c/module.c.hbs") with `data`. */
export type Render = (name: string, data: object) => string;

/** The nearest folder above this file that has `templates/c`: the package's own, whether run from src or from a bundle. */
function ownFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "templates", "c"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("internal: the package has no templates folder");
    folder = parent;
  }
  return join(folder, "templates");
}

/** Where one of our templates lies, for those that are run as they are. */
export const templatePath = (name: string): string => join(ownFolder(), name);

/**
 * A renderer over our templates, where a file of the same name in `override` (the folder given with --templates) stands in for ours.
 * Throws AOT310 when that folder does not exist or holds a template that is none of ours, and AOT311 when one of its templates does not parse, or asks for
 * what is not there as it is filled.
 */
export function templateRenderer(override?: string): Render {
  if (override !== undefined) {
    for (const name of checkedOverride(override)) replacing(name, () => Handlebars.parse(readFileSync(join(override, name), "utf8")));
    return renderer(override);
  }
  ownRenderer ??= renderer();
  return ownRenderer;
}

/** Names of the templates of programs in a folder, "c/module.c.hbs". */
const templatesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".hbs") && !name.startsWith("bench/"))
    .sort();

/** The names of the templates in a folder, each of which replaces one of ours. */
function checkedOverride(folder: string): readonly string[] {
  const refuse = (message: string, hint?: string): never => {
    throw compileError({ code: "AOT310", where: `--templates ${folder}`, message, hint });
  };
  if (!existsSync(folder)) refuse("the folder does not exist");
  if (!statSync(folder).isDirectory()) refuse("is no folder");
  const [own, given] = [templatesIn(ownFolder()), templatesIn(folder)];
  if (given.length === 0) refuse(`holds no template; ours are ${own.join(", ")}`);
  for (const name of given) {
    const near = nearest(name, own);
    if (!own.includes(name))
      refuse(`${name} replaces none of our templates; those are ${own.join(", ")}`, near === undefined ? near : `did you mean ${near}?`);
  }
  return given;
}

/** Our templates do not change while the compiler runs: each is compiled once. */
let ownRenderer: Render | undefined;

function renderer(override?: string): Render {
  const own = ownFolder();
  const engine = Handlebars.create();
  const compiled = new Map<string, HandlebarsTemplateDelegate>();
  const fileOf = (name: string): string => {
    const theirs = override === undefined ? undefined : resolve(override, name);
    return theirs !== undefined && existsSync(theirs) ? theirs : join(own, name);
  };
  return (name, data) => {
    const file = fileOf(name);
    const fill = (): string => {
      let template = compiled.get(name);
      if (template === undefined) {
        template = engine.compile(readFileSync(file, "utf8"), { strict: true, noEscape: true });
        compiled.set(name, template);
      }
      return template(data);
    };
    return file.startsWith(own) ? fill() : replacing(name, fill);
  };
}

/** What `make` gives of a template that stands in for ours; whatever Handlebars finds wrong with it is AOT311. */
function replacing<T>(name: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw compileError({
      code: "AOT311",
      where: `template ${name}`,
      message: error instanceof Error ? inOneLine(error.message) : String(error),
      hint: `compare it with our own templates/${name}`,
    });
  }
}

/** A message of Handlebars without the drawn line that points at what the line before ends with. */
const inOneLine = (message: string): string =>
  message
    .split("\n")
    .filter((line) => !/^-*\^$/.test(line))
    .join(" ");
