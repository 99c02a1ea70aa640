import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Batch } from '../../registry/changes.ts';
import { StoreUnusable } from '../../registry/store-port.ts';
import { loaded } from '../contract/harness.ts';
import { assertNothingLost, NumberedHistory } from '../contract/numbered-history.ts';
import { aRow, aState } from '../contract/samples.ts';
import { encodeBatch } from '../packed/batch-codec.ts';
import { BatchWriter } from './batch-writer.ts';
import type { WriterCalls } from './calls.ts';
import { openDatabase } from './open-database.ts';
import { openSqliteStore, type SqliteStore, threadsOn } from './sqlite-store.ts';
import { databaseIn, newFolder } from './testing.ts';
import type { WorkerLink } from './worker-link.ts';

const folders: string[] = [];
const aFolder = (): string => {
  const folder = newFolder();
  folders.push(folder);
  return folder;
};
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A store whose writing threads can be got at. */
async function storeWithThreads(): Promise<{ store: SqliteStore; writers: WorkerLink<WriterCalls>[] }> {
  const writers: WorkerLink<WriterCalls>[] = [];
  const store = await openSqliteStore({ dataDir: aFolder() }, (file) => {
    const threads = threadsOn(file);
    const writer = async () => {
      const link = await threads.writer();
      writers.push(link);
      return link;
    };
    return { ...threads, writer };
  });
  return { store, writers };
}

/** Commits; the outcome must be unknown. Answers the batch to resolve. */
async function commitUnknown(store: SqliteStore, batch: Batch): Promise<Batch> {
  const outcome = await store.commit(() => batch);
  assert.equal(outcome.kind, 'unknown');
  assert.ok(outcome.kind === 'unknown');
  assert.match(outcome.info, /not known|not resolved/);
  return outcome.batch;
}

test("when the store's thread dies, the commit is unknown, resolved by what is on disk, and writing goes on", async () => {
  const { store, writers } = await storeWithThreads();
  const history = new NumberedHistory();
  await store.commit(() => history.next());
  const batch = history.next();
  const inFlight = store.commit(() => batch);
  await writers[0]?.kill();
  assert.equal((await inFlight).kind, 'unknown');
  await commitUnknown(store, { ...batch, batchId: 'meanwhile' });
  const truth = await store.resolve(batch);
  assert.equal(await store.resolve(batch), truth);
  if (truth === 'refused') assert.equal((await store.commit(() => batch)).kind, 'durable');
  assert.equal((await store.commit(() => history.next())).kind, 'durable');
  assertNothingLost(await loaded(store), 3, 3);
  assert.equal(writers.length, 2);
  await store.close();
});

test("when the store's thread dies a second time, the store is out and says so, and everything acknowledged is on disk", async () => {
  const { store, writers } = await storeWithThreads();
  const history = new NumberedHistory();
  await store.commit(() => history.next());
  for (const truth of ['refused', 'out'] as const) {
    await writers.at(-1)?.kill();
    const batch = await commitUnknown(store, history.next());
    if (truth === 'refused') {
      assert.equal(await store.resolve(batch), 'refused');
      assert.equal((await store.commit(() => batch)).kind, 'durable');
    } else {
      const out = (error: unknown) => error instanceof StoreUnusable && /died twice/.test(error.message);
      await assert.rejects(store.resolve(batch), out);
      await assert.rejects(store.resolve(batch), out);
    }
  }
  assert.equal((await store.operations({ limit: 5 })).length, 0);
  await store.close();
  const again = await openSqliteStore({ dataDir: join(store.where, '..') });
  assertNothingLost(await loaded(again), 2, 2);
  await again.close();
});

test('a batch that cannot be packed is refused, and the next one is written', async () => {
  const { store } = await storeWithThreads();
  const history = new NumberedHistory();
  const batch = history.next();
  const row = aRow({ state: aState({ revision: 'no revision' }) });
  const outcome = await store.commit(() => ({ ...batch, changes: [{ kind: 'instance.put', row }] }));
  assert.ok(outcome.kind === 'refused');
  assert.match(outcome.info, /^The batch could not be packed: .*32 hex digits\.$/);
  assert.equal((await store.commit(() => batch)).kind, 'durable');
  await store.close();
});

test('pruning while the thread is gone removes nothing and is no error', async () => {
  const { store, writers } = await storeWithThreads();
  await writers[0]?.kill();
  assert.equal(await store.prune(0), 0);
  await store.close();
});

test('a full disk refuses commits whole, and they go on once there is room', () => {
  const file = databaseIn(aFolder());
  const db = openDatabase(file);
  const writer = new BatchWriter(db);
  const history = new NumberedHistory();
  db.exec('PRAGMA max_page_count = 60');
  let durable = 0;
  let batch = history.next();
  for (;;) {
    const written = writer.write(encodeBatch(batch));
    if (written.kind !== 'durable') {
      assert.deepEqual(written, { kind: 'refused', info: 'The disk is full.' });
      break;
    }
    durable += 1;
    batch = history.next();
  }
  assert.ok(durable > 10);
  db.exec('PRAGMA max_page_count = 100000');
  assert.deepEqual(writer.write(encodeBatch(batch)), { kind: 'durable' });
  db.close();
});

test('on a disk that is really full commits are refused, nothing acknowledged is lost, and writing resumes by itself', async (t) => {
  const disk = aFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return t.skip('mounting is not allowed here');
  }
  try {
    await fillDisk(disk);
  } finally {
    execFileSync('umount', [disk]);
  }
});

async function fillDisk(disk: string): Promise<void> {
  const dataDir = join(disk, 'data');
  const filler = join(disk, 'filler');
  mkdirSync(dataDir);
  writeFileSync(filler, Buffer.alloc(1_200_000));
  const store = await openSqliteStore({ dataDir });
  const history = new NumberedHistory();
  let acknowledged = 0;
  let batch = history.next();
  for (;;) {
    const outcome = await store.commit(() => batch);
    if (outcome.kind !== 'durable') {
      assert.deepEqual(outcome, { kind: 'refused', batch, info: 'The disk is full.' });
      break;
    }
    acknowledged += 1;
    batch = history.next();
  }
  assert.ok(acknowledged > 10);
  assert.equal((await store.commit(() => batch)).kind, 'refused');
  assertNothingLost(await loaded(store), acknowledged, acknowledged);
  rmSync(filler);
  for (let n = 0; n < 20; n++) {
    const next = n === 0 ? batch : history.next();
    assert.equal((await store.commit(() => next)).kind, 'durable');
  }
  await store.close();
  const again = await openSqliteStore({ dataDir });
  assertNothingLost(await loaded(again), acknowledged + 20, acknowledged + 20);
  assert.equal(await again.verifyHistory(), null);
  await again.close();
}

test('a disk that is full at the start is told in one sentence', async (t) => {
  const disk = aFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return t.skip('mounting is not allowed here');
  }
  try {
    await assert.rejects(
      openSqliteStore({ dataDir: join(disk, 'data') }),
      (error) => error instanceof StoreUnusable && /^The disk is full, so .* make room/.test(error.message),
    );
  } finally {
    execFileSync('umount', [disk]);
  }
});
