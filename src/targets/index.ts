/** All targets, by the name --target knows them by. */
import { c } from "./c/index.ts";
import type { Target } from "./target.ts";
import { ts } from "./ts/index.ts";
import { wasm } from "./wasm/index.ts";

export const targets = { c, ts, wasm } as const satisfies Readonly<Record<string, Target>>;

export type TargetName = keyof typeof targets;
export type KnownTarget = (typeof targets)[TargetName];
