import { join } from 'node:path';
import { skippedPart } from '../scripts/parts/part.ts';
import { ROOT } from '../scripts/parts/root.ts';
import { runProgram } from '../scripts/parts/run-program.ts';
import { type Built, broken, type Journey } from './journey.ts';

const SOURCE = join(ROOT, 'interop/go');
const BUILD_WITHIN_MS = 5 * 60_000;
const OLDEST_GO = { major: 1, minor: 24 };

/** The same test, built once with each release of the SDK. */
const SDKS = [
  { release: 'polaris-go 1.7.0', modules: 'go.mod' },
  { release: 'polaris-go 1.6.1', modules: 'polaris-go-1.6.1.mod' },
] as const;

/** Builds the Go journeys into `folder`; skips them where there is no Go, or no way to the modules. */
export async function buildGo(folder: string): Promise<Built> {
  const lacks = await whyNoGo();
  if (lacks !== undefined) return { instead: skippedPart(lacks, SDKS.length) };
  const journeys: Journey[] = [];
  for (const { release, modules } of SDKS) {
    const program = join(folder, modules.replace(/\.mod$/, ''));
    const steps = [
      ['vet', `-modfile=${modules}`, './...'],
      ['test', '-c', `-modfile=${modules}`, '-o', program, '.'],
    ];
    for (const args of steps) {
      const { code, output } = await runProgram('go', args, { cwd: SOURCE, withinMs: BUILD_WITHIN_MS });
      if (code === 0) continue;
      return noNetwork(output)
        ? { instead: skippedPart(`the Go modules of ${release} could not be fetched`, SDKS.length) }
        : broken(`go ${args[0]} with ${release}:\n${output}`);
    }
    journeys.push({ sdk: release, program, args: ['-test.v', '-test.count=1'] });
  }
  return { journeys };
}

async function whyNoGo(): Promise<string | undefined> {
  const { code, stdout } = await runProgram('go', ['env', 'GOVERSION'], { cwd: SOURCE, withinMs: 30_000 });
  if (code !== 0) return 'Go is not installed';
  const [, major = '0', minor = '0'] = /^go(\d+)\.(\d+)/.exec(stdout.trim()) ?? [];
  const recent = Number(major) > OLDEST_GO.major || Number(minor) >= OLDEST_GO.minor;
  return recent ? undefined : `Go is older than ${OLDEST_GO.major}.${OLDEST_GO.minor} (${stdout.trim()})`;
}

const noNetwork = (output: string): boolean =>
  /dial tcp|no such host|i\/o timeout|proxyconnect|connection refused|module lookup disabled/.test(output);
