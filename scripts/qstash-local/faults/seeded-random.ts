import { randomInt } from "node:crypto";

/** Numbers from 0 up to 1 that the seed decides: the same seed gives the same ones, in the same order. */
export type Random = () => number;

/** Mulberry32: tiny and even enough for choosing what to break. Never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Seeds are whole numbers below this. */
export const SEED_END = 2 ** 32;

/** For whoever does not choose one. */
export const newSeed = (): number => randomInt(SEED_END);
