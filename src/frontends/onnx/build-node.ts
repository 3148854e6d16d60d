/** A decoded node to graph nodes: rules of older operator sets first, then the operator's own attribute check and inference. */
import { makeConstant, makeNode } from "../../graph/build.ts";
import { constantOperands, staticCount } from "../../graph/constant-operands.ts";
import { evaluateNode } from "../../graph/evaluate.ts";
import type { Node, Value } from "../../graph/graph.ts";
import type { TensorType } from "../../graph/types.ts";
import { opNamed } from "../../ops/index.ts";
import { type UpgradeContext, upgradeFor } from "./opsets.ts";
import { claimName, define, requireOp, resolveAll, type Session } from "./session.ts";
import { ownDomain, refuse, type Scope, type SourceNode } from "./source.ts";

/** Where a node is built: its label in messages, its body, and the list that takes the nodes. */
export interface Place {
  readonly session: Session;
  readonly scope: Scope;
  readonly where: string;
  readonly nodes: Node[];
}

/** True when the operator is supported, today or under a name it had before. Constant and SequenceMap are read without a definition. */
export function isKnown(domain: string, op: string): boolean {
  if (domain === ownDomain) return false;
  if (domain === "" && (op === "Constant" || op === "SequenceMap")) return true;
  const renamed = domain === "" ? upgradeFor(op, Number.MAX_SAFE_INTEGER)?.becomes : undefined;
  return opNamed(renamed ?? op, domain) !== undefined;
}

/** Builds a node of a known operator as operator set `opset` means it. Throws CompileError. */
export function buildNode(place: Place, source: SourceNode, opset: number): void {
  const rule = source.domain === "" ? upgradeFor(source.op, opset) : undefined;
  const inputs = resolveAll(place.scope, source.inputs, place.where);
  if (inputs === undefined) return;
  if (rule === undefined) {
    make(place, source, inputs);
    return;
  }
  for (const next of rule.apply(upgradeContext(place, source, inputs)))
    buildNode(place, next, next.op === source.op ? rule.before : Number.POSITIVE_INFINITY);
}

function make({ session, scope, where, nodes }: Place, source: SourceNode, inputs: readonly (Value | undefined)[]): void {
  const op = requireOp(source.op, source.domain);
  if (source.outputs.length === 0) refuse({ code: "AOT104", where, message: "names no outputs" });
  const outputs = source.outputs.map((output, i) => claimName(session, scope, output === "" ? `${source.name}/unused${i}` : output));
  const declared = source.outputs.map((output) => scope.declared.get(output));
  const isDeclared = declared.some((shape) => shape !== undefined);
  const made = makeNode({ op, attrs: source.attrs, inputs, outputs, origin: [source.name], ...(isDeclared ? { declared } : {}) });
  const found = session.runsConstants ? resultsKnown(made) : undefined;
  const first = found === undefined ? session.equal.firstOf(made, nodes) : undefined;
  if (found === undefined && first === undefined) nodes.push(made);
  (found ?? (first ?? made).outputs).forEach((output, i) => {
    const name = source.outputs[i] ?? "";
    if (name !== "") define(session, scope, name, output, where);
  });
}

/** As many elements as shapes, bounds and what they are computed from have. */
const mostElements = 1024;

/**
 * The results of a node of few constants, as constants, where its operator does not say what its inference knows of them: the sizes behind it are known,
 * whatever a chain of shape arithmetic passes through.
 */
function resultsKnown(n: Node): readonly Value[] | undefined {
  const isSmall = (v: Value | undefined): boolean => v === undefined || (staticCount(v) ?? Number.POSITIVE_INFINITY) <= mostElements;
  if (n.outputs.every((v) => v.type.kind !== "tensor" || v.type.known !== undefined) || ![...n.inputs, ...n.outputs].every(isSmall)) return undefined;
  const operands = constantOperands(n);
  if (operands === undefined) return undefined;
  return evaluateNode(n, operands).map((array, i) => {
    const { name, type } = n.outputs[i] as Value;
    const { dtype, shape } = type as TensorType;
    return makeConstant(name, dtype, shape as readonly number[], array);
  });
}

function upgradeContext({ session, scope, where }: Place, node: SourceNode, inputs: readonly (Value | undefined)[]): UpgradeContext {
  const fail = (message: string, hint?: string): never => refuse({ code: "AOT115", where, message, hint });
  const fresh = (hint: string): string => {
    for (;;) {
      const name = session.fresh.claim(`${node.name}/${hint}`);
      if (!scope.entries.has(name)) return name;
    }
  };
  return {
    node,
    type(i) {
      const type = inputs[i]?.type;
      if (type === undefined) return fail(`input ${i} is missing`);
      return type.kind === "tensor" ? type : fail(`input ${i} is a ${type.kind}, a tensor is expected`);
    },
    isUsed: (name) => scope.used.has(name) || session.fresh.has(name),
    constant(hint, dtype, shape, array) {
      const name = fresh(hint);
      define(session, scope, name, makeConstant(claimName(session, scope, name), dtype, shape, array), where);
      return name;
    },
    fresh,
    fail,
  };
}
