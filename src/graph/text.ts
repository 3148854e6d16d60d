/**
 * The text form of graphs: what --dump prints and what tests of passes are written in. One statement a line:
 *
 *     graph tiny                                  the graph's name, if any
 *     dim batch = 1..8                            a symbolic dim and its range
 *     x: f32[batch,3,8,8]                         an input
 *     w: f32[4,3,3,3] = random(1)                 a constant: [1, 2, 3], 0.5, splat(0), random(seed), positive(seed)
 *     y @ABCD16b = Conv(x, w, _) pads=[1,1,1,1] using direct   # from conv1, bn1
 *     return y
 *
 * `_` is an input left out; `@` a layout as layoutKey writes it. Attributes that have their default are not written; `name:=value` are
 * attributes as an operator checked them, where they differ from what a file gives. A node without "from" has its first output's name as
 * origin. Names that are not plain words are quoted. Reading what was printed gives the same graph, except for constants too large to print,
 * which end in "...".
 */
export { type OpLookup, parseGraph } from "./text-parse.ts";
export { attrsKey, constantsOf, nodeText, type PrintOptions, printGraph, rawAttrs } from "./text-print.ts";
