/** The arrays that `run` takes and returns: the model's own names, element types, shapes, and the typed arrays that hold them in row-major order. */
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
/** The inputs of `run`. */
export interface DigitsInputs {
    /** image f32[1,1,28,28]: 784 elements. */
    readonly image: Float32Array;
}
/** The outputs of `run`. */
export interface DigitsOutputs {
    /** score f32[1,10]: 10 elements. */
    readonly score: Float32Array;
}
/** The program of digits.onnx, computed by WebAssembly kernels. Instances share nothing. */
export declare class Digits {
    /** Which kernels compute. */
    readonly engine: "wasm";
    /** The arrays to which `run` writes results by default. */
    readonly outputs: DigitsOutputs;
    private readonly exports;
    private readonly inputs;
    /** Use `load` or `loadSync` to create an instance. */
    constructor(exports: WasmExports);
    /**
     * image f32[1,1,28,28] -> score f32[1,10].
     * Results are written to `outputs`, by default this instance's own arrays, which the next `run` overwrites. Allocates nothing.
     * Throws a TypeError if a name, an element type or a length differs from the signature.
     */
    run(inputs: DigitsInputs, outputs?: DigitsOutputs): DigitsOutputs;
}
/** The part of a fetch Response (or a Blob, or a stored object) that the program uses. */
export interface ResponseLike {
    arrayBuffer(): Promise<ArrayBuffer>;
    readonly ok?: boolean;
    readonly status?: number;
    readonly url?: string;
    readonly body?: unknown;
}
/** The part of an AbortSignal that the program uses. */
export interface Signal {
    readonly aborted: boolean;
    throwIfAborted?(): void;
}
/** Where to get bytes: an address (in Node.js, Deno and Bun also file: and relative ones), a response, or the bytes themselves. */
export type Source = string | {
    readonly href: string;
} | ResponseLike | ArrayBuffer | Uint8Array;
/** A compiled WebAssembly.Module. */
export type WasmModule = object;
/** Options of `load`. */
export interface LoadOptions {
    /** The program as a compiled module, for hosts that cannot compile bytes at run time, or as bytes; default: the embedded program. */
    readonly wasm?: WasmModule | Source | Promise<WasmModule | Source>;
    /** Aborts loading. */
    readonly signal?: Signal;
}
/** Options of `loadSync`. */
export interface LoadSyncOptions {
    /** The program as a compiled module; default: the embedded program is compiled. */
    readonly wasm?: WasmModule;
}
/** Creates an instance of the program: unpacks its weights. Instances are independent of each other. */
export declare function load(options?: LoadOptions): Promise<Digits>;
/** Like `load`, but synchronous, from data that is already in memory. */
export declare function loadSync(options?: LoadSyncOptions): Digits;
/** The exports of the embedded program. */
interface WasmExports {
    readonly memory: {
        readonly buffer: ArrayBuffer;
    };
    run(): void;
}
export {};
