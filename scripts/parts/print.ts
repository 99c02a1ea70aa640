import { countsOf, type PartResult } from './part.ts';

/** Prints what a part played by itself came to, and makes the exit code say it, too. */
export function printResult(result: PartResult): void {
  if (result.details !== '') console.log(result.details);
  for (const note of result.notes) console.log(note);
  console.log(countsOf(result));
  process.exitCode = result.failed > 0 || result.passed + result.skipped === 0 ? 1 : 0;
}
