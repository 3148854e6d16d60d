/** The c target: C11 with GNU vectors where the machine has lanes, and the same program without them. */
import type { Target } from "../target.ts";
import { emitC } from "./module.ts";
import { nativeMachine } from "./native-machine.ts";

export const c: Target<"c"> = {
  name: "c",
  defaultMachine: "x86-64-v3",
  machines: ["generic", "x86-64-v2", "x86-64-v3", "x86-64-v4", "x86-64-v4-vnni", "znver4", "armv8-a", "armv8.2-a-dotprod", "armv8.6-a", "cortex-m4"],
  nativeMachine,
  threads: true,
  emit: emitC,
};
