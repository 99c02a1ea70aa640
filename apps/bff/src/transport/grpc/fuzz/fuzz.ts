import { Seeded } from '../../../testing/seeded.ts';
import { mutated } from './mutate.ts';
import type { Target } from './target.ts';

/** One input that takes longer, each time that it is tried, hangs. */
const HANG_MS = 100;
const TRIES = 3;
const SETTLE_EVERY = 64;

/** An input that showed a bug, and how to play it again. */
export class FuzzFinding extends Error {
  constructor(target: Target, seed: number, input: Buffer, cause: unknown) {
    super(`seed ${seed} of ${target.name}: ${String(cause)}; input ${input.toString('hex')}`, { cause });
  }
}

/**
 * Gives a target one faulty input after another: input n is made from the seed `first + n`, so that each can be played
 * again by itself. Goes on while `more` says so; answers how many there were. Throws FuzzFinding.
 */
export async function fuzz(target: Target, first: number, more: (done: number) => boolean): Promise<number> {
  let done = 0;
  for (; more(done); done += 1) {
    const seed = first + done;
    const random = new Seeded(seed);
    const input = mutated(random.pick(target.corpus), random.pick(target.corpus), random);
    try {
      if (took(target, input, seed) > HANG_MS) {
        const again = Array.from({ length: TRIES }, () => took(target, input, seed));
        if (Math.min(...again) > HANG_MS) throw new Error(`took ${Math.min(...again)} ms`);
      }
      if (done % SETTLE_EVERY === 0) await target.settle();
    } catch (cause) {
      throw new FuzzFinding(target, seed, input, cause);
    }
  }
  await target.settle();
  return done;
}

function took(target: Target, input: Buffer, seed: number): number {
  const before = performance.now();
  target.run(input, new Seeded(~seed));
  return performance.now() - before;
}
