/**
 * Tables of our own, beside the reference's: all that the log at the head's position leads to. What the
 * reference's tables say is written from it in the same transaction (reference-rows.ts); what others write there
 * is taken into the log (foreign-rows.ts). Ids are bytes: no collation makes two of them one.
 */
export const OWN_TABLES: readonly string[] = [
  // The one row that every commit locks first. epoch: tells this database from another one under the same name.
  `CREATE TABLE IF NOT EXISTS cynosure_head (
    one                 TINYINT       NOT NULL PRIMARY KEY,
    version             INT           NOT NULL,
    epoch               VARBINARY(32) NOT NULL,
    position            BIGINT        NOT NULL,
    operation_head      BIGINT        NOT NULL,
    operation_head_hash BINARY(32)    NOT NULL,
    client_head         BIGINT        NOT NULL,
    client_head_hash    BINARY(32)    NOT NULL
  ) ENGINE=InnoDB`,
  // What precedes the oldest entry kept of each chain; apart from the head, so that pruning delays no commit.
  `CREATE TABLE IF NOT EXISTS cynosure_anchor (
    chain VARBINARY(16) NOT NULL PRIMARY KEY,
    seq   BIGINT        NOT NULL,
    hash  BINARY(32)    NOT NULL
  ) ENGINE=InnoDB`,
  // Every batch, packed, in parts of limited size: what the other nodes follow. at = epoch ms.
  `CREATE TABLE IF NOT EXISTS cynosure_log (
    position BIGINT        NOT NULL,
    part     INT           NOT NULL,
    parts    INT           NOT NULL,
    batch_id VARBINARY(64) NOT NULL,
    at       BIGINT        NOT NULL,
    payload  MEDIUMBLOB    NOT NULL,
    PRIMARY KEY (position, part)
  ) ENGINE=InnoDB`,
  // Layout of facts and state: packed/instance-bytes.ts. seen_*: what the reference's row holds by our knowledge;
  // seen = 0: it has none.
  `CREATE TABLE IF NOT EXISTS cynosure_instance (
    slot          INT UNSIGNED     NOT NULL PRIMARY KEY,
    id            VARBINARY(512)   NOT NULL,
    facts         LONGBLOB         NOT NULL,
    state         BINARY(37)       NOT NULL,
    seen          TINYINT          NOT NULL,
    seen_revision VARBINARY(32)    NOT NULL,
    seen_healthy  TINYINT          NOT NULL,
    seen_isolate  TINYINT          NOT NULL,
    seen_ctime    BIGINT           NOT NULL,
    seen_mtime    BIGINT           NOT NULL,
    KEY id (id)
  ) ENGINE=InnoDB`,
  // Instances that were removed, until cleaned. at = epoch seconds.
  `CREATE TABLE IF NOT EXISTS cynosure_deregistered (
    id VARBINARY(512) NOT NULL PRIMARY KEY,
    at BIGINT         NOT NULL,
    KEY at (at)
  ) ENGINE=InnoDB`,
  // at: of an idempotency answer, epoch ms, so that it leaves by age; else 0.
  `CREATE TABLE IF NOT EXISTS cynosure_record (
    kind  VARBINARY(32)   NOT NULL,
    name  VARBINARY(1024) NOT NULL,
    value LONGTEXT        NOT NULL,
    at    BIGINT          NOT NULL,
    PRIMARY KEY (kind, name),
    KEY at (kind, at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
  // What operators did. Columns repeat what body says, to be searched by; host may name many. at = epoch ms.
  `CREATE TABLE IF NOT EXISTS cynosure_operation (
    seq       BIGINT         NOT NULL PRIMARY KEY,
    id        VARBINARY(128) NOT NULL,
    at        BIGINT         NOT NULL,
    actor     VARBINARY(512) NOT NULL,
    action    VARBINARY(128) NOT NULL,
    outcome   VARBINARY(32)  NOT NULL,
    namespace VARBINARY(512),
    service   VARBINARY(512),
    host      MEDIUMBLOB,
    ticket    VARBINARY(1020),
    prev      BINARY(32)     NOT NULL,
    hash      BINARY(32)     NOT NULL,
    body      LONGBLOB       NOT NULL,
    UNIQUE KEY id (id),
    KEY at (at),
    KEY actor (actor, seq),
    KEY action (action, seq),
    KEY service (namespace, service, seq),
    KEY host (host(255), seq),
    KEY ticket (ticket, seq)
  ) ENGINE=InnoDB`,
  // What clients did: one record per commit (decision 14).
  `CREATE TABLE IF NOT EXISTS cynosure_history (
    seq     BIGINT     NOT NULL PRIMARY KEY,
    at      BIGINT     NOT NULL,
    prev    BINARY(32) NOT NULL,
    hash    BINARY(32) NOT NULL,
    payload LONGBLOB   NOT NULL
  ) ENGINE=InnoDB`,
];

/** Goes up with every change of the tables above; an older server refuses a newer database. */
export const OWN_VERSION = 1;

export const FIRST_ROWS: readonly string[] = [
  `INSERT IGNORE INTO cynosure_head VALUES
    (1, ${OWN_VERSION}, REPLACE(UUID(), '-', ''), 0, 0, REPEAT('\\0', 32), 0, REPEAT('\\0', 32))`,
  `INSERT IGNORE INTO cynosure_anchor VALUES
    ('operations', 0, REPEAT('\\0', 32)), ('clients', 0, REPEAT('\\0', 32))`,
];
