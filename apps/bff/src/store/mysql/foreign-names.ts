import type { Foreign, ForeignAlias, ForeignNamespace, ForeignService } from '../../registry/foreign.ts';
import type { Labels } from '../../registry/model.ts';
import type { KnownNames } from './known-names.ts';
import type { Db } from './sessions.ts';
import { ask } from './statements.ts';

/** Namespaces by name and services and aliases by id, of which others may have changed the rows. */
export interface NamesToLookAt {
  readonly namespaces: readonly string[];
  readonly services: readonly string[];
}

const NONE: NamesToLookAt = { namespaces: [], services: [] };

interface NamespaceMark {
  readonly name: string;
  readonly flag: number;
  readonly modified: number;
}

interface ServiceMark {
  readonly id: string;
  readonly flag: number;
  readonly revision: string;
  readonly modified: number;
}

/**
 * Names whose rows differ from what we know. `seconds` null: of all, those that are gone for good included; else of
 * rows that changed at or after that second.
 */
export async function changedNames(
  db: Db,
  names: KnownNames,
  seconds: number | null,
): Promise<NamesToLookAt> {
  const since = seconds === null ? '' : 'WHERE mtime >= FROM_UNIXTIME(?)';
  const values = seconds === null ? [] : [Math.max(1, seconds)];
  const namespaces = await ask<NamespaceMark>(
    db,
    `SELECT name, flag, UNIX_TIMESTAMP(mtime) AS modified FROM namespace ${since}`,
    values,
  );
  const services = await ask<ServiceMark>(
    db,
    `SELECT id, flag, revision, UNIX_TIMESTAMP(mtime) AS modified FROM service ${since}`,
    values,
  );
  const changed = {
    namespaces: namespaces
      .filter(({ name, flag, modified }) => isNews(flag, names.namespaceMark(name), String(modified)))
      .map(({ name }) => name),
    services: services
      .filter(({ id, flag, revision, modified }) =>
        isNews(flag, names.serviceMark(id), `${revision} ${modified}`),
      )
      .map(({ id }) => id),
  };
  if (seconds !== null) return changed;
  const there = new Set([...namespaces.map(({ name }) => name), ...services.map(({ id }) => id)]);
  return {
    namespaces: [...changed.namespaces, ...names.namespaceNames().filter((name) => !there.has(name))],
    services: [...changed.services, ...names.serviceIds().filter((id) => !there.has(id))],
  };
}

const isNews = (flag: number, known: string | undefined, now: string): boolean =>
  flag === 0 ? known !== now : known !== undefined;

interface NamespaceRow extends NamespaceMark {
  readonly comment: string | null;
  readonly token: string;
  readonly owner: string;
  readonly service_export_to: string | null;
  readonly created: number;
}

interface ServiceRow extends ServiceMark {
  readonly name: string;
  readonly namespace: string;
  readonly ports: string | null;
  readonly business: string | null;
  readonly department: string | null;
  readonly cmdb_mod1: string | null;
  readonly cmdb_mod2: string | null;
  readonly cmdb_mod3: string | null;
  readonly comment: string | null;
  readonly token: string;
  readonly owner: string;
  readonly reference: string | null;
  readonly platform_id: string | null;
  readonly export_to: string | null;
  readonly created: number;
}

/** Reads and locks the rows of names that still differ, now that we have caught up. */
export async function readForeignNames(
  db: Db,
  names: KnownNames,
  { namespaces, services }: NamesToLookAt = NONE,
): Promise<Omit<Foreign, 'instances'>> {
  const spaceRows = await rowsOf<NamespaceRow>(db, 'namespace', 'name', namespaces);
  const serviceRows = await rowsOf<ServiceRow>(db, 'service', 'id', services);
  const metadata = Map.groupBy(
    services.length === 0
      ? []
      : await ask<{ id: string; mkey: string; mvalue: string }>(
          db,
          'SELECT id, mkey, mvalue FROM service_metadata WHERE id IN (?)',
          [services],
        ),
    ({ id }) => id,
  );
  const foreign = {
    namespaces: [] as ForeignNamespace[],
    services: [] as ForeignService[],
    aliases: [] as ForeignAlias[],
  };
  for (const name of namespaces) {
    const row = spaceRows.find((one) => one.name === name);
    if (!isNews(row?.flag ?? 1, names.namespaceMark(name), String(row?.modified))) continue;
    foreign.namespaces.push({ name, value: row?.flag === 0 ? namespaceOf(row) : null });
  }
  for (const id of services) {
    const row = serviceRows.find((one) => one.id === id);
    if (!isNews(row?.flag ?? 1, names.serviceMark(id), `${row?.revision} ${row?.modified}`)) continue;
    if (row === undefined || row.flag !== 0) {
      // Which of the two it was, we know.
      if (names.isAlias(id)) foreign.aliases.push({ id, value: null });
      else foreign.services.push({ id, value: null });
    } else if (row.reference) foreign.aliases.push({ id, value: aliasOf(row, row.reference) });
    else foreign.services.push({ id, value: serviceOf(row, labelsOf(metadata.get(id) ?? [])) });
  }
  return foreign;
}

/** Of these services, those that are not there any more; the others are not deleted until the transaction ends. */
export async function lockServices(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await ask<{ id: string }>(
    db,
    'SELECT id FROM service WHERE id IN (?) AND flag = 0 ORDER BY id LOCK IN SHARE MODE',
    [ids],
  );
  const there = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !there.has(id));
}

async function rowsOf<T>(db: Db, table: string, key: string, keys: readonly string[]): Promise<readonly T[]> {
  if (keys.length === 0) return [];
  return ask<T>(
    db,
    `SELECT *, UNIX_TIMESTAMP(ctime) AS created, UNIX_TIMESTAMP(mtime) AS modified FROM ${table}
      WHERE ${key} IN (?) ORDER BY ${key} FOR UPDATE`,
    [keys],
  );
}

const namespaceOf = (row: NamespaceRow) => ({
  name: row.name,
  comment: row.comment ?? '',
  owners: row.owner,
  token: row.token,
  exportTo: exportOf(row.service_export_to),
  metadata: labelsOf([]),
  ctime: Number(row.created),
  mtime: Number(row.modified),
});

const serviceOf = (row: ServiceRow, metadata: Labels) => ({
  id: row.id,
  namespace: row.namespace,
  name: row.name,
  metadata,
  ports: row.ports ?? '',
  business: row.business ?? '',
  department: row.department ?? '',
  cmdbMod1: row.cmdb_mod1 ?? '',
  cmdbMod2: row.cmdb_mod2 ?? '',
  cmdbMod3: row.cmdb_mod3 ?? '',
  comment: row.comment ?? '',
  owners: row.owner,
  platformId: row.platform_id ?? '',
  token: row.token,
  revision: row.revision,
  exportTo: exportOf(row.export_to),
  ctime: Number(row.created),
  mtime: Number(row.modified),
});

const aliasOf = (row: ServiceRow, targetId: string) => ({
  id: row.id,
  namespace: row.namespace,
  name: row.name,
  targetId,
  comment: row.comment ?? '',
  owners: row.owner,
  exportTo: exportOf(row.export_to),
  token: row.token,
  revision: row.revision,
  ctime: Number(row.created),
  mtime: Number(row.modified),
});

/** A JSON array of strings; anything else counts as none. */
function exportOf(text: string | null): readonly string[] {
  try {
    const value: unknown = JSON.parse(text || '[]');
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

function labelsOf(rows: readonly { readonly mkey: string; readonly mvalue: string }[]): Labels {
  const labels: Record<string, string> = Object.create(null);
  for (const { mkey, mvalue } of rows) labels[mkey] = mvalue;
  return labels;
}
