/** What this program was built for: values of the model's dims, and the arrays `run` takes and gives with them, as a signature. */
export declare const buckets: readonly [{
    readonly dims: {
        readonly batch: 1;
        readonly seq: 4;
    };
    readonly inputs: {
        readonly words: {
            readonly name: "words";
            readonly dtype: "f32";
            readonly shape: readonly [1, 4, 8];
            readonly array: "Float32Array";
            readonly length: 32;
        };
        readonly weight: {
            readonly name: "weight";
            readonly dtype: "f32";
            readonly shape: readonly [1, 4];
            readonly array: "Float32Array";
            readonly length: 4;
        };
    };
    readonly outputs: {
        readonly tags: {
            readonly name: "tags";
            readonly dtype: "f32";
            readonly shape: readonly [1, 4, 5];
            readonly array: "Float32Array";
            readonly length: 20;
        };
        readonly sentence: {
            readonly name: "sentence";
            readonly dtype: "f32";
            readonly shape: readonly [1, 5];
            readonly array: "Float32Array";
            readonly length: 5;
        };
    };
}, {
    readonly dims: {
        readonly batch: 1;
        readonly seq: 6;
    };
    readonly inputs: {
        readonly words: {
            readonly name: "words";
            readonly dtype: "f32";
            readonly shape: readonly [1, 6, 8];
            readonly array: "Float32Array";
            readonly length: 48;
        };
        readonly weight: {
            readonly name: "weight";
            readonly dtype: "f32";
            readonly shape: readonly [1, 6];
            readonly array: "Float32Array";
            readonly length: 6;
        };
    };
    readonly outputs: {
        readonly tags: {
            readonly name: "tags";
            readonly dtype: "f32";
            readonly shape: readonly [1, 6, 5];
            readonly array: "Float32Array";
            readonly length: 30;
        };
        readonly sentence: {
            readonly name: "sentence";
            readonly dtype: "f32";
            readonly shape: readonly [1, 5];
            readonly array: "Float32Array";
            readonly length: 5;
        };
    };
}, {
    readonly dims: {
        readonly batch: 2;
        readonly seq: 4;
    };
    readonly inputs: {
        readonly words: {
            readonly name: "words";
            readonly dtype: "f32";
            readonly shape: readonly [2, 4, 8];
            readonly array: "Float32Array";
            readonly length: 64;
        };
        readonly weight: {
            readonly name: "weight";
            readonly dtype: "f32";
            readonly shape: readonly [2, 4];
            readonly array: "Float32Array";
            readonly length: 8;
        };
    };
    readonly outputs: {
        readonly tags: {
            readonly name: "tags";
            readonly dtype: "f32";
            readonly shape: readonly [2, 4, 5];
            readonly array: "Float32Array";
            readonly length: 40;
        };
        readonly sentence: {
            readonly name: "sentence";
            readonly dtype: "f32";
            readonly shape: readonly [2, 5];
            readonly array: "Float32Array";
            readonly length: 10;
        };
    };
}, {
    readonly dims: {
        readonly batch: 2;
        readonly seq: 6;
    };
    readonly inputs: {
        readonly words: {
            readonly name: "words";
            readonly dtype: "f32";
            readonly shape: readonly [2, 6, 8];
            readonly array: "Float32Array";
            readonly length: 96;
        };
        readonly weight: {
            readonly name: "weight";
            readonly dtype: "f32";
            readonly shape: readonly [2, 6];
            readonly array: "Float32Array";
            readonly length: 12;
        };
    };
    readonly outputs: {
        readonly tags: {
            readonly name: "tags";
            readonly dtype: "f32";
            readonly shape: readonly [2, 6, 5];
            readonly array: "Float32Array";
            readonly length: 60;
        };
        readonly sentence: {
            readonly name: "sentence";
            readonly dtype: "f32";
            readonly shape: readonly [2, 5];
            readonly array: "Float32Array";
            readonly length: 10;
        };
    };
}];
/** What `run` computes from. */
export interface TaggerInputs {
    /** words f32[batch,seq,8]. */
    readonly words: Float32Array;
    /** weight f32[batch,seq]. */
    readonly weight: Float32Array;
}
/** What `run` computes. */
export interface TaggerOutputs {
    /** tags f32[batch,seq,5]. */
    readonly tags: Float32Array;
    /** sentence f32[batch,5]. */
    readonly sentence: Float32Array;
}
/** Which of `buckets` is meant. */
export interface TaggerDims {
    readonly batch: 1 | 2;
    readonly seq: 4 | 6;
}
/** The program of tagger.onnx, computed by WebAssembly kernels. Instances share nothing. */
export declare class Tagger {
    /** What computes. */
    readonly engine: "wasm";
    /** Where `run` puts results unless it is given other arrays: one row for each of `buckets`. */
    readonly outputs: readonly TaggerOutputs[];
    private readonly exports;
    private readonly inputs;
    /** Made by `load`. */
    constructor(exports: WasmExports);
    /**
     * words f32[batch,seq,8], weight f32[batch,seq] -> tags f32[batch,seq,5], sentence f32[batch,5].
     * Runs the bucket of `dims`; they may be left out where the lengths of the inputs say which it is. Throws a RangeError where there is none.
     * Results go to `outputs`, this instance's own arrays unless others are given: those hold until the next `run`. Allocates nothing.
     * Throws a TypeError when a name, an element type or a length is not as the signature says.
     */
    run(inputs: TaggerInputs, dims?: TaggerDims, outputs?: TaggerOutputs): TaggerOutputs;
}
/** The part of a fetch Response (or a Blob, or a stored object) that is used. */
export interface ResponseLike {
    arrayBuffer(): Promise<ArrayBuffer>;
    readonly ok?: boolean;
    readonly status?: number;
    readonly url?: string;
    readonly body?: unknown;
}
/** The part of an AbortSignal that is used. */
export interface Signal {
    readonly aborted: boolean;
    throwIfAborted?(): void;
}
/** Where bytes come from: an address (file: and relative ones in Node.js, Deno and Bun too), a response, or the bytes themselves. */
export type Source = string | {
    readonly href: string;
} | ResponseLike | ArrayBuffer | Uint8Array;
/** A compiled WebAssembly.Module. */
export type WasmModule = object;
/** What `load` may be given. */
export interface LoadOptions {
    /** The program compiled already, or its bytes, for hosts that compile no bytes at run time; without it, the embedded one. */
    readonly wasm?: WasmModule | Source | Promise<WasmModule | Source>;
    /** Stops loading. */
    readonly signal?: Signal;
}
/** What `loadSync` may be given. */
export interface LoadSyncOptions {
    /** The program compiled already; without it, the embedded one is compiled. */
    readonly wasm?: WasmModule;
}
/** A new instance of the program: unpacks its weights. Instances are independent of each other. */
export declare function load(options?: LoadOptions): Promise<Tagger>;
/** As `load`, at once, from what is in memory already. */
export declare function loadSync(options?: LoadSyncOptions): Tagger;
/** What the embedded program exports. */
interface WasmExports {
    readonly memory: {
        readonly buffer: ArrayBuffer;
    };
    run(bucket: number): void;
}
export {};
