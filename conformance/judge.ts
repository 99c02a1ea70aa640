import { type NotYet, notYet } from './not-yet.ts';

/** What the kit's `--json` report says of one case. */
export interface PlayedCase {
  readonly file: string;
  readonly passed: boolean;
  readonly about: string;
  readonly ms: number;
  readonly steps: readonly PlayedStep[];
}

export interface PlayedStep {
  readonly name: string;
  readonly passed: boolean;
  readonly differences?: readonly Difference[];
}

export interface Difference {
  readonly path: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
}

export interface Verdict {
  readonly passed: readonly PlayedCase[];
  /** Failed although its part of the product exists. */
  readonly failed: readonly PlayedCase[];
  /** Failed as the list of what does not exist yet foresees. */
  readonly foreseen: readonly PlayedCase[];
  /** On that list and passed all the same: part of `passed`, and a reason to shorten the list. */
  readonly ahead: readonly PlayedCase[];
}

/** A case's path below `cases/`, whatever folder the kit was started in. */
export const pathOf = (played: PlayedCase): string =>
  played.file.slice(played.file.lastIndexOf('cases/') + 6);

/** Compares what was played with what may fail today. */
export function judge(cases: readonly PlayedCase[], groups?: readonly NotYet[]): Verdict {
  const excused = (one: PlayedCase) => notYet(pathOf(one), groups) !== undefined;
  return {
    passed: cases.filter((one) => one.passed),
    failed: cases.filter((one) => !one.passed && !excused(one)),
    foreseen: cases.filter((one) => !one.passed && excused(one)),
    ahead: cases.filter((one) => one.passed && excused(one)),
  };
}
