import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN, type Cynosure, startCynosure } from '../e2e/support/start-cynosure.ts';
import { addUp, brokenPart, type PartResult, skippedPart } from '../scripts/parts/part.ts';
import { ROOT } from '../scripts/parts/root.ts';
import { runProgram } from '../scripts/parts/run-program.ts';

const SOURCE = join(ROOT, 'interop/go');
const BUILD_WITHIN_MS = 5 * 60_000;
const PLAY_WITHIN_MS = 3 * 60_000;
const OLDEST_GO = { major: 1, minor: 24 };

/** The same test, built once with each release of the SDK. */
const SDKS = [
  { release: 'polaris-go 1.7.0', modules: 'go.mod' },
  { release: 'polaris-go 1.6.1', modules: 'polaris-go-1.6.1.mod' },
] as const;

type Sdk = (typeof SDKS)[number];

/** Builds the Go tests and plays them, both releases side by side, against a server that was started for them. */
export async function playInterop(): Promise<PartResult> {
  const lacks = await whyNoGo();
  if (lacks !== undefined) return skippedPart(lacks, SDKS.length);
  const folder = mkdtempSync(join(tmpdir(), 'cynosure-interop-'));
  try {
    for (const sdk of SDKS) {
      const built = await runProgram('go', ['vet', `-modfile=${sdk.modules}`, './...'], {
        cwd: SOURCE,
        withinMs: BUILD_WITHIN_MS,
      });
      if (built.code === 0) continue;
      return noNetwork(built.output)
        ? skippedPart(`the Go modules of ${sdk.release} could not be fetched`, SDKS.length)
        : brokenPart(`go vet with ${sdk.release}:\n${built.output}`);
    }
    const programs = [];
    for (const sdk of SDKS) programs.push(await build(sdk, folder));
    const server = await startCynosure();
    try {
      return addUp(await Promise.all(programs.map((program) => play(program, folder, server))));
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

interface Program {
  readonly sdk: Sdk;
  readonly path: string;
}

async function build(sdk: Sdk, folder: string): Promise<Program> {
  const path = join(folder, sdk.modules.replace(/\.mod$/, ''));
  const { code, output } = await runProgram(
    'go',
    ['test', '-c', `-modfile=${sdk.modules}`, '-o', path, '.'],
    {
      cwd: SOURCE,
      withinMs: BUILD_WITHIN_MS,
    },
  );
  if (code !== 0) throw new Error(`go test -c with ${sdk.release}:\n${output}`);
  return { sdk, path };
}

async function play({ sdk, path }: Program, folder: string, server: Cynosure): Promise<PartResult> {
  // The SDK writes into its working folder, too: that one goes away.
  const cwd = mkdtempSync(join(folder, 'run-'));
  const { code, output } = await runProgram(path, ['-test.v', '-test.count=1'], {
    cwd,
    withinMs: PLAY_WITHIN_MS,
    env: {
      CYNOSURE_GRPC: server.grpc,
      CYNOSURE_HTTP: server.http,
      CYNOSURE_ADMIN_USER: ADMIN.user,
      CYNOSURE_ADMIN_PASSWORD: ADMIN.password,
    },
  });
  const count = (verdict: string) => output.match(new RegExp(`^\\s*--- ${verdict}: `, 'gm'))?.length ?? 0;
  const [passed, failed, skipped] = [count('PASS'), count('FAIL'), count('SKIP')];
  // A program that dies, or plays nothing, has failed whatever it counted.
  const broke = (code !== 0 && failed === 0) || passed + failed === 0;
  return {
    passed,
    failed: failed + (broke ? 1 : 0),
    skipped,
    notes: [`${sdk.release}: ${passed} passed, ${failed} failed`],
    details:
      code === 0 && !broke
        ? ''
        : `${sdk.release} (exit code ${code}):\n${output}\nthe server said:\n${server.said().slice(-4000)}`,
  };
}
