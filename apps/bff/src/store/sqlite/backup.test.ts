import assert from 'node:assert/strict';
import fs, { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { StoreUnusable } from '../../registry/store-port.ts';
import { loaded } from '../contract/harness.ts';
import { assertNothingLost, NumberedHistory } from '../contract/numbered-history.ts';
import { backUp, restore } from './backup.ts';
import { MIGRATIONS } from './schema.ts';
import { openSqliteStore, type SqliteStore } from './sqlite-store.ts';
import { copyDatabase, databaseIn, edit, newFolder } from './testing.ts';

const folders: string[] = [];
const aFolder = (): string => {
  const folder = newFolder();
  folders.push(folder);
  return folder;
};
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function write(store: SqliteStore, history: NumberedHistory, commits: number): Promise<void> {
  for (let n = 0; n < commits; n++) assert.equal((await store.commit(() => history.next())).kind, 'durable');
}

/** A folder with a store of so many commits, closed. */
async function folderWith(commits: number): Promise<string> {
  const dataDir = aFolder();
  const store = await openSqliteStore({ dataDir });
  await write(store, new NumberedHistory(), commits);
  await store.close();
  return dataDir;
}

/** The store there must be whole, at a position from `least` to `most`. */
async function assertStore(dataDir: string, least: number, most = least): Promise<void> {
  const store = await openSqliteStore({ dataDir });
  assertNothingLost(await loaded(store), least, most);
  assert.equal(await store.verifyHistory(), null);
  await store.close();
}

const refusedWith = (sentence: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StoreUnusable, String(error));
  assert.match(error.message, sentence);
  assert.match(error.message, /^[^\n]*\.$/);
  return true;
};

test('a backup taken by the server while commits go on is a whole store at one of its positions', async () => {
  const store = await openSqliteStore({ dataDir: aFolder() });
  const history = new NumberedHistory();
  await write(store, history, 20);
  const file = join(aFolder(), 'copy');
  const backup = store.backup(file);
  await write(store, history, 20);
  await backup;
  await assert.rejects(store.backup(file), /exists: name a new file/);
  await store.close();
  const restored = aFolder();
  assert.equal(restore(restored, file), null);
  await assertStore(restored, 20, 40);
});

test('a backup can be taken beside a running server, and leaves it undisturbed', async () => {
  const dataDir = aFolder();
  const file = join(aFolder(), 'copy');
  const store = await openSqliteStore({ dataDir });
  const history = new NumberedHistory();
  await write(store, history, 10);
  backUp(dataDir, file);
  await write(store, history, 10);
  await store.close();
  const restored = aFolder();
  restore(restored, file);
  for (const one of [file, databaseIn(restored), databaseIn(dataDir)])
    assert.equal(statSync(one).mode & 0o077, 0);
  await assertStore(restored, 10);
  await assertStore(dataDir, 20);
});

test('a backup of a store whose server was killed holds all that was acknowledged', async () => {
  const [dataDir, crashed] = [aFolder(), aFolder()];
  const store = await openSqliteStore({ dataDir });
  await write(store, new NumberedHistory(), 15);
  copyDatabase(dataDir, crashed);
  await store.close();
  const file = join(aFolder(), 'copy');
  backUp(crashed, file);
  restore(aFolder(), file);
  await assertStore(crashed, 15);
});

test('restoring keeps what was there, and a store can be restored again and again', async () => {
  const dataDir = await folderWith(30);
  const file = join(aFolder(), 'copy');
  backUp(await folderWith(10), file);
  const first = restore(dataDir, file);
  const second = restore(dataDir, file);
  assert.ok(first && second && first !== second);
  await assertStore(dataDir, 10);
  const back = aFolder();
  restore(back, first);
  await assertStore(back, 30);
});

test('a store that was killed and is replaced keeps its last commits in the copy beside', async () => {
  const [running, dataDir] = [aFolder(), aFolder()];
  const store = await openSqliteStore({ dataDir: running });
  await write(store, new NumberedHistory(), 25);
  copyDatabase(running, dataDir);
  await store.close();
  const file = join(aFolder(), 'copy');
  backUp(await folderWith(5), file);
  const kept = restore(dataDir, file);
  assert.ok(kept);
  await assertStore(dataDir, 5);
  const back = aFolder();
  restore(back, kept);
  await assertStore(back, 25);
});

test('a restore that ends before the backup is in its place leaves the store that was there', async (t) => {
  const dataDir = await folderWith(30);
  const file = join(aFolder(), 'copy');
  backUp(await folderWith(10), file);
  const rename = fs.renameSync;
  const mocked = t.mock.method(fs, 'renameSync', (from: string, to: string) => {
    if (to === databaseIn(dataDir)) throw new Error('killed');
    rename(from, to);
  });
  syncBuiltinESMExports();
  try {
    assert.throws(() => restore(dataDir, file), StoreUnusable);
    assert.equal(mocked.mock.callCount(), 1);
  } finally {
    mocked.mock.restore();
    syncBuiltinESMExports();
  }
  await assertStore(dataDir, 30);
  assert.ok(restore(dataDir, file));
  await assertStore(dataDir, 10);
});

test('a damaged store is replaced and kept as it is', async () => {
  const dataDir = aFolder();
  writeFileSync(databaseIn(dataDir), 'damaged beyond recognition');
  const file = join(aFolder(), 'copy');
  backUp(await folderWith(5), file);
  const kept = restore(dataDir, file);
  assert.equal(readFileSync(kept ?? '', 'utf8'), 'damaged beyond recognition');
  await assertStore(dataDir, 5);
});

test('nothing is restored while a server is running', async () => {
  const dataDir = await folderWith(8);
  const file = join(aFolder(), 'copy');
  backUp(dataDir, file);
  const store = await openSqliteStore({ dataDir });
  assert.throws(() => restore(dataDir, file), refusedWith(/in use by another process/));
  await store.close();
  await assertStore(dataDir, 8);
});

test('a backup that is missing, foreign, damaged, newer or tampered with changes nothing', async () => {
  const dataDir = await folderWith(8);
  const source = await folderWith(12);
  const files = aFolder();
  const named = (name: string) => join(files, name);
  writeFileSync(named('garbage'), 'no database'.repeat(1000));
  new DatabaseSync(named('foreign')).exec('CREATE TABLE theirs (a)');
  backUp(source, named('damaged'));
  const bytes = readFileSync(named('damaged'));
  bytes.fill(0xa5, 4096 * 3, 4096 * 5);
  writeFileSync(named('damaged'), bytes);
  edit(source, 'PRAGMA user_version = 99');
  backUp(source, named('newer'));
  edit(source, `PRAGMA user_version = ${MIGRATIONS.length}; DELETE FROM operation WHERE seq = 2`);
  backUp(source, named('tampered'));
  const cases: Readonly<Record<string, RegExp>> = {
    missing: /There is no file .*missing: nothing was restored/,
    garbage: /garbage is not a sound backup/,
    foreign: /foreign belongs to another program/,
    damaged: /damaged is (damaged|not a sound backup)/,
    newer: /newer was written by a newer Cynosure/,
    tampered: /tampered is damaged \(Entry 3 of the operations does not follow/,
  };
  for (const [name, sentence] of Object.entries(cases)) {
    assert.throws(() => restore(dataDir, named(name)), refusedWith(sentence), name);
  }
  assert.deepEqual(readdirSync(dataDir).sort(), ['cynosure.db', 'cynosure.lock']);
  await assertStore(dataDir, 8);
});

test('a backup of nothing, or to where nothing can be written, is refused and leaves nothing behind', async () => {
  const empty = aFolder();
  assert.throws(() => backUp(empty, join(empty, 'copy')), refusedWith(/There is no store in/));
  assert.deepEqual(readdirSync(empty), []);
  const dataDir = await folderWith(3);
  assert.throws(() => backUp(dataDir, join(empty, 'no', 'folder', 'copy')), refusedWith(/cannot be/));
  assert.equal(existsSync(join(empty, 'no')), false);
});
