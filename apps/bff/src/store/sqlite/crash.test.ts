import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loaded } from '../contract/harness.ts';
import { assertNothingLost } from '../contract/numbered-history.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { newFolder } from './testing.ts';

const CHILD = fileURLToPath(new URL('./fault-child.ts', import.meta.url));

/** What a child said so far, line by line. */
async function* linesOf(child: ChildProcess): AsyncGenerator<readonly [string, number, string?]> {
  assert.ok(child.stdout);
  for await (const line of createInterface(child.stdout)) {
    const [word = '', position = '', truth = ''] = line.split(' ');
    yield [word, Number(position), truth];
  }
}

async function inFolder(run: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = newFolder();
  try {
    await run(dataDir);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

/** Opens what a process left behind and looks at all of it. */
async function assertIntact(dataDir: string, acknowledged: number): Promise<void> {
  const store = await openSqliteStore({ dataDir });
  assertNothingLost(await loaded(store), acknowledged);
  assert.equal(await store.verifyHistory(), null);
  await store.close();
}

/** TEST_STORE_KILLS asks for more. */
const KILLS = Number(process.env.TEST_STORE_KILLS ?? 6);
/** Durable commits that a process may make before it is killed, in turn. */
const KILL_AFTER = [1, 7, 40, 3, 150, 400] as const;

test('a process killed while it writes leaves every acknowledged batch and no half one, again and again', () =>
  inFolder(async (dataDir) => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const killAfter = KILL_AFTER[kill % KILL_AFTER.length] ?? 1;
      const child = spawn(process.execPath, [CHILD, dataDir, '1000000'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const gone = once(child, 'exit');
      let acknowledged = 0;
      let durable = 0;
      for await (const [word, position] of linesOf(child)) {
        assert.ok(word === 'loaded' || word === 'durable', word);
        acknowledged = position;
        if (word === 'durable' && ++durable === killAfter) child.kill('SIGKILL');
      }
      await gone;
      assert.ok(durable >= killAfter);
      await assertIntact(dataDir, acknowledged);
    }
  }));

test('on a disk that fails to write no commit is acknowledged in vain, and writing resumes when the fault ends', async (t) => {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
  } catch {
    return t.skip('there is no prlimit here to make a disk fail with');
  }
  await inFolder(async (dataDir) => {
    // No file may grow past 300 kB: from there on every write fails as on a broken disk.
    const limited = `trap '' XFSZ; ulimit -S -f 300; exec "$0" "$@"`;
    const child = spawn('bash', ['-c', limited, process.execPath, CHILD, dataDir, '400'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(child, 'exit');
    const heard: Record<string, number> = {};
    let acknowledged = 0;
    for await (const [word, position, truth] of linesOf(child)) {
      heard[word] = (heard[word] ?? 0) + 1;
      if (word === 'durable') {
        assert.equal(position, acknowledged + 1);
        acknowledged = position;
      }
      if (word === 'resolved') acknowledged = truth === 'durable' ? position : position - 1;
      if (word === 'out' && heard[word] === 5) {
        execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:unlimited']);
      }
    }
    const [code] = await gone;
    assert.equal(code, 0, JSON.stringify(heard));
    assert.ok((heard.unknown ?? 0) > 0 && (heard.out ?? 0) >= 5 && heard.closed === 1, JSON.stringify(heard));
    await assertIntact(dataDir, acknowledged);
  });
});
