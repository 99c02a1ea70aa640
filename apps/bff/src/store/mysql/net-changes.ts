import type { Batch, InstanceRow, RecordPut, RecordRemove } from '../../registry/changes.ts';
import type { InstanceState } from '../../registry/model.ts';
import { recordToJson } from '../record-json.ts';
import { Refusal } from './errors.ts';

/** What a batch comes to in the end, so that it can be written many rows at a time: in the order of its members. */
export interface NetChanges {
  /** Rows that must be there and go. */
  readonly removed: readonly Removal[];
  /** Rows that the same batch wrote and removed again; under them an older one may lie. */
  readonly passing: readonly Removal[];
  /** By slot; the row must be there. */
  readonly states: ReadonlyMap<number, InstanceState>;
  /** By slot. */
  readonly puts: ReadonlyMap<number, InstanceRow>;
  readonly records: readonly NetRecord[];
}

export interface Removal {
  readonly slot: number;
  readonly id: string;
  /** Epoch seconds. */
  readonly at: number;
}

export interface NetRecord {
  readonly change: RecordPut | RecordRemove;
  /** The value as it rests; null = removed. */
  readonly json: string | null;
  /** Of an idempotency answer, epoch ms; else 0. */
  readonly at: number;
}

/** Throws Refusal where the changes cannot follow each other. */
export function netChanges({ changes }: Batch): NetChanges {
  const removed: Removal[] = [];
  const passing: Removal[] = [];
  const empty = new Set<number>();
  const states = new Map<number, InstanceState>();
  const puts = new Map<number, InstanceRow>();
  const records = new Map<string, NetRecord>();
  for (const change of changes) {
    switch (change.kind) {
      case 'put': {
        const { of, key, value } = change;
        const at = of === 'idempotency' ? change.value.at : 0;
        records.set(`${of} ${key}`, { change, json: recordToJson(value), at });
        break;
      }
      case 'remove': {
        const { of, key } = change;
        records.set(`${of} ${key}`, { change, json: null, at: 0 });
        break;
      }
      case 'instance.put':
        states.delete(change.row.slot);
        puts.set(change.row.slot, change.row);
        break;
      case 'instance.state': {
        const row = puts.get(change.slot);
        if (row !== undefined) puts.set(change.slot, { ...row, state: change.state });
        else if (empty.has(change.slot)) throw new Refusal(`Slot ${change.slot} is empty.`);
        else states.set(change.slot, change.state);
        break;
      }
      case 'instance.remove': {
        const { slot, id, at } = change;
        const row = puts.get(slot);
        if ((row !== undefined && row.id !== id) || (row === undefined && empty.has(slot))) {
          throw new Refusal(`Slot ${slot} does not hold ${id}.`);
        }
        (row === undefined ? removed : passing).push({ slot, id, at });
        puts.delete(slot);
        states.delete(slot);
        empty.add(slot);
      }
    }
  }
  return { removed, passing, states, puts, records: [...records.values()] };
}
