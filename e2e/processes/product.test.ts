// The product as "npm start" runs it; what it says of its own start is tested beside main.ts.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ROOT } from '../../scripts/parts/root.ts';
import { type Ran, runProgram } from '../../scripts/parts/run-program.ts';
import { type Doors, startCynosure } from '../support/start-cynosure.ts';

const FREE_PORTS = { CYNOSURE_CONSOLE_PORT: '0', CYNOSURE_HTTP_PORT: '0', CYNOSURE_GRPC_PORT: '0' };

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'cynosure-product-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A start that cannot succeed. */
const startInVain = (env: Readonly<Record<string, string>>): Promise<Ran> =>
  runProgram(process.execPath, ['apps/bff/src/start.mjs'], {
    env: { ...FREE_PORTS, ...env },
    withinMs: 20_000,
  });

/** One or a few sentences for a person, no trace of the program's inside, and a code that scripts understand. */
function assertSaysWhatIsWrong({ code, output }: Ran, mentions: RegExp): void {
  assert.ok(code !== null && code !== 0, `exit code ${code}:\n${output}`);
  assert.match(output, mentions);
  assert.doesNotMatch(output, /^\s+at .*[(:]/m, 'it shows a stack');
  assert.ok(output.trim().split('\n').length <= 3, `it says more than it should:\n${output}`);
}

test('a data file that is none is named in one sentence and left as it is', async (t) => {
  const dataDir = temporaryFolder(t);
  const server = await startCynosure({ dataDir });
  await server.stop();
  const files = readdirSync(dataDir, { withFileTypes: true }).filter((one) => one.isFile());
  assert.ok(files.length > 0, 'there is no data file to spoil');
  const spoilt = (name: string) => `this was ${name}`.padEnd(8192, '.');
  for (const { name } of files) writeFileSync(join(dataDir, name), spoilt(name));
  assertSaysWhatIsWrong(await startInVain({ CYNOSURE_DATA_DIR: dataDir }), /data/i);
  for (const { name } of files) assert.equal(readFileSync(join(dataDir, name), 'utf8'), spoilt(name), name);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`"npm start -- --json" keeps stdout to its one line, and ends with code 0 on ${signal}`, async (t) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'start', '--json'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        ...FREE_PORTS,
        CYNOSURE_DATA_DIR: temporaryFolder(t),
        CYNOSURE_ADMIN_PASSWORD: 'polaris',
      },
    });
    t.after(() => child.kill('SIGKILL'));
    const stdout = await whenItHasALine(child);
    const doors = JSON.parse(stdout()) as Doors & { pid: number }; // the line under test
    assert.equal((await fetch(doors.console)).status, 200);
    child.kill(signal);
    const [code] = await once(child, 'close');
    assert.equal(code, 0);
    assert.equal(stdout().trim().split('\n').length, 1, stdout());
    assert.throws(() => process.kill(doors.pid, 0), 'the server is still there');
  });
}

/** Waits for the first whole line on stdout; answers what there is of it, then and later. */
async function whenItHasALine(child: ChildProcess): Promise<() => string> {
  let text = '';
  await new Promise<void>((done, fail) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) done();
    });
    child.once('exit', (code) => fail(new Error(`it ended with code ${code} before it was ready`)));
  });
  return () => text;
}
