/**
 * Bytes of weights whose products ONNX Runtime sums exactly on every processor. Without VNNI it adds two products of u8 by i8 in 16 bits, which
 * saturate where weights have more than 7 bits: 2 * 255 * 64 < 2^15.
 */
export const weightRange: Readonly<Record<"u8" | "i8", readonly [least: number, most: number]>> = { u8: [0, 255], i8: [-64, 63] };
