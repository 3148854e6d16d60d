/** The shapes this program was built for: values of the model's dims, and the arrays that `run` takes and returns with them, as a signature. */
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
/** The inputs of `run`. */
export interface TaggerInputs {
    /** words f32[batch,seq,8]. */
    readonly words: Float32Array;
    /** weight f32[batch,seq]. */
    readonly weight: Float32Array;
}
/** The outputs of `run`. */
export interface TaggerOutputs {
    /** tags f32[batch,seq,5]. */
    readonly tags: Float32Array;
    /** sentence f32[batch,5]. */
    readonly sentence: Float32Array;
}
/** Selects one of `buckets`. */
export interface TaggerDims {
    readonly batch: 1 | 2;
    readonly seq: 4 | 6;
}
/** The program of tagger.onnx, computed by TypeScript kernels. Instances share nothing. */
export declare class Tagger {
    /** Which kernels compute. */
    readonly engine: "ts";
    /** The arrays to which `run` writes results by default: one row for each of `buckets`. */
    readonly outputs: readonly TaggerOutputs[];
    private readonly buffers_batch1_seq4;
    private readonly buffers_batch1_seq6;
    private readonly buffers_batch2_seq4;
    private readonly buffers_batch2_seq6;
    /** Use `load` or `loadSync` to create an instance. */
    constructor(weights: ArrayBuffer);
    /**
     * words f32[batch,seq,8], weight f32[batch,seq] -> tags f32[batch,seq,5], sentence f32[batch,5].
     * Runs the bucket with these `dims`, which may be omitted if the lengths of the inputs determine it. Throws a RangeError if there is no such bucket.
     * Results are written to `outputs`, by default this instance's own arrays, which the next `run` overwrites. Allocates nothing.
     * Throws a TypeError if a name, an element type or a length differs from the signature.
     */
    run(inputs: TaggerInputs, dims?: TaggerDims, outputs?: TaggerOutputs): TaggerOutputs;
}
/** Creates an instance of the program: unpacks its weights. Instances are independent of each other. */
export declare function load(): Promise<Tagger>;
/** Like `load`, but synchronous, from data that is already in memory. */
export declare function loadSync(): Tagger;
