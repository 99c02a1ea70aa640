import { CompiledQuery, Kysely, MysqlDialect, type MysqlPool, type MysqlPoolConnection } from 'kysely';
import { createPool, type Pool, type PoolConnection } from 'mysql2';
import type { MysqlAddress } from './address.ts';
import { isServerError } from './errors.ts';
import type { Tables } from './tables.ts';

/** A database, or one transaction in it. */
export type Db = Kysely<Tables>;

const CONNECT_MS = 3000;
/** No statement of ours waits longer for an answer; after that its connection is given up. */
const ANSWER_MS = 10_000;
const IDLE_SECONDS = 3;

/** Settings of every session: independent of how the server is configured. */
const SESSION = [
  "SET SESSION time_zone = '+00:00'",
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  'SET SESSION innodb_lock_wait_timeout = 5',
  'SET SESSION group_concat_max_len = 67108864',
  'SET SESSION autocommit = 1',
];
/**
 * A node that stops in the middle of a commit holds the head row: the server ends its session then (core.md §6).
 * MySQL does not know these; there the lock ends with the connection.
 */
const WRITER = [
  `SET SESSION idle_transaction_timeout = ${IDLE_SECONDS}`,
  `SET SESSION idle_write_transaction_timeout = ${IDLE_SECONDS}`,
];

export interface SessionOptions {
  readonly connections: number;
  /** Its transactions end when they idle. */
  readonly isWriter: boolean;
}

/** Opens nothing yet: connections are made when they are needed, and anew after they were lost. */
export function openSessions(address: MysqlAddress, { connections, isWriter }: SessionOptions): Db {
  const pool = createPool({
    ...address,
    connectionLimit: connections,
    connectTimeout: CONNECT_MS,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    enableKeepAlive: true,
  });
  // Errors of connections that nobody uses are no news: whoever takes the next one hears of it.
  pool.on('connection', (connection) => connection.on('error', () => {}));
  return new Kysely<Tables>({
    dialect: new MysqlDialect({
      pool: bounded(pool),
      async onCreateConnection(connection) {
        for (const text of SESSION) await connection.executeQuery(CompiledQuery.raw(text));
        for (const text of isWriter ? WRITER : []) {
          try {
            await connection.executeQuery(CompiledQuery.raw(text));
          } catch (error) {
            if (!isServerError(error, 'unknownVariable')) throw error;
          }
        }
      },
    }),
  });
}

/** The pool as Kysely wants it, each statement with an end; a connection that failed is never used again. */
function bounded(pool: Pool): MysqlPool {
  return {
    getConnection(callback) {
      pool.getConnection((error, connection) => {
        if (error)
          callback(error, undefined as never); // looked at only without an error
        else callback(null, boundedConnection(connection));
      });
    },
    end: (callback) => pool.end(callback),
  };
}

const wrapped = new WeakMap<PoolConnection, MysqlPoolConnection>();

/** One wrapper per connection: Kysely knows by it which sessions it has set up already. */
function boundedConnection(connection: PoolConnection): MysqlPoolConnection {
  const known = wrapped.get(connection);
  if (known !== undefined) return known;
  let isLost = false;
  const made: MysqlPoolConnection = {
    config: {},
    threadId: connection.threadId ?? 0,
    connect: () => {},
    destroy: () => connection.destroy(),
    query(text, values, callback) {
      connection.query({ sql: text, values, timeout: ANSWER_MS }, (error, result) => {
        if (error && !(typeof error.errno === 'number' && error.errno > 0)) isLost = true;
        // Rows or an OkPacket: just the two that Kysely tells apart.
        callback?.(error, result as never);
      });
      return {
        stream: () => {
          throw new Error('statements are not streamed here');
        },
      };
    },
    release() {
      if (isLost) connection.destroy();
      else connection.release();
    },
  };
  wrapped.set(connection, made);
  return made;
}
