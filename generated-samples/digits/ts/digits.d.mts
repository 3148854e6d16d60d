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
/** The program of digits.onnx, computed by TypeScript kernels. Instances share nothing. */
export declare class Digits {
    /** Which kernels compute. */
    readonly engine: "ts";
    /** The arrays to which `run` writes results by default. */
    readonly outputs: DigitsOutputs;
    private readonly buffers;
    /** Use `load` or `loadSync` to create an instance. */
    constructor(weights: ArrayBuffer);
    /**
     * image f32[1,1,28,28] -> score f32[1,10].
     * Results are written to `outputs`, by default this instance's own arrays, which the next `run` overwrites. Allocates nothing.
     * Throws a TypeError if a name, an element type or a length differs from the signature.
     */
    run(inputs: DigitsInputs, outputs?: DigitsOutputs): DigitsOutputs;
}
/** Creates an instance of the program: unpacks its weights. Instances are independent of each other. */
export declare function load(): Promise<Digits>;
/** Like `load`, but synchronous, from data that is already in memory. */
export declare function loadSync(): Digits;
