/** Loops that turn round become loops that count forward and bind the round they are in: nothing that prints or evaluates kernels knows of turns. */
import { add, dimOf, mul, sub, sym } from "../core/dim.ts";
import { walkStatements } from "./functions.ts";
import { bindStmt, type Kernel, type Stmt, withBodies, withBody } from "./kernel.ts";

/** The same kernel without `turns`. */
export function withBoundTurns(source: Kernel): Kernel {
  let turns = false;
  walkStatements(source.body, (s) => {
    if (s.kind === "for" && s.turns !== undefined) turns = true;
  });
  return turns ? withBody(source, source.body.map(bound)) : source;
}

function bound(s: Stmt): Stmt {
  const inner = withBodies(s, (body) => body.map(bound));
  if (inner.kind !== "for" || inner.turns === undefined) return inner;
  const { turns, ...loop } = inner;
  const { name, lo, hi } = loop.sym;
  const counted = sym(`${name}_round`, lo, hi);
  const round = dimOf(counted);
  const mirrored = sub(add(loop.from, loop.to), add(1, mul(2, round)));
  return { ...loop, sym: counted, body: [bindStmt(loop.sym, add(round, mul(turns, mirrored))), ...loop.body] };
}
