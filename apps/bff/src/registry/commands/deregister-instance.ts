import { done } from '@cynosure/shared/outcome.ts';
import { type Change, put } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import type { Actor } from '../model.ts';
import type { RegistryState } from '../state.ts';

/** Whether the instance was there; deregistering what is not there is a success (contract/grpc-naming.md §4). */
export interface Deregistered {
  readonly id: string;
  readonly wasThere: boolean;
}

/** Takes an instance out of all reads at once. Releases, isolations and holds that name it stay (architecture.md 2). */
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
        changes: removal(state, slot, now.wallMs),
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

/** The changes that take an instance away. What is held of it waits for its return (docs/held-values.md). */
export function removal(state: RegistryState, slot: number, wallMs: number): Change[] {
  const id = state.instances.idOf(slot);
  const gone: Change = { kind: 'instance.remove', slot, id, at: Math.floor(wallMs / 1000) };
  const held = state.holds.get(id);
  return held === undefined ? [gone] : [gone, put('hold', id, { ...held, goneAt: wallMs })];
}
