/**
 * A small seeded random generator: the same numbers from 0 up to 1 for the same seed, on every machine.
 *
 * Mulberry32 by Tommy Ettinger (public domain), https://gist.github.com/tommyettinger/46a874533244883189143505d203312c.
 * Its period is 2³²; good enough to choose faults, not for anything secret.
 *
 * @param seed a whole number; its low 32 bits count
 */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
