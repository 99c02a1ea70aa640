import type { May } from '@cynosure/shared/console/access.ts';
import type { Isolation as IsolationView } from '@cynosure/shared/console/isolation.ts';
import type { Rights } from '../../access/rights.ts';
import { hostsOf } from '../../registry/isolation-book.ts';
import type { Isolation } from '../../registry/model.ts';
import type { RegistryState } from '../../registry/state.ts';
import { BIT } from '../../registry/tables/instance-table.ts';
import type { UptakeTracker } from '../uptake-tracker.ts';
import { aboutIds, aboutIsolation } from './about.ts';
import { actorView, namedActorView } from './actor-view.ts';
import type { Arrivals } from './arrivals.ts';
import { permitted } from './may.ts';

export interface IsolationViewParts {
  readonly state: RegistryState;
  readonly tracker: UptakeTracker;
  readonly arrivals: Arrivals;
}

/** An isolation with what it covers now, its drift and its uptake. */
export function isolationView(
  parts: IsolationViewParts,
  isolation: Isolation,
  rights: Rights,
): IsolationView {
  const { state, tracker, arrivals } = parts;
  const covered = isolation.ended === null ? state.slotsUnder(isolation) : [];
  const services = [...new Set(covered.map((slot) => state.instances.service[slot] ?? 0))];
  const drift = driftOf(state, isolation);
  const isolated = covered.filter((slot) => state.instances.has(slot, BIT.isolated)).length;
  const { scope, ended } = isolation;
  const hosts = scope.kind === 'instances' ? hostsUnder(state, scope.instanceIds) : [...hostsOf(isolation)];
  return {
    id: isolation.id,
    scope: scope.kind === 'instances' ? 'instances' : 'host',
    hosts,
    ...(scope.kind === 'instances'
      ? onlyInstance(
          state,
          scope.instanceIds.map((id) => state.instances.slotOf(id)),
        )
      : {}),
    ...(scope.kind === 'hostInService' ? { service: scope.service } : {}),
    leave: scope.kind === 'host' ? [...scope.leave] : [],
    reason: isolation.reason,
    ticket: isolation.ticket,
    by: actorView(isolation.by),
    sinceAt: isolation.sinceAt,
    endsAt: isolation.endsAt,
    state: ended === null ? 'inForce' : 'ended',
    ...(ended === null
      ? {}
      : { endedAt: ended.at, endedBy: ended.by.via === 'timer' ? 'time' : actorView(ended.by) }),
    counts: {
      instances: covered.length,
      services: services.length,
      inForce: isolated,
      backInTraffic: covered.length - isolated,
      ...arrivals.of(isolation.id),
    },
    drift,
    uptake: tracker.of(isolation.operationId, services, isolation.sinceAt),
    operationId: isolation.operationId,
    undo: undoOf(isolation),
    revision: String(isolation.generation),
    may: isolationMay(state, isolation, rights),
  };
}

/** Instances that the registry's API has put back in traffic, and nobody has accepted that (decision 3). */
export function driftOf(state: RegistryState, isolation: Isolation): IsolationView['drift'] {
  if (isolation.ended !== null) return [];
  return [...state.isolations.releasesOf(isolation.id).values()].flatMap((release) => {
    const slot = state.instances.slotOf(release.instanceId);
    if (release.accepted === true || slot === -1) return [];
    return [
      {
        instanceId: release.instanceId,
        host: state.instances.hostOf(slot),
        port: state.instances.port[slot] ?? 0,
        kind: 'backInTraffic' as const,
        at: release.at,
        by: namedActorView(release.by),
      },
    ];
  });
}

const hostsUnder = (state: RegistryState, instanceIds: readonly string[]): string[] => [
  ...new Set(
    instanceIds.flatMap((id) => {
      const slot = state.instances.slotOf(id);
      return slot === -1 ? [] : [state.instances.hostOf(slot)];
    }),
  ),
];

/** The instance, where it is a single one and still there. */
function onlyInstance(state: RegistryState, slots: readonly number[]): Pick<IsolationView, 'instance'> {
  const [slot] = slots;
  if (slots.length !== 1 || slot === undefined || slot === -1) return {};
  const { namespace, name } = state.serviceOf(slot).service;
  const host = state.instances.hostOf(slot);
  return { instance: { namespace, service: name, host, port: state.instances.port[slot] ?? 0 } };
}

function isolationMay(state: RegistryState, isolation: Isolation, rights: Rights): May {
  if (isolation.ended !== null) return {};
  const about = aboutIsolation(state, isolation);
  const may = permitted(rights, 'extend', about);
  const undo = permitted(rights, 'undo', 'something');
  return { end: permitted(rights, 'end', about), extend: may, edit: may, undo };
}

/** What taking something back begins with: the latest change of the isolation, else the isolation. */
function undoOf({ operationId, lastChange }: Isolation): NonNullable<IsolationView['undo']> {
  if (lastChange === undefined) return { operationId, what: 'isolate' };
  return { operationId: lastChange.operationId, what: lastChange.isExtension ? 'extend' : 'change' };
}

/**
 * Instances on one host whose flag was set through the registry's API and that no isolation covers: listed
 * beside the isolations, read from the rows, not stored (data-shapes §4).
 */
export function flaggedView(
  parts: IsolationViewParts,
  host: string,
  slots: readonly number[],
  rights: Rights,
): IsolationView {
  const { state } = parts;
  const since = slots.map((slot) => state.instances.isolatedSince[slot] ?? 0);
  const services = [...new Set(slots.map((slot) => state.instances.service[slot] ?? 0))];
  const sinceAt = Math.min(...since);
  return {
    id: flaggedId(host),
    scope: 'instances',
    hosts: [host],
    ...onlyInstance(state, slots),
    leave: [],
    reason: '',
    ticket: '',
    by: { id: '', name: '', via: 'http' },
    sinceAt,
    endsAt: null,
    state: 'inForce',
    counts: {
      instances: slots.length,
      services: services.length,
      inForce: slots.length,
      backInTraffic: 0,
      arrived: 0,
      registeredAgain: 0,
    },
    drift: [],
    uptake: parts.tracker.of('', services, sinceAt),
    operationId: '',
    revision: '',
    may: {
      end: permitted(
        rights,
        'end',
        aboutIds(
          state,
          slots.map((slot) => state.instances.idOf(slot)),
        ),
      ),
    },
  };
}

/** Hosts hold no `~` at their start, so this never meets the id of an isolation. */
export const flaggedId = (host: string): string => `~${host}`;

/** The host whose flagged instances an id lists; undefined for an isolation's own. */
export const hostOfFlagged = (id: string): string | undefined =>
  id.startsWith('~') ? id.slice(1) : undefined;

/** Slots on the host whose flag alone keeps them out of traffic. */
export const flaggedOnHost = (state: RegistryState, host: string): number[] =>
  state.slotsOnHost(host).filter((slot) => isOnlyFlagged(state, slot));

const isOnlyFlagged = (state: RegistryState, slot: number): boolean =>
  state.instances.has(slot, BIT.rowIsolate) &&
  (state.isolations.inForce === 0 || state.isolations.covering(state.standingOf(slot)).length === 0);

/** Host → slots whose flag alone keeps them out of traffic. */
export function flaggedByHost(state: RegistryState): Map<string, number[]> {
  const { instances: table } = state;
  const found = new Map<string, number[]>();
  for (let slot = 0; slot < table.highSlot; slot += 1) {
    if (!table.isLive(slot) || !isOnlyFlagged(state, slot)) continue;
    const host = table.hostOf(slot);
    const slots = found.get(host);
    if (slots === undefined) found.set(host, [slot]);
    else slots.push(slot);
  }
  return found;
}
