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
/** The program of recurrent.onnx, computed by TypeScript kernels. Instances share nothing. */
export declare class Recurrent {
    /** What computes. */
    readonly engine: "ts";
    /** Where `run` puts results unless it is given other arrays. */
    readonly outputs: RecurrentOutputs;
    private readonly buffers;
    /** Made by `load`. */
    constructor(weights: ArrayBuffer);
    /**
     * input f32[1,6,8] -> output f32[1,6,32].
     * Results go to `outputs`, this instance's own arrays unless others are given: those hold until the next `run`. Allocates nothing.
     * Throws a TypeError when a name, an element type or a length is not as the signature says.
     */
    run(inputs: RecurrentInputs, outputs?: RecurrentOutputs): RecurrentOutputs;
}
/** A new instance of the program: unpacks its weights. Instances are independent of each other. */
export declare function load(): Promise<Recurrent>;
/** As `load`, at once, from what is in memory already. */
export declare function loadSync(): Recurrent;
