import {
  type Batch,
  type Change,
  type ClientEntry,
  put,
  type RecordKind,
  remove,
} from '../../registry/changes.ts';
import type { Operation } from '../../registry/model.ts';
import { recordFromJson, recordToJson } from '../record-json.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { readOneInstance, readOneState, STATE_BYTES, writeRow, writeState } from './instance-bytes.ts';

/**
 * A batch as one buffer, so that it crosses to the store's thread by transfer, not by cloning objects
 * (core.md §2). The other side reads it with `readBatch` and never makes `Change` values of it.
 */
export function encodeBatch(batch: Batch): ArrayBuffer {
  const to = new ByteWriter(sizeGuess(batch));
  to.f64(batch.position);
  to.text(batch.batchId);
  to.f64(batch.at);
  to.u32(batch.changes.length);
  for (const change of batch.changes) writeChange(to, change);
  to.u32(batch.operations.length);
  for (const operation of batch.operations) to.text(JSON.stringify(operation));
  to.text(packClientEntries(batch.clientEntries));
  return to.take();
}

/** One record per commit, as JSON rows without names; '' = none. */
export const packClientEntries = (entries: readonly ClientEntry[]): string =>
  entries.length === 0
    ? ''
    : JSON.stringify(entries.map(({ action, id, label, by }) => [action, id, label, by]));

const TAG = { put: 1, remove: 2, 'instance.put': 3, 'instance.state': 4, 'instance.remove': 5 } as const;

function writeChange(to: ByteWriter, change: Change): void {
  to.u8(TAG[change.kind]);
  switch (change.kind) {
    case 'put':
      to.text(change.of);
      to.text(change.key);
      to.text(recordToJson(change.value));
      return;
    case 'remove':
      to.text(change.of);
      to.text(change.key);
      return;
    case 'instance.put':
      writeRow(to, change.row);
      writeState(to, change.row.slot, change.row.state);
      return;
    case 'instance.state':
      to.u32(change.slot);
      writeState(to, change.slot, change.state);
      return;
    case 'instance.remove':
      to.u32(change.slot);
      to.text(change.id);
      to.f64(change.at);
  }
}

function sizeGuess(batch: Batch): number {
  let size = 256 + 1024 * batch.operations.length + 200 * batch.clientEntries.length;
  for (const change of batch.changes) {
    if (change.kind === 'instance.put') size += 160 + change.row.body.length;
    else size += change.kind === 'instance.state' ? STATE_BYTES + 8 : 400;
  }
  return size;
}

/** What is done with each change of a batch. Byte arrays are views into the batch's buffer. */
export interface ChangeSink {
  put(of: string, key: string, json: string): void;
  remove(of: string, key: string): void;
  /** See instance-bytes.ts for what the two hold. */
  instancePut(row: Uint8Array, state: Uint8Array): void;
  instanceState(slot: number, state: Uint8Array): void;
  instanceRemove(slot: number, id: string, at: number): void;
}

export interface PackedBatch {
  readonly position: number;
  readonly batchId: string;
  readonly at: number;
  /** Hands each change to the sink, in order; to be called once, before the rest is read. */
  changes(into: ChangeSink): void;
  /** The operations as JSON texts, after the changes. */
  operations(): readonly string[];
  /** The client entries as JSON, after the operations; '' = none. */
  clientEntries(): string;
}

/** Reads a batch in the order in which it was written. Throws RangeError on what encodeBatch cannot have made. */
export function readBatch(buffer: ArrayBuffer): PackedBatch {
  const from = new ByteReader(buffer);
  return {
    position: from.f64(),
    batchId: from.text(),
    at: from.f64(),
    changes(into) {
      for (let left = from.u32(); left > 0; left--) readChange(from, into);
    },
    operations: () => Array.from({ length: from.u32() }, () => from.text()),
    clientEntries: () => from.text(),
  };
}

/** The batch that `encodeBatch` was given; `shown` is no part of it. Throws RangeError on anything else. */
export function decodeBatch(buffer: ArrayBuffer): Batch {
  const packed = readBatch(buffer);
  const { position, batchId, at } = packed;
  const changes: Change[] = [];
  packed.changes({
    // The kind was written from a RecordKind, and the text by recordToJson under it.
    put: (of, key, json) => changes.push(put(of as RecordKind, key, recordFromJson(of as RecordKind, json))),
    remove: (of, key) => changes.push(remove(of as RecordKind, key)),
    instancePut: (row, state) => changes.push({ kind: 'instance.put', row: readOneInstance(row, state) }),
    instanceState: (slot, state) =>
      changes.push({ kind: 'instance.state', slot, state: readOneState(state) }),
    instanceRemove: (slot, id, at) => changes.push({ kind: 'instance.remove', slot, id, at }),
  });
  const operations = packed.operations().map((text) => JSON.parse(text) as Operation);
  return { position, batchId, at, changes, operations, clientEntries: unpackEntries(packed.clientEntries()) };
}

function unpackEntries(text: string): readonly ClientEntry[] {
  if (text === '') return [];
  // Written by packClientEntries.
  const rows = JSON.parse(text) as readonly (readonly [ClientEntry['action'], string, string, string])[];
  return rows.map(([action, id, label, by]) => ({ action, id, label, by }));
}

function readChange(from: ByteReader, into: ChangeSink): void {
  const tag = from.u8();
  switch (tag) {
    case TAG.put:
      into.put(from.text(), from.text(), from.text());
      break;
    case TAG.remove:
      into.remove(from.text(), from.text());
      break;
    case TAG['instance.put']:
      into.instancePut(from.block(), from.view(STATE_BYTES));
      break;
    case TAG['instance.state']:
      into.instanceState(from.u32(), from.view(STATE_BYTES));
      break;
    case TAG['instance.remove']:
      into.instanceRemove(from.u32(), from.text(), from.f64());
      break;
    default:
      throw new RangeError(`there is no change of kind ${tag}`);
  }
}
