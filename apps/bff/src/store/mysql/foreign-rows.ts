import type { ForeignInstance, ForeignRow } from '../../registry/foreign.ts';
import type { Check, Location } from '../../registry/model.ts';
import { LAST_BEAT } from './reference-rows.ts';
import type { Db } from './sessions.ts';
import { ask } from './statements.ts';

/** Rows that are taken over in one batch. */
export const FOREIGN_AT_ONCE = 500;

/** Our row of an instance, by the bytes of its id. */
const JOIN = 'LEFT JOIN cynosure_instance c ON c.id = CAST(i.id AS BINARY)';

/**
 * A row that others changed: compared is all that is watched, never mtime alone (core.md §6). Instances of services
 * that are not there are nobody's.
 */
const DIFFERS = `((i.flag = 1 AND c.slot IS NOT NULL) OR (i.flag = 0
  AND EXISTS (SELECT 1 FROM service s WHERE s.id = i.service_id AND s.flag = 0)
  AND (c.slot IS NULL OR c.seen = 0 OR c.seen_revision <> i.revision OR c.seen_healthy <> i.health_status
    OR c.seen_isolate <> i.isolate OR c.seen_mtime <> UNIX_TIMESTAMP(i.mtime)
    OR c.seen_ctime <> UNIX_TIMESTAMP(i.ctime))))`;

interface IdRow {
  readonly id: string;
}

const idsOf = (rows: readonly IdRow[]): readonly string[] => rows.map(({ id }) => id);

/** Ids of rows that others changed at or after a second, as far as one batch holds. */
export async function changedSince(db: Db, seconds: number): Promise<readonly string[]> {
  return idsOf(
    await ask<IdRow>(
      db,
      `SELECT i.id FROM instance i ${JOIN} WHERE i.mtime >= FROM_UNIXTIME(?) AND ${DIFFERS} LIMIT ?`,
      [Math.max(1, seconds), FOREIGN_AT_ONCE],
    ),
  );
}

/** Of these ids, those that others changed; their rows are locked until the transaction ends, in order of ids. */
export async function lockChanged(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  await ask(db, 'SELECT id FROM instance WHERE id IN (?) ORDER BY id FOR UPDATE', [ids]);
  const changed = await ask<IdRow>(
    db,
    `SELECT i.id FROM instance i ${JOIN} WHERE i.id IN (?) AND ${DIFFERS}`,
    [ids],
  );
  const gone = await ask<{ id: Buffer }>(
    db,
    `SELECT c.id FROM cynosure_instance c LEFT JOIN instance i ON i.id = CONVERT(c.id USING utf8mb4)
      WHERE c.id IN (?) AND c.seen = 1 AND i.id IS NULL`,
    [ids.map((id) => Buffer.from(id))],
  );
  return [...idsOf(changed), ...gone.map(({ id }) => id.toString('utf8'))];
}

const RANGES = 256;
/** Ids are hex as a rule; others lie in the first and the last range. */
const boundary = (range: number): string => range.toString(16).padStart(2, '0');

/** The same of one of 256 ranges of ids, rows that were removed for good included. */
export async function changedInRange(db: Db, range: number): Promise<readonly string[]> {
  const from = range === 0 ? '' : boundary(range);
  const to = range === RANGES - 1 ? null : boundary(range + 1);
  const within = (column: string) => `${column} >= ? ${to === null ? '' : `AND ${column} < ?`}`;
  const bounds = to === null ? [from] : [from, to];
  const changed = await ask<IdRow>(
    db,
    `SELECT i.id FROM instance i ${JOIN} WHERE ${within('i.id')} AND ${DIFFERS} LIMIT ?`,
    [...bounds, FOREIGN_AT_ONCE],
  );
  const gone = await ask<{ id: Buffer }>(
    db,
    `SELECT c.id FROM cynosure_instance c LEFT JOIN instance i ON i.id = CONVERT(c.id USING utf8mb4)
      WHERE ${within('c.id')} AND c.seen = 1 AND i.id IS NULL LIMIT ?`,
    [...bounds.map((text) => Buffer.from(text)), FOREIGN_AT_ONCE],
  );
  return [...idsOf(changed), ...gone.map(({ id }) => id.toString('utf8'))].slice(0, FOREIGN_AT_ONCE);
}

export const rangeAfter = (range: number): number => (range + 1) % RANGES;

interface Row {
  readonly id: string;
  readonly service_id: string;
  readonly vpc_id: string | null;
  readonly host: string;
  readonly port: number;
  readonly protocol: string | null;
  readonly version: string | null;
  readonly health_status: number;
  readonly isolate: number;
  readonly weight: number;
  readonly enable_health_check: number;
  readonly logic_set: string | null;
  readonly cmdb_region: string | null;
  readonly cmdb_zone: string | null;
  readonly cmdb_idc: string | null;
  readonly priority: number;
  readonly revision: string;
  readonly flag: number;
  readonly created: number;
  readonly modified: number;
}

/** Rows as they are now, which the transaction has locked; one that is deleted or gone has no value. */
export async function readForeign(db: Db, ids: readonly string[]): Promise<readonly ForeignInstance[]> {
  if (ids.length === 0) return [];
  const rows = await ask<Row>(
    db,
    `SELECT *, UNIX_TIMESTAMP(ctime) AS created, UNIX_TIMESTAMP(mtime) AS modified FROM instance
      WHERE id IN (?) AND flag = 0`,
    [ids],
  );
  const checks = await ask<{ id: string; ttl: number }>(
    db,
    'SELECT id, ttl FROM health_check WHERE id IN (?)',
    [ids],
  );
  const metadata = await ask<{ id: string; mkey: string; mvalue: string }>(
    db,
    'SELECT id, mkey, mvalue FROM instance_metadata WHERE id IN (?)',
    [ids],
  );
  const live = new Map(rows.map((row) => [row.id, row]));
  const ttl = new Map(checks.map((one) => [one.id, one.ttl]));
  const labels = Map.groupBy(metadata, ({ id }) => id);
  return ids.map((id) => {
    const row = live.get(id);
    return { id, value: row === undefined ? null : foreignRow(row, ttl.get(id), labels.get(id) ?? []) };
  });
}

function foreignRow(
  row: Row,
  ttl: number | undefined,
  metadata: readonly { readonly mkey: string; readonly mvalue: string }[],
): ForeignRow {
  const labels: Record<string, string> = Object.create(null);
  let silentSince: number | null = null;
  for (const { mkey, mvalue } of metadata) {
    if (mkey === LAST_BEAT) silentSince = Number(mvalue) || 0;
    else labels[mkey] = mvalue;
  }
  return {
    serviceId: row.service_id,
    facts: {
      id: row.id,
      vpcId: row.vpc_id || null,
      host: row.host,
      port: row.port,
      protocol: row.protocol || null,
      version: row.version || null,
      priority: row.priority || null,
      weight: row.weight,
      check: checkOf(row, ttl),
      location: locationOf(row),
      labels,
      logicSet: row.logic_set || null,
      ctime: Number(row.created),
    },
    state: {
      healthy: row.health_status === 1,
      revision: /^[0-9a-f]{32}$/.test(row.revision) ? row.revision : '0'.repeat(32),
      mtime: Number(row.modified),
      silentSince,
    },
    isolate: row.isolate === 1,
  };
}

/** A stale row of health_check survives where the check was switched off (contract/store.md §2). */
const checkOf = ({ enable_health_check }: Row, ttl: number | undefined): Check =>
  enable_health_check === 1 && ttl !== undefined ? { ttlSeconds: ttl } : 'none';

function locationOf({ cmdb_region, cmdb_zone, cmdb_idc }: Row): Location | null {
  if (!cmdb_region && !cmdb_zone && !cmdb_idc) return null;
  return {
    ...(cmdb_region ? { region: cmdb_region } : {}),
    ...(cmdb_zone ? { zone: cmdb_zone } : {}),
    ...(cmdb_idc ? { campus: cmdb_idc } : {}),
  };
}

/** From now on these rows are as we know them, whatever they hold. */
export async function noteSeen(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await ask(
    db,
    `UPDATE cynosure_instance c JOIN instance i ON i.id = CONVERT(c.id USING utf8mb4)
      SET c.seen = 1, c.seen_revision = i.revision, c.seen_healthy = i.health_status,
        c.seen_isolate = i.isolate, c.seen_ctime = UNIX_TIMESTAMP(i.ctime),
        c.seen_mtime = UNIX_TIMESTAMP(i.mtime)
      WHERE c.id IN (?)`,
    [ids.map((id) => Buffer.from(id))],
  );
}
