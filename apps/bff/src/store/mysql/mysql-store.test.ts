import { systemClock } from '../../clock.ts';
import type { HistoryBreak, Store } from '../../registry/store-port.ts';
import type { Harness, Tampering } from '../contract/harness.ts';
import { storeContract } from '../store-contract.ts';
import type { MysqlAddress } from './address.ts';
import { openMysqlStore } from './mysql-store.ts';
import { mariadbFor, type TestMariadb } from './testing.ts';

const TABLES = { operations: 'cynosure_operation', clients: 'cynosure_history' } as const;

class MysqlHarness implements Harness {
  readonly #mariadb: TestMariadb;
  readonly #address: MysqlAddress;
  store: Store;

  private constructor(mariadb: TestMariadb, address: MysqlAddress, store: Store) {
    this.#mariadb = mariadb;
    this.#address = address;
    this.store = store;
  }

  static async open(mariadb: TestMariadb): Promise<MysqlHarness> {
    const address = await mariadb.newDatabase();
    return new MysqlHarness(mariadb, address, await openMysqlStore({ address, clock: systemClock }));
  }

  async reopen(): Promise<Store> {
    await this.store.close();
    this.store = await openMysqlStore({ address: this.#address, clock: systemClock });
    return this.store;
  }

  async tamper(chain: HistoryBreak['chain'], how: Tampering): Promise<Store> {
    const table = TABLES[chain];
    const payload = chain === 'operations' ? 'body' : 'payload';
    const [first, second, third] = await this.#ask(`SELECT seq FROM ${table} ORDER BY seq LIMIT 3`);
    const statements = {
      alter: [`UPDATE ${table} SET ${payload} = CONCAT(${payload}, ' ') WHERE seq = ${second?.seq}`],
      drop: [`DELETE FROM ${table} WHERE seq = ${second?.seq}`],
      swap: [
        `UPDATE ${table} a JOIN ${table} b ON a.seq = ${second?.seq} AND b.seq = ${third?.seq}
          SET a.${payload} = b.${payload}, b.${payload} = a.${payload}`,
      ],
      truncate: [`DELETE FROM ${table} ORDER BY seq DESC LIMIT 1`],
      behead: [`DELETE FROM ${table} WHERE seq = ${first?.seq}`],
    }[how];
    await this.#mariadb.sql(statements, this.#address.database);
    return this.reopen();
  }

  #ask(statement: string) {
    return this.#mariadb.sql(statement, this.#address.database);
  }

  async dispose(): Promise<void> {
    await this.store.close();
    await this.#mariadb.sql(`DROP DATABASE ${this.#address.database}`);
  }
}

const mariadb = await mariadbFor('the contract of stores on MariaDB');
if (mariadb !== null) storeContract('MySQL', () => MysqlHarness.open(mariadb), 12);
