import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import type { InstanceRow, RecordKind } from '../../registry/changes.ts';
import type { Loaded } from '../contract/harness.ts';
import { recordName } from '../contract/harness.ts';
import { assertNothingLost, NumberedHistory } from '../contract/numbered-history.ts';
import { encodeBatch } from '../packed/batch-codec.ts';
import { readInstances } from '../packed/instance-bytes.ts';
import { recordFromJson } from '../record-json.ts';
import { copyDatabase, databaseIn, newFastFolder } from './testing.ts';
import { Writer } from './writer.ts';

/** How many states of each kind are tried; TEST_POWER_LOSS_STATES asks for more. */
const STATES = Number(process.env.TEST_POWER_LOSS_STATES ?? 150);

/** Commits that are in the database file before, and those that are in the log. */
const BASE = 20;
const COMMITS = 40;
const TOTAL = BASE + COMMITS;
/** What a disk writes as a whole or not at all. */
const SECTOR = 512;
const PAGE = 4096;

const folders: string[] = [];
const aFolder = (): string => {
  const folder = newFastFolder();
  folders.push(folder);
  return folder;
};
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Numbers that look random and are the same in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Files {
  readonly db: Buffer;
  readonly wal: Buffer;
}

/** Database and log of a store that wrote TOTAL batches, and how long the log was after each. */
interface Recorded {
  readonly files: Files;
  /** The database after its log was brought into it; the log is still there, as until the next commit. */
  readonly settled: Buffer;
  /** `ends[n]` = bytes of the log after n commits beyond the base. */
  readonly ends: readonly number[];
}

function record(): Recorded {
  const dataDir = aFolder();
  const history = new NumberedHistory();
  const base = new Writer(databaseIn(dataDir));
  for (let n = 0; n < BASE; n++) assert.equal(base.commit(encodeBatch(history.next())).kind, 'durable');
  base.close(true);
  const writer = new Writer(databaseIn(dataDir));
  const size = () => statSync(`${databaseIn(dataDir)}-wal`).size;
  const ends = [size()];
  for (let n = 0; n < COMMITS; n++) {
    assert.equal(writer.commit(encodeBatch(history.next())).kind, 'durable');
    ends.push(size());
  }
  const files = snapshot(dataDir);
  writer.checkpoint();
  const settled = snapshot(dataDir).db;
  writer.close(true);
  return { files, settled, ends };
}

/** By a copy: opening and closing the files here would drop the locks of the open database. */
function snapshot(dataDir: string): Files {
  const to = aFolder();
  copyDatabase(dataDir, to);
  return { db: readFileSync(databaseIn(to)), wal: readFileSync(`${databaseIn(to)}-wal`) };
}

/** Opens the files as after a power failure; answers what is there, having written one batch more. */
function reopened(dataDir: string, { db, wal }: Files): Loaded {
  const file = databaseIn(dataDir);
  rmSync(`${file}-shm`, { force: true });
  writeFileSync(file, db);
  writeFileSync(`${file}-wal`, wal);
  const writer = new Writer(file);
  const found = content(writer);
  const more = NumberedHistory.at(found.position).next();
  assert.equal(writer.commit(encodeBatch(more)).kind, 'durable');
  assertNothingLost(content(writer), found.position + 1, found.position + 1);
  writer.close(true);
  return found;
}

function content(writer: Writer): Loaded {
  const records = new Map<string, unknown>();
  const instances = new Map<number, InstanceRow>();
  writer.startLoad();
  for (;;) {
    const page = writer.nextPage();
    if (page.kind === 'end') return { position: page.position, records, instances };
    if (page.kind === 'instances') {
      for (const row of readInstances(page.rows, page.states)) {
        instances.set(row.slot, { ...row, body: Uint8Array.from(row.body) });
      }
      continue;
    }
    for (let n = 0; n < page.texts.length; n += 3) {
      const [of = '', key = '', json = ''] = page.texts.slice(n, n + 3);
      // The numbered history writes known kinds only.
      records.set(recordName(of as RecordKind, key), recordFromJson(of as RecordKind, json));
    }
  }
}

const { files, settled, ends } = record();
const playground = aFolder();

/** Position of the last batch that was whole when the log was `length` bytes long. */
const positionWithin = (length: number): number =>
  BASE +
  Math.max(
    0,
    ends.findLastIndex((end) => end <= length),
  );

test('the log cut off anywhere opens with exactly the batches that were whole', () => {
  const random = seeded(1);
  for (let n = 0; n < STATES; n++) {
    const cut = random(files.wal.length + 1);
    const whole = positionWithin(cut);
    assertNothingLost(reopened(playground, { ...files, wal: files.wal.subarray(0, cut) }), whole, whole);
  }
});

test('a bit flipped in the log loses no batch before it and leaves no half one', () => {
  const random = seeded(2);
  for (let n = 0; n < STATES; n++) {
    const wal = Buffer.from(files.wal);
    const at = random(wal.length);
    wal.writeUInt8(wal.readUInt8(at) ^ (1 << random(8)), at);
    assertNothingLost(reopened(playground, { ...files, wal }), positionWithin(at), TOTAL);
  }
});

test('whatever a power failure makes of what was not yet synced, no acknowledged batch is lost', () => {
  const random = seeded(3);
  for (let n = 0; n < STATES; n++) {
    const acknowledged = random(COMMITS);
    const synced = ends[acknowledged] ?? 0;
    // Of the next batch any sectors may be on disk, in any order, and the file may be of any length.
    const inFlight = ends[acknowledged + 1] ?? synced;
    const wal = Buffer.from(files.wal.subarray(0, synced + random(inFlight - synced + 1)));
    for (let at = synced; at < wal.length; at = at - (at % SECTOR) + SECTOR) {
      const end = Math.min(wal.length, at - (at % SECTOR) + SECTOR);
      if (random(2) === 0) wal.fill(random(2) * 0xa5, at, end);
    }
    assertNothingLost(reopened(playground, { ...files, wal }), BASE + acknowledged);
  }
});

test('a power failure while the log is brought into the database loses nothing', () => {
  const random = seeded(4);
  const grownPages = (settled.length - files.db.length) / PAGE;
  assert.ok(grownPages > 0);
  for (let n = 0; n < STATES; n++) {
    const db = Buffer.alloc(files.db.length + random(1 + grownPages) * PAGE);
    for (let at = 0; at < db.length; at += SECTOR) {
      const from = at >= files.db.length || random(2) === 0 ? settled : files.db;
      from.copy(db, at, at, at + SECTOR);
    }
    assertNothingLost(reopened(playground, { ...files, db }), TOTAL, TOTAL);
  }
});

test('the check itself sees a log that lacks an acknowledged batch', () => {
  const short = { ...files, wal: files.wal.subarray(0, ends[COMMITS - 1]) };
  assert.throws(
    () => assertNothingLost(reopened(playground, short), COMMITS, COMMITS),
    /acknowledged was 40/,
  );
});
