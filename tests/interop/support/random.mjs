// Randomness that can be had again.

/** The seed of this run: `INTEROP_SEED`, or any. */
export const SEED = Number(process.env.INTEROP_SEED ?? Math.floor(Math.random() * 2 ** 32));

/** A generator of numbers from 0 to 1 (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
