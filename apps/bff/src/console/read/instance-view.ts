import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import { missedBeats } from '@cynosure/shared/console/state.ts';
import type { Rights } from '../../access/rights.ts';
import { clientValue, heldPaths } from '../../registry/held-values.ts';
import type { Isolation } from '../../registry/model.ts';
import type { RegistryState } from '../../registry/state.ts';
import { BIT } from '../../registry/tables/instance-table.ts';
import { aboutSlot } from './about.ts';
import { lastBeatAtOf, shownChangeAt } from './instance-times.ts';
import { instanceMay } from './may.ts';

/** One row as lists show it (console/data-shapes.md §2.2): decoded for the page, never for all. */
export function instanceView(
  state: RegistryState,
  slot: number,
  rights: Rights,
  wallMs: number,
): InstanceRow {
  const { instances: table } = state;
  const instance = table.read(slot);
  const isolation = isolationOf(state, slot);
  return {
    id: instance.id,
    namespace: instance.namespace,
    service: instance.service,
    host: instance.host,
    port: instance.port,
    health: healthOf(state, slot, wallMs),
    isolation,
    checked: table.has(slot, BIT.checked),
    ttlSeconds: typeof instance.check === 'object' ? instance.check.ttlSeconds : null,
    weight: instance.weight,
    priority: instance.priority ?? 0,
    protocol: instance.protocol ?? '',
    version: instance.version ?? '',
    region: instance.location?.region ?? '',
    zone: instance.location?.zone ?? '',
    campus: instance.location?.campus ?? '',
    labels: { ...instance.labels },
    held: heldOf(state, instance.id),
    lastBeatAt: lastBeatAtOf(state, slot),
    revision: instance.effectiveRevision,
    registeredAt: instance.ctime * 1000,
    changedAt: shownChangeAt(state, slot),
    may: instanceMay(rights, aboutSlot(state, slot), isolation !== null),
  };
}

/** What operators hold against the client, and what it says under each. */
function heldOf(state: RegistryState, id: string): InstanceRow['held'] {
  const fields = state.heldOf(id);
  const held: InstanceRow['held'] = {};
  for (const path of heldPaths(fields)) {
    const field = fields[path];
    if (field === undefined) continue;
    const { by, at, reason } = field;
    held[path] = { client: clientValue(path, field), by, at, reason };
  }
  return held;
}

/** Who takes the instance out of traffic now; null = nobody does. */
function isolationOf(state: RegistryState, slot: number): InstanceRow['isolation'] {
  const { instances: table, isolations } = state;
  if (!table.has(slot, BIT.isolated)) return null;
  const standing = state.standingOf(slot);
  const intents = isolations
    .covering(standing)
    .filter((one) => !isolations.isReleased(one.id, standing.id))
    .sort((a, b) => a.sinceAt - b.sinceAt);
  const sinceAt = table.isolatedSince[slot] ?? 0;
  return {
    intents: intents.map(({ id }) => id),
    endsAt: lastEnd(intents),
    sinceAt,
    by: intents[0]?.by.name ?? '',
  };
}

/** Back in traffic once the last one has ended: null where one of them has no end, or the flag stands alone. */
function lastEnd(intents: readonly Isolation[]): number | null {
  let last: number | null = null;
  for (const { endsAt } of intents) {
    if (endsAt === null) return null;
    last = Math.max(last ?? 0, endsAt);
  }
  return last;
}

export function healthOf(state: RegistryState, slot: number, wallMs: number): InstanceRow['health'] {
  const { instances: table } = state;
  const sinceAt = table.healthSince[slot] ?? 0;
  const healthy = table.has(slot, BIT.healthy);
  if (!table.has(slot, BIT.checked)) {
    return { state: 'unchecked', sinceAt, missedBeats: 0, reported: healthy };
  }
  const lastBeatAt = lastBeatAtOf(state, slot);
  const missed = lastBeatAt === null ? 0 : missedBeats(lastBeatAt, table.ttlSeconds[slot] ?? 0, wallMs);
  return { state: healthy ? 'healthy' : 'unhealthy', sinceAt, missedBeats: missed };
}
