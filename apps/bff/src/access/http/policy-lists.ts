import { EVERY, type ResourceKind, resourceKinds } from '@cynosure/shared/console/resource.ts';
import { done, isDone, refused } from '@cynosure/shared/outcome.ts';
import { newestFirst, pageOf } from '../../registry/queries/newest-first.ts';
import { nameTest } from '../../registry/queries/wildcard.ts';
import { pagingOf, strictParameters } from '../../transport/http/list-query.ts';
import { page, pageRefusal, single } from '../../transport/http/reply.ts';
import type { Call, Reply, Route } from '../../transport/http/route.ts';
import type { AccessBook } from '../access-book.ts';
import { type Caller, holderId, tenantOfCaller } from '../caller.ts';
import { withReason } from '../gate.ts';
import { groupById } from '../group.ts';
import { allPolicies, type Policy, policyById } from '../policy.ts';
import { policyRef, userRef } from '../refs.ts';
import { userById } from '../user.ts';
import type { AccessRoutesParts } from './parts.ts';
import { policyDetail, policyRow, resourcesOf } from './views.ts';

/** Reading policies, and what somebody may do by them (contract/auth.md §6.3). */
export const policyLists = (parts: AccessRoutesParts): readonly Route[] => {
  const surface = 'console';
  return [
    {
      method: 'GET',
      path: '/core/v1/auth/strategies',
      surface,
      needs: 'DescribeAuthPolicies',
      handle: (call) => list(parts, call),
    },
    {
      method: 'GET',
      path: '/core/v1/auth/strategy/detail',
      surface,
      needs: 'DescribeAuthPolicyDetail',
      handle: (call) => detail(parts, call),
    },
    {
      method: 'GET',
      path: '/core/v1/auth/principal/resources',
      surface,
      needs: 'DescribePrincipalResources',
      handle: (call) => principalResources(parts, call),
    },
  ];
};

const FILTERS = [
  'id',
  'name',
  'owner',
  'default',
  'res_id',
  'res_type',
  'principal_id',
  'principal_type',
  'show_detail',
] as const;
type Filters = Partial<Record<(typeof FILTERS)[number], string>>;

function list({ registry: { state }, gate }: AccessRoutesParts, call: Call): Reply {
  const paging = pagingOf(call.query);
  if (!isDone(paging)) return pageRefusal(paging);
  const given = strictParameters(call.query, FILTERS, FILTERS);
  if (!isDone(given)) return pageRefusal(given);
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return pageRefusal(withReason(admission));
  const fits = policyTest(given.value);
  const found = [...allPolicies(state)].filter(
    (policy) => isVisible(call, gate.book, admission.value, policy) && fits(policy),
  );
  const { offset, limit } = paging.value;
  const { amount, rows } = pageOf(
    newestFirst(found, (policy) => policy.id),
    offset,
    limit,
  );
  const isFull = given.value.show_detail === 'true';
  const shown = rows.map((policy) => (isFull ? policyDetail(state, policy) : policyRow(policy)));
  return page(amount, rows.length, { authStrategies: shown });
}

/** Of the same main account: all for who may read them, else those that are about the caller. */
function isVisible(call: Call, book: AccessBook, caller: Caller, policy: Policy): boolean {
  if (policy.owner !== tenantOfCaller(caller)) return false;
  if (call.may(caller, 'DescribeAuthPolicyDetail', [policyRef(policy)])) return true;
  const own = holderId(caller);
  const groups = caller.user === null ? [own] : book.groupsOf(own).map(({ id }) => id);
  return policy.users.includes(own) || groups.some((id) => policy.groups.includes(id));
}

const RESOURCE_TYPES: Readonly<Record<string, ResourceKind>> = {
  namespace: 'namespaces',
  service: 'services',
  config_group: 'config_groups',
};

function policyTest(of: Filters): (policy: Policy) => boolean {
  const isCalled = nameTest(of.name || '*');
  const kinds = of.principal_type
    ? principalKinds(of.principal_type)
    : (['users', 'groups', 'roles'] as const);
  const type = of.res_type ? RESOURCE_TYPES[of.res_type] : undefined;
  const types = of.res_type ? (type === undefined ? [] : [type]) : resourceKinds;
  return (policy) =>
    (!of.id || policy.id === of.id) &&
    isCalled(policy.name) &&
    (!of.default || policy.isDefault === (of.default === '1' || of.default === 'true')) &&
    (!of.principal_id || kinds.some((kind) => policy[kind].includes(of.principal_id ?? ''))) &&
    (!of.res_id || types.some((kind) => policy.resources[kind]?.includes(of.res_id ?? '')));
}

function principalKinds(type: string): readonly ('users' | 'groups' | 'roles')[] {
  switch (type) {
    case 'user':
    case 'users':
      return ['users'];
    case 'group':
    case 'groups':
      return ['groups'];
    case 'role':
    case 'roles':
      return ['roles'];
    default:
      return [];
  }
}

function detail({ registry: { state }, gate }: AccessRoutesParts, call: Call): Reply {
  const id = call.query.get('id') ?? '';
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return single(withReason(admission));
  if (id === '') return single(refused('EmptyQueryParameter'));
  const policy = policyById(state, id);
  if (policy === undefined || policy.owner !== tenantOfCaller(admission.value)) {
    return single(refused('NotFoundAuthStrategyRule'), { authStrategy: { id } });
  }
  if (!isVisible(call, gate.book, admission.value, policy)) return single(refused('NotAllowedAccess'));
  return single(done(null), { authStrategy: policyDetail(state, policy) });
}

/** What a user or group may do something with, by all its policies; those of a user's groups count, too. */
function principalResources({ registry: { state }, gate }: AccessRoutesParts, call: Call): Reply {
  const id = call.query.get('principal_id') ?? '';
  const type = call.query.get('principal_type') || 'user';
  const admission = call.admit({ needs: 'signedIn' });
  if (!isDone(admission)) return single(withReason(admission));
  if ([...call.query.keys()].every((key) => key === 'lang')) return single(refused('EmptyRequest'));
  if (id === '') return single(refused('EmptyQueryParameter'));
  const { value: caller } = admission;
  const isGroup = principalKinds(type).includes('groups');
  const user = isGroup ? undefined : userById(state, id);
  const group = isGroup ? groupById(state, id) : undefined;
  const tenant = user === undefined ? group?.owner : userRef(user).tenant;
  const isOneself = holderId(caller) === id;
  if (!isOneself && !call.may(caller, 'DescribePrincipalResources')) {
    return single(refused('NotAllowedAccess'));
  }
  if (tenant !== tenantOfCaller(caller))
    return single(refused(isGroup ? 'NotFoundUserGroup' : 'NotFoundUser'));
  const own = gate.book.policiesOf(isGroup ? 'groups' : 'users', id);
  const ofGroups = isGroup
    ? []
    : gate.book.groupsOf(id).flatMap((one) => gate.book.policiesOf('groups', one.id));
  return single(done(null), { resources: resourcesOf(state, merged([...own, ...ofGroups])) });
}

/** `*` stands for all of a kind. */
function merged(policies: readonly Policy[]): Policy['resources'] {
  return Object.fromEntries(
    resourceKinds.map((kind) => {
      const ids = [...new Set(policies.flatMap(({ resources }) => resources[kind] ?? []))];
      return [kind, ids.includes(EVERY) ? [EVERY] : ids];
    }),
  );
}
