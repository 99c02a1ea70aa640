import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { HistoryBreak } from '../../registry/store-port.ts';
import type { Harness, Tampering } from '../contract/harness.ts';
import { DATABASE_FILE } from './backup.ts';
import { openSqliteStore, type SqliteStore } from './sqlite-store.ts';

/** A new folder under the system's temporary one. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'cynosure-store-'));

/** A new folder in memory where there is such a place: for tests that open very often and pull no plug. */
export const newFastFolder = (): string =>
  mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cynosure-store-'));

export const databaseIn = (dataDir: string): string => join(dataDir, DATABASE_FILE);

/** Runs statements on the database file of a closed store. */
export function edit(dataDir: string, sql: string): void {
  const db = new DatabaseSync(databaseIn(dataDir));
  db.exec(sql);
  db.close();
}

/**
 * Copies the database and its log as they are now. By another process: closing a file drops all locks that
 * its process holds on it.
 */
export function copyDatabase(fromDir: string, toDir: string): void {
  execFileSync('cp', [databaseIn(fromDir), `${databaseIn(fromDir)}-wal`, toDir]);
}

/** The SQLite store under the contract suite. */
export class SqliteHarness implements Harness {
  readonly dataDir: string;
  store: SqliteStore;

  private constructor(dataDir: string, store: SqliteStore) {
    this.dataDir = dataDir;
    this.store = store;
  }

  static async open(): Promise<SqliteHarness> {
    const dataDir = newFolder();
    return new SqliteHarness(dataDir, await openSqliteStore({ dataDir }));
  }

  async reopen(): Promise<SqliteStore> {
    await this.store.close();
    this.store = await openSqliteStore({ dataDir: this.dataDir });
    return this.store;
  }

  async tamper(chain: HistoryBreak['chain'], how: Tampering): Promise<SqliteStore> {
    await this.store.close();
    edit(this.dataDir, TAMPER[how](TABLES[chain]));
    return this.reopen();
  }

  async dispose(): Promise<void> {
    await this.store.close();
    rmSync(this.dataDir, { recursive: true });
  }
}

interface Table {
  readonly name: string;
  readonly key: string;
  readonly payload: string;
  /** An expression: the payload, but for a word. */
  readonly altered: string;
}

const TABLES: Readonly<Record<HistoryBreak['chain'], Table>> = {
  operations: {
    name: 'operation',
    key: 'seq',
    payload: 'body',
    altered: "replace(body, 'alice', 'mallory')",
  },
  clients: {
    name: 'history',
    key: 'position',
    payload: 'payload',
    altered: "CAST(replace(CAST(payload AS TEXT), 'i-2', 'i-7') AS BLOB)",
  },
};

/** The second entry has key 2 in both chains, the third 3 or 4, the last 4 or 5 (contract/history.ts). */
const TAMPER: Readonly<Record<Tampering, (table: Table) => string>> = {
  alter: ({ name, key, payload, altered }) =>
    `UPDATE ${name} SET ${payload} = ${altered}
       WHERE ${key} = 2`,
  drop: ({ name, key }) => `DELETE FROM ${name} WHERE ${key} = 2`,
  swap: ({ name, key, payload }) => `
    CREATE TEMP TABLE two AS SELECT ${key} AS k, ${payload} AS p FROM ${name} ORDER BY ${key} LIMIT 2 OFFSET 1;
    UPDATE ${name} SET ${payload} = (SELECT p FROM two WHERE k <> ${key})
      WHERE ${key} IN (SELECT k FROM two)`,
  truncate: ({ name, key }) => `DELETE FROM ${name} WHERE ${key} = (SELECT max(${key}) FROM ${name})`,
  behead: ({ name, key }) => `DELETE FROM ${name} WHERE ${key} = (SELECT min(${key}) FROM ${name})`,
};
