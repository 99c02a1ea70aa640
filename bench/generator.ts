import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/parts/root.ts';
import { runProgram } from '../scripts/parts/run-program.ts';
import type { Row } from './row.ts';

const SOURCE = join(ROOT, 'bench/load');
const BUILT = join(ROOT, 'node_modules/.cache/cynosure-bench/load');
const BUILD_WITHIN_MS = 5 * 60_000;

/** What the generator prints for one measured part (bench/load/README.md). */
export interface Line {
  readonly workload: string;
  readonly conns: number;
  readonly outstanding: number;
  readonly finished: boolean;
  readonly valid: boolean;
  readonly why?: string;
  readonly ops_s: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly p999_ms: number;
  readonly gen_cpu_s: number;
  readonly gen_util: number;
  readonly srv_cpu_s: number;
  readonly srv_util: number;
  readonly ops_per_srv_cpu_s: number;
  readonly rss_after_mib: number;
  readonly loadavg: string;
  readonly extra?: Readonly<Record<string, number>>;
}

/** Builds the load generator; answers its path. Throws where there is no Go or no way to its modules. */
export async function buildGenerator(): Promise<string> {
  mkdirSync(join(BUILT, '..'), { recursive: true });
  const { code, output } = await runProgram('go', ['build', '-o', BUILT, '.'], {
    cwd: SOURCE,
    withinMs: BUILD_WITHIN_MS,
  });
  if (code !== 0) throw new Error(`the load generator could not be built (it needs Go 1.26):\n${output}`);
  return BUILT;
}

/** The lines that a run of the generator printed; a run that died is an error. */
export function readLines(workload: string, stdout: string, output: string): Line[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  if (lines.length === 0) throw new Error(`load ${workload} said nothing:\n${output}`);
  return lines.map((line) => JSON.parse(line) as Line); // printed by bench/load/run.go
}

/** A line of the generator as a row. A run in which the generator was the busier one measures the generator. */
export function rowOf(name: string, line: Line, more: Readonly<Record<string, number>> = {}): Row {
  const why = !line.valid || !line.finished ? (line.why ?? 'it did not finish') : undefined;
  return {
    case: name,
    opsPerSecond: line.ops_s,
    p50Ms: line.p50_ms,
    p99Ms: line.p99_ms,
    p999Ms: line.p999_ms,
    serverCpu: line.srv_cpu_s,
    generatorCpu: line.gen_cpu_s,
    opsPerCpuSecond: line.ops_per_srv_cpu_s,
    rssMiB: line.rss_after_mib,
    loadAverage: Number(line.loadavg),
    ...(why === undefined ? {} : { void: why }),
    more: { ...line.extra, ...(line.gen_util > 0.9 ? { generatorBusy: line.gen_util } : {}), ...more },
  };
}
