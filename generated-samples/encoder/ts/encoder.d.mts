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
/** The program of encoder.onnx, computed by TypeScript kernels. Instances share nothing. */
export declare class Encoder {
    /** Which kernels compute. */
    readonly engine: "ts";
    /** The arrays to which `run` writes results by default. */
    readonly outputs: EncoderOutputs;
    private readonly buffers;
    /** Use `load` or `loadSync` to create an instance. */
    constructor(weights: ArrayBuffer);
    /**
     * input_ids i64[1,8], attention_mask i64[1,8], token_type_ids i64[1,8] -> pooler_output f32[1,32], output f32[1,8,32].
     * Results are written to `outputs`, by default this instance's own arrays, which the next `run` overwrites. Allocates nothing.
     * Throws a TypeError if a name, an element type or a length differs from the signature.
     */
    run(inputs: EncoderInputs, outputs?: EncoderOutputs): EncoderOutputs;
}
/** Creates an instance of the program: unpacks its weights. Instances are independent of each other. */
export declare function load(): Promise<Encoder>;
/** Like `load`, but synchronous, from data that is already in memory. */
export declare function loadSync(): Encoder;
