import type { InstanceChange } from '@cynosure/shared/console/events.ts';
import type { Host } from '@cynosure/shared/console/host.ts';
import type { SortKey } from '@cynosure/shared/console/sort.ts';
import { healthyShare } from '@cynosure/shared/console/state.ts';

export type HostInstance = Host['instances'][number];

/** What the instances of a host can be sorted by; all of them are here, so this happens in the browser. */
export const hostInstanceSorts = [
  'health',
  'host',
  'service',
  'namespace',
  'port',
  'isolation',
  'lastBeat',
  'ttl',
  'weight',
  'version',
  'share',
  'clients',
] as const;
export type HostInstanceSort = (typeof hostInstanceSorts)[number];

export const usualSort: SortKey<HostInstanceSort> = { key: 'health', descending: true };

const HEALTH = { unhealthy: 2, unchecked: 1, healthy: 0 };

const compareText = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

type Compare = (a: HostInstance, b: HostInstance) => number;

const comparisons: Readonly<Record<HostInstanceSort, Compare>> = {
  health: (a, b) => (HEALTH[a.health.state] ?? 0) - (HEALTH[b.health.state] ?? 0),
  host: (a, b) => compareText(a.host, b.host),
  service: (a, b) => compareText(a.service, b.service),
  namespace: (a, b) => compareText(a.namespace, b.namespace),
  port: (a, b) => a.port - b.port,
  isolation: (a, b) => Number(a.isolation !== null) - Number(b.isolation !== null),
  lastBeat: (a, b) => (a.lastBeatAt ?? 0) - (b.lastBeatAt ?? 0),
  ttl: (a, b) => (a.ttlSeconds ?? 0) - (b.ttlSeconds ?? 0),
  weight: (a, b) => a.weight - b.weight,
  version: (a, b) => compareText(a.version, b.version),
  share: (a, b) => (healthyShare(a.serviceCounts) ?? 1) - (healthyShare(b.serviceCounts) ?? 1),
  clients: (a, b) => (a.serviceClients ?? 0) - (b.serviceClients ?? 0),
};

/** Total: what is equal in all keys stands by service, host, port and id. */
const known: ReadonlyMap<string, Compare> = new Map(Object.entries(comparisons));

export function sortInstances(
  rows: readonly HostInstance[],
  sort: readonly SortKey[],
): readonly HostInstance[] {
  const keys = sort.flatMap(({ key, descending }) => {
    const compare = known.get(key);
    return compare ? [{ compare, sign: descending ? -1 : 1 }] : [];
  });
  return [...rows].sort((a, b) => {
    for (const { compare, sign } of keys) {
      const order = sign * compare(a, b);
      if (order !== 0) return order;
    }
    return (
      compareText(a.service, b.service) ||
      compareText(a.host, b.host) ||
      a.port - b.port ||
      (a.id < b.id ? -1 : 1)
    );
  });
}

/** The host with what has moved of its rows. Rows that are not on it, by now or any more, are left alone. */
export function withRows(host: Host, rows: readonly InstanceChange[]): Host {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    ...host,
    instances: host.instances.map((row) => {
      const moved = byId.get(row.id);
      return moved ? { ...row, ...moved } : row;
    }),
  };
}

/** The facts over a page: isolated ones are counted beside their health, so that isolating hides no trouble. */
export function factsOf(hosts: readonly Host[]) {
  const rows = hosts.flatMap((host) => host.instances ?? []);
  const services = new Map(rows.map((row) => [`${row.namespace}/${row.service}`, row]));
  return {
    instances: rows.length,
    services: services.size,
    unhealthy: rows.filter((row) => row.health.state === 'unhealthy').length,
    healthyInTraffic: rows.filter((row) => row.health.state === 'healthy' && row.isolation === null).length,
    isolated: rows.filter((row) => row.isolation !== null).length,
    unchecked: rows.filter((row) => row.health.state === 'unchecked').length,
    namespaces: [...new Set(rows.map((row) => row.namespace))].sort(compareText),
    places: [
      ...new Set(
        hosts
          .map(({ region, zone, campus }) => [region, zone, campus].filter(Boolean).join(' / '))
          .filter((place) => place !== ''),
      ),
    ],
    /** Of several hosts the same client may reach more than one, so they are not added up. */
    clients: hosts.length === 1 ? hosts[0]?.clients : undefined,
  };
}
