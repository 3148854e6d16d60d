/** The arrays that `run` takes and returns: the model's own names, element types, shapes, and the typed arrays that hold them in row-major order. */
export declare const signature: {
    readonly inputs: {
        readonly input_ids: {
            readonly name: "input_ids";
            readonly dtype: "i64";
            readonly shape: readonly [1, 8];
            readonly array: "BigInt64Array";
            readonly length: 8;
        };
        readonly attention_mask: {
            readonly name: "attention_mask";
            readonly dtype: "i64";
            readonly shape: readonly [1, 8];
            readonly array: "BigInt64Array";
            readonly length: 8;
        };
        readonly token_type_ids: {
            readonly name: "token_type_ids";
            readonly dtype: "i64";
            readonly shape: readonly [1, 8];
            readonly array: "BigInt64Array";
            readonly length: 8;
        };
    };
    readonly outputs: {
        readonly pooler_output: {
            readonly name: "pooler_output";
            readonly dtype: "f32";
            readonly shape: readonly [1, 32];
            readonly array: "Float32Array";
            readonly length: 32;
        };
        readonly output: {
            readonly name: "output";
            readonly dtype: "f32";
            readonly shape: readonly [1, 8, 32];
            readonly array: "Float32Array";
            readonly length: 256;
        };
    };
};
/** The inputs of `run`. */
export interface EncoderInputs {
    /** input_ids i64[1,8]: 8 elements. */
    readonly input_ids: BigInt64Array;
    /** attention_mask i64[1,8]: 8 elements. */
    readonly attention_mask: BigInt64Array;
    /** token_type_ids i64[1,8]: 8 elements. */
    readonly token_type_ids: BigInt64Array;
}
/** The outputs of `run`. */
export interface EncoderOutputs {
    /** pooler_output f32[1,32]: 32 elements. */
    readonly pooler_output: Float32Array;
    /** output f32[1,8,32]: 256 elements. */
    readonly output: Float32Array;
}
/** The program of encoder.onnx, computed by WebAssembly kernels. Instances share nothing. */
export declare class Encoder {
    /** Which kernels compute. */
    readonly engine: "wasm";
    /** The arrays to which `run` writes results by default. */
    readonly outputs: EncoderOutputs;
    private readonly exports;
    private readonly inputs;
    /** Use `load` or `loadSync` to create an instance. */
    constructor(exports: WasmExports);
    /**
     * input_ids i64[1,8], attention_mask i64[1,8], token_type_ids i64[1,8] -> pooler_output f32[1,32], output f32[1,8,32].
     * Results are written to `outputs`, by default this instance's own arrays, which the next `run` overwrites. Allocates nothing.
     * Throws a TypeError if a name, an element type or a length differs from the signature.
     */
    run(inputs: EncoderInputs, outputs?: EncoderOutputs): EncoderOutputs;
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
export declare function load(options?: LoadOptions): Promise<Encoder>;
/** Like `load`, but synchronous, from data that is already in memory. */
export declare function loadSync(options?: LoadSyncOptions): Encoder;
/** The exports of the embedded program. */
interface WasmExports {
    readonly memory: {
        readonly buffer: ArrayBuffer;
    };
    run(): void;
}
export {};
