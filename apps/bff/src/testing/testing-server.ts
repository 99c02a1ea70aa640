import type { SettingsParts } from '../console/routes/settings.ts';
import { createLog } from '../log.ts';
import { LogScopes } from '../log-scopes.ts';
import type { Registry } from '../registry/registry.ts';
import { type Connections, Upkeep } from '../upkeep/upkeep.ts';

/** Upkeep of a server that is alone, and of which nothing is logged. */
export const anUpkeep = (
  registry: Registry,
  connections: Readonly<Record<string, Connections>> = {},
  logs = new LogScopes(createLog('silent')),
): Upkeep => new Upkeep({ registry, clock: registry.clock, logs, connections });

/** A server that says nothing of itself. */
export const aServer = (upkeep: Upkeep): SettingsParts => ({
  started: { name: 'Testing', production: false },
  server: () => ({}),
  upkeep,
});
