import type { Seeded } from '../../../testing/seeded.ts';

/** Something that takes bytes from strangers. */
export interface Target {
  readonly name: string;
  /** Proper inputs, from which faulty ones are made. */
  readonly corpus: readonly Buffer[];
  /** Throws where an input shows a bug. */
  run(input: Buffer, random: Seeded): void;
  /** To be awaited now and then: what inputs have set in motion. */
  settle(): Promise<void>;
}
