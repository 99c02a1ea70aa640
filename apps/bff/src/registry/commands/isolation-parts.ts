import { refused } from '@cynosure/shared/outcome.ts';
import { type Change, put } from '../changes.ts';
import { type KeySet, keyOf } from '../command.ts';
import { hostsOf, instancesOf } from '../isolation-book.ts';
import type { IsolationTarget, ServiceEffect } from '../isolation-preview.ts';
import type { FieldChange, IsolationScope, Operation } from '../model.ts';
import { nameKey } from '../service-book.ts';
import type { RegistryState } from '../state.ts';
import type { InstanceOutcome, InstanceResult, IsolationAnswer, IsolationAsk } from './isolation-ask.ts';

export function isolationKeys(state: RegistryState, keys: KeySet, isolationId: string): void {
  keys.writes(keyOf.record('isolation', isolationId));
  const isolation = state.isolations.get(isolationId);
  if (isolation === undefined) return;
  if (isolation.scope.kind === 'hostInService') hostInServiceKeys(keys, isolation.scope);
  else for (const host of hostsOf(isolation)) keys.writes(keyOf.host(host));
  for (const id of instancesOf(isolation)) keys.writes(keyOf.instance(id));
  countedServices(state, keys, state.slotsUnder(isolation));
}

/** Of a host it touches one service only: what is done to its other services may go into the same commit. */
export function hostInServiceKeys(
  keys: KeySet,
  { host, service }: Extract<IsolationScope, { readonly kind: 'hostInService' }>,
): void {
  keys.reads(keyOf.host(host));
  keys.writes(keyOf.service(service.namespace, service.service));
}

export function countedServices(state: RegistryState, keys: KeySet, slots: readonly number[]): void {
  for (const { service } of new Set(slots.map((slot) => state.serviceOf(slot)))) {
    keys.writes(keyOf.service(service.namespace, service.name));
  }
}

/** The isolation as it may be changed now, or why not. */
export function current(state: RegistryState, id: string, generation: number | null) {
  const isolation = state.isolations.get(id);
  if (isolation === undefined) return refused('NotFoundResource', `there is no isolation ${id}`);
  if (isolation.ended !== null) return refused('NoNeedUpdate', `the isolation ${id} has ended already`);
  if (generation !== null && isolation.generation !== generation) {
    return refused('DataConflict', `the isolation ${id} was changed meanwhile`);
  }
  return isolation;
}

export function resultsOf(
  state: RegistryState,
  effects: readonly ServiceEffect[],
  left: ReadonlySet<string>,
): InstanceResult[] {
  return effects.flatMap((effect) => {
    const isLeft = left.has(nameKey(effect.namespace, effect.service));
    const changing = new Set(effect.changing);
    return effect.here.map(
      (slot) =>
        ({
          namespace: effect.namespace,
          service: effect.service,
          instanceId: state.instances.idOf(slot),
          outcome: isLeft && changing.has(slot) ? 'left' : changing.has(slot) ? 'done' : 'unchanged',
        }) as const,
    );
  });
}

export function countResults(results: readonly InstanceResult[]): Operation['counts'] {
  const count = (outcome: InstanceOutcome) => results.filter((one) => one.outcome === outcome).length;
  return { done: count('done'), unchanged: count('unchanged'), left: count('left') };
}

/** One change per service, so that an isolation of ten thousand instances stays a small record (decision 5). */
export const fieldChange = (effect: ServiceEffect): FieldChange => ({
  target: {
    kind: 'service',
    id: `${effect.namespace}/${effect.service}`,
    label: `${effect.service} (${effect.changing.length})`,
  },
  path: '/isolated',
  before: effect.now.isolated,
  after: effect.after.isolated,
});

/** The service that a command on many instances is about, where it is one. */
export function serviceOf(effects: readonly ServiceEffect[]): { namespace?: string; service?: string } {
  const [first, ...others] = effects;
  if (first === undefined) return {};
  if (others.length === 0) return { namespace: first.namespace, service: first.service };
  return others.every(({ namespace }) => namespace === first.namespace) ? { namespace: first.namespace } : {};
}

/** Host, namespace and service that the record is found by. Several hosts: all, comma between. */
export function targetNames(scope: IsolationScope | IsolationTarget): {
  host?: string;
  namespace?: string;
  service?: string;
} {
  if (scope.kind === 'host' || scope.kind === 'hosts') return { host: scope.hosts.join(',') };
  if (scope.kind === 'hostInService') return { host: scope.host, ...scope.service };
  return {};
}

export function replayOf(
  state: RegistryState,
  idempotency: IsolationAsk['idempotency'],
): IsolationAnswer | null {
  if (idempotency === undefined) return null;
  const kept = state.kept.idempotency.get(idempotency.key);
  if (kept === undefined) return null;
  if (kept.hash !== idempotency.hash) return { kind: 'keyReused' };
  const [, isolationId = '', operationId = ''] = kept.ref.split(' ');
  const isolation = state.isolations.get(isolationId);
  const operation = state.recentOperations.get(operationId);
  if (isolation === undefined || operation === undefined) return { kind: 'keyReused' };
  const results = state.slotsUnder(isolation).map((slot) => {
    const { namespace, service, id } = state.standingOf(slot);
    return { namespace, service, instanceId: id, outcome: 'done' as const };
  });
  return { kind: 'done', isolation, operation, results, replayed: true };
}

export function rememberAnswer(
  changes: Change[],
  idempotency: IsolationAsk['idempotency'],
  at: number,
  ref: string,
): void {
  if (idempotency === undefined) return;
  changes.push(put('idempotency', idempotency.key, { at, hash: idempotency.hash, ref }));
}
