import type { RegistryState } from '../../registry/state.ts';
import { BIT } from '../../registry/tables/instance-table.ts';

/** Epoch ms of the last heartbeat; null = none that is known of. */
export function lastBeatAtOf({ instances: table }: RegistryState, slot: number): number | null {
  const heard = table.beatWallMs[slot] ?? 0;
  if (heard > 0) return heard;
  // Before our start: known to the second where the instance fell silent.
  const silent = table.has(slot, BIT.silent) ? (table.silentSince[slot] ?? 0) : 0;
  return silent > 0 ? silent * 1000 : null;
}

/** Epoch ms of the last change that people see: of the row itself, its health or its isolation. */
export const shownChangeAt = ({ instances: table }: RegistryState, slot: number): number =>
  Math.max((table.mtime[slot] ?? 0) * 1000, table.healthSince[slot] ?? 0, table.isolatedSince[slot] ?? 0);
