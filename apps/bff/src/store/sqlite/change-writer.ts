import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { ChangeSink } from '../packed/batch-codec.ts';
import { readRowKeys } from '../packed/instance-bytes.ts';

/** A batch that the store will not write; `message` is one sentence. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** So many instances go into one statement: per row that is half of what one by one costs. */
const ROWS_AT_ONCE = 16;

/** Writes changes into their tables, inside the transaction of whoever calls. */
export class ChangeWriter implements ChangeSink {
  readonly #statements: Readonly<Record<keyof typeof SQL, StatementSync>>;
  /** False only while it is certain that there is none: then registering need not look. */
  #mayHaveTombstones: boolean;
  /** Instances put one after another and not yet handed to SQLite: values for each of the three statements. */
  #rows: SQLInputValue[] = [];
  #states: SQLInputValue[] = [];
  #ids: SQLInputValue[] = [];

  constructor(db: DatabaseSync) {
    this.#statements = prepareAll(db);
    this.#mayHaveTombstones = db.prepare('SELECT 1 FROM deregistered LIMIT 1').get() !== undefined;
  }

  /** To be called first: forgets what a batch that failed left behind. */
  begin(): void {
    this.#rows = [];
    this.#states = [];
    this.#ids = [];
  }

  /** To be called last, before the commit. */
  end(): void {
    for (let n = 0; n < this.#ids.length; n++) {
      this.#statements.instancePut.run(...this.#rows.slice(4 * n, 4 * n + 4));
      this.#statements.statePut.run(...this.#states.slice(2 * n, 2 * n + 2));
      if (this.#mayHaveTombstones) this.#statements.tombstoneRemove.run(this.#ids[n] ?? null);
    }
    this.begin();
  }

  put(of: string, key: string, json: string): void {
    this.#statements.recordPut.run(of, key, json);
  }

  remove(of: string, key: string): void {
    this.#statements.recordRemove.run(of, key);
  }

  instancePut(row: Uint8Array, state: Uint8Array): void {
    const { slot, service, id } = readRowKeys(row);
    this.#rows.push(slot, service, id, row);
    this.#states.push(slot, state);
    this.#ids.push(id);
    if (this.#ids.length === ROWS_AT_ONCE) this.#putMany();
  }

  #putMany(): void {
    this.#statements.instancePutMany.run(...this.#rows);
    this.#statements.statePutMany.run(...this.#states);
    if (this.#mayHaveTombstones) this.#statements.tombstoneRemoveMany.run(...this.#ids);
    this.begin();
  }

  instanceState(slot: number, state: Uint8Array): void {
    this.end();
    const { changes } = this.#statements.stateSet.run(state, slot);
    if (changes !== 1) throw new Refusal(`Slot ${slot} is empty.`);
  }

  instanceRemove(slot: number, id: string, at: number): void {
    this.end();
    const { changes } = this.#statements.tombstonePut.run(at, slot, id);
    if (changes !== 1) throw new Refusal(`Slot ${slot} does not hold ${id}.`);
    this.#statements.instanceRemove.run(slot);
    this.#statements.stateRemove.run(slot);
    this.#mayHaveTombstones = true;
  }
}

const times = (values: string): string => Array(ROWS_AT_ONCE).fill(values).join(', ');

const PUT_INSTANCE = 'INSERT OR REPLACE INTO instance (slot, service, id, row) VALUES';
const PUT_STATE = 'INSERT OR REPLACE INTO instance_state (slot, state) VALUES';

const SQL = {
  recordPut: 'INSERT OR REPLACE INTO record (kind, key, value) VALUES (?, ?, ?)',
  recordRemove: 'DELETE FROM record WHERE kind = ? AND key = ?',
  instancePut: `${PUT_INSTANCE} (?, ?, ?, ?)`,
  instancePutMany: `${PUT_INSTANCE} ${times('(?, ?, ?, ?)')}`,
  statePut: `${PUT_STATE} (?, ?)`,
  statePutMany: `${PUT_STATE} ${times('(?, ?)')}`,
  stateSet: 'UPDATE instance_state SET state = ? WHERE slot = ?',
  instanceRemove: 'DELETE FROM instance WHERE slot = ?',
  stateRemove: 'DELETE FROM instance_state WHERE slot = ?',
  tombstonePut: `INSERT OR REPLACE INTO deregistered (id, at, service, row)
    SELECT id, ?, service, row FROM instance WHERE slot = ? AND id = ?`,
  tombstoneRemove: 'DELETE FROM deregistered WHERE id = ?',
  tombstoneRemoveMany: `DELETE FROM deregistered WHERE id IN (${times('?')})`,
} as const;

function prepareAll(db: DatabaseSync): Record<keyof typeof SQL, StatementSync> {
  const prepared = Object.entries(SQL).map(([name, sql]) => [name, db.prepare(sql)] as const);
  // Object.fromEntries forgets the names; they are exactly those of SQL.
  return Object.fromEntries(prepared) as Record<keyof typeof SQL, StatementSync>;
}
