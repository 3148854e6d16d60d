/** The arrays that `run` takes and returns: the model's own names, element types, shapes, and the typed arrays that hold them in row-major order. */
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
/** The inputs of `run`. */
export interface RecurrentInputs {
    /** input f32[1,6,8]: 48 elements. */
    readonly input: Float32Array;
}
/** The outputs of `run`. */
export interface RecurrentOutputs {
    /** output f32[1,6,32]: 192 elements. */
    readonly output: Float32Array;
}
/** The program of recurrent.onnx, computed by TypeScript kernels. Instances share nothing. */
export declare class Recurrent {
    /** Which kernels compute. */
    readonly engine: "ts";
    /** The arrays to which `run` writes results by default. */
    readonly outputs: RecurrentOutputs;
    private readonly buffers;
    /** Use `load` or `loadSync` to create an instance. */
    constructor(weights: ArrayBuffer);
    /**
     * input f32[1,6,8] -> output f32[1,6,32].
     * Results are written to `outputs`, by default this instance's own arrays, which the next `run` overwrites. Allocates nothing.
     * Throws a TypeError if a name, an element type or a length differs from the signature.
     */
    run(inputs: RecurrentInputs, outputs?: RecurrentOutputs): RecurrentOutputs;
}
/** Creates an instance of the program: unpacks its weights. Instances are independent of each other. */
export declare function load(): Promise<Recurrent>;
/** Like `load`, but synchronous, from data that is already in memory. */
export declare function loadSync(): Recurrent;
