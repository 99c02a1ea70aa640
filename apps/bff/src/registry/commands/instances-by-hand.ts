import { done, refused } from '@cynosure/shared/outcome.ts';
import { type Command, decided, keyOf } from '../command.ts';
import { decodeFacts } from '../instance-codec.ts';
import { slotsOfTarget } from '../isolation-preview.ts';
import type { Actor, FieldChange, InstanceFacts, ServiceName } from '../model.ts';
import { type Deregistered, deregisterInstance, removal } from './deregister-instance.ts';
import { type ChangedThing, fieldChanges, operationRecord } from './operation-record.ts';
import { type Registered, type Registration, registerInstance } from './register-instance.ts';

/**
 * What operators do to instances through the registry's API: the same as a client's registering and
 * deregistering, in the same lane so that neither overtakes the other, but recorded with before and after.
 */

/** Refusals as for `registerInstance`. `owners` own what is created on the way. */
export function createInstance(registration: Registration, by: Actor, owners: string): Command<Registered> {
  const register = registerInstance(registration, by, owners);
  return {
    ...register,
    name: 'createInstance',
    lane: 'client',
    decide(state, now) {
      const { clientEntry, ...decision } = register.decide(state, now);
      if (clientEntry === undefined) return decision;
      const before = state.instance(clientEntry.id);
      const after = decision.changes.find((change) => change.kind === 'instance.put');
      if (after === undefined) return decision;
      const { body, wireLength, state: row } = after.row;
      const facts = decodeFacts(body, wireLength, registration);
      const record = operationRecord({
        action: before === undefined ? 'instance.create' : 'instance.replace',
        by,
        wallMs: now.wallMs,
        names: { namespace: facts.namespace, service: facts.service, host: facts.host },
        changes: fieldChanges(
          instanceThing(facts),
          before === undefined ? null : instanceMembers(before, before.healthy, before.isolateFlag),
          instanceMembers(facts, row.healthy, row.isolateFlag),
        ),
      });
      return { ...decision, operation: record };
    },
  };
}

/** Deleting what is not there is a success. */
export function deleteInstance(id: string, by: Actor): Command<Deregistered> {
  const deregister = deregisterInstance(id, by);
  return {
    ...deregister,
    name: 'deleteInstance',
    decide(state, now) {
      const { clientEntry, ...decision } = deregister.decide(state, now);
      const before = state.instance(id);
      if (clientEntry === undefined || before === undefined) return decision;
      const { namespace, service, host } = before;
      const record = operationRecord({
        action: 'instance.delete',
        by,
        wallMs: now.wallMs,
        names: { namespace, service, host },
        changes: fieldChanges(
          instanceThing(before),
          instanceMembers(before, before.healthy, before.isolateFlag),
          null,
        ),
      });
      return { ...decision, operation: record };
    },
  };
}

/**
 * Takes away every instance that a service has on a host; none is a success. Refusals: NotFoundService, also
 * for the name of an alias (contract/http-naming.md §5).
 */
export function deleteInstancesOnHost(of: ServiceName, host: string, by: Actor): Command<number> {
  const target = { kind: 'hostInService', host, service: of } as const;
  return {
    name: 'deleteInstancesOnHost',
    lane: 'client',
    keys(state, keys) {
      keys.reads(keyOf.service(of.namespace, of.service));
      // Whoever registers on the host reads its key.
      keys.writes(keyOf.host(host));
      for (const slot of slotsOfTarget(state, target)) {
        keys.writes(keyOf.instance(state.instances.idOf(slot)));
      }
    },
    decide(state, now) {
      if (state.services.service(of.namespace, of.service) === undefined) {
        return decided(refused('NotFoundService'));
      }
      const slots = slotsOfTarget(state, target);
      if (slots.length === 0) return decided(done(0));
      const gone = slots.map((slot) => state.instances.read(slot));
      return {
        outcome: done(slots.length),
        changes: slots.flatMap((slot) => removal(state, slot, now.wallMs)),
        operation: operationRecord({
          action: 'instance.delete',
          by,
          wallMs: now.wallMs,
          names: { ...of, host },
          counts: { done: slots.length, unchanged: 0, left: 0 },
          changes: gone.map(
            (one): FieldChange => ({
              target: instanceThing(one),
              path: '',
              before: instanceMembers(one, one.healthy, one.isolateFlag),
              after: null,
            }),
          ),
        }),
      };
    },
  };
}

/** An instance as a record names it. */
export const instanceThing = ({ id, service, host, port }: InstanceFacts): ChangedThing => ({
  kind: 'instance',
  id,
  label: `${service} ${host}:${port}`,
});

/** An instance as a record shows it. */
export const instanceMembers = (facts: InstanceFacts, healthy: boolean, isolate: boolean): object => ({
  namespace: facts.namespace,
  service: facts.service,
  host: facts.host,
  port: facts.port,
  vpcId: facts.vpcId,
  protocol: facts.protocol,
  version: facts.version,
  priority: facts.priority,
  weight: facts.weight,
  check: facts.check,
  location: facts.location,
  labels: facts.labels,
  logicSet: facts.logicSet,
  healthy,
  isolate,
});
