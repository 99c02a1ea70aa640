import type { ServerFacts } from '@cynosure/shared/console/settings.ts';
import type { Gate } from './access/gate.ts';
import type { Config } from './config.ts';
import type { Registry } from './registry/registry.ts';

/** An open door, and how many are connected through it. */
export interface OpenDoor {
  readonly kind: 'console' | 'http' | 'grpc';
  readonly address: string;
  readonly connections: () => number;
}

export interface FactParts {
  readonly config: Config;
  readonly version: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly registry: Registry;
  readonly gate: Pick<Gate, 'isOpenToClients'>;
  readonly doors: readonly OpenDoor[];
  /** host:port under which it registers itself. */
  readonly address: string;
}

/** What the settings show of the server: read only, as it is now. */
export const serverFacts = ({
  config,
  version,
  startedAt,
  registry,
  gate,
  doors,
  address,
}: FactParts): ServerFacts => ({
  version,
  address,
  startedAt,
  runtime: `Node ${process.versions.node}`,
  doors: doors.map(({ kind, address, connections }) => ({
    kind,
    address,
    encrypted: config.tls !== null,
    connections: connections(),
  })),
  store: {
    place: registry.store.where,
    writeMs: registry.storeWriteMs,
    state: registry.storeHealth,
  },
  limits: { instances: config.maxInstances, used: registry.state.instances.size },
  flipGovernor: config.flipGovernor,
  logLevel: config.logLevel,
  openToClients: gate.isOpenToClients,
});
