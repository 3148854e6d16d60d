/** Ports that together stand for one value of the model (a sequence, an optional value) say what each is. */
import { rolesIn, type Structures } from "../core/structure.ts";
import type { Port, Program } from "./program.ts";

/** The program, its ports with their roles. */
export function withRoles(program: Program, structures: Structures | undefined): Program {
  if (structures === undefined) return program;
  const roles = new Map([...structures.inputs, ...structures.outputs].flatMap((s) => [...rolesIn(s)]));
  const named = (port: Port): Port => (roles.has(port.name) ? Object.freeze({ ...port, role: roles.get(port.name) ?? "" }) : port);
  return Object.freeze({ ...program, inputs: program.inputs.map(named), outputs: program.outputs.map(named) });
}
