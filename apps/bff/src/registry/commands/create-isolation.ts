import { codes } from '@cynosure/shared/codes.ts';
import { done } from '@cynosure/shared/outcome.ts';
import { type Change, put } from '../changes.ts';
import { type Command, decided, type KeySet, keyOf } from '../command.ts';
import {
  type IsolationTarget,
  isWorse,
  previewIsolation,
  type ServiceEffect,
  slotsOfTarget,
} from '../isolation-preview.ts';
import type { Actor, Isolation, IsolationScope, Operation } from '../model.ts';
import { nameKey } from '../service-book.ts';
import type { RegistryState } from '../state.ts';
import type { IsolationAnswer, IsolationAsk, Worsened } from './isolation-ask.ts';
import {
  countedServices,
  countResults,
  fieldChange,
  hostInServiceKeys,
  rememberAnswer,
  replayOf,
  resultsOf,
  targetNames,
} from './isolation-parts.ts';
import { newUlid } from './new-ids.ts';
import { operationRecord } from './operation-record.ts';

/**
 * Takes hosts or instances out of traffic as an intent: one row, whatever it covers (decision 5). The guard
 * is asked again on the state as it is now; a service with a stop is left in traffic unless overridden.
 */
export function createIsolation(
  ask: IsolationAsk,
  by: Actor,
  options: { readonly ahead?: boolean; readonly request?: object | undefined } = {},
): Command<IsolationAnswer> {
  return {
    name: 'createIsolation',
    lane: 'operator',
    request: options.request,
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
      const id = newUlid(now.wallMs);
      const operationId = newUlid(now.wallMs);
      if (worse.length > 0) {
        const what =
          ask.seen === null ? 'no healthy instance would be left' : 'health changed since the preview';
        const info = `${what}: ${worse.map((one) => one.service).join(', ')}`;
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
        effects: effects.filter((effect) => !left.has(nameKey(effect.namespace, effect.service))),
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

function operationOf(of: {
  readonly ask: IsolationAsk;
  readonly by: Actor;
  readonly now: { readonly wallMs: number };
  readonly counts: Operation['counts'];
  readonly isolation?: Isolation;
  readonly id: string;
  readonly effects?: readonly ServiceEffect[];
  readonly refusal?: string;
}): Operation {
  const { ask, isolation } = of;
  return {
    ...operationRecord({
      id: of.id,
      action: 'isolation.create',
      by: of.by,
      wallMs: of.now.wallMs,
      names: targetNames(isolation?.scope ?? ask.target),
      counts: of.counts,
      changes: (of.effects ?? []).map(fieldChange),
    }),
    ...(of.refusal === undefined
      ? {}
      : { outcome: 'refused' as const, code: codes.DataConflict.number, info: of.refusal }),
    reason: ask.reason,
    ...(ask.ticket === '' ? {} : { ticket: ask.ticket }),
    ...(isolation === undefined ? {} : { isolationId: isolation.id }),
    ...(ask.undoes === undefined ? {} : { undoes: ask.undoes }),
  };
}

function targetKeys(state: RegistryState, keys: KeySet, target: IsolationTarget): void {
  if (target.kind === 'instances') for (const id of target.instanceIds) keys.writes(keyOf.instance(id));
  else if (target.kind === 'hosts') for (const host of target.hosts) keys.writes(keyOf.host(host));
  else hostInServiceKeys(keys, target);
  // The verdict counts instances, so nothing else may change these services in the same batch (core.md §1).
  countedServices(state, keys, slotsOfTarget(state, target));
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
