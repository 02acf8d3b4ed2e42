import { z } from "zod";

/**
 * An amount of money in integer nano-dollars (1 USD = 1,000,000,000).
 * Bounds: 0 to 9,007,199,254,740,991 (about nine million dollars), so that it is exact in JSON and in a double; sums
 * over many records are kept as 64-bit integers by the database.
 */
export const nanoUsd = z.int().min(0);
export type NanoUsd = z.infer<typeof nanoUsd>;

/** Nano-dollars in one US dollar. */
export const NANO_USD_PER_USD = 1_000_000_000;
