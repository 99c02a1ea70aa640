import { globSync } from 'node:fs';
import { join } from 'node:path';
import { type EventData, run } from 'node:test';
import { addUp, brokenPart, type PartResult } from './part.ts';
import { ROOT } from './root.ts';

/** Where tests lie that need no running product: beside what they test. */
const UNIT = [
  'apps/*/src/**/*.test.ts',
  'packages/*/src/**/*.test.ts',
  'proto/*.test.ts',
  'scripts/**/*.test.ts',
  'conformance/*.test.ts',
  'interop/*.test.ts',
  'e2e/support/*.test.ts',
];
/** Tests that start the product as a process, kill it, start it again. */
const PROCESSES = ['e2e/processes/**/*.test.ts'];

/** How long one file may take, to the end of its process: a test that leaves something open must not hang the rest. */
const UNIT_FILE_MS = 300_000;
const PROCESSES_FILE_MS = 8 * 60_000;

export const playUnit = (filter: readonly string[]): Promise<PartResult> =>
  playFiles(UNIT, filter, { atOnce: 2, withinMs: UNIT_FILE_MS });
export const playProcesses = (filter: readonly string[]): Promise<PartResult> =>
  playFiles(PROCESSES, filter, { atOnce: 1, withinMs: PROCESSES_FILE_MS });
/** Files of either kind, one after the other, for as long as they take within bounds. */
export const playLong = (filter: readonly string[], withinMs: number): Promise<PartResult> =>
  playFiles([...UNIT, ...PROCESSES], filter, { atOnce: 1, withinMs });

interface Pace {
  readonly atOnce: number;
  readonly withinMs: number;
}

/** Runs node:test over files, `filter` = texts of which a path must contain one (none = all). */
async function playFiles(
  patterns: readonly string[],
  filter: readonly string[],
  { atOnce, withinMs }: Pace,
): Promise<PartResult> {
  const files = globSync(patterns, { cwd: ROOT, exclude: ['**/node_modules/**'] })
    .filter((file) => filter.length === 0 || filter.some((text) => file.includes(text)))
    .sort();
  if (files.length === 0) return brokenPart(`no test file matches ${[...patterns, ...filter].join(', ')}`);
  const queue = files.values();
  const results: PartResult[] = [];
  const worker = async (): Promise<void> => {
    for (const file of queue) results.push(await playFile(file, withinMs));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return addUp(results);
}

/** One file in a process of its own. */
async function playFile(file: string, withinMs: number): Promise<PartResult> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const notes: string[] = [];
  const failures: string[] = [];
  let said = '';
  const signal = AbortSignal.timeout(withinMs);
  for await (const event of run({ files: [join(ROOT, file)], cwd: ROOT, signal })) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr') said += event.data.message;
    else if (event.type === 'test:diagnostic') {
      if (/\bseeds?\b|^note: /.test(event.data.message)) notes.push(`${file}: ${event.data.message}`);
    } else if (event.type === 'test:pass' || event.type === 'test:fail') {
      count(event.data, event.type === 'test:pass', counts);
      if (event.data.skip !== undefined) notes.push(`skipped: ${event.data.name}: ${event.data.skip}`);
      if (event.type === 'test:fail' && isOwnFailure(event.data)) failures.push(explain(file, event.data));
    }
  }
  if (signal.aborted)
    failures.push(`FAIL ${file} was still running after ${withinMs / 1000} s and was ended`);
  if (signal.aborted || counts.passed + counts.failed + counts.skipped === 0) counts.failed += 1;
  if (counts.failed > 0 && said !== '') failures.push(`  it said:\n${said.slice(-3000)}`);
  return { ...counts, notes, details: failures.join('\n') };
}

type Counts = { passed: number; failed: number; skipped: number };

/** A suite counts by its tests, not once more by itself. */
function count(one: EventData.TestPass | EventData.TestFail, passed: boolean, counts: Counts): void {
  if (one.details.type === 'suite') return;
  if (one.skip !== undefined || one.todo !== undefined) counts.skipped += 1;
  else if (passed) counts.passed += 1;
  else counts.failed += 1;
}

/** A test that contains others fails with them; they say why. */
function isOwnFailure({ todo, details }: EventData.TestFail): boolean {
  return (
    todo === undefined && !('failureType' in details.error && details.error.failureType === 'subtestsFailed')
  );
}

function explain(file: string, { name, details: { error } }: EventData.TestFail): string {
  const cause =
    error.cause instanceof Error
      ? (error.cause.stack ?? error.cause.message)
      : String(error.cause ?? error.message);
  return `FAIL ${file}: ${name}\n${cause}`;
}
