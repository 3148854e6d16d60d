/** The arrays `run` takes and gives: the model's own names, element types, shapes, and the typed arrays that hold them in row-major order. */
export declare const signature: {
    readonly inputs: {
        readonly image: {
            readonly name: "image";
            readonly dtype: "f32";
            readonly shape: readonly [1, 1, 28, 28];
            readonly array: "Float32Array";
            readonly length: 784;
        };
    };
    readonly outputs: {
        readonly score: {
            readonly name: "score";
            readonly dtype: "f32";
            readonly shape: readonly [1, 10];
            readonly array: "Float32Array";
            readonly length: 10;
        };
    };
};
/** What `run` computes from. */
export interface DigitsInputs {
    /** image f32[1,1,28,28]: 784 elements. */
    readonly image: Float32Array;
}
/** What `run` computes. */
export interface DigitsOutputs {
    /** score f32[1,10]: 10 elements. */
    readonly score: Float32Array;
}
/** The program of digits.onnx, computed by WebAssembly kernels. Instances share nothing. */
export declare class Digits {
    /** What computes. */
    readonly engine: "wasm";
    /** Where `run` puts results unless it is given other arrays. */
    readonly outputs: DigitsOutputs;
    private readonly exports;
    private readonly inputs;
    /** Made by `load`. */
    constructor(exports: WasmExports);
    /**
     * image f32[1,1,28,28] -> score f32[1,10].
     * Results go to `outputs`, this instance's own arrays unless others are given: those hold until the next `run`. Allocates nothing.
     * Throws a TypeError when a name, an element type or a length is not as the signature says.
     */
    run(inputs: DigitsInputs, outputs?: DigitsOutputs): DigitsOutputs;
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
export declare function load(options?: LoadOptions): Promise<Digits>;
/** As `load`, at once, from what is in memory already. */
export declare function loadSync(options?: LoadSyncOptions): Digits;
/** What the embedded program exports. */
interface WasmExports {
    readonly memory: {
        readonly buffer: ArrayBuffer;
    };
    run(): void;
}
export {};
