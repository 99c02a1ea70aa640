/** A small deterministic generator of pseudo-random numbers (mulberry32), so that a failing seed can be replayed. */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 ≤ n < 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number below `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}

/**
 * Seeds of a run: `CYNOSURE_TEST_SEED` replays one; else `count` from a fresh start, which the test prints, and
 * `CYNOSURE_TEST_TIMES` as many where somebody has the time (docs/testing.md).
 */
export function seedsOf(count: number): readonly number[] {
  const given = process.env.CYNOSURE_TEST_SEED;
  if (given !== undefined) return [Number(given)];
  const first = Math.floor(Math.random() * 2 ** 31);
  const times = Number(process.env.CYNOSURE_TEST_TIMES ?? 1);
  return Array.from({ length: count * times }, (_, i) => first + i);
}
