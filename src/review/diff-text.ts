/** Prints a diff of outputs: as lines for a terminal, as Markdown for a pull request. */
import type { MapStep } from "../targets/map.ts";
import type { OutputDiff, TargetDiff } from "./diff.ts";
import type { StepChange } from "./match-steps.ts";

/** More steps than this are counted, not listed: a comment on a pull request holds 65,536 characters. */
const mostSteps = 100;

/** "graph, weights", "weights only", "no difference". */
export function causesText({ causes }: Pick<TargetDiff, "causes">): string {
  if (causes.length === 0) return "no difference";
  return causes.length === 1 && causes[0] === "weights" ? "weights only" : causes.join(", ");
}

const signs = { added: "+", removed: "-", changed: "~", moved: ">" } as const;

const stepName = (s: MapStep): string => s.kernel ?? s.kind;

function stepTitle(c: StepChange): string {
  if (c.change === "added") return stepName(c.after);
  if (c.change === "removed" || c.change === "moved") return stepName(c.before);
  const [before, after] = [stepName(c.before), stepName(c.after)];
  return before === after ? before : `${before} -> ${after}`;
}

const nodesOf = (c: StepChange): string => (c.change === "removed" ? c.before : c.after).nodes.join(", ");
const partsOf = (c: StepChange): string => (c.change === "changed" ? c.parts.join(", ") : "");

const countOf = (steps: readonly StepChange[], change: StepChange["change"]): number => steps.filter((s) => s.change === change).length;

const countsText = (steps: readonly StepChange[]): string =>
  (["added", "removed", "changed", "moved"] as const).map((change) => `${countOf(steps, change)} ${change}`).join(", ");

/** "+6720 (+20.2 %)"; "" where nothing changed. */
function changeText(before: number, after: number): string {
  if (before === after) return "";
  const sign = after > before ? "+" : "";
  const ratio = before === 0 ? "" : ` (${sign}${(((after - before) / before) * 100).toFixed(1)} %)`;
  return `${sign}${after - before}${ratio}`;
}

const more = (n: number): readonly string[] => (n > 0 ? [`and ${n} more`] : []);

/** Rows of cells for a table a target, titles between them. */
export function diffRows(diff: OutputDiff): readonly { readonly title: string; readonly rows: readonly (readonly (string | number)[])[] }[] {
  return [
    ...diff.addedTargets.map((t) => ({ title: `${t}: target added`, rows: [] })),
    ...diff.removedTargets.map((t) => ({ title: `${t}: target removed`, rows: [] })),
    ...diff.targets.flatMap((t) => [
      { title: `${t.target}: ${causesText(t)}`, rows: [] },
      { title: "", rows: [...t.options, ...t.ports].map((o) => [`  ${o.what}`, o.before || "none", "->", o.after || "none"]) },
      { title: "", rows: t.sizes.map((s) => [`  ${s.what}`, s.before, "->", s.after, changeText(s.before, s.after)]) },
      ...(t.steps.length === 0 ? [] : [{ title: `  steps: ${countsText(t.steps)}`, rows: stepRows(t.steps) }]),
      ...(t.files.length === 0 ? [] : [{ title: "  files:", rows: t.files.map((f) => [`  ${signs[f.change]} ${f.path}`]) }]),
    ]),
  ];
}

const stepRows = (steps: readonly StepChange[]): readonly (readonly string[])[] => [
  ...steps.slice(0, mostSteps).map((c) => [`  ${signs[c.change]} ${stepTitle(c)}`, nodesOf(c), partsOf(c)]),
  ...more(steps.length - mostSteps).map((text) => [`  ${text}`]),
];

/** Names of nodes come from a model: nothing in them may end a cell or a code span, or be read as HTML. */
const code = (text: string): string => (text === "" ? "" : `\`${text.replace(/[`\n\r]/g, " ").replaceAll("|", "\\|")}\``);

const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((h) => (/before|after|change$/.test(h) ? "--:" : "---")), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

export function diffMarkdown(diff: OutputDiff): string {
  const title = diff.weightsOnly ? (diff.targets.some((t) => t.causes.length > 0) ? "weights only" : "no difference") : "more than weights changed";
  const targets = [
    ...diff.addedTargets.map((t) => `**${t}**: target added`),
    ...diff.removedTargets.map((t) => `**${t}**: target removed`),
    ...diff.targets.map(targetMarkdown),
  ];
  return `### Compiled network: ${title}\n\n${targets.join("\n\n")}\n`;
}

function targetMarkdown(t: TargetDiff): string {
  const settings = [...t.options, ...t.ports].map((o) => [o.what, code(o.before), code(o.after), ""]);
  const sizes = t.sizes.map((s) => [s.what, `${s.before}`, `${s.after}`, changeText(s.before, s.after)]);
  const steps = t.steps.slice(0, mostSteps).map((c) => [signs[c.change], code(stepTitle(c)), code(nodesOf(c)), partsOf(c)]);
  return [
    `**${t.target}**: ${causesText(t)}`,
    markdownTable(["", "before", "after", "change"], [...settings, ...sizes]),
    ...(t.steps.length === 0 ? [] : [`Steps: ${countsText(t.steps)}`, markdownTable(["", "step", "source nodes", "differs in"], steps)]),
    ...more(t.steps.length - mostSteps),
    ...(t.files.length === 0 ? [] : [`Files: ${t.files.map((f) => `${signs[f.change]} ${code(f.path)}`).join(", ")}`]),
  ].join("\n\n");
}
