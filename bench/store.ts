import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import type { Batch, Change, InstanceRow } from '../apps/bff/src/registry/changes.ts';
import { openSqliteStore } from '../apps/bff/src/store/sqlite/sqlite-store.ts';

/**
 * How fast the store commits and loads, beside the raw disk and raw SQLite in the same run.
 *
 *   node bench/store.ts [--seconds 1] [--dir FOLDER] [--load 100000,1000000]
 */

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '1' },
    dir: { type: 'string', default: tmpdir() },
    load: { type: 'string', default: '100000' },
  },
});
const forMs = Number(options.seconds) * 1000;

const BODY_BYTES = 330;

/** As they come from the wire: one piece each, not joined from parts when first looked at. */
const hexOf = (value: number, digits: number): string =>
  Buffer.from(value.toString(16).padStart(digits, '0')).toString('latin1');

const aRow = (slot: number, bornAt: number): InstanceRow => ({
  slot,
  id: hexOf(slot, 40),
  service: slot % 1000,
  body: new Uint8Array(BODY_BYTES).fill(slot),
  wireLength: BODY_BYTES,
  state: {
    healthy: true,
    isolateFlag: false,
    revision: hexOf(slot, 32),
    mtime: 1,
    silentSince: null,
  },
  bornAt,
});

/** A batch that registers `size` instances at new slots, as clients do. */
function registering(position: number, size: number): Batch {
  const rows = Array.from({ length: size }, (_, n) => aRow((position - 1) * size + n, position));
  return {
    position,
    batchId: `batch-${position}`,
    at: position,
    changes: rows.map((row) => ({ kind: 'instance.put', row })),
    operations: [],
    clientEntries: rows.map(({ id }) => ({
      action: 'register',
      id,
      label: 'ns/service 10.0.0.1:80',
      by: 'GRPC:10.0.0.1',
    })),
  };
}

/** Runs `once` again and again for the set time; what `prepare` makes for it is not counted. */
async function repeated<T>(
  prepare: (turn: number) => T,
  once: (prepared: T) => Promise<void> | void,
): Promise<readonly number[]> {
  const tookMs: number[] = [];
  const end = performance.now() + forMs;
  for (let turn = 1; performance.now() < end; turn++) {
    const prepared = prepare(turn);
    const start = performance.now();
    await once(prepared);
    tookMs.push(performance.now() - start);
  }
  return tookMs;
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(options.dir, 'cynosure-bench-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The least that any durable commit costs here: as many bytes, appended and synced. */
const rawDisk = (size: number) =>
  inFolder((folder) => {
    const file = openSync(join(folder, 'raw'), 'w');
    const bytes = Buffer.alloc(size * (BODY_BYTES + 100), 1);
    const once = () => {
      writeSync(file, bytes);
      fdatasyncSync(file);
    };
    return repeated(() => {}, once).finally(() => closeSync(file));
  });

/** The same rows into one plain table, in this thread: what SQLite itself costs. */
const rawSqlite = (size: number) =>
  inFolder(async (folder) => {
    const db = new DatabaseSync(join(folder, 'raw.db'));
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (slot INTEGER PRIMARY KEY, body BLOB)',
    );
    const insert = db.prepare('INSERT INTO t VALUES (?, ?)');
    const body = new Uint8Array(BODY_BYTES + 100);
    const took = await repeated(
      (turn) => (turn - 1) * size,
      (first) => {
        db.exec('BEGIN IMMEDIATE');
        for (let n = 0; n < size; n++) insert.run(first + n, body);
        db.exec('COMMIT');
      },
    );
    db.close();
    return took;
  });

const ourStore = (size: number) =>
  inFolder(async (folder) => {
    const store = await openSqliteStore({ dataDir: folder });
    const took = await repeated(
      (turn) => registering(turn, size),
      async (batch) => {
        const outcome = await store.commit(() => batch);
        if (outcome.kind !== 'durable') throw new Error(`the commit was ${outcome.kind}`);
      },
    );
    await store.close();
    return took;
  });

function summary(took: readonly number[], size: number) {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const totalMs = took.reduce((sum, one) => sum + one, 0);
  const perSecond = (took.length / totalMs) * 1000;
  return { perSecond, rows: perSecond * size, p50: at(0.5), p99: at(0.99), max: at(1) };
}

async function commits(): Promise<void> {
  const table: Record<string, Record<string, string>> = {};
  for (const size of [1, 64, 1000]) {
    const disk = summary(await rawDisk(size), size);
    const sqlite = summary(await rawSqlite(size), size);
    const store = summary(await ourStore(size), size);
    for (const [name, one] of Object.entries({ 'raw fdatasync': disk, 'raw SQLite': sqlite, store })) {
      table[`${size} × ${name}`] = {
        'commits/s': one.perSecond.toFixed(0),
        'rows/s': one.rows.toFixed(0),
        'p50 ms': one.p50.toFixed(2),
        'p99 ms': one.p99.toFixed(2),
        'of fdatasync': (one.perSecond / disk.perSecond).toFixed(2),
        'of raw SQLite': (one.perSecond / sqlite.perSecond).toFixed(2),
      };
    }
  }
  console.table(table);
}

async function loading(count: number): Promise<Record<string, string>> {
  return inFolder(async (folder) => {
    const written = await openSqliteStore({ dataDir: folder });
    const size = 10_000;
    for (let position = 1; position <= count / size; position++)
      await written.commit(() => registering(position, size));
    await written.close();
    const bytes = statSync(join(folder, 'cynosure.db')).size;
    const cpuBefore = process.threadCpuUsage();
    const start = performance.now();
    const store = await openSqliteStore({ dataDir: folder });
    const opened = performance.now();
    let rows = 0;
    let check = 0;
    await store.load({
      record: () => {},
      instance: (row) => {
        rows += 1;
        check += row.body.length;
      },
    });
    const end = performance.now();
    const cpu = process.threadCpuUsage(cpuBefore);
    await store.close();
    if (rows !== count || check !== count * BODY_BYTES)
      throw new Error(`only ${rows} of ${count} rows came back`);
    return {
      'open ms': (opened - start).toFixed(0),
      'load ms': (end - opened).toFixed(0),
      'µs/row': (((end - opened) * 1000) / count).toFixed(2),
      'CPU of loading thread ms': ((cpu.user + cpu.system) / 1000).toFixed(0),
      'file MB': (bytes / 1e6).toFixed(0),
    };
  });
}

/** Commits while old records, tombstones and answers are removed between them. */
async function pruning(): Promise<void> {
  const size = 8;
  await inFolder(async (folder) => {
    const store = await openSqliteStore({ dataDir: folder });
    let position = 0;
    const commit = async (batch: Batch) => {
      const outcome = await store.commit(() => batch);
      if (outcome.kind !== 'durable') throw new Error(`the commit was ${outcome.kind}`);
    };
    for (let n = 0; n < 200; n++) {
      const batch = registering(++position, 250);
      await commit(batch);
      const removals = batch.changes.flatMap((change): Change[] =>
        change.kind === 'instance.put'
          ? [{ kind: 'instance.remove', slot: change.row.slot, id: change.row.id, at: 1 }]
          : [],
      );
      await commit({ ...registering(++position, 1), changes: removals });
    }
    const prepare = () => registering(++position, size);
    const alone = summary(await repeated(prepare, commit), size);
    let removed = -1;
    const pruned = store.prune(Date.now()).then((count) => {
      removed = count;
    });
    const during: number[] = [];
    while (removed < 0) {
      const batch = prepare();
      const start = performance.now();
      await commit(batch);
      during.push(performance.now() - start);
    }
    await pruned;
    await store.close();
    const beside = summary(during, size);
    const row = (one: ReturnType<typeof summary>) => ({
      'commits/s': one.perSecond.toFixed(0),
      'p50 ms': one.p50.toFixed(2),
      'p99 ms': one.p99.toFixed(2),
      'longest ms': one.max.toFixed(2),
    });
    console.table({
      [`${size} alone`]: row(alone),
      [`${size} while ${removed} rows are pruned`]: row(beside),
    });
  });
}

await commits();
await pruning();
const table: Record<string, Record<string, string>> = {};
for (const count of options.load.split(',').map(Number)) table[`${count} instances`] = await loading(count);
console.table(table);
