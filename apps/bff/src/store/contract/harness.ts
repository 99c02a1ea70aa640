import type { InstanceRow, RecordKind } from '../../registry/changes.ts';
import type { HistoryBreak, Store } from '../../registry/store-port.ts';

/** What the contract suite needs of a store under test: newborn, and able to be opened again. */
export interface Harness {
  readonly store: Store;
  /** Closes the store and opens the same data again. */
  reopen(): Promise<Store>;
  /** Does to the data what somebody with access to the files could do, then opens them again. */
  tamper(chain: HistoryBreak['chain'], how: Tampering): Promise<Store>;
  /** Closes the store and removes its data. */
  dispose(): Promise<void>;
}

/**
 * `alter` changes the text of the second entry, `drop` takes it out, `swap` exchanges the contents of the
 * second and the third, `truncate` takes the newest out, `behead` the oldest.
 */
export const TAMPERINGS = ['alter', 'drop', 'swap', 'truncate', 'behead'] as const;
export type Tampering = (typeof TAMPERINGS)[number];

/** Everything that a store loads, in comparable form. */
export interface Loaded {
  readonly position: number;
  readonly records: ReadonlyMap<string, unknown>;
  readonly instances: ReadonlyMap<number, InstanceRow>;
}

export async function loaded(store: Store): Promise<Loaded> {
  const records = new Map<string, unknown>();
  const instances = new Map<number, InstanceRow>();
  const { position } = await store.load({
    record: (of: RecordKind, key, value) => {
      if (instances.size > 0) throw new Error('a record came after an instance');
      const name = recordName(of, key);
      if (records.has(name)) throw new Error(`record ${name} came twice`);
      records.set(name, value);
    },
    instance: (row) => {
      if (instances.has(row.slot)) throw new Error(`slot ${row.slot} came twice`);
      // Copied: the body is only valid during the call.
      instances.set(row.slot, { ...row, body: Uint8Array.from(row.body) });
    },
  });
  return { position, records, instances };
}

export const recordName = (of: RecordKind, key: string): string => `${of} ${key}`;
