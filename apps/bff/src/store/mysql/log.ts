import type { Batch } from '../../registry/changes.ts';
import { decodeBatch, encodeBatch } from '../packed/batch-codec.ts';
import type { Script } from './script.ts';
import type { Db } from './sessions.ts';
import { ask, type Values } from './statements.ts';

/** Each part of a batch that is larger is a row of its own, far from the limits of packets. */
const PART_BYTES = 512 * 1024;
/** So many positions are read at a time. */
const PAGE = 64;

export async function appendToLog(script: Script, batch: Batch): Promise<void> {
  const bytes = Buffer.from(encodeBatch(batch));
  const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  const rows = Array.from({ length: parts }, (_, part): Values => {
    const payload = bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
    return [batch.position, part, parts, batch.batchId, batch.at, payload];
  });
  await script.insert('INSERT INTO cynosure_log (position, part, parts, batch_id, at, payload)', rows);
}

/** The batch id at a position, or undefined. */
export async function loggedBatchId(db: Db, position: number): Promise<string | undefined> {
  const [row] = await ask<{ batch_id: Buffer }>(
    db,
    'SELECT batch_id FROM cynosure_log WHERE position = ? AND part = 0',
    [position],
  );
  return row?.batch_id.toString('utf8');
}

interface LogRow {
  readonly position: number;
  readonly part: number;
  readonly parts: number;
  readonly payload: Buffer;
}

/**
 * The batches after a position, up to another one, some at a time. Stops short where the log no longer reaches
 * back so far: then fewer come than were asked for.
 */
export async function* readLog(db: Db, after: number, upTo: number): AsyncGenerator<Batch> {
  for (let next = after + 1; next <= upTo; ) {
    const last = Math.min(next + PAGE - 1, upTo);
    const rows = await ask<LogRow>(
      db,
      'SELECT position, part, parts, payload FROM cynosure_log WHERE position BETWEEN ? AND ? ORDER BY position, part',
      [next, last],
    );
    for (let at = 0; at < rows.length; ) {
      const { position, parts } = rows[at] ?? { position: -1, parts: 1 };
      const own = rows.slice(at, at + parts);
      if (position !== next || own.length !== parts) return;
      const bytes = Buffer.concat(own.map((row) => row.payload));
      yield decodeBatch(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      at += parts;
      next += 1;
    }
    if (next <= last) return;
  }
}
