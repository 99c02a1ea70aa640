import type { MysqlAddress } from './address.ts';
import type { TestMariadb } from './testing.ts';

/** An instance as a server of the reference is told of it. */
export interface ReferenceInstance {
  readonly id: string;
  readonly serviceId: string;
  readonly host?: string;
  readonly port?: number;
  readonly weight?: number;
  readonly isolate?: 0 | 1;
  readonly ttl?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly revision?: string;
}

let revisions = 0;
const newRevision = (): string => (revisions += 1).toString(16).padStart(32, 'a');

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The statements of the reference's MySQL store (contract/store.md §2), as its servers send them. */
export const referenceSql = {
  service: (id: string, name: string, namespace = 'default'): string[] => [
    `INSERT INTO service (id, name, namespace, ports, business, department, cmdb_mod1, cmdb_mod2, cmdb_mod3, comment,
      token, reference, platform_id, revision, owner, export_to, ctime, mtime)
      VALUES ('${id}', ${quoted(name)}, '${namespace}', '', '', '', '', '', '', '', '${id}', '', '', '${newRevision()}',
      'polaris', '[]', sysdate(), sysdate())`,
  ],

  register: (one: ReferenceInstance): string[] => {
    const {
      id,
      serviceId,
      host = '10.1.0.1',
      port = 9000,
      weight = 100,
      isolate = 0,
      ttl,
      labels = {},
    } = one;
    const check = ttl === undefined ? [] : [`INSERT INTO health_check VALUES ('${id}', 1, ${ttl})`];
    const rows = Object.entries(labels).map(
      ([key, value]) => `('${id}', ${quoted(key)}, ${quoted(value)}, sysdate(), sysdate())`,
    );
    return [
      `REPLACE INTO instance (id, service_id, vpc_id, host, port, protocol, version, health_status, isolate, weight,
        enable_health_check, logic_set, cmdb_region, cmdb_zone, cmdb_idc, priority, revision, ctime, mtime)
        VALUES ('${id}', '${serviceId}', '', '${host}', ${port}, 'grpc', '1.0', 1, ${isolate}, ${weight},
        ${ttl === undefined ? 0 : 1}, '', '', 'z1', '', 0, '${one.revision ?? newRevision()}', sysdate(), sysdate())`,
      `DELETE FROM health_check WHERE id = '${id}'`,
      ...check,
      `DELETE FROM instance_metadata WHERE id = '${id}'`,
      ...(rows.length === 0
        ? []
        : [`INSERT INTO instance_metadata (id, mkey, mvalue, ctime, mtime) VALUES ${rows.join(', ')}`]),
    ];
  },

  weight: (id: string, weight: number): string[] => [
    `UPDATE instance SET weight = ${weight}, revision = '${newRevision()}', mtime = sysdate() WHERE id = '${id}'`,
  ],

  isolate: (id: string, isolate: 0 | 1): string[] => [
    `UPDATE instance SET isolate = ${isolate}, revision = '${newRevision()}', mtime = sysdate() WHERE id IN ('${id}')`,
  ],

  unhealthy: (id: string, lastBeat: number): string[] => [
    `UPDATE instance SET health_status = 0, revision = '${newRevision()}', mtime = sysdate() WHERE id = '${id}'`,
    `REPLACE INTO instance_metadata (id, mkey, mvalue, ctime, mtime)
      VALUES ('${id}', 'internal-lastheartbeat', '${lastBeat}', sysdate(), sysdate())`,
  ],

  healthy: (id: string): string[] => [
    `UPDATE instance SET health_status = 1, revision = '${newRevision()}', mtime = sysdate() WHERE id = '${id}'`,
    `DELETE FROM instance_metadata WHERE id = '${id}' AND mkey = 'internal-lastheartbeat'`,
  ],

  deregister: (id: string): string[] => [
    `UPDATE instance SET flag = 1, mtime = sysdate() WHERE id = '${id}'`,
  ],

  clean: (id: string): string[] => [
    `DELETE FROM instance WHERE id = '${id}' AND flag = 1`,
    `DELETE FROM health_check WHERE id = '${id}'`,
    `DELETE FROM instance_metadata WHERE id = '${id}'`,
  ],

  removeService: (id: string): string[] => [
    `UPDATE service SET flag = 1, mtime = sysdate() WHERE id = '${id}'`,
    `DELETE FROM service_metadata WHERE id = '${id}'`,
  ],

  lead: (): string[] => [
    `REPLACE INTO leader_election (elect_key, version, leader) VALUES ('polaris.checker', 7, '10.9.9.9')`,
  ],
} as const;

/** Runs statements as one transaction, as the reference does. */
export async function asReference(
  mariadb: TestMariadb,
  { database }: MysqlAddress,
  ...statements: readonly string[]
): Promise<void> {
  await mariadb.sql(['START TRANSACTION', ...statements, 'COMMIT'], database);
}
