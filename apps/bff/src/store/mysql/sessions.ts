import { Kysely, MysqlDialect, type MysqlPool, type MysqlPoolConnection } from 'kysely';
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
const SESSION = `SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
  autocommit = 1, innodb_lock_wait_timeout = 5, group_concat_max_len = 67108864`;
const ISOLATION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';
/**
 * A node that stops in the middle of a commit holds the head row: the server ends its session then (core.md §6).
 */
const WRITER = `SET SESSION idle_transaction_timeout = ${IDLE_SECONDS}, idle_write_transaction_timeout = ${IDLE_SECONDS}`;

export interface SessionOptions {
  readonly connections: number;
  /** Its transactions end when they idle. */
  readonly isWriter: boolean;
}

/** Opens nothing yet: connections are made when they are needed, and anew after they were lost. */
export function openSessions(address: MysqlAddress, { connections, isWriter }: SessionOptions): Db {
  const pool = createPool({
    ...address,
    // Never reached: `bounded` lets fewer through. A connection that ends may still be counted for a moment.
    connectionLimit: connections + 4,
    waitForConnections: false,
    connectTimeout: CONNECT_MS,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    enableKeepAlive: true,
    // Packets of several statements, each finished and escaped by us (script.ts).
    multipleStatements: isWriter,
  });
  // Errors of connections that nobody uses are no news: whoever takes the next one hears of it.
  pool.on('connection', (connection) => connection.on('error', () => {}));
  return new Kysely<Tables>({
    dialect: new MysqlDialect({ pool: bounded(pool, { connections, isWriter }) }),
  });
}

/**
 * MySQL does not know these. There the server ends the session when it idles so long, in a transaction or not: who
 * commits seldom connects anew each time.
 */
const WRITER_ON_MYSQL = `SET SESSION wait_timeout = ${IDLE_SECONDS}`;

/** What every new connection begins with. */
function setUp(connection: PoolConnection, isWriter: boolean, ready: (error: unknown) => void): void {
  const statements = isWriter ? [SESSION, ISOLATION, WRITER] : [SESSION, ISOLATION];
  const next = () => {
    const sql = statements.shift();
    if (sql === undefined) {
      ready(null);
      return;
    }
    connection.query({ sql, timeout: ANSWER_MS }, (error) => {
      if (error && !isServerError(error, 'unknownVariable')) ready(error);
      else {
        if (error && sql === WRITER) statements.push(WRITER_ON_MYSQL);
        next();
      }
    });
  };
  next();
}

/**
 * The pool as Kysely wants it: each statement with an end, a connection that failed never used again. Who waits for
 * a connection waits here: the driver's own queue forgets those behind one whose connection could not be made.
 */
function bounded(pool: Pool, { connections, isWriter }: SessionOptions): MysqlPool {
  let inUse = 0;
  const waiting: (() => void)[] = [];
  const giveBack = () => {
    inUse -= 1;
    waiting.shift()?.();
  };
  return {
    getConnection(callback) {
      const take = () => {
        inUse += 1;
        pool.getConnection((error, connection) => {
          const fail = (why: unknown) => {
            giveBack();
            callback(why, undefined as never); // looked at only without an error
          };
          if (error) fail(error);
          else if (wrapped.has(connection)) callback(null, boundedConnection(connection, giveBack));
          else {
            setUp(connection, isWriter, (problem) => {
              if (problem === null) callback(null, boundedConnection(connection, giveBack));
              else {
                connection.destroy();
                fail(problem);
              }
            });
          }
        });
      };
      if (inUse < connections) take();
      else waiting.push(take);
    },
    end: (callback) => pool.end(callback),
  };
}

interface BoundedConnection extends MysqlPoolConnection {
  /** What is done once whoever has it now lets go. */
  onRelease: () => void;
}

const wrapped = new WeakMap<PoolConnection, BoundedConnection>();

/** One wrapper per connection: Kysely knows by it which sessions it has set up already. */
function boundedConnection(connection: PoolConnection, onRelease: () => void): MysqlPoolConnection {
  const made = wrapped.get(connection) ?? wrap(connection);
  wrapped.set(connection, made);
  made.onRelease = onRelease;
  return made;
}

type Callback = (error: unknown, result?: unknown) => void;

/**
 * The driver leaves statements unanswered that are sent over a connection which has just ended: here each is
 * answered, at the latest when the connection is known to be gone.
 */
function wrap(connection: PoolConnection): BoundedConnection {
  let lost: unknown = null;
  const open = new Set<Callback>();
  const lose = (why: unknown) => {
    lost ??= why;
    for (const callback of [...open]) callback(lost);
  };
  connection.on('error', lose);
  connection.on('end', () => lose(new ConnectionEnded()));
  return {
    onRelease: () => {},
    config: {},
    threadId: connection.threadId ?? 0,
    connect: () => {},
    destroy: () => connection.destroy(),
    query(text, values, answer) {
      const callback: Callback = (error, result) => {
        if (!open.delete(callback)) return;
        if (error && !isAnswer(error)) lost ??= error;
        // Rows or an OkPacket: just the two that Kysely tells apart.
        answer?.(error, result as never);
      };
      open.add(callback);
      if (lost !== null) callback(lost);
      else {
        // Without values the driver looks for no places to put them.
        const given = Array.isArray(values) && values.length > 0 ? { values } : {};
        connection.query({ sql: text, ...given, timeout: ANSWER_MS }, callback);
      }
      return {
        stream: () => {
          throw new Error('statements are not streamed here');
        },
      };
    },
    release() {
      if (lost === null) connection.release();
      else connection.destroy();
      this.onRelease();
    },
  };
}

class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded';
  readonly code = 'PROTOCOL_CONNECTION_LOST';
}

/** What the server said itself leaves the connection as good as it was. */
const isAnswer = (error: unknown): boolean =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number' && error.errno > 0;
