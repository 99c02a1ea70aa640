import { randomUUID } from 'node:crypto';
import type { Alias, Client, Contract, Namespace, Service } from '../../registry/model.ts';
import { cut, fits, moment } from './columns.ts';
import { Refusal } from './errors.ts';
import type { KnownNames } from './known-names.ts';
import type { NetRecord } from './net-changes.ts';
import type { ServiceIds } from './reference-rows.ts';
import type { Script } from './script.ts';
import type { Db } from './sessions.ts';
import { ask, type Values } from './statements.ts';

/**
 * Writes what the records of a batch mean for the reference's tables (contract/store.md §2). Rejects with NameTaken.
 */
export async function writeReferenceRecords(
  script: Script,
  db: Db,
  records: readonly NetRecord[],
  names: KnownNames,
  serviceIds: ServiceIds,
): Promise<void> {
  // Removals first: a name that is given up may be taken again in the same batch.
  for (const { change } of records) {
    if (change.kind !== 'remove') continue;
    const { key } = change;
    if (change.of === 'namespace') removeNamespace(script, key);
    else if (change.of === 'service') await removeService(script, names, Number(key));
    else if (change.of === 'alias') removeAlias(script, names.aliasId(key));
    else if (change.of === 'client') removeClient(script, key);
    else if (change.of === 'contract') removeContract(script, key);
  }
  const named = records.flatMap(({ change }): NamedRow[] =>
    change.kind === 'put' && (change.of === 'service' || change.of === 'alias') ? [change.value] : [],
  );
  await takeNames(script, db, named);
  for (const { change } of records) {
    if (change.kind !== 'put') continue;
    if (change.of === 'namespace') await putNamespace(script, change.value);
    else if (change.of === 'service') await putService(script, change.value);
    else if (change.of === 'alias')
      await putAlias(script, change.value, serviceIds(change.value.target) ?? '');
    else if (change.of === 'client') await putClient(script, change.value);
    else if (change.of === 'contract') await putContract(script, change.value);
  }
}

/** Inserts a row, or makes the one with the same primary key the same. */
async function upsert(
  script: Script,
  table: string,
  row: Readonly<Record<string, Values[number]>>,
): Promise<void> {
  const columns = Object.keys(row);
  const same = columns.map((name) => `${name} = VALUES(${name})`).join(', ');
  await script.insert(
    `INSERT INTO ${table} (${columns.join(', ')})`,
    [Object.values(row)],
    `ON DUPLICATE KEY UPDATE ${same}`,
  );
}

async function putNamespace(script: Script, one: Namespace): Promise<void> {
  await upsert(script, 'namespace', {
    name: one.name,
    comment: cut(one.comment, 1024),
    token: cut(one.token, 64),
    owner: cut(one.owners, 1024),
    service_export_to: JSON.stringify(one.exportTo),
    flag: 0,
    ctime: moment(one.ctime),
    mtime: moment(one.mtime),
  });
}

function removeNamespace(script: Script, name: string): void {
  script.add('UPDATE namespace SET flag = 1, mtime = NOW() WHERE name = ?', [name]);
}

interface NamedRow {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
}

/** So many names are looked for at a time. */
const NAMES = 50;

/** Deleted rows of the same names go first; a living one of another id is not ours to overwrite. */
async function takeNames(script: Script, db: Db, wanted: readonly NamedRow[]): Promise<void> {
  if (wanted.length === 0) return;
  await script.settle();
  for (let from = 0; from < wanted.length; from += NAMES) {
    const some = wanted.slice(from, from + NAMES);
    const rows = await ask<NamedRow & { readonly flag: number }>(
      db,
      `SELECT id, namespace, name, flag FROM service
        WHERE ${some.map(() => '(namespace = ? AND name = ?)').join(' OR ')} FOR UPDATE`,
      some.flatMap(({ namespace, name }) => [namespace, name]),
    );
    for (const row of rows) {
      const { namespace, name } = row;
      if (some.some((one) => one.id === row.id && one.namespace === namespace && one.name === name)) continue;
      if (row.flag === 0) throw new NameTaken(namespace, name, row.id);
      script.add('DELETE FROM service WHERE id = ? AND flag = 1', [row.id]);
      script.add('DELETE FROM service_metadata WHERE id = ?', [row.id]);
    }
  }
}

/** A server beside us has made a service or alias of the same name meanwhile. */
export class NameTaken extends Refusal {
  /** Id of the other one's row. */
  readonly rowId: string;

  constructor(namespace: string, name: string, rowId: string) {
    super(`Another server on the database has just made ${namespace}/${name}.`);
    this.rowId = rowId;
  }
}

async function putService(script: Script, one: Service): Promise<void> {
  await upsert(script, 'service', {
    id: one.id,
    name: one.name,
    namespace: one.namespace,
    ports: one.ports,
    business: cut(one.business, 64),
    department: cut(one.department, 1024),
    cmdb_mod1: cut(one.cmdbMod1, 1024),
    cmdb_mod2: cut(one.cmdbMod2, 1024),
    cmdb_mod3: cut(one.cmdbMod3, 1024),
    comment: cut(one.comment, 1024),
    token: one.token,
    revision: one.revision,
    owner: cut(one.owners, 1024),
    flag: 0,
    reference: '',
    platform_id: cut(one.platformId, 32),
    export_to: JSON.stringify(one.exportTo),
    ctime: moment(one.ctime),
    mtime: moment(one.mtime),
  });
  script.add('DELETE FROM service_metadata WHERE id = ?', [one.id]);
  await script.insert(
    'INSERT INTO service_metadata (id, mkey, mvalue)',
    Object.entries(one.metadata)
      .filter(([key]) => fits(key, 128))
      .map(([key, value]) => [one.id, key, cut(value, 4096)]),
  );
  await writeOwners(script, one.namespace, one.name, one.owners);
}

async function writeOwners(script: Script, namespace: string, name: string, owners: string): Promise<void> {
  script.add('DELETE FROM owner_service_map WHERE namespace = ? AND service = ?', [namespace, name]);
  const each = new Set(owners.split(/[;,]/).filter((owner) => owner !== '' && fits(owner, 32)));
  await script.insert(
    'INSERT INTO owner_service_map (id, owner, service, namespace)',
    [...each].map((owner) => [randomUUID().replaceAll('-', ''), owner, name, namespace]),
  );
}

async function removeService(script: Script, names: KnownNames, key: number): Promise<void> {
  const known = names.service(key);
  if (known === undefined) return;
  script.add('UPDATE service SET flag = 1, mtime = NOW() WHERE id = ?', [known.id]);
  script.add('DELETE FROM service_metadata WHERE id = ?', [known.id]);
  await writeOwners(script, known.namespace, known.name, '');
}

/** An alias is a row among the services that refers to one. */
async function putAlias(script: Script, one: Alias, targetId: string): Promise<void> {
  await upsert(script, 'service', {
    id: one.id,
    name: one.name,
    namespace: one.namespace,
    ports: '',
    business: '',
    department: '',
    cmdb_mod1: '',
    cmdb_mod2: '',
    cmdb_mod3: '',
    comment: cut(one.comment, 1024),
    token: one.token,
    revision: one.revision,
    owner: cut(one.owners, 1024),
    flag: 0,
    reference: targetId,
    platform_id: '',
    export_to: JSON.stringify(one.exportTo),
    ctime: moment(one.ctime),
    mtime: moment(one.mtime),
  });
  await writeOwners(script, one.namespace, one.name, one.owners);
}

function removeAlias(script: Script, id: string | undefined): void {
  if (id !== undefined) script.add('UPDATE service SET flag = 1, mtime = NOW() WHERE id = ?', [id]);
}

async function putClient(script: Script, one: Client): Promise<void> {
  await upsert(script, 'client', {
    id: one.id,
    host: cut(one.host, 100),
    type: one.type,
    version: cut(one.version, 32),
    region: cut(one.location?.region, 128),
    zone: cut(one.location?.zone, 128),
    campus: cut(one.location?.campus, 128),
    flag: 0,
    ctime: moment(one.ctime),
    mtime: moment(one.mtime),
  });
  script.add('DELETE FROM client_stat WHERE client_id = ?', [one.id]);
  await script.insert(
    'REPLACE INTO client_stat (client_id, target, port, protocol, path)',
    one.stats.map((stat) => [
      one.id,
      cut(stat.target, 100),
      stat.port,
      cut(stat.protocol, 100),
      cut(stat.path, 128),
    ]),
  );
}

function removeClient(script: Script, id: string): void {
  script.add('UPDATE client SET flag = 1, mtime = NOW() WHERE id = ?', [id]);
  script.add('DELETE FROM client_stat WHERE client_id = ?', [id]);
}

const SOURCE = { Unknown: 0, Manual: 1, Client: 2 } as const;

async function putContract(script: Script, one: Contract): Promise<void> {
  await upsert(script, 'service_contract', {
    id: one.id,
    type: cut(one.type, 128),
    namespace: one.namespace,
    service: one.service,
    protocol: cut(one.protocol, 32),
    version: cut(one.version, 64),
    revision: cut(one.revision, 128),
    flag: 0,
    content: one.content,
    ctime: moment(one.ctime),
    mtime: moment(one.mtime),
  });
  script.add('DELETE FROM service_contract_detail WHERE contract_id = ?', [one.id]);
  await script.insert(
    `REPLACE INTO service_contract_detail (id, contract_id, type, namespace, service, protocol, version, method,
      path, source, content, revision, flag, ctime, mtime)`,
    one.interfaces.map((part) => [
      ...[part.id, one.id, cut(part.type, 128), '', '', '', '', cut(part.method, 32), cut(part.path, 128)],
      ...[
        SOURCE[part.source],
        part.content,
        cut(part.revision, 128),
        0,
        moment(part.ctime),
        moment(part.mtime),
      ],
    ]),
  );
}

function removeContract(script: Script, id: string): void {
  script.add('UPDATE service_contract SET flag = 1, mtime = NOW() WHERE id = ?', [id]);
  script.add('UPDATE service_contract_detail SET flag = 1, mtime = NOW() WHERE contract_id = ?', [id]);
}
