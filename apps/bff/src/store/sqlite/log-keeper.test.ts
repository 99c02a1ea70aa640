import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { NumberedHistory } from '../contract/numbered-history.ts';
import type { WriterCalls } from './calls.ts';
import { LogKeeper } from './log-keeper.ts';
import { openSqliteStore, threadsOn } from './sqlite-store.ts';
import { newFolder } from './testing.ts';
import type { WorkerLink } from './worker-link.ts';

/** Lets everything run that is ready to. */
const settled = () => new Promise((resume) => setImmediate(resume));

/** A keeper over a log of `pages`, and what it had done for it, in order. */
function keeperOver(pages: number, beside: () => Promise<void> = async () => {}) {
  const done: string[] = [];
  const keeper = new LogKeeper({
    size: async () => pages,
    checkpointBeside: () => {
      done.push('beside');
      return beside();
    },
    checkpointAlone: async () => {
      done.push('alone');
    },
  });
  const commit = async (times: number) => {
    for (let n = 0; n < times; n++) keeper.committed();
    await settled();
  };
  return { done, commit };
}

test('a short log is left alone, however many commits there are', async () => {
  const { done, commit } = keeperOver(999);
  await commit(100);
  assert.deepEqual(done, []);
});

test('a long log is brought in beside the writer first, then what came meanwhile by the writer', async () => {
  const { done, commit } = keeperOver(1000);
  await commit(15);
  assert.deepEqual(done, []);
  await commit(1);
  assert.deepEqual(done, ['beside', 'alone']);
});

test('only one round is under way at a time', async () => {
  const released = Promise.withResolvers<void>();
  const { done, commit } = keeperOver(5000, () => released.promise);
  await commit(16);
  await commit(160);
  assert.deepEqual(done, ['beside']);
  released.resolve();
  await settled();
  assert.deepEqual(done, ['beside', 'alone']);
  await commit(16);
  assert.deepEqual(done, ['beside', 'alone', 'beside', 'alone']);
});

test('the writer does all of it when the other thread fails, and the next round is tried again', async () => {
  const { done, commit } = keeperOver(1000, () => Promise.reject(new Error('the thread ended')));
  await commit(16);
  await commit(16);
  assert.deepEqual(done, ['beside', 'alone', 'beside', 'alone']);
});

test('the log of a real store starts anew while commits go on', async () => {
  const dataDir = newFolder();
  const writers: WorkerLink<WriterCalls>[] = [];
  const store = await openSqliteStore({ dataDir }, (file) => {
    const threads = threadsOn(file);
    const writer = async () => {
      writers.push(await threads.writer());
      const [first] = writers;
      assert.ok(first);
      return first;
    };
    return { ...threads, writer };
  });
  const history = new NumberedHistory();
  let longest = 0;
  for (let pages = 0; pages >= longest; longest = Math.max(longest, pages)) {
    assert.equal((await store.commit(() => history.next())).kind, 'durable');
    pages = (await writers[0]?.ask('logPages')) ?? 0;
    assert.ok(pages < 20_000, 'the log grows without end');
  }
  assert.ok(longest >= 1000);
  assert.equal(await store.verifyHistory(), null);
  await store.close();
  rmSync(dataDir, { recursive: true });
});
