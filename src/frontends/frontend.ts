/** Frontend: a model file in, a Graph out. One folder a format; frontends translate and never optimize. */
import type { CompileError, Diagnostics } from "../core/diagnostics.ts";
import type { Items, Structures } from "../core/structure.ts";
import type { Graph, Value } from "../graph/graph.ts";

export interface SourceModel {
  /** The graph's inputs, tensors, with the dims that are free. */
  readonly inputs: readonly Value[];
  /** Its inputs and outputs are tensors. Throws `disagreement` where there is one. */
  readonly graph: Graph;
  /** Nodes that do not fit one another for all values of the free dims; they may for some: `bind` tells. */
  readonly disagreement?: CompileError;
  /** How sequences and optional values of the model's interface are made of the graph's inputs and outputs; left out where there are none. */
  readonly structures?: Structures;
  /** For reports: format, producer, version of the operator set, as the file says. */
  readonly format: string;
  readonly producer: string;
  readonly opset: string;
  /**
   * The same model with values for more of its free dims; the file's bytes are shared. Throws CompileError, as reading
   * does. Left out where no dim is free.
   */
  readonly bind?: (dims: Readonly<Record<string, number>>) => SourceModel;
}

export interface ReadOptions {
  /** Values for free dims by name ("batch=4"); others stay symbolic. */
  readonly dims: Readonly<Record<string, number>>;
  /** Bytes of UTF-8 that a string of an input has at most. */
  readonly stringBytes?: number;
  /** What sequences and optional values among the inputs are made of, by the input's name. */
  readonly items?: (input: string) => Items | undefined;
  /** Where problems go; reading continues after each as far as it can. */
  readonly diagnostics: Diagnostics;
}

export interface Frontend {
  readonly name: string;
  /** Decides by content (and file name where content says nothing), without reading it all. */
  readonly recognizes: (head: Uint8Array, path: string) => boolean;
  readonly read: (path: string, options: ReadOptions) => Promise<SourceModel>;
}
