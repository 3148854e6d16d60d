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
/** The program of digits.onnx, computed by TypeScript kernels. Instances share nothing. */
export declare class Digits {
    /** What computes. */
    readonly engine: "ts";
    /** Where `run` puts results unless it is given other arrays. */
    readonly outputs: DigitsOutputs;
    private readonly buffers;
    /** Made by `load`. */
    constructor(weights: ArrayBuffer);
    /**
     * image f32[1,1,28,28] -> score f32[1,10].
     * Results go to `outputs`, this instance's own arrays unless others are given: those hold until the next `run`. Allocates nothing.
     * Throws a TypeError when a name, an element type or a length is not as the signature says.
     */
    run(inputs: DigitsInputs, outputs?: DigitsOutputs): DigitsOutputs;
}
/** A new instance of the program: unpacks its weights. Instances are independent of each other. */
export declare function load(): Promise<Digits>;
/** As `load`, at once, from what is in memory already. */
export declare function loadSync(): Digits;
