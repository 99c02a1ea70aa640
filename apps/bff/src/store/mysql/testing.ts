import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { MysqlAddress } from './address.ts';

const FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/usr/libexec'];
const USER = 'cynosure';
const PASSWORD = 'not: a/secret@here?';
const READY_WITHIN_MS = 60_000;

/** A MariaDB of our own, from the Debian package: a data folder and a free loopback port, gone with the test process. */
export class TestMariadb {
  readonly port: number;
  readonly #folder: string;
  readonly #more: readonly string[];
  #process: ChildProcess | null = null;
  #databases = 0;

  private constructor(folder: string, port: number, more: readonly string[]) {
    this.#folder = folder;
    this.port = port;
    this.#more = more;
  }

  /** Null where the server is not installed. */
  static async start(more: readonly string[] = []): Promise<TestMariadb | null> {
    const install = find('mariadb-install-db');
    if (install === null || find('mariadbd') === null) return null;
    const folder = mkdtempSync(join(tmpdir(), 'cynosure-mariadb-'));
    const mariadb = new TestMariadb(folder, await freePort(), more);
    await promisify(execFile)(install, [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...asRoot(),
    ]);
    writeFileSync(
      join(folder, 'init.sql'),
      `CREATE USER IF NOT EXISTS '${USER}'@'%' IDENTIFIED BY '${PASSWORD}';\nGRANT ALL ON *.* TO '${USER}'@'%' WITH GRANT OPTION;\n`,
    );
    process.once('exit', () => mariadb.#process?.kill('SIGKILL'));
    await mariadb.run();
    return mariadb;
  }

  /** Starts the server on its data; again after `kill`. */
  async run(): Promise<void> {
    const at = (name: string) => join(this.#folder, name);
    const server = spawn(
      find('mariadbd') ?? '',
      [
        '--no-defaults',
        `--datadir=${at('data')}`,
        `--socket=${at('socket')}`,
        `--pid-file=${at('pid')}`,
        `--init-file=${at('init.sql')}`,
        `--port=${this.port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        '--innodb-buffer-pool-size=128M',
        '--innodb-flush-log-at-trx-commit=1',
        // The suite writes bodies of megabytes into one batch.
        '--max-allowed-packet=64M',
        ...this.#more,
        ...asRoot(),
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#process = server;
    const said: string[] = [];
    const ready = new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error('MariaDB did not get ready')), READY_WITHIN_MS);
      server.once('exit', (code) => reject(new Error(`MariaDB ended with ${code}:\n${said.join('\n')}`)));
      createInterface(server.stderr).on('line', (line) => {
        said.push(line);
        if (!line.includes('ready for connections')) return;
        clearTimeout(limit);
        resolve();
      });
    });
    await ready;
  }

  /** Ends the server at once, as a power failure would. */
  async kill(): Promise<void> {
    const server = this.#process;
    this.#process = null;
    if (server === null || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** An empty database of its own. */
  async newDatabase(): Promise<MysqlAddress> {
    this.#databases += 1;
    const address = this.addressOf(`t_${this.#databases}`);
    await this.sql(`CREATE DATABASE ${address.database} DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    return address;
  }

  addressOf(database: string): MysqlAddress {
    return { host: '127.0.0.1', port: this.port, user: USER, password: PASSWORD, database };
  }

  /** Another program's session. */
  async session(database: string, user = USER, password = PASSWORD) {
    const connection = await createConnection({ ...this.addressOf(database), user, password });
    return {
      run: (statement: string) => connection.query(statement),
      /** How many transactions of anybody in this database wait for a lock; other tests use the same server. */
      waiting: async () => {
        // The server looks anew only when nobody has asked for 100 ms.
        await wait(120);
        const [rows] = await connection.query<RowDataPacket[]>(
          `SELECT COUNT(*) AS n FROM information_schema.innodb_trx t
           JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
           WHERE t.trx_state = 'LOCK WAIT' AND p.db = DATABASE()`,
        );
        return Number(rows[0]?.n);
      },
      end: async () => {
        await connection.query('ROLLBACK');
        await connection.end();
      },
    };
  }

  /** Runs a statement in a transaction that stays open; answers how to roll it back. */
  async holding(database: string, statement: string, user = USER, password = PASSWORD) {
    const session = await this.session(database, user, password);
    await session.run('START TRANSACTION');
    await session.run(statement);
    return session.end;
  }

  /** Runs statements as somebody else with access would; answers the rows of the last one. */
  async sql(statements: string | readonly string[], database = ''): Promise<readonly RowDataPacket[]> {
    const connection = await createConnection({ ...this.addressOf(database), charset: 'utf8mb4_bin' });
    try {
      let rows: RowDataPacket[] = [];
      for (const one of typeof statements === 'string' ? [statements] : statements) {
        const [found] = await connection.query<RowDataPacket[]>(one);
        rows = found;
      }
      return rows;
    } finally {
      await connection.end();
    }
  }
}

/** The MariaDB of a test file, or null, said aloud: then a skipped test stands for those that cannot run. */
export async function mariadbFor(what: string, more: readonly string[] = []): Promise<TestMariadb | null> {
  const mariadb = await TestMariadb.start(more);
  if (mariadb === null) {
    test(what, { skip: 'mariadbd is not installed (Debian: apt-get install mariadb-server)' }, () => {});
    return null;
  }
  after(() => mariadb.stop());
  return mariadb;
}

/** The server refuses to run as root unless told so. */
const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

function find(program: string): string | null {
  for (const folder of FOLDERS) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not there; the next folder may have it.
    }
  }
  return null;
}

/** A port that was free a moment ago; the server cannot tell which one it took by itself. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
