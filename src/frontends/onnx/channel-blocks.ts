/**
 * Models that ONNX Runtime saved with channels in blocks (domain com.microsoft.nchwc): of 8 on machines with AVX2, of 16 on those with AVX-512 and on Arm.
 * No file says which; the numbers of channels of its convolutions do as a rule, else the user does, as of a free dim.
 */
import type { Problem } from "../../core/diagnostics.ts";
import { type GraphProto, integer, type NodeProto } from "../../io/onnx/messages.ts";
import type { DimTable } from "./input-types.ts";

export const blockedDomain = "com.microsoft.nchwc";

/** What the size of the blocks is called where free dims are given values. */
const dimName = "nchwc_block";
const sizes = [16, 8] as const;

/** What a convolution and the values around it say of the size. */
interface Blocked {
  readonly outputs: number;
  /** A group's. */
  readonly inputs: number;
  readonly isGrouped: boolean;
  /** Undefined where other operators stand before it. */
  readonly isInputBlocked: boolean | undefined;
  /** Channels that are kept of its result, where the next node says so. */
  readonly kept: readonly number[];
}

const intAttribute = (n: NodeProto, name: string, fallback: number): number => {
  const found = n.attribute.find((a) => a.name === name);
  return found === undefined ? fallback : Number(integer(found.i));
};

function convolutionsIn(graph: GraphProto): readonly Blocked[] {
  const weights = new Map(graph.initializer.map((t) => [t.name, t.dims.map((d) => Number(integer(d)))]));
  const makers = new Map(graph.node.flatMap((n) => n.output.map((name) => [name, n] as const)));
  const given = new Set(graph.input.map((v) => v.name));
  const reorders = graph.node.filter((n) => n.domain === blockedDomain && n.opType === "ReorderOutput");
  return graph.node.flatMap((n): Blocked[] => {
    const [outputs, inputs] = weights.get(n.input[1] ?? "") ?? [];
    if (n.domain !== blockedDomain || n.opType !== "Conv" || outputs === undefined || inputs === undefined) return [];
    const x = n.input[0] ?? "";
    const maker = makers.get(x);
    const isPlain = given.has(x) || (maker?.domain === blockedDomain && maker.opType === "ReorderOutput");
    const isInputBlocked = isPlain ? false : maker?.domain === blockedDomain ? true : undefined;
    const kept = reorders.filter((r) => r.input[0] === n.output[0]).map((r) => intAttribute(r, "channels", outputs));
    return [{ outputs, inputs, isGrouped: intAttribute(n, "group", 1) !== 1, isInputBlocked, kept }];
  });
}

/** True where blocks of `size` channels would have led ONNX Runtime to this convolution. */
function fits({ outputs, inputs, isGrouped, isInputBlocked, kept }: Blocked, size: number): boolean {
  if (outputs % size !== 0 || kept.some((channels) => Math.ceil(channels / size) * size !== outputs)) return false;
  if (isGrouped) return inputs === 1 || inputs % size === 0;
  if (inputs < size) return isInputBlocked !== true;
  return inputs % size === 0 && isInputBlocked !== false;
}

/**
 * The size of blocks in a model; undefined where it has none. `report` takes the problem (AOT118) where the file leaves the size open and the user gives
 * none, or gives one that does not fit; reading goes on with one that does.
 */
export function channelBlock(graph: GraphProto, dims: DimTable, where: string, report: (problem: Problem) => void): number | undefined {
  if (!graph.node.some((n) => n.domain === blockedDomain)) return undefined;
  const convolutions = convolutionsIn(graph);
  const possible = sizes.filter((size) => convolutions.every((conv) => fits(conv, size)));
  const given = dims.given(dimName);
  const hint = "save the model at optimization level extended, which keeps the order of channels";
  const chosen = possible.find((size) => given === undefined || size === given);
  if (given !== undefined && chosen === undefined)
    report({
      code: "AOT118",
      where,
      message: `holds channels in blocks of ${possible.join(" or ") || "no known size"}, ${dimName} is given as ${given}`,
      hint,
    });
  else if (possible.length !== 1 && given === undefined)
    report({
      code: "AOT118",
      where,
      message:
        possible.length === 0
          ? `holds channels in blocks of a size that is none of ${sizes.toSorted((a, b) => a - b).join(" and ")}`
          : "holds channels in blocks of 8 (saved by ONNX Runtime on a machine with AVX2) or 16 (AVX-512, Arm); the file does not say which",
      hint: possible.length === 0 ? hint : `give --dim ${dimName}=16 or --dim ${dimName}=8; or ${hint}`,
    });
  return chosen ?? possible[0] ?? sizes[0];
}
