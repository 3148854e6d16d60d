/** The arrays `run` takes and gives: the model's own names, element types, shapes, and the typed arrays that hold them in row-major order. */
export declare const signature: {
    readonly inputs: {
        readonly input: {
            readonly name: "input";
            readonly dtype: "f32";
            readonly shape: readonly [1, 6, 8];
            readonly array: "Float32Array";
            readonly length: 48;
        };
    };
    readonly outputs: {
        readonly output: {
            readonly name: "output";
            readonly dtype: "f32";
            readonly shape: readonly [1, 6, 32];
            readonly array: "Float32Array";
            readonly length: 192;
        };
    };
};
/** What `run` computes from. */
export interface RecurrentInputs {
    /** input f32[1,6,8]: 48 elements. */
    readonly input: Float32Array;
}
/** What `run` computes. */
export interface RecurrentOutputs {
    /** output f32[1,6,32]: 192 elements. */
    readonly output: Float32Array;
}
/** The program of recurrent.onnx, computed by WebAssembly kernels. Instances share nothing. */
export declare class Recurrent {
    /** What computes. */
    readonly engine: "wasm";
    /** Where `run` puts results unless it is given other arrays. */
    readonly outputs: RecurrentOutputs;
    private readonly exports;
    private readonly inputs;
    /** Made by `load`. */
    constructor(exports: WasmExports);
    /**
     * input f32[1,6,8] -> output f32[1,6,32].
     * Results go to `outputs`, this instance's own arrays unless others are given: those hold until the next `run`. Allocates nothing.
     * Throws a TypeError when a name, an element type or a length is not as the signature says.
     */
    run(inputs: RecurrentInputs, outputs?: RecurrentOutputs): RecurrentOutputs;
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
export declare function load(options?: LoadOptions): Promise<Recurrent>;
/** As `load`, at once, from what is in memory already. */
export declare function loadSync(options?: LoadSyncOptions): Recurrent;
/** What the embedded program exports. */
interface WasmExports {
    readonly memory: {
        readonly buffer: ArrayBuffer;
    };
    run(): void;
}
export {};
