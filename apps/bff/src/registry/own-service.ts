import { done } from '@cynosure/shared/outcome.ts';
import type { Cancel } from '../clock.ts';
import { type Change, put } from './changes.ts';
import { type Command, decided, keyOf } from './command.ts';
import { deregisterInstance } from './commands/deregister-instance.ts';
import { instanceIdOf } from './commands/new-ids.ts';
import { newNamespace } from './commands/parents.ts';
import { registerInstance } from './commands/register-instance.ts';
import type { Actor } from './model.ts';
import type { Registry } from './registry.ts';
import { BIT } from './tables/instance-table.ts';

const SELF: Actor = { id: '', name: 'Polaris', via: 'system' };
export const OWN_NAMESPACE = 'Polaris';
/** The service under which a server registers itself (contract/grpc-naming.md §10). */
export const OWN_SERVICE = 'polaris.checker';
/** A label of every entry that a server makes for itself. */
const SERVICE_LABEL = 'polaris_service';
const TTL_SECONDS = 5;

/** What a newborn registry contains (contract/store.md, seed rows). Does nothing where namespaces exist. */
export function seedNamespaces(): Command<number> {
  return {
    name: 'seedNamespaces',
    lane: 'operator',
    keys: (_state, keys) => {
      keys.writes(keyOf.namespace(OWN_NAMESPACE));
      keys.writes(keyOf.namespace('default'));
    },
    decide(state, now) {
      if (state.services.namespaces.size > 0) return decided(done(0));
      const seconds = Math.floor(now.wallMs / 1000);
      const changes: Change[] = [
        put('namespace', OWN_NAMESPACE, {
          ...newNamespace(OWN_NAMESPACE, 'polaris', seconds),
          comment: 'Polaris-server',
        }),
        put('namespace', 'default', {
          ...newNamespace('default', 'polaris', seconds),
          comment: 'Default Environment',
        }),
      ];
      return { outcome: done(changes.length), changes };
    },
  };
}

export interface OwnAddress {
  readonly host: string;
  readonly port: number;
  readonly version: string;
}

/**
 * Registers this server as an instance of its own service and keeps it beating, as clients that discover
 * the server expect. What an earlier life left behind goes, under whatever address it was; where several nodes share a
 * database only on this host and once it is unhealthy, because it may be another node's. Answers how to stop and leave.
 */
export async function joinOwnService(
  registry: Registry,
  beat: (id: string) => void,
  { host, port, version }: OwnAddress,
): Promise<() => Promise<void>> {
  const place = { namespace: OWN_NAMESPACE, service: OWN_SERVICE, host, port };
  const id = instanceIdOf(place);
  const join = () =>
    registry.run(
      registerInstance(
        {
          ...place,
          vpcId: null,
          protocol: 'grpc',
          version,
          priority: null,
          weight: null,
          logicSet: null,
          location: null,
          labels: { 'build-revision': version, [SERVICE_LABEL]: OWN_SERVICE },
          healthy: null,
          isolate: null,
          enableHealthCheck: true,
          heartbeat: { ttlSeconds: TTL_SECONDS },
        },
        SELF,
        'Polaris',
      ),
    );
  for (const one of leftEntries(registry, host))
    if (one !== id) await registry.run(deregisterInstance(one, SELF));
  await join();
  const stopBeating: Cancel = registry.clock.every(TTL_SECONDS * 1000, () => {
    // An operator took it out: it comes back, as the reference's does.
    if (registry.state.instances.slotOf(id) === -1) void join();
    else beat(id);
  });
  return async () => {
    stopBeating();
    await registry.run(deregisterInstance(id, SELF));
  };
}

/** Ids of what a server that did not take its leave has left in the service of servers. */
function leftEntries({ state, store }: Registry, host: string): string[] {
  const { instances } = state;
  const entry = state.services.service(OWN_NAMESPACE, OWN_SERVICE);
  if (entry === undefined) return [];
  const all = [...instances.ofService.of(entry.service.key)];
  const isLeft = (slot: number): boolean =>
    store.shared === undefined
      ? instances.factsOf(slot).labels[SERVICE_LABEL] === OWN_SERVICE
      : instances.hostOf(slot) === host && !instances.has(slot, BIT.healthy);
  return all.filter(isLeft).map((slot) => instances.idOf(slot));
}
