/** The loop filter of VP8 (RFC 6386, section 15): samples on both sides of the edges of blocks are brought together, where they differ little. */
import type { Expr } from "../../loop/expr.ts";
import type { ImageFile } from "./image-files.ts";
import { atMost, both, differs, down, either, least, less, minus, most, type Num, pick, plus, type Script, same, times } from "./script.ts";
import { inMacroblock, modeSize, type Planes, type Vp8 } from "./vp8.ts";
import { fieldAt, modes } from "./vp8-codes.ts";
import type { Vp8Coefficients } from "./vp8-coefficients.ts";

const within = (x: Num, low: number, high: number): Expr => least(most(x, low), high);
const size = (x: Expr): Expr => most(x, minus(0, x));

export function smoothEdges(file: ImageFile, given: Vp8, { isCoded }: Vp8Coefficients, drawn: Planes): void {
  const { script, held } = file;
  const { columns, rows } = given;
  const frame: Vp8 = { ...given, fields: held(given.fields), modes: held(given.modes) };
  const isCodedOf = held(isCoded);
  const planes: Planes = { ...drawn, samples: held(drawn.samples, "changed") };
  const { luma, blue, red } = planes;
  const isSimple = script.get(frame.fields, fieldAt("isSimple"));
  script.when(less(0, script.get(frame.fields, fieldAt("level"))), () => {
    script.repeat("row", rows, (row) => {
      script.repeat("column", columns, (column) => {
        const number = script.let("macroblock", plus(times(row, columns), column));
        const strength = strengthOf(script, frame, number);
        const isInner = either(same(script.get(isCodedOf, number), 1), same(strength.isSmall, 1));
        const inner = script.let("inner", pick(isInner, 1, 0));
        script.when(less(0, strength.level), () => {
          script.repeat("plane", pick(same(isSimple, 1), 1, 3), (plane) => {
            const isLuma = same(plane, 0);
            const stride = script.let("stride", pick(isLuma, luma.stride, blue.stride));
            const origin = pick(isLuma, luma.origin, pick(same(plane, 1), blue.origin, red.origin));
            const side = script.let("side", pick(isLuma, 16, 8));
            const first = script.let("first", plus(origin, times(plus(times(row, stride), column), side)));
            // Upright edges first, from left to right, then level ones.
            script.repeat("direction", 2, (direction) => {
              const isUpright = same(direction, 0);
              const isOuter = script.let("is_outer", pick(less(0, pick(isUpright, column, row)), 1, 0));
              const [across, along] = [script.let("across", pick(isUpright, 1, stride)), script.let("along", pick(isUpright, stride, 1))];
              script.repeat("edge", down(side, 2), (k) => {
                script.when(same(pick(same(k, 0), isOuter, inner), 1), () => {
                  script.repeat("i", side, (i) => {
                    const at = script.let("at", plus(first, times(k, 4, across), times(i, along)));
                    smooth(file, planes, strength, { at, step: across, isOuter: script.let("between", pick(same(k, 0), 1, 0)), isSimple });
                  });
                });
              });
            });
          });
        });
      });
    });
  });
}

interface Strength {
  readonly isSmall: Expr;
  readonly level: Expr;
  /** How much neighbours may differ. */
  readonly interior: Expr;
  /** From which difference on an edge is one of the image. */
  readonly threshold: Expr;
}

function strengthOf(script: Script, { fields, modes: of }: Vp8, number: Expr): Strength {
  const field = (name: string): Expr => script.get(fields, fieldAt(name));
  const mode = (k: number): Expr => script.get(of, plus(times(number, modeSize), k));
  const isSmall = script.let("is_small", pick(same(mode(inMacroblock.luma), modes.smallBlocks), 1, 0));
  const ofSegment = script.get(fields, plus(fieldAt("segmentLevel"), mode(inMacroblock.segment)));
  const added = pick(same(field("isAbsolute"), 1), ofSegment, plus(ofSegment, field("level")));
  const base = pick(same(field("segments"), 1), added, field("level"));
  const change = times(field("adjusts"), plus(script.get(fields, fieldAt("frameLevel")), times(isSmall, script.get(fields, fieldAt("modeLevel")))));
  const level = script.let("level", within(plus(base, change), 0, 63));
  const sharpness = field("sharpness");
  const lowered = down(level, pick(less(4, sharpness), 2, pick(less(0, sharpness), 1, 0)));
  const interior = script.let("interior", most(pick(less(0, sharpness), least(lowered, minus(9, sharpness)), lowered), 1));
  const threshold = script.let("threshold", pick(less(39, level), 2, pick(less(14, level), 1, 0)));
  return { isSmall, level, interior, threshold };
}

interface Edge {
  readonly at: Expr;
  readonly step: Expr;
  /** Between two macroblocks. */
  readonly isOuter: Expr;
  readonly isSimple: Expr;
}

/** One place of an edge: four samples before it, p3 to p0, and four behind. */
function smooth({ script }: ImageFile, { samples }: Planes, { level, interior, threshold }: Strength, { at, step, isOuter, isSimple }: Edge): void {
  const place = (k: number): Expr => plus(at, times(step, k));
  const [p3, p2, p1, p0, q0, q1, q2, q3] = [-4, -3, -2, -1, 0, 1, 2, 3].map((k) => script.get(samples, place(k))) as Eight;
  const limit = plus(times(plus(level, level, interior, times(isOuter, 4)), 2), 1);
  const isNear = atMost(plus(times(size(minus(p0, q0)), 4), size(minus(p1, q1))), limit);
  const steps = [minus(p3, p2), minus(p2, p1), minus(p1, p0), minus(q3, q2), minus(q2, q1), minus(q1, q0)];
  const largest = steps.map(size).reduce((a, b) => most(a, b));
  script.when(both(isNear, either(same(isSimple, 1), atMost(largest, interior))), () => {
    const isEdge = less(threshold, most(size(minus(p1, p0)), size(minus(q1, q0))));
    const isTwo = script.let("is_two", pick(either(same(isSimple, 1), isEdge), 1, 0));
    const isSix = script.let("is_six", both(differs(isOuter, 0), same(isTwo, 0)));
    const outer = times(within(minus(p1, q1), -128, 127), pick(same(plus(isTwo, isOuter), 0), 0, 1));
    const change = script.let("change", plus(times(minus(q0, p0), 3), outer));
    const [first, second] = [
      script.let("first", within(down(plus(change, 4), 3), -16, 15)),
      script.let("second", within(down(plus(change, 3), 3), -16, 15)),
    ];
    const wide = script.let("wide", within(change, -128, 127));
    const part = (of: number): Expr => down(plus(times(wide, 9 * of), 63), 7);
    const half = pick(same(isTwo, 1), 0, down(plus(first, 1), 1));
    const byThird = script.let("by", pick(isSix, part(1), 0));
    const bySecond = script.let("by", pick(isSix, part(2), half));
    const [byP, byQ] = [script.let("by", pick(isSix, part(3), second)), script.let("by", pick(isSix, part(3), first))];
    const changes = [plus(p2, byThird), plus(p1, bySecond), plus(p0, byP), minus(q0, byQ), minus(q1, bySecond), minus(q2, byThird)];
    changes.forEach((x, k) => script.put(samples, place(k - 3), within(x, 0, 255)));
  });
}

type Eight = [Expr, Expr, Expr, Expr, Expr, Expr, Expr, Expr];
