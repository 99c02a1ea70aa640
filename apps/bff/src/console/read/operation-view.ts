import { instanceFilters } from '@cynosure/shared/console/filter-fields.ts';
import { parseQuery } from '@cynosure/shared/console/filter-query.ts';
import type { Operation as OperationView } from '@cynosure/shared/console/operation.ts';
import { isExtension } from '../../registry/commands/change-isolation.ts';
import type { Operation } from '../../registry/model.ts';
import type { RegistryState } from '../../registry/state.ts';
import { actorView } from './actor-view.ts';
import { changeSentence, undoSentence } from './field-sentences.ts';
import { type Args, type Sentence, say } from './sentence.ts';

/** An operation as the console shows it. `undoneBy` = the operation that undid it, if any. */
export function operationView(state: RegistryState, operation: Operation, undoneBy?: string): OperationView {
  const { id, at, by, action, outcome, counts, code, info } = operation;
  return {
    id,
    at,
    by: actorView(by),
    requestId: by.requestId ?? '',
    action,
    sentence: sentenceOf(state, operation),
    outcome,
    done: counts.done,
    unchanged: counts.unchanged,
    failed: counts.failed ?? 0,
    code,
    info,
    ...(operation.reason === undefined ? {} : { reason: operation.reason }),
    ...(operation.matched === undefined ? {} : { matched: matchedView(operation.matched) }),
    ...(operation.undoes === undefined ? {} : { undoes: operation.undoes }),
    ...(operation.isolationId === undefined ? {} : { isolationId: operation.isolationId }),
    ...(undoneBy === undefined ? {} : { undoneBy }),
  };
}

/** The query as it was frozen; one that ticked instances one by one names none. */
function matchedView({
  query,
  total,
  frozenAt,
}: NonNullable<Operation['matched']>): NonNullable<OperationView['matched']> {
  return { query: parseQuery(instanceFilters, new URLSearchParams(query)).query, total, frozenAt };
}

/** What an account tried and may not (console/refused-attempts.ts). */
export const REFUSED_ATTEMPT = 'attempt.refused';

/** What it says of itself: a key and its arguments (packages/shared/src/console/sentences.ts). */
function sentenceOf(state: RegistryState, operation: Operation): { key: string; args: Args } {
  const { action, counts, namespace = '', service = '', host = '', changes } = operation;
  const instances = counts.done;
  const target = targetOf(state, operation);
  if (operation.undoes !== undefined && operation.outcome !== 'refused')
    return undoSentence(operation, target);
  switch (action) {
    case 'isolation.create':
      return isolated(operation, target);
    case 'isolation.end':
      return say(operation.by.via === 'timer' ? 'endedByTime' : 'endedIsolation', { target, instances });
    case 'isolation.release':
      return say('releasedInstances', { instances });
    case 'isolation.change':
      return say(isExtension(changes) ? 'extendedIsolation' : 'changedIsolation', { target });
    case 'isolation.again':
      return say('reassertedIsolation', { target, instances });
    case 'isolation.accept':
      return say('acceptedDrift', { target, instances });
    case 'instance.isolate':
      return say('apiIsolated', { instances, host, service });
    case 'instance.restore':
      return say('apiBackInTraffic', { instances, host, service });
    case 'instance.create':
      return say('registeredInstances', { instances, service });
    case 'instance.update':
    case 'instance.replace':
      if (service === '') return say('changedMany', { instances });
      return (
        (instances === 1 && changeSentence(operation, thingOf(operation))) ||
        say('changedInstances', { instances, service })
      );
    case 'instance.hold':
      return say('heldValues', { fields: changes.length, target: thingOf(operation) });
    case 'instance.release':
      return say('releasedValues', {
        fields: changes.filter(({ path }) => path.startsWith('/held/')).length,
        target: thingOf(operation),
      });
    case 'instance.forgetHolds':
      return say('forgotHolds', { instances });
    case 'instance.delete':
      if (operation.outcome === 'refused')
        return say('refusedDeregister', { target: thingOf(operation), service });
      return service === ''
        ? say('deregisteredMany', { instances })
        : say('deregisteredInstances', { instances, service });
    case 'health.release':
      return say('releasedHold', { instances });
    case 'health.discard':
      return say('discardedHold', { instances });
    case 'service.create':
      return say('createdService', { service });
    case 'service.update':
      return say('changedService', { service });
    case 'service.delete':
      return say('deletedService', { service });
    case 'namespace.create':
      return say('createdNamespace', { namespace });
    case 'namespace.update':
      return say('changedNamespace', { namespace });
    case 'namespace.delete':
      return say('deletedNamespace', { namespace });
    case 'service.token':
    case 'namespace.token':
      return say('renewedToken', { target });
    case 'service.showToken':
      return say('showedToken', { target });
    case 'guard.update':
      return say('changedGuard', { target: service || namespace || 'guard' });
    case 'setting.update':
      return say('changedSettings', {});
    case 'alias.create':
      return say('createdAlias', { target });
    case 'alias.update':
      return say('changedAlias', { target });
    case 'alias.delete':
      return say('deletedAlias', { target });
    case 'contract.create':
    case 'contract.update':
    case 'contract.interfaces':
      return say('changedContract', { service });
    case 'contract.delete':
      return say('deletedContract', { service });
    case 'server.closeConnections':
      return say('closedConnections', { connections: countedIn(changes), host: placesIn(changes) });
    case 'server.logLevel':
      return say('setLogLevel', {
        scope: placesIn(changes),
        before: String(changes[0]?.before ?? ''),
        after: String(changes[0]?.after ?? ''),
      });
    case 'server.releaseLeadership':
      return say('releasedLead', {});
    case 'server.freeMemory':
      return say('freedMemory', {});
    case 'instance.clean':
      return say('cleanedInstances', { instances: countedIn(changes) });
    case 'session.end':
      return say('endedSession', {});
    case REFUSED_ATTEMPT:
      return say('refusedAttempt', { action: changes[0]?.path.slice(1) ?? '', target });
    case 'user.password':
      return say('changedPassword', { target: thingOf(operation) });
    case 'user.setUp':
      return say('setUp', {});
    case 'accounts.import':
      return say('importedAccounts', {});
    case 'session.start':
      return say('signedIn', {});
    default:
      return (
        accessSentence(operation) ?? {
          key: action,
          args: { namespace, service, host, target, changes: changes.length },
        }
      );
  }
}

/** Of upkeep: how many things it was done to, and where. */
const countedIn = (changes: Operation['changes']): number =>
  changes.reduce((sum, { before }) => sum + (typeof before === 'number' ? before : 0), 0);
const placesIn = (changes: Operation['changes']): string =>
  changes.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).join(', ');

const ACCESS_VERBS: Readonly<Record<string, 'createdAccess' | 'changedAccess' | 'deletedAccess'>> = {
  create: 'createdAccess',
  delete: 'deletedAccess',
  revoke: 'deletedAccess',
};

/** `user.create`, `group.token`, `token.revoke` …: what was done to an account, or to what it may do. */
function accessSentence({ action, changes }: Operation): Sentence | undefined {
  const [kind = '', verb = ''] = action.split('.');
  if (!['user', 'group', 'role', 'policy', 'token'].includes(kind)) return undefined;
  return say(ACCESS_VERBS[verb] ?? 'changedAccess', { kind, target: changes[0]?.target.label ?? '' });
}

function isolated({ outcome, info, service, host, counts, changes }: Operation, target: string): Sentence {
  // A refusal names the services that stopped it behind the colon of its sentence.
  if (outcome === 'refused') {
    return service === undefined
      ? say('refusedIsolation', { target, service: info.slice(info.indexOf(': ') + 1).trim() })
      : say('refusedIsolation', { target: host ?? target, service });
  }
  const instances = counts.done;
  const services = changes.length;
  if (host === undefined)
    return instances === 1
      ? say('isolatedInstance', { target })
      : say('isolatedInstances', { instances, services });
  const hosts = host.split(',');
  if (changes.length === 0) return say('isolatedAhead', { host });
  return hosts.length > 1
    ? say('isolatedHosts', { hosts: hosts.length, instances, services })
    : say('isolatedHost', { host, instances, services });
}

/** The one thing that was changed, with its port where it is an instance. */
const thingOf = ({ changes, host }: Operation): string => changes[0]?.target.label ?? host ?? '';

/** What people call the thing that was changed. */
function targetOf(state: RegistryState, operation: Operation): string {
  const { host, service, namespace, isolationId, changes, counts } = operation;
  if (host !== undefined) return service === undefined ? host : `${service} ${host}`;
  const isolation = isolationId === undefined ? undefined : state.isolations.get(isolationId);
  if (isolation?.scope.kind === 'instances') {
    const { instanceIds } = isolation.scope;
    const [first = ''] = instanceIds;
    const label = instanceLabel(state, first);
    return instanceIds.length === 1 ? label : `${label} +${instanceIds.length - 1}`;
  }
  const [first] = changes;
  if (first?.target.kind === 'instance' && counts.done > 1)
    return `${first.target.label} +${counts.done - 1}`;
  return service ?? namespace ?? first?.target.label ?? '';
}

function instanceLabel(state: RegistryState, id: string): string {
  const slot = state.instances.slotOf(id);
  if (slot === -1) return id;
  return `${state.serviceOf(slot).service.name} ${state.instances.hostOf(slot)}:${state.instances.port[slot]}`;
}
