import type { EventBatch } from '../registry/events.ts';
import type { Registry } from '../registry/registry.ts';
import { allGroups, type Group, groupById } from './group.ts';
import { allPolicies, type Policy, policyById } from './policy.ts';
import { type Holding, Rights } from './rights.ts';
import { allRoles, builtInRoles, roleById } from './role.ts';
import { type HeldRoles, tenantOf, type User } from './user.ts';

type PrincipalKind = 'users' | 'groups' | 'roles';
const KINDS: ReadonlySet<string> = new Set(['user', 'group', 'role', 'policy']);

/**
 * Who holds which policies, groups and roles, kept up with the registry's events; and the rights that follow,
 * worked out once for each user or group until something changes.
 */
export class AccessBook {
  readonly #state: Registry['state'];
  readonly #policies = new Index();
  readonly #groups = new Index();
  readonly #roles = new Index();
  readonly #rights = new Map<string, Rights>();

  constructor(registry: Pick<Registry, 'state' | 'listen'>) {
    const { state } = registry;
    this.#state = state;
    for (const policy of allPolicies(state)) this.#policies.put(policy.id, principalsOf(policy));
    for (const group of allGroups(state)) this.#groups.put(group.id, membersOf(group));
    for (const role of allRoles(state)) this.#roles.put(role.id, membersOf(role));
    registry.listen((batch) => this.#take(batch));
  }

  rightsOfUser(user: User): Rights {
    return this.#remembered(`users ${user.id}`, () => {
      const groups = this.groupsOf(user.id);
      return this.#rightsOf('users', user, tenantOf(user), user.kind === 'main', groups);
    });
  }

  rightsOfGroup(group: Group): Rights {
    return this.#remembered(`groups ${group.id}`, () =>
      this.#rightsOf('groups', group, group.owner, false, []),
    );
  }

  /** Groups of which a user is a member. */
  groupsOf(userId: string): Group[] {
    return this.#groups.of(`users ${userId}`).flatMap((id) => groupById(this.#state, id) ?? []);
  }

  /** Ids of the roles that a user or group holds by name; the built-in ones stand with the holder. */
  customRolesOf(kind: 'users' | 'groups', id: string): readonly string[] {
    return this.#roles.of(`${kind} ${id}`);
  }

  /** Policies that name a user, group or role itself. */
  policiesOf(kind: PrincipalKind, id: string): Policy[] {
    return this.#policies.of(`${kind} ${id}`).flatMap((one) => policyById(this.#state, one) ?? []);
  }

  #rightsOf(
    kind: 'users' | 'groups',
    holder: HeldRoles & { readonly id: string },
    tenant: string,
    isMain: boolean,
    groups: readonly Group[],
  ): Rights {
    const ownPolicies = this.policiesOf(kind, holder.id);
    const policies = [
      ...ownPolicies,
      ...this.#policiesOfRoles(kind, holder),
      ...groups.flatMap((group) => [
        ...this.policiesOf('groups', group.id),
        ...this.#policiesOfRoles('groups', group),
      ]),
    ];
    const roles = [...holdingsOf(holder), ...groups.flatMap((group) => holdingsOf(group, group.name))];
    const own = ownPolicies.find(({ isDefault }) => isDefault);
    return new Rights({ holder: holder.id, isMain, tenant, roles, policies, own });
  }

  #policiesOfRoles(kind: 'users' | 'groups', { id, role }: HeldRoles & { readonly id: string }): Policy[] {
    const names = [...(role === null ? [] : [role]), ...this.customRolesOf(kind, id)];
    return names.flatMap((name) => this.policiesOf('roles', name));
  }

  #remembered(key: string, make: () => Rights): Rights {
    const known = this.#rights.get(key);
    if (known !== undefined) return known;
    const rights = make();
    this.#rights.set(key, rights);
    return rights;
  }

  #take({ events }: EventBatch): void {
    for (const event of events) {
      if (event.kind !== 'record' || !KINDS.has(event.of)) continue;
      this.#rights.clear();
      const { key } = event;
      if (event.of === 'policy') this.#policies.put(key, principalsOf(policyById(this.#state, key)));
      else if (event.of === 'group') this.#groups.put(key, membersOf(groupById(this.#state, key)));
      else if (event.of === 'role') this.#roles.put(key, membersOf(roleById(this.#state, key)));
    }
  }
}

const principalsOf = (policy: Policy | undefined): string[] =>
  policy === undefined
    ? []
    : (['users', 'groups', 'roles'] as const).flatMap((kind) => policy[kind].map((id) => `${kind} ${id}`));

const membersOf = (
  of: { readonly users: readonly string[]; readonly groups?: readonly string[] } | undefined,
): string[] => [
  ...(of?.users ?? []).map((id) => `users ${id}`),
  ...(of?.groups ?? []).map((id) => `groups ${id}`),
];

/** The strongest first, so that the broadest reason is named. */
function holdingsOf({ role, namespaceRoles = [] }: HeldRoles, group?: string): Holding[] {
  const through = group === undefined ? {} : { group };
  const inNamespaces = namespaceRoles.map((one) => ({ ...one, ...through }));
  inNamespaces.sort((a, b) => builtInRoles.indexOf(b.role) - builtInRoles.indexOf(a.role));
  return [...(role === null ? [] : [{ role, ...through }]), ...inNamespaces];
}

/** Things by what they name, both ways, so that a change takes the old names away. */
class Index {
  readonly #named = new Map<string, readonly string[]>();
  readonly #by = new Map<string, Set<string>>();

  /** No names = the thing is gone. */
  put(id: string, names: readonly string[]): void {
    for (const name of this.#named.get(id) ?? []) {
      const ids = this.#by.get(name);
      ids?.delete(id);
      if (ids?.size === 0) this.#by.delete(name);
    }
    if (names.length === 0) {
      this.#named.delete(id);
      return;
    }
    this.#named.set(id, names);
    for (const name of names) {
      const ids = this.#by.get(name) ?? new Set<string>();
      ids.add(id);
      this.#by.set(name, ids);
    }
  }

  of(name: string): string[] {
    return [...(this.#by.get(name) ?? [])];
  }
}
