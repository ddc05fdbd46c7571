/** Streams of random numbers that training draws from, apart from each other for the same seed. */
export const LANES = { shuffle: 1, batch: 2 } as const;
