import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loaded } from '../contract/harness.ts';
import { assertNothingLost } from '../contract/numbered-history.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { newFolder } from './testing.ts';

/** Which writes and syncs fail, one in each run; TEST_FAILING_WRITES asks for the first so many instead. */
const GIVEN = process.env.TEST_FAILING_WRITES;
const FAILING =
  GIVEN === undefined
    ? [1, 2, 3, 5, 8, 13, 21, 34, 60]
    : Array.from({ length: Number(GIVEN) }, (_, n) => n + 1);
const COMMITS = 30;

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const library = join(newFolder(), 'failing-disk.so');
after(() => rmSync(join(library, '..'), { recursive: true }));

/** Builds what makes calls fail; false where there is no C compiler. */
function buildLibrary(): boolean {
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, here('./failing-disk.c'), '-ldl']);
    return true;
  } catch {
    return false;
  }
}

/** Writes through a store of which the `failing`-th write or sync fails; answers what was acknowledged. */
async function writeWith(
  dataDir: string,
  failing: number,
): Promise<{ acknowledged: number; unknown: number }> {
  const armed = join(dataDir, 'armed');
  const child = spawn(process.execPath, [here('./fault-child.ts'), dataDir, String(COMMITS), armed], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LD_PRELOAD: library, FAIL_WHEN: armed, FAIL_AT: String(failing) },
  });
  const gone = once(child, 'exit');
  const counts = { acknowledged: 0, unknown: 0 };
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, position, truth] = line.split(' ');
    if (word === 'durable') {
      assert.equal(Number(position), counts.acknowledged + 1);
      counts.acknowledged += 1;
    }
    if (word === 'unknown') counts.unknown += 1;
    if (word === 'resolved')
      counts.acknowledged = truth === 'durable' ? Number(position) : Number(position) - 1;
  }
  const [code] = await gone;
  assert.equal(code, 0, `write ${failing}`);
  assert.ok(existsSync(`${armed}.hit`), `there was no write ${failing}`);
  return counts;
}

test('whichever write or sync of the disk fails, nothing is acknowledged in vain and writing goes on by itself', async (t) => {
  if (!buildLibrary()) return t.skip('there is no C compiler here to make a disk fail with');
  let unknown = 0;
  for (const failing of FAILING) {
    const dataDir = newFolder();
    try {
      const counts = await writeWith(dataDir, failing);
      unknown += counts.unknown;
      const store = await openSqliteStore({ dataDir });
      assertNothingLost(await loaded(store), counts.acknowledged, counts.acknowledged);
      assert.ok(counts.acknowledged >= COMMITS);
      assert.equal(await store.verifyHistory(), null);
      await store.close();
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  }
  assert.ok(unknown > 0, 'no failure met a commit');
});
