import { codes } from '@cynosure/shared/codes.ts';
import { done, refused } from '@cynosure/shared/outcome.ts';
import { ulid } from 'ulid';
import { type Change, put, remove } from '../changes.ts';
import { type Command, decided, type KeySet, keyOf } from '../command.ts';
import { hostsOf, instancesOf } from '../isolation-book.ts';
import {
  type IsolationTarget,
  isWorse,
  previewEnd,
  previewIsolation,
  type ServiceEffect,
  slotsOfTarget,
  type Verdict,
} from '../isolation-preview.ts';
import type { Actor, FieldChange, Isolation, IsolationScope, Operation, ServiceName } from '../model.ts';
import { nameKey } from '../service-book.ts';
import { type RegistryState, releaseKey } from '../state.ts';

/** What the operator saw of one service before confirming; compared with the state at commit (data-shapes §4). */
export interface SeenEffect extends ServiceName {
  readonly verdict: Verdict;
  readonly othersInTraffic: number;
}

export interface IsolationAsk {
  readonly target: IsolationTarget;
  readonly reason: string;
  readonly ticket: string;
  /** Epoch ms, or null: until somebody ends it. */
  readonly endsAt: number | null;
  /** Services with a stop: left in traffic (also without a decision) or isolated all the same. */
  readonly decisions: readonly (ServiceName & { readonly decision: 'leave' | 'override' })[];
  /** What the preview showed; null = decide on the state as it is (the registry's API). */
  readonly seen: readonly SeenEffect[] | null;
  /** Kept with the answer, so that a repeated request is answered and not done again. */
  readonly idempotency?: { readonly key: string; readonly hash: string };
  readonly undoes?: string;
  /** A stop without an override refuses everything, instead of being left in traffic (decision 4). */
  readonly stopRefuses?: boolean;
}

export type InstanceOutcome = 'done' | 'unchanged' | 'left';
export interface InstanceResult extends ServiceName {
  readonly instanceId: string;
  readonly outcome: InstanceOutcome;
}

/** A service whose verdict got worse since the preview; `from` null = it was not in the preview. */
export interface Worsened extends ServiceName {
  readonly from: Verdict | null;
  readonly to: Verdict;
}

export type IsolationAnswer =
  | {
      readonly kind: 'done';
      readonly isolation: Isolation;
      readonly operation: Operation;
      readonly results: readonly InstanceResult[];
      /** The request had been done before: nothing was done now; `results` tell what it covers. */
      readonly replayed: boolean;
    }
  | {
      /** Worse than previewed: nothing was written. */
      readonly kind: 'previewChanged';
      readonly effects: readonly ServiceEffect[];
      readonly worse: readonly Worsened[];
    }
  | { readonly kind: 'keyReused' }
  /** The target names nothing that is there. */
  | { readonly kind: 'nothingThere' };

/**
 * Takes hosts or instances out of traffic as an intent: one row, whatever it covers (decision 5). The guard
 * is asked again on the state as it is now; a service with a stop is left in traffic unless overridden.
 */
export function createIsolation(
  ask: IsolationAsk,
  by: Actor,
  options: { ahead?: boolean } = {},
): Command<IsolationAnswer> {
  return {
    name: 'createIsolation',
    lane: 'operator',
    keys(state, keys) {
      if (ask.idempotency !== undefined) keys.writes(keyOf.record('idempotency', ask.idempotency.key));
      targetKeys(state, keys, ask.target);
    },
    decide(state, now) {
      const replayed = replayOf(state, ask.idempotency);
      if (replayed !== null) return decided(done(replayed));
      const effects = previewIsolation(state, ask.target);
      if (effects.length === 0 && !options.ahead) return decided(done({ kind: 'nothingThere' }));
      const worse = worsened(effects, ask);
      const id = ulid(now.wallMs);
      const operationId = ulid(now.wallMs);
      if (worse.length > 0) {
        const info = `health changed since the preview: ${worse.map((one) => one.service).join(', ')}`;
        const operation = operationOf({
          id: operationId,
          ask,
          by,
          now,
          counts: { done: 0, unchanged: 0, left: 0 },
          refusal: info,
        });
        return { outcome: done({ kind: 'previewChanged', effects, worse }), changes: [], operation };
      }
      const left = leftInTraffic(effects, ask.decisions);
      const isolation: Isolation = {
        id,
        scope: scopeOf(state, ask.target, left),
        reason: ask.reason,
        ticket: ask.ticket,
        by,
        sinceAt: now.wallMs,
        endsAt: ask.endsAt,
        operationId,
        generation: 1,
        ended: null,
      };
      const results = resultsOf(state, effects, left);
      const operation = operationOf({
        id: operationId,
        ask,
        by,
        now,
        counts: countResults(results),
        isolation,
        changes: effects
          .filter((effect) => !left.has(nameKey(effect.namespace, effect.service)))
          .map(fieldChange),
      });
      const changes: Change[] = [put('isolation', id, isolation)];
      rememberAnswer(changes, ask.idempotency, now.wallMs, `isolation ${id} ${operationId}`);
      return {
        outcome: done({ kind: 'done', isolation, operation, results, replayed: false }),
        changes,
        operation,
      };
    },
  };
}

export interface EndAsk {
  readonly isolationId: string;
  readonly reason: string;
  /** Generation that the operator saw; null = whatever it is now. */
  readonly generation: number | null;
  readonly idempotency?: { readonly key: string; readonly hash: string };
  readonly undoes?: string;
}

/**
 * Ends an isolation: instances come back unless a flag or another isolation keeps them out (spec.md §5).
 * Refusals: NotFoundResource; NoNeedUpdate where it has ended already; DataConflict on another generation.
 */
export function endIsolation(ask: EndAsk, by: Actor): Command<IsolationAnswer> {
  return {
    name: 'endIsolation',
    lane: 'operator',
    keys(state, keys) {
      if (ask.idempotency !== undefined) keys.writes(keyOf.record('idempotency', ask.idempotency.key));
      isolationKeys(state, keys, ask.isolationId);
    },
    decide(state, now) {
      const replayed = replayOf(state, ask.idempotency);
      if (replayed !== null) return decided(done(replayed));
      const before = current(state, ask.isolationId, ask.generation);
      if ('code' in before) return decided(before);
      const effects = previewEnd(state, before);
      const results = resultsOf(state, effects, new Set());
      const isolation: Isolation = {
        ...before,
        generation: before.generation + 1,
        ended: { at: now.wallMs, by },
      };
      const operation: Operation = {
        ...operationHead(ulid(now.wallMs), 'isolation.end', by, now.wallMs),
        ...(ask.reason === '' ? {} : { reason: ask.reason }),
        ...targetNames(before.scope),
        isolationId: before.id,
        ...(ask.undoes === undefined ? {} : { undoes: ask.undoes }),
        counts: countResults(results),
        changes: effects.map((effect) => fieldChange(effect)),
      };
      const changes: Change[] = [put('isolation', before.id, isolation)];
      for (const instanceId of state.isolations.releasesOf(before.id).keys()) {
        changes.push(remove('release', releaseKey(before.id, instanceId)));
      }
      rememberAnswer(changes, ask.idempotency, now.wallMs, `isolation ${before.id} ${operation.id}`);
      return {
        outcome: done({ kind: 'done', isolation, operation, results, replayed: false }),
        changes,
        operation,
      };
    },
  };
}

/** Changes when it ends, its reason or its ticket. Refusals as for `endIsolation`. */
export function patchIsolation(
  isolationId: string,
  patch: { readonly endsAt?: number | null; readonly reason?: string; readonly ticket?: string },
  generation: number | null,
  by: Actor,
  undoes?: string,
): Command<{ readonly isolation: Isolation; readonly operation: Operation }> {
  return {
    name: 'patchIsolation',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.record('isolation', isolationId)),
    decide(state, now) {
      const before = current(state, isolationId, generation);
      if ('code' in before) return decided(before);
      const isolation: Isolation = { ...before, ...patch, generation: before.generation + 1 };
      const changes = (['endsAt', 'reason', 'ticket'] as const)
        .filter((field) => before[field] !== isolation[field])
        .map((field) => ({
          ...isolationField(before, `/${field}`),
          before: before[field],
          after: isolation[field],
        }));
      if (changes.length === 0) return decided(refused('NoNeedUpdate'));
      const operation: Operation = {
        ...operationHead(ulid(now.wallMs), 'isolation.change', by, now.wallMs),
        ...targetNames(before.scope),
        isolationId,
        ...(undoes === undefined ? {} : { undoes }),
        counts: { done: 1, unchanged: 0, left: 0 },
        changes,
      };
      return {
        outcome: done({ isolation, operation }),
        changes: [put('isolation', isolationId, isolation)],
        operation,
      };
    },
  };
}

/**
 * Drift (decision 3). `again`: the instances are taken out of traffic once more. `accept`: they stay in
 * traffic and no longer count as drift.
 */
export function settleDrift(
  isolationId: string,
  instanceIds: readonly string[],
  how: 'again' | 'accept',
  generation: number | null,
  by: Actor,
): Command<{ readonly isolation: Isolation; readonly operation: Operation }> {
  return {
    name: 'settleDrift',
    lane: 'operator',
    keys: (state, keys) => isolationKeys(state, keys, isolationId),
    decide(state, now) {
      const before = current(state, isolationId, generation);
      if ('code' in before) return decided(before);
      const released = instanceIds.filter((id) => state.isolations.isReleased(isolationId, id));
      if (released.length === 0) return decided(refused('NoNeedUpdate'));
      const isolation: Isolation = { ...before, generation: before.generation + 1 };
      const changes: Change[] = [put('isolation', isolationId, isolation)];
      for (const instanceId of released) {
        const key = releaseKey(isolationId, instanceId);
        if (how === 'again') changes.push(remove('release', key));
        else
          changes.push(
            put('release', key, { isolationId, instanceId, at: now.wallMs, by: by.name, accepted: true }),
          );
      }
      const operation: Operation = {
        ...operationHead(
          ulid(now.wallMs),
          how === 'again' ? 'isolation.again' : 'isolation.accept',
          by,
          now.wallMs,
        ),
        ...targetNames(before.scope),
        isolationId,
        counts: { done: released.length, unchanged: instanceIds.length - released.length, left: 0 },
        changes: released.map((id) => ({
          target: { kind: 'instance', id, label: id },
          path: '/isolated',
          before: false,
          after: how === 'again',
        })),
      };
      return { outcome: done({ isolation, operation }), changes, operation };
    },
  };
}

// What a decision rests on --------------------------------------------------------------------------

function targetKeys(state: RegistryState, keys: KeySet, target: IsolationTarget): void {
  if (target.kind === 'instances') for (const id of target.instanceIds) keys.writes(keyOf.instance(id));
  else
    for (const host of target.kind === 'hosts' ? target.hosts : [target.host]) keys.writes(keyOf.host(host));
  // The verdict counts instances, so nothing else may change these services in the same batch (core.md §1).
  countedServices(state, keys, slotsOfTarget(state, target));
}

function isolationKeys(state: RegistryState, keys: KeySet, isolationId: string): void {
  keys.writes(keyOf.record('isolation', isolationId));
  const isolation = state.isolations.get(isolationId);
  if (isolation === undefined) return;
  for (const host of hostsOf(isolation)) keys.writes(keyOf.host(host));
  for (const id of instancesOf(isolation)) keys.writes(keyOf.instance(id));
  countedServices(state, keys, state.slotsUnder(isolation));
}

function countedServices(state: RegistryState, keys: KeySet, slots: readonly number[]): void {
  for (const { service } of new Set(slots.map((slot) => state.serviceOf(slot)))) {
    keys.writes(keyOf.service(service.namespace, service.name));
  }
}

/** The isolation as it may be changed now, or why not. */
function current(state: RegistryState, id: string, generation: number | null) {
  const isolation = state.isolations.get(id);
  if (isolation === undefined) return refused('NotFoundResource', `there is no isolation ${id}`);
  if (isolation.ended !== null) return refused('NoNeedUpdate', `the isolation ${id} has ended already`);
  if (generation !== null && isolation.generation !== generation) {
    return refused('DataConflict', `the isolation ${id} was changed meanwhile`);
  }
  return isolation;
}

/** Refused when a verdict got worse, a stop is new, a service is new, or fewer others are left than were overridden. */
function worsened(
  effects: readonly ServiceEffect[],
  { seen, decisions, stopRefuses }: IsolationAsk,
): Worsened[] {
  if (seen === null) {
    const stopped =
      stopRefuses && decisions.length === 0 ? effects.filter(({ verdict }) => verdict === 'stop') : [];
    return stopped.map(({ namespace, service, verdict }) => ({
      namespace,
      service,
      from: null,
      to: verdict,
    }));
  }
  const seenBy = new Map(seen.map((one) => [nameKey(one.namespace, one.service), one]));
  const overridden = new Set(
    decisions.filter((one) => one.decision === 'override').map((one) => nameKey(one.namespace, one.service)),
  );
  return effects.flatMap((effect): Worsened[] => {
    const key = nameKey(effect.namespace, effect.service);
    const before = seenBy.get(key);
    const name = { namespace: effect.namespace, service: effect.service, to: effect.verdict };
    if (before === undefined) return [{ ...name, from: null }];
    const fewerLeft = overridden.has(key) && effect.othersInTraffic < before.othersInTraffic;
    return isWorse(before.verdict, effect.verdict) || fewerLeft ? [{ ...name, from: before.verdict }] : [];
  });
}

/** Services that stay in traffic: decided so, or a stop that nobody overrode. */
function leftInTraffic(effects: readonly ServiceEffect[], decisions: IsolationAsk['decisions']): Set<string> {
  const decisionOf = new Map(decisions.map((one) => [nameKey(one.namespace, one.service), one.decision]));
  const left = new Set<string>();
  for (const effect of effects) {
    const key = nameKey(effect.namespace, effect.service);
    const decision = decisionOf.get(key) ?? (effect.verdict === 'stop' ? 'leave' : undefined);
    if (decision === 'leave') left.add(key);
  }
  return left;
}

function scopeOf(state: RegistryState, target: IsolationTarget, left: ReadonlySet<string>): IsolationScope {
  if (target.kind === 'hosts') {
    const leave = [...left].map((key) => {
      const [namespace = '', service = ''] = key.split('\0');
      return { namespace, service };
    });
    return { kind: 'host', hosts: target.hosts, leave };
  }
  if (target.kind === 'hostInService') return target;
  const instanceIds = target.instanceIds.filter((id) => {
    const slot = state.instances.slotOf(id);
    if (slot === -1) return false;
    const { namespace, name } = state.serviceOf(slot).service;
    return !left.has(nameKey(namespace, name));
  });
  return { kind: 'instances', instanceIds };
}

// What is answered and recorded ---------------------------------------------------------------------

function resultsOf(
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

function countResults(results: readonly InstanceResult[]): Operation['counts'] {
  const count = (outcome: InstanceOutcome) => results.filter((one) => one.outcome === outcome).length;
  return { done: count('done'), unchanged: count('unchanged'), left: count('left') };
}

/** One change per service, so that an isolation of ten thousand instances stays a small record (decision 5). */
const fieldChange = (effect: ServiceEffect): FieldChange => ({
  target: {
    kind: 'service',
    id: `${effect.namespace}/${effect.service}`,
    label: `${effect.service} (${effect.changing.length})`,
  },
  path: '/isolated',
  before: effect.now.isolated,
  after: effect.after.isolated,
});

const isolationField = (isolation: Isolation, path: string) => ({
  target: { kind: 'isolation', id: isolation.id, label: targetNames(isolation.scope).host ?? isolation.id },
  path,
});

const operationHead = (id: string, action: string, by: Actor, at: number) => ({
  id,
  at,
  by,
  action,
  outcome: 'done' as const,
  code: codes.ExecuteSuccess.number,
  info: codes.ExecuteSuccess.info,
});

function operationOf(of: {
  readonly id: string;
  readonly ask: IsolationAsk;
  readonly by: Actor;
  readonly now: { readonly wallMs: number };
  readonly counts: Operation['counts'];
  readonly isolation?: Isolation;
  readonly changes?: readonly FieldChange[];
  readonly refusal?: string;
}): Operation {
  const { ask } = of;
  return {
    ...operationHead(of.id, 'isolation.create', of.by, of.now.wallMs),
    ...(of.refusal === undefined
      ? {}
      : { outcome: 'refused' as const, code: codes.DataConflict.number, info: of.refusal }),
    reason: ask.reason,
    ...(ask.ticket === '' ? {} : { ticket: ask.ticket }),
    ...targetNames(of.isolation?.scope ?? ask.target),
    ...(of.isolation === undefined ? {} : { isolationId: of.isolation.id }),
    ...(ask.undoes === undefined ? {} : { undoes: ask.undoes }),
    counts: of.counts,
    changes: of.changes ?? [],
  };
}

/** Host, namespace and service that the record is found by. Several hosts: all, comma between. */
function targetNames(scope: IsolationScope | IsolationTarget): {
  host?: string;
  namespace?: string;
  service?: string;
} {
  if (scope.kind === 'host' || scope.kind === 'hosts') return { host: scope.hosts.join(',') };
  if (scope.kind === 'hostInService') return { host: scope.host, ...scope.service };
  return {};
}

function replayOf(state: RegistryState, idempotency: IsolationAsk['idempotency']): IsolationAnswer | null {
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

function rememberAnswer(
  changes: Change[],
  idempotency: IsolationAsk['idempotency'],
  at: number,
  ref: string,
): void {
  if (idempotency === undefined) return;
  changes.push(put('idempotency', idempotency.key, { at, hash: idempotency.hash, ref }));
}
