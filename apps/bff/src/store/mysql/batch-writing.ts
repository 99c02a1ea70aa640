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
): Promise<readonly string[]> {
  const net = netChanges(batch);
  const held = await heldIds(db, net);
  const serviceIds = names.idsWith(net.records);
  const rows = new ReferenceRows(net, held, batch.shown ?? [], serviceIds, Math.floor(head.wallMs / 1000));
  await writeReferenceRecords(db, net.records, names, serviceIds);
  const touched = await rows.write(db);
  await writeOwnRows(db, net, rows.seenOf, rows.newOnly);
  await writeHistoryAndHead(db, head, batch);
  return touched;
}

/** What every batch ends with: both chains, its log record, the head. */
export async function writeHistoryAndHead(db: Db, head: Head, batch: Batch): Promise<void> {
  const heads = await appendHistory(db, batch, head);
  await appendToLog(db, batch);
  await moveHead(db, { position: batch.position, ...heads });
}
