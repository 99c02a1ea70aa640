import { type Change, put } from '../changes.ts';
import type { Actor } from '../model.ts';
import type { RegistryState } from '../state.ts';
import { releaseKey } from '../state.ts';

/**
 * What writing the isolate flag of one instance takes beside the flag itself: `false` on a covered instance
 * is a durable release from every isolation that covers it (decision 3). Adds to `changes`.
 */
export function releaseFromIsolations(
  state: RegistryState,
  slot: number,
  by: Actor,
  wallMs: number,
  changes: Change[],
): void {
  if (state.isolations.inForce === 0) return;
  const standing = state.standingOf(slot);
  for (const isolation of state.isolations.covering(standing)) {
    if (state.isolations.isReleased(isolation.id, standing.id)) continue;
    const release = { isolationId: isolation.id, instanceId: standing.id, at: wallMs, by: by.name };
    changes.push(put('release', releaseKey(isolation.id, standing.id), release));
  }
}
