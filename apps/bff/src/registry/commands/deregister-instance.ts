import { done } from '@cynosure/shared/outcome.ts';
import { type Command, decided, keyOf } from '../command.ts';
import type { Actor } from '../model.ts';

/** Whether the instance was there; deregistering what is not there is a success (contract/grpc-naming.md §4). */
export interface Deregistered {
  readonly id: string;
  readonly wasThere: boolean;
}

/** Takes an instance out of all reads at once. Releases and isolations that name it stay (architecture.md 2). */
export function deregisterInstance(id: string, by: Actor): Command<Deregistered> {
  return {
    name: 'deregisterInstance',
    // Never ahead of a register of the same instance: both wait in one order (core.md §1).
    lane: 'client',
    keys(state, keys) {
      keys.writes(keyOf.instance(id));
      const slot = state.instances.slotOf(id);
      if (slot === -1) return;
      const { service } = state.serviceOf(slot);
      keys.reads(keyOf.service(service.namespace, service.name));
    },
    decide(state, now) {
      const slot = state.instances.slotOf(id);
      if (slot === -1) return decided(done({ id, wasThere: false }));
      const { namespace, service, host } = state.standingOf(slot);
      return {
        outcome: done({ id, wasThere: true }),
        changes: [{ kind: 'instance.remove', slot, id, at: Math.floor(now.wallMs / 1000) }],
        clientEntry: {
          action: 'deregister',
          id,
          label: `${namespace}/${service} ${host}:${state.instances.port[slot]}`,
          by: by.name,
        },
      };
    },
  };
}
