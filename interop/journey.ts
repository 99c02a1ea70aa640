import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { GrpcCarrierName } from '../apps/bff/src/config.ts';
import { brokenPart, type PartResult } from '../scripts/parts/part.ts';
import { runProgram } from '../scripts/parts/run-program.ts';
import { startRestartable } from './restartable-server.ts';

const PLAY_WITHIN_MS = 3 * 60_000;

/** A program that drives the product with a published SDK. */
export interface Journey {
  /** For people, e.g. `polaris-go 1.7.0`. */
  readonly sdk: string;
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * Plays it against a server of its own, below `folder`, with the gRPC carrier of that name. Its verdicts are the lines that begin with `--- PASS: `,
 * `--- FAIL: ` or `--- SKIP: `.
 */
export async function playJourney(
  { sdk, program, args }: Journey,
  folder: string,
  carrier: GrpcCarrierName,
): Promise<PartResult> {
  const server = await startRestartable(folder, { CYNOSURE_GRPC_CARRIER: carrier });
  try {
    // SDKs write into their working and home folders, too: those go away.
    const cwd = mkdtempSync(join(folder, 'run-'));
    const { code, output } = await runProgram(program, args, {
      cwd,
      withinMs: PLAY_WITHIN_MS,
      env: { ...server.env, HOME: cwd },
    });
    const count = (verdict: string) => output.match(new RegExp(`^\\s*--- ${verdict}: `, 'gm'))?.length ?? 0;
    const [passed, failed, skipped] = [count('PASS'), count('FAIL'), count('SKIP')];
    // A program that dies, or plays nothing, has failed whatever it counted.
    const broke = (code !== 0 && failed === 0) || passed + failed === 0;
    return {
      passed,
      failed: failed + (broke ? 1 : 0),
      skipped,
      notes: [`${sdk} over ${carrier}: ${passed} passed, ${failed} failed`],
      details:
        code === 0 && !broke
          ? ''
          : `${sdk} over ${carrier} (exit code ${code}):\n${output}\nthe server said:\n${server.said().slice(-4000)}`,
    };
  } finally {
    await server.stop();
  }
}

/** What a build came to: journeys to play, or the result where there are none. */
export type Built = { readonly journeys: readonly Journey[] } | { readonly instead: PartResult };

export const broken = (why: string): Built => ({ instead: brokenPart(why) });
