import type { Clock } from '../../clock.ts';
import type { Batch } from '../../registry/changes.ts';
import type { Head } from './head.ts';
import { moveHead } from './head.ts';
import { appendHistory } from './history.ts';
import type { KnownNames } from './known-names.ts';
import { appendToLog } from './log.ts';
import { netChanges } from './net-changes.ts';
import { heldIds, writeOwnRows } from './own-rows.ts';
import { writeReferenceRecords } from './reference-records.ts';
import { ReferenceRows } from './reference-rows.ts';
import { Script } from './script.ts';
import type { Db } from './sessions.ts';

/**
 * Writes a batch into the open transaction, which holds the head row: our rows, the reference's, the history, one
 * log record and the head. Answers the ids of instances whose mtime was set. Throws Refusal for an impossible one.
 */
export async function writeBatch(
  db: Db,
  head: Head,
  batch: Batch,
  names: KnownNames,
  clock: Clock,
): Promise<readonly string[]> {
  const net = netChanges(batch);
  const held = await heldIds(db, net);
  const serviceIds = names.idsWith(net.records);
  const rows = new ReferenceRows(net, held, batch.shown ?? [], serviceIds, Math.floor(head.wallMs / 1000));
  return Script.run(db, clock, async (script) => {
    await writeReferenceRecords(script, db, net.records, names, serviceIds);
    const touched = await rows.write(script);
    await writeOwnRows(script, net, rows.seenOf, rows.isNew);
    await writeHistoryAndHead(script, head, batch);
    return touched;
  });
}

/** What every batch ends with: both chains, its log record, the head. */
export async function writeHistoryAndHead(script: Script, head: Head, batch: Batch): Promise<void> {
  const heads = await appendHistory(script, batch, head);
  await appendToLog(script, batch);
  moveHead(script, { position: batch.position, ...heads });
}
