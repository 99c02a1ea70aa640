/** What one part of the test command came to. */
export interface PartResult {
  readonly passed: number;
  readonly failed: number;
  /** Tests that did not run; each reason is among the notes. */
  readonly skipped: number;
  /** What to say aloud even when all is well: what was skipped and why, what is ahead of its time, seeds. */
  readonly notes: readonly string[];
  /** What failed, with what a reader needs to go on; empty when nothing did. */
  readonly details: string;
}

/** A part that could not run at all, or broke: one failure, with the reason. */
export const brokenPart = (why: string): PartResult => ({
  passed: 0,
  failed: 1,
  skipped: 0,
  notes: [],
  details: why,
});

/** A part that this machine lacks something for. `tests` = how many were left out, where that is known. */
export const skippedPart = (why: string, tests = 1): PartResult => ({
  passed: 0,
  failed: 0,
  skipped: tests,
  notes: [`skipped: ${why}`],
  details: '',
});

/** "12 passed, 0 failed", and ", 3 skipped" where something was. */
export function countsOf({
  passed,
  failed,
  skipped,
}: Pick<PartResult, 'passed' | 'failed' | 'skipped'>): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Several results as one. */
export function addUp(results: readonly PartResult[]): PartResult {
  const sum = (of: (one: PartResult) => number) => results.reduce((total, one) => total + of(one), 0);
  return {
    passed: sum((one) => one.passed),
    failed: sum((one) => one.failed),
    skipped: sum((one) => one.skipped),
    notes: results.flatMap((one) => one.notes),
    details: results
      .map((one) => one.details)
      .filter((one) => one !== '')
      .join('\n'),
  };
}
