import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { put } from '../../registry/changes.ts';
import { StoreUnusable } from '../../registry/store-port.ts';
import { loaded } from '../contract/harness.ts';
import { assertNothingLost, NumberedHistory } from '../contract/numbered-history.ts';
import { anOperation, aRow, Writer } from '../contract/samples.ts';
import { MIGRATIONS } from './schema.ts';
import { openSqliteStore, threadsOn } from './sqlite-store.ts';
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

/** A folder with a store of some instances and operations, closed. */
async function filledFolder(): Promise<string> {
  const dataDir = aFolder();
  const store = await openSqliteStore({ dataDir });
  const history = new NumberedHistory();
  for (let n = 0; n < 30; n++) assert.equal((await store.commit(() => history.next())).kind, 'durable');
  await store.close();
  return dataDir;
}

/** The store must not open, or not load, and say so in one sentence that matches. */
async function assertUnusable(dataDir: string, sentence: RegExp): Promise<void> {
  const use = async () => {
    const store = await openSqliteStore({ dataDir });
    try {
      await loaded(store);
    } finally {
      await store.close();
    }
  };
  await assert.rejects(use, (error) => {
    assert.ok(error instanceof StoreUnusable, String(error));
    assert.match(error.message, sentence);
    assert.match(error.message, /^[^\n]*\.$/);
    return true;
  });
}

test('a second store on the same folder is refused while the first one is open, and only so long', async () => {
  const dataDir = aFolder();
  const first = await openSqliteStore({ dataDir });
  await assertUnusable(dataDir, /in use by another process/);
  await new Writer(first).write({ changes: [put('setting', 'a', {})] });
  await first.close();
  const second = await openSqliteStore({ dataDir });
  assert.equal((await loaded(second)).position, 1);
  await second.close();
});

test('another process is refused too, and let in once the first one was killed', async () => {
  const dataDir = aFolder();
  const script = `
    const { openSqliteStore } = await import(${JSON.stringify(import.meta.resolve('./sqlite-store.ts'))});
    await openSqliteStore({ dataDir: ${JSON.stringify(dataDir)} });
    console.log('open');
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([once(other.stdout, 'data'), once(other, 'exit')]);
  await assertUnusable(dataDir, /in use by another process: stop that one first/);
  other.kill('SIGKILL');
  await once(other, 'exit');
  await (await openSqliteStore({ dataDir })).close();
});

test('a newer schema is refused and left as it is', async () => {
  const dataDir = await filledFolder();
  edit(dataDir, 'PRAGMA user_version = 99');
  await assertUnusable(
    dataDir,
    /written by a newer Cynosure \(schema 99, this one knows \d+\): start that one/,
  );
  edit(dataDir, `PRAGMA user_version = ${MIGRATIONS.length}`);
  const store = await openSqliteStore({ dataDir });
  assertNothingLost(await loaded(store), 30, 30);
  await store.close();
});

test("another program's database is refused and left as it is", async () => {
  const dataDir = aFolder();
  const theirs = new DatabaseSync(databaseIn(dataDir));
  theirs.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
  theirs.close();
  const before = readFileSync(databaseIn(dataDir));
  await assertUnusable(dataDir, /belongs to another program/);
  assert.deepEqual(readFileSync(databaseIn(dataDir)), before);
});

test('a file that is no database is refused and left as it is', async () => {
  const dataDir = aFolder();
  writeFileSync(databaseIn(dataDir), 'these are not the bytes of a database\n'.repeat(200));
  const before = readFileSync(databaseIn(dataDir));
  await assertUnusable(dataDir, /is not a database of Cynosure, or it is damaged/);
  assert.deepEqual(readFileSync(databaseIn(dataDir)), before);
});

test('a data folder that is a file, or lies where nothing can be made, is refused', async () => {
  const file = join(aFolder(), 'file');
  writeFileSync(file, '');
  await assertUnusable(file, /is not a folder/);
  await assertUnusable(join(file, 'below'), /is not a folder/);
  await assertUnusable('/proc/cynosure', /cannot be/);
});

test('a read-only disk is refused', async (t) => {
  const dataDir = await filledFolder();
  try {
    execFileSync('mount', ['--bind', '-o', 'ro', dataDir, dataDir], { stdio: 'ignore' });
    execFileSync('mount', ['-o', 'remount,ro,bind', dataDir], { stdio: 'ignore' });
  } catch {
    return t.skip('mounting is not allowed here');
  }
  try {
    await assertUnusable(dataDir, /cannot be (opened for writing|written): make it writable/);
  } finally {
    execFileSync('umount', [dataDir]);
  }
});

const damages: Readonly<Record<string, string>> = {
  'an instance without its state': 'DELETE FROM instance_state WHERE slot = (SELECT min(slot) FROM instance)',
  'a state without its instance': 'DELETE FROM instance WHERE slot = (SELECT max(slot) FROM instance)',
  'a state of another slot': `UPDATE instance_state SET slot = 1000000 WHERE slot = (SELECT max(slot) FROM instance)`,
  'a row cut short':
    'UPDATE instance SET row = substr(row, 1, length(row) - 1) WHERE slot = (SELECT max(slot) FROM instance)',
  'an empty row': `UPDATE instance SET row = x'' WHERE slot = (SELECT min(slot) FROM instance)`,
  'a state cut short': 'UPDATE instance_state SET state = substr(state, 2)',
  'a record that is no JSON': `UPDATE record SET value = '{"half'`,
  'no head': 'DELETE FROM head',
};
for (const [what, sql] of Object.entries(damages)) {
  test(`data with ${what} are refused, and no row is dropped`, async () => {
    const dataDir = await filledFolder();
    edit(dataDir, sql);
    await assertUnusable(dataDir, /damaged|head of the store is missing/);
  });
}

test('pages overwritten with garbage are refused', async () => {
  const dataDir = await filledFolder();
  const bytes = readFileSync(databaseIn(dataDir));
  const instancePage = bytes.indexOf('i-', 4096 * 2);
  assert.ok(instancePage > 0);
  bytes.fill(0xa5, instancePage - (instancePage % 4096), instancePage - (instancePage % 4096) + 4096);
  writeFileSync(databaseIn(dataDir), bytes);
  await assertUnusable(dataDir, /damaged/);
});

/** Copies the data of a store that is still open, as a crash would leave them. */
async function crashed(): Promise<string> {
  const from = aFolder();
  const to = aFolder();
  const store = await openSqliteStore({ dataDir: from });
  const writer = new Writer(store);
  for (let n = 0; n < 40; n++) {
    await writer.write({
      changes: [{ kind: 'instance.put', row: aRow({ slot: n, id: `i-${n}` }) }],
      operations: [anOperation({ id: `o-${n}`, info: 'x'.repeat(2000) })],
    });
  }
  copyDatabase(from, to);
  await store.close();
  return to;
}

test('after a stop that was not clean the data are checked in the background, after a clean one they are not', async () => {
  const dataDir = await crashed();
  const report = Promise.withResolvers<readonly string[]>();
  const store = await openSqliteStore({ dataDir, onIntegrity: ({ damage }) => report.resolve(damage) });
  assert.equal((await loaded(store)).position, 40);
  assert.deepEqual(await report.promise, []);
  await store.close();

  let checks = 0;
  const again = await openSqliteStore({ dataDir, onIntegrity: () => checks++ });
  await loaded(again);
  assert.equal(await again.verifyHistory(), null);
  await again.close();
  assert.equal(checks, 0);
});

test('a check that is not made before a stop is left to the next start', async () => {
  const dataDir = await crashed();
  let checks = 0;
  for (const beforeCheck of [() => {}, undefined]) {
    const report = Promise.withResolvers<readonly string[]>();
    const onIntegrity = ({ damage }: { damage: readonly string[] }) => {
      checks++;
      report.resolve(damage);
    };
    const store = await openSqliteStore({ dataDir, onIntegrity, ...(beforeCheck && { beforeCheck }) });
    await loaded(store);
    if (beforeCheck === undefined) assert.deepEqual(await report.promise, []);
    await store.close();
  }
  assert.equal(checks, 1);
});

test('the check after an unclean stop tells damage that loading does not meet', async () => {
  const dataDir = await crashed();
  const settled = new DatabaseSync(databaseIn(dataDir));
  const page = Number(
    settled.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'operation'").get()?.rootpage,
  );
  settled.close();
  const bytes = readFileSync(databaseIn(dataDir));
  bytes.fill(0xa5, (page - 1) * 4096 + 8, page * 4096);
  writeFileSync(databaseIn(dataDir), bytes);
  for (const start of ['the first start', 'the next']) {
    const report = Promise.withResolvers<readonly string[]>();
    const store = await openSqliteStore({ dataDir, onIntegrity: ({ damage }) => report.resolve(damage) });
    assert.equal((await loaded(store)).instances.size, 40);
    assert.notDeepEqual(await report.promise, [], start);
    await store.close();
  }
});

test('questions are answered while the data are still being checked', { timeout: 60_000 }, async () => {
  const dataDir = await crashed();
  const checked = Promise.withResolvers<void>();
  const report = Promise.withResolvers<readonly string[]>();
  const store = await openSqliteStore(
    { dataDir, onIntegrity: ({ damage }) => report.resolve(damage) },
    slowlyChecking(checked.promise),
  );
  assert.equal((await loaded(store)).position, 40);
  assert.equal((await store.operations({ limit: 7 })).length, 7);
  checked.resolve();
  assert.deepEqual(await report.promise, []);
  await store.close();
});

test('an unknown commit is resolved while the data are still being checked: the check gives way', {
  timeout: 60_000,
}, async () => {
  const dataDir = await crashed();
  const checking = Promise.withResolvers<void>();
  const writers: { kill(): Promise<void> }[] = [];
  const store = await openSqliteStore({ dataDir }, (file) => ({
    writer: async () => {
      const link = await threadsOn(file).writer();
      writers.push(link);
      return link;
    },
    // Reads the file, as a check of many pages does, and never comes to an end.
    reader: async () => {
      const link = await threadsOn(file).reader();
      const reading = new DatabaseSync(file);
      reading.exec('BEGIN; SELECT count(*) FROM operation');
      const stop = link.stop.bind(link);
      link.stop = async () => {
        reading.close();
        await stop();
      };
      link.ask = () => new Promise(() => checking.resolve());
      return link;
    },
  }));
  const { position } = await loaded(store);
  await checking.promise;
  await writers[0]?.kill();
  const batch = {
    position: position + 1,
    batchId: 'b',
    at: 1,
    changes: [],
    operations: [],
    clientEntries: [],
  };
  assert.equal((await store.commit(() => batch)).kind, 'unknown');
  assert.equal(await store.resolve(batch), 'refused');
  await store.close();
});

/** A thread does one thing after the other, and checking takes it until `until`. */
function slowlyChecking(until: Promise<void>): typeof threadsOn {
  return (file) => ({
    ...threadsOn(file),
    reader: async () => {
      const link = await threadsOn(file).reader();
      const ask = link.ask.bind(link) as typeof link.ask;
      let free = Promise.resolve();
      link.ask = async (name, ...args) => {
        if (name === 'quickCheck') free = until;
        await free;
        return ask(name, ...args);
      };
      return link;
    },
  });
}
