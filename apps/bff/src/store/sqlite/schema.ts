/** `PRAGMA application_id`: "CYNO", so that a file of another program is told apart. */
export const APPLICATION_ID = 0x43594e4f;

/**
 * One entry per schema version; entry n brings a file of version n to n + 1. They run in one transaction at
 * opening (`PRAGMA user_version`). An entry that was shipped is never edited: add the next one.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- The newest commit, and the two hash chains: from their anchor (what precedes the oldest entry kept) to
  -- their head. One row, so that a commit touches one page for all of it.
  CREATE TABLE head (
    one                  INTEGER PRIMARY KEY CHECK (one = 1),
    position             INTEGER NOT NULL,
    batch_id             TEXT    NOT NULL,
    at                   INTEGER NOT NULL,
    operation_anchor     INTEGER NOT NULL,
    operation_anchor_hash BLOB   NOT NULL,
    operation_head       INTEGER NOT NULL,
    operation_head_hash  BLOB    NOT NULL,
    client_anchor        INTEGER NOT NULL,
    client_anchor_hash   BLOB    NOT NULL,
    client_head          INTEGER NOT NULL,
    client_head_hash     BLOB    NOT NULL,
    clean_stop           INTEGER NOT NULL
  ) STRICT;
  INSERT INTO head VALUES
    (1, 0, '', 0, 0, zeroblob(32), 0, zeroblob(32), 0, zeroblob(32), 0, zeroblob(32), 1);

  -- Layout of row and state: instance-bytes.ts. The slot is the key of both: appending, never searching.
  CREATE TABLE instance (
    slot    INTEGER PRIMARY KEY,
    service INTEGER NOT NULL,
    id      TEXT    NOT NULL,
    row     BLOB    NOT NULL
  ) STRICT;
  -- Apart from the facts, because flips touch many scattered slots: in a narrow table that is few pages.
  CREATE TABLE instance_state (
    slot  INTEGER PRIMARY KEY,
    state BLOB NOT NULL
  ) STRICT;

  -- Instances that were removed, until cleaned. at = epoch seconds.
  CREATE TABLE deregistered (
    id      TEXT    NOT NULL UNIQUE,
    at      INTEGER NOT NULL,
    service INTEGER NOT NULL,
    row     BLOB    NOT NULL
  ) STRICT;
  CREATE INDEX deregistered_at ON deregistered (at);

  CREATE TABLE record (
    kind  TEXT NOT NULL,
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX record_idempotency_at ON record (json_extract(value, '$.at')) WHERE kind = 'idempotency';

  -- What operators did. Columns repeat what body says, to be searched by. at = epoch ms.
  CREATE TABLE operation (
    seq       INTEGER PRIMARY KEY,
    id        TEXT    NOT NULL UNIQUE,
    at        INTEGER NOT NULL,
    actor     TEXT    NOT NULL,
    action    TEXT    NOT NULL,
    outcome   TEXT    NOT NULL,
    namespace TEXT,
    service   TEXT,
    host      TEXT,
    ticket    TEXT,
    prev      BLOB    NOT NULL,
    hash      BLOB    NOT NULL,
    body      TEXT    NOT NULL
  ) STRICT;
  CREATE INDEX operation_at ON operation (at);
  CREATE INDEX operation_actor ON operation (actor, seq);
  CREATE INDEX operation_action ON operation (action, seq);
  CREATE INDEX operation_service ON operation (namespace, service, seq) WHERE namespace IS NOT NULL;
  CREATE INDEX operation_host ON operation (host, seq) WHERE host IS NOT NULL;
  CREATE INDEX operation_ticket ON operation (ticket, seq) WHERE ticket IS NOT NULL;

  -- What clients did: one record per commit (decision 14).
  CREATE TABLE history (
    position INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    prev     BLOB    NOT NULL,
    hash     BLOB    NOT NULL,
    payload  BLOB    NOT NULL
  ) STRICT;
  `,
  `
  -- Few operations name several hosts; they are found for one of them without a look at all the others.
  CREATE INDEX operation_hosts ON operation (seq, host) WHERE instr(host, ',') > 0;
  `,
];
