import { join } from 'node:path';
import { GRPC_CARRIERS, type GrpcCarrierName } from '../apps/bff/src/config.ts';
import { ADMIN, type Cynosure, startCynosure } from '../e2e/support/start-cynosure.ts';
import { addUp, brokenPart, type PartResult } from '../scripts/parts/part.ts';
import { ROOT } from '../scripts/parts/root.ts';
import { runProgram } from '../scripts/parts/run-program.ts';
import { judge, type PlayedCase, pathOf, type Verdict } from './judge.ts';
import { NOT_YET, notYet } from './not-yet.ts';

const KIT = join(ROOT, 'conformance/kit/conformance.mjs');
/** Cases mostly wait (for a cache of the reference, for missed beats), so many fit side by side. */
const JOBS = 32;
const WITHIN_MS = 15 * 60_000;
/** Nothing listens there: what a case that needs a door we lack is pointed at. */
const NO_DOOR = '127.0.0.1:1';

export interface PlayOptions {
  /** Only cases whose path contains one of these. */
  readonly only?: readonly string[];
  readonly jobs?: number;
}

/** What the cases over gRPC begin with. */
const GRPC_CASES = 'grpc-';

/**
 * Plays the recorded cases against a server that was started for them on an empty store, and those over gRPC once more
 * against one with the other carrier.
 */
export async function playConformance(options: PlayOptions = {}): Promise<PartResult> {
  const [first, second] = GRPC_CARRIERS;
  const only = options.only?.length ? options.only.filter((one) => one.includes(GRPC_CASES)) : [GRPC_CASES];
  const played = [await playWith(first, options)];
  if (only.length > 0) played.push(await playWith(second, { ...options, only }));
  return addUp(played);
}

async function playWith(carrier: GrpcCarrierName, options: PlayOptions): Promise<PartResult> {
  const server = await startCynosure({ env: { CYNOSURE_GRPC_CARRIER: carrier } });
  try {
    return await playAgainst(server, options);
  } finally {
    await server.stop();
  }
}

async function playAgainst(server: Cynosure, options: PlayOptions): Promise<PartResult> {
  const args = [KIT, '--json', '--fresh', '--jobs', String(options.jobs ?? JOBS)];
  args.push('--http', server.http, '--grpc', server.grpc, '--config-grpc', server.configGrpc ?? NO_DOOR);
  args.push('--user', ADMIN.user, '--password', ADMIN.password);
  for (const pattern of options.only ?? []) args.push('--only', pattern);
  const ran = await runProgram(process.execPath, args, { withinMs: WITHIN_MS });
  if (ran.code !== 0 && ran.code !== 1)
    return brokenPart(`the kit ended with code ${ran.code}:\n${ran.output}`);
  let cases: readonly PlayedCase[];
  try {
    ({ cases } = JSON.parse(ran.stdout) as { cases: readonly PlayedCase[] }); // the kit's own report
  } catch {
    return brokenPart(`the kit printed no report:\n${ran.output.slice(0, 4000)}`);
  }
  return resultOf(judge(cases), server);
}

function resultOf(verdict: Verdict, server: Cynosure): PartResult {
  const notes = NOT_YET.flatMap((group) => {
    const count = verdict.foreseen.filter((one) => notYet(pathOf(one)) === group).length;
    return count === 0 ? [] : [`not yet: ${count} of ${group.prefix} fail as foreseen, ${group.why}`];
  });
  if (verdict.ahead.length > 0) {
    notes.push(`passes although listed in conformance/not-yet.ts: ${verdict.ahead.map(pathOf).join(', ')}`);
  }
  const details = verdict.failed.map(explain);
  if (details.length > 0 && server.said() !== '')
    details.push(`the server said:\n${server.said().slice(-4000)}`);
  return {
    passed: verdict.passed.length,
    failed: verdict.failed.length,
    skipped: verdict.foreseen.length,
    notes,
    details: details.join('\n'),
  };
}

const MOST_DIFFERENCES = 8;

function explain(played: PlayedCase): string {
  const lines = [`FAIL ${pathOf(played)} (${played.ms} ms): ${played.about}`];
  for (const step of played.steps.filter((one) => !one.passed)) {
    lines.push(`  step "${step.name}"`);
    const differences = step.differences ?? [];
    for (const { path, expected, actual } of differences.slice(0, MOST_DIFFERENCES)) {
      lines.push(`    ${path}: expected ${short(expected)}, got ${short(actual)}`);
    }
    if (differences.length > MOST_DIFFERENCES)
      lines.push(`    … ${differences.length - MOST_DIFFERENCES} more`);
  }
  return lines.join('\n');
}

function short(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 240 ? `${text.slice(0, 237)}…` : text;
}
