import { done, refused } from '@cynosure/shared/outcome.ts';
import { type Change, put, remove } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import { previewRelease } from '../isolation-preview.ts';
import type { Actor, FieldChange, Isolation, Operation } from '../model.ts';
import { type RegistryState, releaseKey } from '../state.ts';
import type { InstanceResult } from './isolation-ask.ts';
import { countedServices, countResults, isolationKeys, resultsOf, serviceOf } from './isolation-parts.ts';
import { newHex32 } from './new-ids.ts';
import { operationRecord } from './operation-record.ts';

export interface Released {
  readonly operation: Operation;
  readonly results: readonly InstanceResult[];
}

/**
 * Puts single instances back in traffic, whatever keeps them out: an isolation that covers nothing else is ended, of
 * the others they are released for good, and a flag that the registry's API or a client has set is cleared.
 * Refusals: NoNeedUpdate where all of them are in traffic.
 */
export function releaseInstances(
  ids: readonly string[],
  ask: { readonly reason: string },
  by: Actor,
): Command<Released> {
  return {
    name: 'releaseInstances',
    lane: 'operator',
    keys(state, keys) {
      for (const id of ids) keys.writes(keyOf.instance(id));
      countedServices(state, keys, slotsOf(state, ids));
      for (const isolation of coveringAny(state, ids)) isolationKeys(state, keys, isolation.id);
    },
    decide(state, now) {
      const effects = previewRelease(state, slotsOf(state, ids));
      const results = resultsOf(state, effects, new Set());
      const changes = [
        ...coveringAny(state, ids).flatMap((one) => releaseFrom(state, one, ids, now.wallMs, by)),
        ...clearedFlags(state, ids, now.wallMs),
      ];
      if (changes.length === 0)
        return decided(refused('NoNeedUpdate', 'all of these instances are in traffic'));
      const operation: Operation = {
        ...operationRecord({
          action: 'isolation.release',
          by,
          wallMs: now.wallMs,
          names: { ...serviceOf(effects), ...hostOf(state, ids) },
          counts: countResults(results),
          changes: effects.flatMap(({ changing }) => changing.map((slot) => backInTraffic(state, slot))),
        }),
        ...(ask.reason === '' ? {} : { reason: ask.reason }),
      };
      return { outcome: done({ operation, results }), changes, operation };
    },
  };
}

const slotsOf = (state: RegistryState, ids: readonly string[]): number[] =>
  ids.map((id) => state.instances.slotOf(id)).filter((slot) => slot !== -1);

/** One fresh revision for all, as where the API clears the flags of a host. */
function clearedFlags(state: RegistryState, ids: readonly string[], wallMs: number): Change[] {
  const revision = newHex32();
  const mtime = Math.floor(wallMs / 1000);
  return slotsOf(state, ids)
    .map((slot) => ({ slot, row: state.instances.stateOf(slot) }))
    .filter(({ row }) => row.isolateFlag)
    .map(({ slot, row }) => ({
      kind: 'instance.state',
      slot,
      state: { ...row, isolateFlag: false, revision, mtime },
    }));
}

/** The host that the record is found by, where it is one. */
function hostOf(state: RegistryState, ids: readonly string[]): { host?: string } {
  const hosts = new Set(slotsOf(state, ids).map((slot) => state.instances.hostOf(slot)));
  const [host] = hosts;
  return host === undefined || hosts.size > 1 ? {} : { host };
}

function coveringAny(state: RegistryState, ids: readonly string[]): Isolation[] {
  const found = new Set<Isolation>();
  for (const slot of slotsOf(state, ids))
    for (const isolation of state.isolations.covering(state.standingOf(slot))) found.add(isolation);
  return [...found];
}

/** Ends the isolation where the instances are all that it keeps out; else releases them from it. */
function releaseFrom(
  state: RegistryState,
  isolation: Isolation,
  ids: readonly string[],
  at: number,
  by: Actor,
): Change[] {
  const { isolations, instances } = state;
  const wanted = new Set(ids);
  const keptOut = state
    .slotsUnder(isolation)
    .map((slot) => instances.idOf(slot))
    .filter((id) => !isolations.isReleased(isolation.id, id));
  const generation = isolation.generation + 1;
  // One of a host goes on for whoever arrives there.
  if (isolation.scope.kind === 'instances' && keptOut.every((id) => wanted.has(id))) {
    const ended = put('isolation', isolation.id, { ...isolation, generation, ended: { at, by } });
    const releases = [...isolations.releasesOf(isolation.id).keys()];
    return [ended, ...releases.map((id) => remove('release', releaseKey(isolation.id, id)))];
  }
  const released = keptOut.filter((id) => wanted.has(id));
  if (released.length === 0) return [];
  return [
    put('isolation', isolation.id, { ...isolation, generation }),
    ...released.map((instanceId) =>
      put('release', releaseKey(isolation.id, instanceId), {
        isolationId: isolation.id,
        instanceId,
        at,
        by: by.name,
        accepted: true,
      }),
    ),
  ];
}

function backInTraffic(state: RegistryState, slot: number): FieldChange {
  const { service, host, id } = state.standingOf(slot);
  const label = `${service} ${host}:${state.instances.port[slot] ?? 0}`;
  return { target: { kind: 'instance', id, label }, path: '/isolated', before: true, after: false };
}
