import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ChangeSink } from './batch-codec.ts';

/** A batch that the store will not write; `message` is one sentence. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Writes changes into their tables, inside the transaction of whoever calls. */
export class ChangeWriter implements ChangeSink {
  readonly #statements: Readonly<Record<keyof typeof SQL, StatementSync>>;
  /** False only while it is certain that there is none: then registering need not look. */
  #mayHaveTombstones: boolean;

  constructor(db: DatabaseSync) {
    this.#statements = prepareAll(db);
    this.#mayHaveTombstones = db.prepare('SELECT 1 FROM deregistered LIMIT 1').get() !== undefined;
  }

  put(of: string, key: string, json: string): void {
    this.#statements.recordPut.run(of, key, json);
  }

  remove(of: string, key: string): void {
    this.#statements.recordRemove.run(of, key);
  }

  instancePut(slot: number, service: number, id: string, row: Uint8Array, state: Uint8Array): void {
    if (this.#mayHaveTombstones) this.#statements.tombstoneRemove.run(id);
    this.#statements.instancePut.run(slot, service, id, row);
    this.#statements.statePut.run(slot, state);
  }

  instanceState(slot: number, state: Uint8Array): void {
    const { changes } = this.#statements.stateSet.run(state, slot);
    if (changes !== 1) throw new Refusal(`Slot ${slot} is empty.`);
  }

  instanceRemove(slot: number, id: string, at: number): void {
    const { changes } = this.#statements.tombstonePut.run(at, slot, id);
    if (changes !== 1) throw new Refusal(`Slot ${slot} does not hold ${id}.`);
    this.#statements.instanceRemove.run(slot);
    this.#statements.stateRemove.run(slot);
    this.#mayHaveTombstones = true;
  }
}

const SQL = {
  recordPut: 'INSERT OR REPLACE INTO record (kind, key, value) VALUES (?, ?, ?)',
  recordRemove: 'DELETE FROM record WHERE kind = ? AND key = ?',
  instancePut: 'INSERT OR REPLACE INTO instance (slot, service, id, row) VALUES (?, ?, ?, ?)',
  statePut: 'INSERT OR REPLACE INTO instance_state (slot, state) VALUES (?, ?)',
  stateSet: 'UPDATE instance_state SET state = ? WHERE slot = ?',
  instanceRemove: 'DELETE FROM instance WHERE slot = ?',
  stateRemove: 'DELETE FROM instance_state WHERE slot = ?',
  tombstonePut: `INSERT OR REPLACE INTO deregistered (id, at, service, row)
    SELECT id, ?, service, row FROM instance WHERE slot = ? AND id = ?`,
  tombstoneRemove: 'DELETE FROM deregistered WHERE id = ?',
} as const;

function prepareAll(db: DatabaseSync): Record<keyof typeof SQL, StatementSync> {
  const prepared = Object.entries(SQL).map(([name, sql]) => [name, db.prepare(sql)] as const);
  // Object.fromEntries forgets the names; they are exactly those of SQL.
  return Object.fromEntries(prepared) as Record<keyof typeof SQL, StatementSync>;
}
