import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NumberedHistory } from '../apps/bff/src/store/contract/numbered-history.ts';
import { backUp } from '../apps/bff/src/store/sqlite/backup.ts';
import { openSqliteStore } from '../apps/bff/src/store/sqlite/sqlite-store.ts';
import { databaseIn, edit, newFolder } from '../apps/bff/src/store/sqlite/testing.ts';

const SCRIPT = fileURLToPath(new URL('audit-verify.ts', import.meta.url));

/** What the command says and how it ends, over a data folder. */
function verify(dataDir: string, ...args: string[]): { readonly said: string; readonly code: number | null } {
  const env = { PATH: process.env.PATH, CYNOSURE_DATA_DIR: dataDir };
  const { stdout, stderr, status } = spawnSync(process.execPath, [SCRIPT, ...args], {
    env,
    encoding: 'utf8',
  });
  return { said: `${stdout}${stderr}`.trim(), code: status };
}

async function withFolder(look: (dataDir: string) => Promise<void> | void): Promise<void> {
  const dataDir = newFolder();
  try {
    await look(dataDir);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

async function write(dataDir: string, commits: number) {
  const store = await openSqliteStore({ dataDir });
  const history = new NumberedHistory();
  for (let n = 0; n < commits; n++) assert.equal((await store.commit(() => history.next())).kind, 'durable');
  return store;
}

test('the history of a running, of a stopped and of a copied store is found whole, and nothing is written', () =>
  withFolder(async (dataDir) => {
    const store = await write(dataDir, 12);
    const running = verify(dataDir);
    await store.close();
    const before = readFileSync(databaseIn(dataDir));
    const stopped = verify(dataDir);
    const copy = join(dataDir, 'copy');
    backUp(dataDir, copy);
    const copied = verify('/nowhere', copy);
    for (const { said, code } of [running, stopped, copied]) {
      assert.equal(code, 0, said);
      assert.match(
        said,
        /^The history in .* is whole: 3 operations, the newest with hash [0-9a-f]{64}, and \d+ client records\.$/,
      );
    }
    assert.equal(running.said, stopped.said);
    assert.deepEqual(readFileSync(databaseIn(dataDir)), before);
  }));

const FORGERIES: Readonly<Record<string, readonly [sql: string, says: RegExp]>> = {
  altered: [
    `UPDATE operation SET body = replace(body, '"', '" ') WHERE seq = 2`,
    /Entry 2 of the operations was altered/,
  ],
  dropped: ['DELETE FROM operation WHERE seq = 2', /Entry 3 of the operations does not follow entry 1/],
  'cut off': ['DELETE FROM operation WHERE seq > 3', /the history ends at entry 3/],
  emptied: ['DELETE FROM operation', /the history ends at entry 0/],
  relabelled: [`UPDATE operation SET at = at + 1 WHERE seq = 2`, /Entry 2 of the operations was altered/],
  'client altered': [
    'UPDATE history SET payload = zeroblob(3) WHERE position = (SELECT min(position) FROM history)',
    /of the client records was altered/,
  ],
  headless: ['DELETE FROM head', /the head of the store is missing/],
};

for (const [how, [sql, says]] of Object.entries(FORGERIES)) {
  test(`a history that was ${how} is not whole, and says where`, () =>
    withFolder(async (dataDir) => {
      await (await write(dataDir, 20)).close();
      assert.equal(verify(dataDir).code, 0);
      edit(dataDir, sql);
      const { said, code } = verify(dataDir);
      assert.equal(code, 1, said);
      assert.match(said, says);
      assert.doesNotMatch(said, /\n|^\s+at /);
    }));
}

test('a tail that was cut off together with what proves it is noticed by a hash that was kept elsewhere', () =>
  withFolder(async (dataDir) => {
    await (await write(dataDir, 20)).close();
    const hash = /hash ([0-9a-f]{64})/.exec(verify(dataDir).said)?.[1] ?? '';
    assert.equal(verify(dataDir, '--since', hash).code, 0);
    edit(dataDir, 'DELETE FROM operation WHERE seq > 3');
    const last = 'FROM operation ORDER BY seq DESC LIMIT 1';
    edit(
      dataDir,
      `UPDATE head SET operation_head = (SELECT seq ${last}), operation_head_hash = (SELECT hash ${last})`,
    );
    assert.equal(verify(dataDir).code, 0);
    const { said, code } = verify(dataDir, '--since', hash);
    assert.equal(code, 1, said);
    assert.match(said, /does not hold [0-9a-f]{64}: it was cut off/);
    assert.match(verify(dataDir, '--since', 'nonsense').said, /takes the hash/);
  }));

test('where there is nothing to verify it says so, makes nothing and ends with 1', () =>
  withFolder((dataDir) => {
    assert.match(verify(dataDir).said, /^There is no .*cynosure\.db: nothing was verified\.$/);
    assert.equal(verify(dataDir).code, 1);
    assert.deepEqual(readdirSync(dataDir), []);
    writeFileSync(databaseIn(dataDir), 'no database at all'.repeat(100));
    assert.match(verify(dataDir).said, /is not a database of Cynosure, or it is damaged/);
    const empty = join(dataDir, 'empty');
    mkdirSync(empty);
    writeFileSync(databaseIn(empty), '');
    const { said, code } = verify(empty);
    assert.equal(code, 1, said);
    assert.match(said, /no such table|nothing was verified/);
    assert.match(verify(dataDir, 'a', 'b').said, /Name one file at most/);
  }));
