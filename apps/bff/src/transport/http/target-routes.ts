import type { Client, ClientStat } from '../../registry/model.ts';
import { OWN_NAMESPACE, OWN_SERVICE } from '../../registry/own-service.ts';
import type { RegistryState } from '../../registry/state.ts';
import { BIT } from '../../registry/tables/instance-table.ts';
import type { RegistryParts } from './registry-parts.ts';
import { json } from './reply.ts';
import type { Route } from './route.ts';

export interface TargetParts extends RegistryParts {
  /** Where our own metrics are served; 0 while that is not known. */
  readonly httpPort: () => number;
}

/** One target as Prometheus' HTTP discovery reads it (contract/http-naming.md §9). */
interface Target {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Where Prometheus finds the metrics of clients and of the servers themselves. Nobody is asked for a token. */
export function targetRoutes({ registry, httpPort }: TargetParts): Route[] {
  const targets = () => [...clientTargets(registry.state), ...serverTargets(registry.state, httpPort())];
  const wrapped = () => json({ Code: 200000, Response: targets() });
  const open = { method: 'GET', surface: 'client', needs: 'open' } as const;
  return [
    { ...open, path: '/prometheus/v1/clients', handle: () => json(targets()) },
    { ...open, path: '/core/v1/clients', handle: wrapped },
    { ...open, path: '/maintain/v1/report/clients', handle: wrapped },
  ];
}

function clientTargets(state: RegistryState): Target[] {
  return [...state.clients.values()].flatMap((client) =>
    client.stats.filter(isScraped).map((stat) => targetOf(client, stat)),
  );
}

const isScraped = ({ target, protocol }: ClientStat): boolean =>
  target === 'prometheus' && (protocol === 'http' || protocol === 'https');

const targetOf = ({ id, host }: Client, { port, path, protocol }: ClientStat): Target =>
  target(host, port, path, protocol, id);

function serverTargets(state: RegistryState, httpPort: number): Target[] {
  const own = state.services.service(OWN_NAMESPACE, OWN_SERVICE);
  if (own === undefined) return [];
  return state
    .slotsOfService(own.service.key)
    .filter((slot) => state.instances.has(slot, BIT.healthy))
    .map((slot) =>
      target(state.instances.hostOf(slot), httpPort, '/metrics', 'http', state.instances.idOf(slot)),
    );
}

const target = (host: string, port: number, path: string, scheme: string, id: string): Target => ({
  targets: [`${host.includes(':') ? `[${host}]` : host}:${port}`],
  labels: { __metrics_path__: path, __scheme__: scheme, __meta_polaris_client_id: id },
});
