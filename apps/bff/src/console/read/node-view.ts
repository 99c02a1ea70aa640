import type { NodeFacts } from '@cynosure/shared/console/settings.ts';
import { OWN_NAMESPACE, OWN_SERVICE } from '../../registry/own-service.ts';
import type { RegistryState } from '../../registry/state.ts';
import { healthOf } from './instance-view.ts';
import { compareNaturally } from './natural-order.ts';

/** The servers that share this registry: each is an instance of the service that servers register themselves in. */
export function nodesOf(state: RegistryState, wallMs: number): NodeFacts[] {
  const entry = state.services.resolve(OWN_NAMESPACE, OWN_SERVICE);
  if (entry === undefined) return [];
  const { instances: table } = state;
  return state
    .slotsOfService(entry.service.key)
    .map((slot) => ({
      address: `${table.hostOf(slot)}:${table.port[slot]}`,
      version: table.read(slot).version ?? '',
      health: healthOf(state, slot, wallMs).state,
      lastBeatAt: table.beatWallMs[slot] || null,
    }))
    .sort((a, b) => compareNaturally(a.address, b.address));
}
