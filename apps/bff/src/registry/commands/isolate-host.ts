import { done, isDone, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { Change } from '../changes.ts';
import { type Command, type Decision, decided, keyOf } from '../command.ts';
import { slotsOfTarget } from '../isolation-preview.ts';
import type { Actor, Isolation, Operation } from '../model.ts';
import type { Registry } from '../registry.ts';
import type { RegistryState } from '../state.ts';
import { BIT } from '../tables/instance-table.ts';
import { createIsolation } from './create-isolation.ts';
import { endIsolation } from './end-isolation.ts';
import { releaseFromIsolations } from './flag.ts';
import { newHex32 } from './new-ids.ts';
import { operationRecord } from './operation-record.ts';

/** One entry of `PUT /naming/v1/instances/isolate/host` (contract/http-naming.md §5). */
export interface HostIsolation {
  readonly namespace: string;
  readonly service: string;
  readonly host: string;
  readonly isolate: boolean;
}

/** Ours: an entry with a reason makes an isolation, or ends it, as the console does (decision 4). */
export interface ReasonedHostIsolation extends HostIsolation {
  readonly reason: string;
  readonly endsInSeconds: number | null;
  /** Isolates also where the guard would stop it. */
  readonly override: boolean;
}

/**
 * Sets the isolate flag of every port that a service has on a host, with one shared new revision, exactly as
 * the reference. Refusals: NotFoundService (an alias is none), NotFoundInstance (decision 18), NoNeedUpdate
 * where readers see no change; the flag is stored all the same (decision 3). `request`: one and the same for all
 * entries of a request.
 */
export function isolateHost(asked: HostIsolation, by: Actor, request?: object): Command<number> {
  const target = { kind: 'hostInService', host: asked.host, service: asked } as const;
  return {
    name: 'isolateHost',
    lane: 'operator',
    request,
    keys(state, keys) {
      keys.reads(keyOf.service(asked.namespace, asked.service));
      // What is intended for the host is only looked at: entries for its other services go into the same commit.
      keys.reads(keyOf.host(asked.host));
      for (const slot of slotsOfTarget(state, target))
        keys.writes(keyOf.instance(state.instances.idOf(slot)));
    },
    decide(state, now): Decision<number> {
      const entry = state.services.service(asked.namespace, asked.service);
      if (entry === undefined) return decided(refused('NotFoundService'));
      const slots = slotsOfTarget(state, target);
      if (slots.length === 0) return decided(refused('NotFoundInstance'));
      const revision = newHex32();
      const changes: Change[] = [];
      for (const slot of slots) flagOne(state, slot, asked.isolate, revision, by, now.wallMs, changes);
      const seen = slots.filter((slot) => state.instances.has(slot, BIT.isolated) !== asked.isolate);
      if (changes.length === 0) return decided(refused('NoNeedUpdate'));
      const operation = operationOf(state, asked, slots, seen, by, now.wallMs);
      return { outcome: seen.length === 0 ? refused('NoNeedUpdate') : done(seen.length), changes, operation };
    },
  };
}

function flagOne(
  state: RegistryState,
  slot: number,
  isolate: boolean,
  revision: string,
  by: Actor,
  wallMs: number,
  changes: Change[],
): void {
  const row = state.instances.stateOf(slot);
  if (row.isolateFlag !== isolate) {
    const mtime = Math.floor(wallMs / 1000);
    changes.push({ kind: 'instance.state', slot, state: { ...row, isolateFlag: isolate, revision, mtime } });
  }
  if (!isolate) releaseFromIsolations(state, slot, by, wallMs, changes);
}

function operationOf(
  state: RegistryState,
  asked: HostIsolation,
  slots: readonly number[],
  seen: readonly number[],
  by: Actor,
  wallMs: number,
): Operation {
  return operationRecord({
    action: asked.isolate ? 'instance.isolate' : 'instance.restore',
    by,
    wallMs,
    names: { namespace: asked.namespace, service: asked.service, host: asked.host },
    counts: { done: seen.length, unchanged: slots.length - seen.length, left: 0 },
    changes: seen.map((slot) => ({
      target: {
        kind: 'instance',
        id: state.instances.idOf(slot),
        label: `${asked.service} ${asked.host}:${state.instances.port[slot]}`,
      },
      path: '/isolate',
      before: !asked.isolate,
      after: asked.isolate,
    })),
  });
}

/**
 * An entry with a reason: `isolate: true` makes an isolation of scope host in service, later arrivals
 * included, unless the guard stops it; `isolate: false` ends the isolations of exactly that scope
 * (decision 4). Refusals: NotFoundService, NotFoundInstance, BadRequest (guard), NoNeedUpdate. `request` as above.
 */
export async function isolateHostWithReason(
  registry: Registry,
  asked: ReasonedHostIsolation,
  by: Actor,
  request?: object,
): Promise<Refusal | { readonly code: 'ExecuteSuccess'; readonly value: number }> {
  const entry = registry.state.services.service(asked.namespace, asked.service);
  if (entry === undefined) return refused('NotFoundService');
  if (!asked.isolate) return endOfScope(registry, asked, by, request);
  const { namespace, service, host } = asked;
  const answer = await registry.run(
    createIsolation(
      {
        target: { kind: 'hostInService', host, service: { namespace, service } },
        reason: asked.reason,
        ticket: '',
        endsAt: asked.endsInSeconds === null ? null : registry.clock.wallMs() + asked.endsInSeconds * 1000,
        decisions: asked.override ? [{ namespace, service, decision: 'override' }] : [],
        seen: null,
        stopRefuses: true,
      },
      by,
      { request },
    ),
  );
  if (!isDone(answer)) return answer;
  if (answer.value.kind === 'nothingThere') return refused('NotFoundInstance');
  if (answer.value.kind !== 'done') {
    return refused(
      'BadRequest',
      `${service} would have no healthy instance; send "override": true to isolate it anyway`,
    );
  }
  const { done: changed } = answer.value.operation.counts;
  return changed === 0 ? refused('NoNeedUpdate') : done(changed);
}

async function endOfScope(registry: Registry, asked: ReasonedHostIsolation, by: Actor, request?: object) {
  const ofScope = registry.state.isolations.onHost(asked.host).filter((one) => isOfScope(one, asked));
  if (ofScope.length === 0) return refused('NoNeedUpdate');
  let changed = 0;
  for (const isolation of ofScope) {
    const answer = await registry.run(
      endIsolation({ isolationId: isolation.id, reason: asked.reason, generation: null }, by, request),
    );
    if (!isDone(answer)) return answer;
    if (answer.value.kind === 'done') changed += answer.value.operation.counts.done;
  }
  return done(changed);
}

const isOfScope = ({ scope }: Isolation, asked: HostIsolation): boolean =>
  scope.kind === 'hostInService' &&
  scope.host === asked.host &&
  scope.service.namespace === asked.namespace &&
  scope.service.service === asked.service;
