import type { InstanceRow } from '../../registry/changes.ts';
import type { InstanceState } from '../../registry/model.ts';
import { ByteWriter } from '../packed/bytes.ts';
import { STATE_BYTES, writeRow, writeState } from '../packed/instance-bytes.ts';
import { Refusal } from './errors.ts';
import type { NetChanges, NetRecord } from './net-changes.ts';
import type { Script } from './script.ts';
import type { Db } from './sessions.ts';
import { ask, keyTexts, type Values } from './statements.ts';

/** What the reference's row of an instance holds once the batch is written; null = it has none. */
export interface Seen {
  readonly revision: string;
  readonly healthy: boolean;
  readonly isolate: boolean;
  /** Epoch seconds. */
  readonly ctime: number;
  readonly mtime: number;
}

/** Ids that slots hold now, of those that are changed but not put. Throws Refusal where a batch takes them for others. */
export async function heldIds(db: Db, net: NetChanges): Promise<ReadonlyMap<number, string>> {
  const slots = [...net.states.keys(), ...net.removed.map((one) => one.slot)];
  const ids = new Map<number, string>();
  for (let from = 0; from < slots.length; from += 200) {
    const rows = await ask<{ slot: number; id: Buffer }>(
      db,
      'SELECT slot, id FROM cynosure_instance WHERE slot IN (?)',
      [slots.slice(from, from + 200)],
    );
    for (const { slot, id } of rows) ids.set(slot, id.toString('utf8'));
  }
  for (const slot of net.states.keys()) {
    if (!ids.has(slot)) throw new Refusal(`Slot ${slot} is empty.`);
  }
  for (const { slot, id } of net.removed) {
    if (ids.get(slot) !== id) throw new Refusal(`Slot ${slot} does not hold ${id}.`);
  }
  return ids;
}

/**
 * Writes our own rows of a batch. `seenOf`: what its rows in the reference's table hold. `isNew`: none of those was
 * there before, so that none is among the removed ones; asked once what was sent before is answered.
 */
export async function writeOwnRows(
  script: Script,
  net: NetChanges,
  seenOf: (slot: number) => Seen | null,
  isNew: () => boolean = () => false,
): Promise<void> {
  const gone = [...net.removed, ...net.passing];
  if (gone.length > 0) {
    await script.withKeys('DELETE FROM cynosure_instance WHERE slot IN (?)', [
      ...new Set(gone.map((one) => one.slot)),
    ]);
    await script.insert(
      'INSERT INTO cynosure_deregistered (id, at)',
      gone.map(({ id, at }) => [Buffer.from(id), at]),
      'ON DUPLICATE KEY UPDATE at = VALUES(at)',
    );
  }
  await writeStates(script, net.states, seenOf);
  await script.insert(
    'INSERT INTO cynosure_instance (slot, id, facts, state, seen, seen_revision, seen_healthy, seen_isolate, seen_ctime, seen_mtime)',
    [...net.puts.values()].map((row) => instanceValues(row, seenOf(row.slot))),
    `ON DUPLICATE KEY UPDATE id = VALUES(id), facts = VALUES(facts), state = VALUES(state), seen = VALUES(seen),
      seen_revision = VALUES(seen_revision), seen_healthy = VALUES(seen_healthy),
      seen_isolate = VALUES(seen_isolate), seen_ctime = VALUES(seen_ctime), seen_mtime = VALUES(seen_mtime)`,
  );
  const puts = [...net.puts.values()];
  script.addLater(() => {
    // What has no row at the reference's is not known to be new.
    const again = isNew() ? puts.filter(({ slot }) => seenOf(slot) === null) : puts;
    const ids = again.map(({ id }) => Buffer.from(id));
    return [...keyTexts('DELETE FROM cynosure_deregistered WHERE id IN (?)', ids)];
  });
  await writeRecords(script, net.records);
}

/** The script ends with a Refusal unless all slots are filled. */
async function writeStates(
  script: Script,
  states: ReadonlyMap<number, InstanceState>,
  seenOf: (slot: number) => Seen | null,
): Promise<void> {
  const rows = [...states].map(([slot, state]): Values => {
    const seen = seenOf(slot);
    return [
      slot,
      stateBytes(slot, state),
      seen?.revision ?? '',
      Number(seen?.healthy ?? 0),
      Number(seen?.isolate ?? 0),
      seen?.mtime ?? 0,
    ];
  });
  const what = {
    head: 'UPDATE cynosure_instance i',
    names: ['slot', 'state', 'revision', 'healthy', 'isolated', 'mtime'],
    tail: `ON i.slot = v.slot SET i.state = v.state, i.seen_revision = v.revision,
      i.seen_healthy = v.healthy, i.seen_isolate = v.isolated, i.seen_mtime = v.mtime`,
  };
  let missing = rows.length;
  await script.update(what, rows, (matched) => {
    missing -= matched;
  });
  script.checkAtEnd(() => {
    if (missing > 0) throw new Refusal('A slot of the batch is empty.');
  });
}

function instanceValues(row: InstanceRow, seen: Seen | null): Values {
  const facts = new ByteWriter(row.body.length + row.id.length + 64);
  writeRow(facts, row);
  return [
    row.slot,
    Buffer.from(row.id),
    facts.written(),
    stateBytes(row.slot, row.state),
    Number(seen !== null),
    seen?.revision ?? '',
    Number(seen?.healthy ?? 0),
    Number(seen?.isolate ?? 0),
    seen?.ctime ?? 0,
    seen?.mtime ?? 0,
  ];
}

function stateBytes(slot: number, state: InstanceState): Buffer {
  const to = new ByteWriter(STATE_BYTES);
  writeState(to, slot, state);
  return to.written();
}

async function writeRecords(script: Script, records: readonly NetRecord[]): Promise<void> {
  const kept = records.flatMap(({ change: { of, key }, json, at }) =>
    json === null ? [] : [[of, Buffer.from(key), json, at] satisfies Values],
  );
  await script.insert(
    'INSERT INTO cynosure_record (kind, name, value, at)',
    kept,
    'ON DUPLICATE KEY UPDATE value = VALUES(value), at = VALUES(at)',
  );
  const gone = records.filter(({ json }) => json === null).map(({ change }) => change);
  for (const kind of new Set(gone.map((one) => one.of))) {
    const keys = gone.filter(({ of }) => of === kind).map(({ key }) => Buffer.from(key));
    await script.withKeys('DELETE FROM cynosure_record WHERE kind = ? AND name IN (?)', keys, [kind]);
  }
}
