import { EVERY, type ResourceKind, resourceKinds } from '@cynosure/shared/console/resource.ts';
import { done, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import { put, remove } from '../../registry/changes.ts';
import { type Command, decided, type KeySet, keyOf } from '../../registry/command.ts';
import { newHex32 } from '../../registry/commands/new-ids.ts';
import type { Actor } from '../../registry/model.ts';
import type { RegistryState } from '../../registry/state.ts';
import { groupById } from '../group.ts';
import { type Policy, policyById } from '../policy.ts';
import { isBuiltIn, roleById } from '../role.ts';
import { isOf } from './groups.ts';
import { accessChanges, accessOperation, secondsOf } from './record.ts';

export type PolicyDraft = Omit<Policy, 'id' | 'isDefault' | 'ctime' | 'mtime'>;

type Principals = Pick<Policy, 'users' | 'groups' | 'roles'>;
const principalKinds = ['users', 'groups', 'roles'] as const;

const policyKey = (id: string) => keyOf.record('policy', id);

/**
 * Makes a policy (contract/auth.md §6.2). Refusals: NotFoundUser, NotFoundUserGroup, NotFoundNamespace,
 * NotFoundService, NotFoundAuthStrategyRule for what it names and is not there.
 */
export function createPolicy(draft: PolicyDraft, by: Actor): Command<Policy> {
  const id = newHex32();
  return {
    name: 'createPolicy',
    lane: 'operator',
    keys(state, keys) {
      keys.writes(policyKey(id));
      restsOn(state, keys, draft, draft.resources);
    },
    decide(state, now) {
      const fault = missing(state, draft.owner, draft, draft.resources);
      if (fault !== null) return decided(fault);
      const seconds = secondsOf(now.wallMs);
      const policy: Policy = {
        ...draft,
        users: unique(draft.users),
        groups: unique(draft.groups),
        roles: unique(draft.roles),
        resources: tidy(draft.resources),
        id,
        isDefault: false,
        ctime: seconds,
        mtime: seconds,
      };
      return {
        outcome: done(policy),
        changes: [put('policy', id, policy)],
        operation: accessOperation(
          'policy.create',
          by,
          now.wallMs,
          accessChanges(null, { kind: 'policy', of: policy }),
        ),
      };
    },
  };
}

/** Members that an update gives; absent = stays. What it does, `action`, stays for good (contract §6.2). */
export type PolicyPatch = Partial<
  Pick<Policy, 'name' | 'comment' | 'functions' | 'labels' | 'metadata' | 'source'>
> & {
  readonly add?: Principals;
  readonly remove?: Principals;
  readonly addResources?: Policy['resources'];
  readonly removeResources?: Policy['resources'];
};

/**
 * Refusals: NotFoundAuthStrategyRule, NotAllowModifyOwnerDefaultStrategy (a main account's own),
 * NotAllowModifyDefaultStrategyPrincipal, NoNeedUpdate, and those of a creation.
 */
export function updatePolicy(id: string, patch: PolicyPatch, by: Actor): Command<Policy> {
  const { add = NOBODY, remove: take = NOBODY, addResources = {}, removeResources = {}, ...members } = patch;
  return {
    name: 'updatePolicy',
    lane: 'operator',
    keys(state, keys) {
      keys.writes(policyKey(id));
      restsOn(state, keys, add, addResources);
    },
    decide(state, now) {
      const before = policyById(state, id);
      if (before === undefined) return decided(refused('NotFoundAuthStrategyRule'));
      const fault =
        (before.isDefault ? defaultFault(before, members, [add, take]) : null) ??
        missing(state, before.owner, add, addResources);
      if (fault !== null) return decided(fault);
      const wanted: Policy = {
        ...before,
        ...members,
        users: changed(before.users, add.users, take.users),
        groups: changed(before.groups, add.groups, take.groups),
        roles: changed(before.roles, add.roles, take.roles),
        resources: tidy(
          Object.fromEntries(
            resourceKinds.map((kind) => [
              kind,
              changed(before.resources[kind] ?? [], addResources[kind] ?? [], removeResources[kind] ?? []),
            ]),
          ),
        ),
      };
      const changes = accessChanges({ kind: 'policy', of: before }, { kind: 'policy', of: wanted });
      if (changes.length === 0) return decided(refused('NoNeedUpdate'));
      const after = { ...wanted, mtime: secondsOf(now.wallMs) };
      return {
        outcome: done(after),
        changes: [put('policy', id, after)],
        operation: accessOperation('policy.update', by, now.wallMs, changes),
      };
    },
  };
}

/** Deleting what is not there is a success. Refusals: BadRequest for one that goes with a user or group. */
export function deletePolicy(id: string, by: Actor): Command<null> {
  return {
    name: 'deletePolicy',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(policyKey(id)),
    decide(state, now) {
      const policy = policyById(state, id);
      if (policy === undefined) return decided(done(null));
      if (policy.isDefault) return decided(refused('BadRequest', "default strategy can't delete"));
      return {
        outcome: done(null),
        changes: [remove('policy', id)],
        operation: accessOperation(
          'policy.delete',
          by,
          now.wallMs,
          accessChanges({ kind: 'policy', of: policy }, null),
        ),
      };
    },
  };
}

const NOBODY: Principals = { users: [], groups: [], roles: [] };
const unique = (ids: readonly string[]): string[] => [...new Set(ids)];

/** `*` stands for all of a kind, so the others beside it say nothing. */
const tidy = (resources: Policy['resources']): Policy['resources'] =>
  Object.fromEntries(
    resourceKinds.flatMap((kind): [ResourceKind, string[]][] => {
      const ids = unique(resources[kind] ?? []);
      if (ids.length === 0) return [];
      return [[kind, ids.includes(EVERY) ? [EVERY] : ids]];
    }),
  );

const changed = (before: readonly string[], add: readonly string[], take: readonly string[]): string[] =>
  unique([...before, ...add]).filter((id) => !take.includes(id));

/** Whose it is cannot be changed, nor anything of a main account's own. */
function defaultFault(
  policy: Policy,
  members: Partial<Policy>,
  principals: readonly Principals[],
): Refusal | null {
  if (policy.users.includes(policy.owner)) return refused('NotAllowModifyOwnerDefaultStrategy');
  const names = principals.some((one) => principalKinds.some((kind) => one[kind].length > 0));
  const isRenamed = members.name !== undefined && members.name !== policy.name;
  return names || isRenamed ? refused('NotAllowModifyDefaultStrategyPrincipal') : null;
}

function restsOn(
  state: RegistryState,
  keys: KeySet,
  principals: Principals,
  resources: Policy['resources'],
): void {
  for (const id of principals.users) keys.reads(keyOf.record('user', id));
  for (const id of principals.groups) keys.reads(keyOf.record('group', id));
  for (const id of principals.roles) keys.reads(keyOf.record('role', id));
  for (const name of resources.namespaces ?? []) keys.reads(keyOf.namespace(name));
  for (const id of resources.services ?? []) {
    const service = state.services.byId(id)?.service;
    if (service !== undefined) keys.reads(keyOf.service(service.namespace, service.name));
  }
}

/** The first thing that is named and not there, or belongs to another main account. */
function missing(
  state: RegistryState,
  tenant: string,
  { users, groups, roles }: Principals,
  resources: Policy['resources'],
): Refusal | null {
  if (!users.every((id) => isOf(state, id, tenant))) return refused('NotFoundUser');
  if (!groups.every((id) => groupById(state, id)?.owner === tenant)) return refused('NotFoundUserGroup');
  if (!roles.every((id) => isBuiltIn(id) || roleById(state, id)?.owner === tenant)) {
    return refused('NotFoundResource', 'not found role');
  }
  const of = (kind: ResourceKind) => (resources[kind] ?? []).filter((id) => id !== EVERY);
  const checks: [boolean, Refusal][] = [
    [of('namespaces').every((name) => state.services.namespaces.has(name)), refused('NotFoundNamespace')],
    [of('services').every((id) => state.services.byId(id) !== undefined), refused('NotFoundService')],
    [of('users').every((id) => isOf(state, id, tenant)), refused('NotFoundUser')],
    [of('user_groups').every((id) => groupById(state, id)?.owner === tenant), refused('NotFoundUserGroup')],
    [
      of('auth_policies').every((id) => policyById(state, id)?.owner === tenant),
      refused('NotFoundAuthStrategyRule'),
    ],
    [
      of('roles').every((id) => isBuiltIn(id) || roleById(state, id)?.owner === tenant),
      refused('NotFoundResource', 'not found role'),
    ],
  ];
  return checks.find(([isThere]) => !isThere)?.[1] ?? null;
}
