import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../../e2e/support/chromium.ts';
import { brokenPart, type PartResult, skippedPart } from './part.ts';
import { ROOT } from './root.ts';
import { runProgram } from './run-program.ts';

const PLAYWRIGHT = join(ROOT, 'node_modules/@playwright/test/cli.js');
const WITHIN_MS = 40 * 60_000;
/** Characters shown of each page on which a test failed. */
const PAGE_SHOWN = 16_000;

/** The part of Playwright's JSON report that counts. */
interface Report {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly errors: readonly { readonly message?: string }[];
}

/** Plays the browser tests against the built console; `filter` as for Playwright's own command line. */
export async function playBrowser(filter: readonly string[]): Promise<PartResult> {
  if (findChromium() === undefined) {
    return skippedPart('there is no Chromium (CHROMIUM_PATH may name one); no browser test ran');
  }
  const folder = mkdtempSync(join(tmpdir(), 'cynosure-browser-'));
  const file = join(folder, 'report.json');
  try {
    const ran = await runProgram(process.execPath, [PLAYWRIGHT, 'test', '--reporter=list,json', ...filter], {
      withinMs: WITHIN_MS,
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file, FORCE_COLOR: '0' },
    });
    const report = readReport(file);
    if (report === undefined) return brokenPart(`Playwright ended with code ${ran.code}:\n${ran.output}`);
    return resultOf(report, ran.output, ran.code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report; // Playwright's own report
  } catch {
    return undefined;
  }
}

function resultOf({ stats, errors }: Report, output: string, code: number | null): PartResult {
  // "Flaky" cannot happen without retries; should anybody turn them on, it is no pass.
  const failed = stats.unexpected + stats.flaky;
  const broke = (code !== 0 && failed === 0) || errors.length > 0;
  return {
    passed: stats.expected,
    failed: failed + (broke ? 1 : 0),
    skipped: stats.skipped,
    notes: output.split('\n').filter((line) => line.startsWith('note: ')),
    details: failed > 0 || broke ? `${output}\n${pagesThatFailed()}` : '',
  };
}

/** What a screen reader would have found where a test failed: of a run elsewhere, the text is all that comes back. */
function pagesThatFailed(): string {
  const files = globSync('test-results/**/error-context.md', { cwd: ROOT });
  return files
    .map((file) => `${file}\n${readFileSync(join(ROOT, file), 'utf8').slice(0, PAGE_SHOWN)}`)
    .join('\n');
}
