/** The two orders of axes of images: batch, channels, places; and batch, places, channels. */

/** The order of axes that brings channels from the last place to the second. */
export const channelsFirst = (rank: number): readonly number[] => [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];

/** The order of axes that brings channels from the second place to the last. */
export const channelsLast = (rank: number): readonly number[] => [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];
