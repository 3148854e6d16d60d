/** Machines that differ in more than how they multiply bytes: kernels of floats are scheduled for the others as for one of these. */
import { type Machine, machines } from "../../src/loop/machine.ts";

const forFloats = (m: Machine): string => JSON.stringify({ ...m, name: "", dot4: false, dot4InOne: false, signedDot4: false });

const all: readonly Machine[] = Object.values(machines);

export const floatMachines: readonly Machine[] = all.filter((m, i) => all.findIndex((other) => forFloats(other) === forFloats(m)) === i);
