/** Which indices of a kernel can hold byte addresses: those used only as the base of addresses in one buffer. */
import type { Dim, Sym } from "../../core/dim.ts";
import { symbolsOf } from "../../core/dim-fold.ts";
import type { Buffer, Expr, Tile } from "../../loop/expr.ts";
import { walkStatements } from "../../loop/functions.ts";
import type { Kernel } from "../../loop/kernel.ts";
import { rebuild } from "../../loop/rewrite-expr.ts";

export type Index = Sym | Tile;

/** One use: as the base of an address in a buffer, or as the start of another index. */
type Use = Buffer | Index;

/** The running index that a symbol stands for. */
export const tileIn = (s: Sym): Tile | undefined => {
  const value = s.payload as Expr | undefined;
  return value?.kind === "tileget" && value.tile.dtype === "index" ? value.tile : undefined;
};

/** Shared bases and running indices that may hold byte addresses, each with its buffer. */
export function pointersOf(kernel: Kernel): ReadonlyMap<Index, Buffer> {
  const candidates = new Set<Index>();
  walkStatements(kernel.body, (s) => {
    if (s.kind === "bind") candidates.add(s.sym);
    if (s.kind === "tile" && s.tile.dtype === "index" && s.tile.shape.length === 0 && s.init.kind === "index") candidates.add(s.tile);
  });
  const uses = new Uses(candidates);
  uses.ofBody(kernel);
  return uses.settle();
}

class Uses {
  readonly #candidates: Set<Index>;
  readonly #uses = new Map<Index, Set<Use>>();

  constructor(candidates: ReadonlySet<Index>) {
    this.#candidates = new Set(candidates);
  }

  ofBody(kernel: Kernel): void {
    walkStatements(kernel.body, (s) => {
      switch (s.kind) {
        case "for":
          this.#other(s.from);
          this.#other(s.to);
          return;
        case "let":
          this.#expr(s.value);
          return;
        case "bind":
          this.#base(s.value, s.sym);
          return;
        case "tile":
          if (s.init.kind === "index") this.#base(s.init.dim, s.tile);
          else this.#expr(s.init);
          return;
        case "set":
          if (s.value.kind === "index") this.#base(s.value.dim, s.tile);
          else {
            this.#candidates.delete(s.tile);
            this.#expr(s.value);
          }
          return;
        case "store":
          this.#base(s.at, s.buffer);
          if (s.count !== undefined) this.#other(s.count);
          this.#expr(s.value);
          return;
        case "if":
        case "while":
          this.#expr(s.condition);
          return;
        case "wait":
          return;
      }
    });
  }

  /** Indices all of whose uses lead to the same buffer. */
  settle(): ReadonlyMap<Index, Buffer> {
    const found = new Map<Index, Buffer>();
    for (let grown = true; grown; ) {
      grown = false;
      for (const candidate of this.#candidates) {
        if (found.has(candidate)) continue;
        const buffers = new Set(
          [...(this.#uses.get(candidate) ?? [])].filter((use) => use !== candidate).map((use) => (use.kind === "buffer" ? use : found.get(use))),
        );
        const [buffer] = buffers;
        if (buffers.size !== 1 || buffer === undefined) continue;
        found.set(candidate, buffer);
        grown = true;
      }
    }
    return found;
  }

  #note(d: Dim, use: Use): Index | undefined {
    if (typeof d === "number") return undefined;
    const [term] = d.terms;
    const [atom] = term?.atoms ?? [];
    if (d.terms.length !== 1 || term?.coef !== 1 || term.atoms.length !== 1 || atom?.kind !== "sym") return undefined;
    const thing = tileIn(atom) ?? atom;
    if (!this.#candidates.has(thing)) return undefined;
    this.#uses.set(thing, (this.#uses.get(thing) ?? new Set()).add(use));
    return thing;
  }

  /** `d` is an address in `use` or the start of it. */
  #base(d: Dim, use: Use): void {
    if (this.#note(d, use) === undefined) this.#other(d);
  }

  /** A use that needs the element number. */
  #other(d: Dim): void {
    for (const s of symbolsOf(d)) {
      this.#candidates.delete(tileIn(s) ?? s);
      if (s.payload !== undefined && tileIn(s) === undefined) this.#expr(s.payload as Expr);
    }
  }

  #expr(e: Expr): void {
    if (e.kind === "load") {
      this.#base(e.at, e.buffer);
      if (e.count !== undefined) this.#other(e.count);
      return;
    }
    if (e.kind === "tileget") this.#candidates.delete(e.tile);
    rebuild(
      e,
      (x) => {
        this.#expr(x);
        return x;
      },
      (d) => {
        this.#other(d);
        return d;
      },
    );
  }
}
