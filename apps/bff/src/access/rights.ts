import { hash } from 'node:crypto';
import type { Role } from '@cynosure/shared/console/access.ts';
import type { ResourceKind } from '@cynosure/shared/console/resource.ts';
import { allows, isRead, type Permission } from './permissions.ts';
import {
  grants,
  isDeny,
  isListed,
  namesAll,
  namesEvery,
  namesFunction,
  namesNothing,
  namesSome,
  namesThing,
  type Policy,
} from './policy.ts';
import { isAboutAccess, kindOf, type Ref, shownBy } from './resource.ts';
import { builtInRoles } from './role.ts';

/**
 * What a call is about: these things, every one of which must be allowed; `everything` of the function's kind;
 * `something`: a list, of which the caller sees what it may; `anew`: making what belongs to nothing yet.
 */
export type About = readonly Ref[] | 'everything' | 'something' | 'anew';

/** Why something is allowed or not. */
export type Grounds =
  | { readonly kind: 'main' | 'own' | 'ownersOnly' | 'nothing' }
  | { readonly kind: 'role'; readonly role: Role; readonly namespace?: string; readonly group?: string }
  | { readonly kind: 'policy'; readonly policy: string; readonly name: string };

export interface Verdict {
  readonly allowed: boolean;
  readonly grounds: Grounds;
}

/** A built-in role that somebody holds, itself or through a group. */
export interface Holding {
  readonly role: Role;
  /** Absent = everywhere. */
  readonly namespace?: string;
  /** Name of the group through which it is held. */
  readonly group?: string;
}

export interface RightsParts {
  /** Id of the user or group. */
  readonly holder: string;
  readonly isMain: boolean;
  /** Id of the main account. */
  readonly tenant: string;
  readonly roles: readonly Holding[];
  /** Of the holder, its roles and its groups. */
  readonly policies: readonly Policy[];
  /** The policy that was made with the holder. */
  readonly own: Policy | undefined;
}

/** What everybody may do with the own account, unless its policy or a denial says otherwise. */
const WITH_ONESELF: ReadonlySet<Permission> = new Set<Permission>([
  'DescribeUsers',
  'DescribeUserToken',
  'UpdateUser',
  'UpdateUserPassword',
  'EnableUserToken',
  'ResetUserToken',
]);

/** Whether only owners may do it (but for oneself), whatever policies say: it changes who may do what. */
export const isForOwners = (permission: Permission): boolean =>
  (isAboutAccess(kindOf(permission)) && !isRead(permission)) ||
  permission === 'UpdateSettings' ||
  permission === 'RevokeAccessTokens' ||
  permission === 'EndSessions' ||
  permission === 'DescribeSessions';

const yes = (grounds: Grounds): Verdict => ({ allowed: true, grounds });
const no = (grounds: Grounds): Verdict => ({ allowed: false, grounds });
const by = ({ id, name }: Policy): Grounds => ({ kind: 'policy', policy: id, name });
const NOTHING = no({ kind: 'nothing' });
const OWNERS_ONLY = no({ kind: 'ownersOnly' });

/**
 * What one user or group may do (contract/auth.md §7, docs/access.md). Nothing is allowed that no role and no
 * policy allows; a denial beats every permission; function and thing must stand in the same policy, and of
 * several things each must be allowed: these are the places where the reference lets more pass.
 */
export class Rights {
  readonly #parts: RightsParts;
  readonly #denials: readonly Policy[];
  readonly #permissions: readonly Policy[];
  #stamp: string | undefined;

  constructor(parts: RightsParts) {
    this.#parts = parts;
    this.#denials = parts.policies.filter(isDeny);
    this.#permissions = parts.policies.filter(grants);
  }

  /** The same for the same rights, whenever they were worked out. */
  get stamp(): string {
    this.#stamp ??= hash('sha256', JSON.stringify(this.#parts));
    return this.#stamp;
  }

  /** The strongest built-in role that is held everywhere, itself or through a group. */
  get role(): Role | null {
    if (this.#parts.isMain) return 'owner';
    return strongest(this.#parts.roles.filter(({ namespace }) => namespace === undefined));
  }

  /** The strongest one in each namespace where one is held. */
  get namespaceRoles(): { readonly namespace: string; readonly role: Role }[] {
    const named = new Map<string, Holding[]>();
    for (const holding of this.#parts.roles) {
      if (holding.namespace === undefined) continue;
      named.set(holding.namespace, [...(named.get(holding.namespace) ?? []), holding]);
    }
    return [...named].flatMap(([namespace, holdings]) => {
      const role = strongest(holdings);
      return role === null ? [] : [{ namespace, role }];
    });
  }

  /** The first thing that is not allowed decides; an empty list is about everything. */
  judge(permission: Permission, about: About): Verdict {
    if (about === 'everything') return this.#everything(permission);
    if (about === 'something') return this.#something(permission);
    if (about === 'anew') return this.#anew(permission);
    const [first, ...others] = about;
    if (first === undefined) return this.#everything(permission);
    let verdict = this.#thing(permission, first);
    for (const ref of others) if (verdict.allowed) verdict = this.#thing(permission, ref);
    return verdict;
  }

  may(permission: Permission, about: About): boolean {
    return this.judge(permission, about).allowed;
  }

  #thing(permission: Permission, ref: Ref): Verdict {
    const { holder, isMain, tenant } = this.#parts;
    const ofAccess = isAboutAccess(ref.kind);
    // Accounts of another main account are nobody else's business.
    if (ofAccess && ref.tenant !== tenant) return NOTHING;
    if (ref.isMain && isForOwners(permission) && ref.id !== holder) return OWNERS_ONLY;
    // The main account could not take back what would be denied to it there.
    if (!(isMain && ofAccess)) {
      const denial = this.#denials.find(
        (one) => namesFunction(one.functions, permission) && namesThing(one, ref),
      );
      if (denial !== undefined) return no(by(denial));
    }
    const role = this.#byRole(permission, ref.kind, ref.isNew ? undefined : ref.namespace);
    if (role !== null) return role;
    if (ref.isNew) return this.#inNewNamespace(permission);
    if (ref.kind === 'users' && ref.id === holder && WITH_ONESELF.has(permission)) {
      return this.#withOneself(permission, ref);
    }
    if (isForOwners(permission)) return OWNERS_ONLY;
    const policy = this.#permissions.find((one) => permits(one, permission, ref));
    return policy === undefined ? NOTHING : yes(by(policy));
  }

  #inNewNamespace(permission: Permission): Verdict {
    if (!/^(Create|Register|Report)/.test(permission)) return NOTHING;
    const namespace = this.#anew('CreateNamespaces');
    return namespace.allowed ? this.#anew(permission) : namespace;
  }

  #everything(permission: Permission): Verdict {
    const { isMain } = this.#parts;
    const kind = kindOf(permission);
    if (!(isMain && isAboutAccess(kind))) {
      const shown = shownBy(permission);
      const denial = this.#denials.find(
        (one) =>
          namesFunction(one.functions, permission) &&
          ((shown !== null && namesSome(one, shown)) || (kind === null && namesServer(one, permission))),
      );
      if (denial !== undefined) return no(by(denial));
    }
    const role = this.#byRole(permission, kind);
    if (role !== null) return role;
    if (isForOwners(permission)) return OWNERS_ONLY;
    const policy = this.#permissions.find((one) =>
      kind === null
        ? namesServer(one, permission)
        : namesEvery(one, kind) && (one.isDefault || namesFunction(one.functions, permission)),
    );
    return policy === undefined ? NOTHING : yes(by(policy));
  }

  #something(permission: Permission): Verdict {
    const kind = kindOf(permission);
    if (kind === null) return this.#everything(permission);
    if (!(this.#parts.isMain && isAboutAccess(kind))) {
      const denial = this.#denials.find(
        (one) => namesFunction(one.functions, permission) && namesEvery(one, kind),
      );
      if (denial !== undefined) return no(by(denial));
    }
    const role = this.#byRole(permission, kind) ?? this.#bySomeNamespace(permission, kind);
    if (role !== null) return role;
    if (isForOwners(permission)) return OWNERS_ONLY;
    // A policy that has the function and names no such thing opens an empty list (contract §7.1, lists).
    const policy = this.#parts.policies.find(
      (one) =>
        !isDeny(one) &&
        (one.isDefault
          ? hasGranted(one, kind) || (one.functions.length > 0 && namesFunction(one.functions, permission))
          : namesFunction(one.functions, permission)),
    );
    return policy === undefined ? NOTHING : yes(by(policy));
  }

  #anew(permission: Permission): Verdict {
    const kind = kindOf(permission);
    const denial = this.#denials.find(
      (one) =>
        namesFunction(one.functions, permission) &&
        (namesNothing(one) || (kind !== null && namesEvery(one, kind))),
    );
    if (denial !== undefined && !(this.#parts.isMain && isAboutAccess(kind))) return no(by(denial));
    const role = this.#byRole(permission, kind);
    if (role !== null) return role;
    if (isForOwners(permission)) return OWNERS_ONLY;
    const policy = this.#permissions.find(
      (one) => !one.isDefault && namesFunction(one.functions, permission),
    );
    return policy === undefined ? NOTHING : yes(by(policy));
  }

  /** By being the main account, or by a built-in role: everywhere, or in the namespace of the thing. */
  #byRole(permission: Permission, kind: ResourceKind | null, namespace?: string): Verdict | null {
    const { isMain, roles } = this.#parts;
    if (isMain) return yes({ kind: 'main' });
    const holding = roles.find(
      (one) =>
        allows(one.role, permission) &&
        (one.namespace === undefined ||
          (one.namespace === namespace && !isAboutAccess(kind) && !isForOwners(permission))),
    );
    return holding === undefined ? null : yes({ kind: 'role', ...holding });
  }

  #bySomeNamespace(permission: Permission, kind: ResourceKind): Verdict | null {
    if (isAboutAccess(kind)) return null;
    const holding = this.#parts.roles.find((one) => allows(one.role, permission));
    return holding === undefined ? null : yes({ kind: 'role', ...holding });
  }

  #withOneself(permission: Permission, ref: Ref): Verdict {
    const { own } = this.#parts;
    // What was made without a policy of its own, or before there were any, is nevertheless its own.
    if (own === undefined) return yes({ kind: 'own' });
    const policy = this.#permissions.find(
      (one) => namesFunction(one.functions, permission) && namesThing(one, ref),
    );
    return policy === undefined ? NOTHING : yes(policy === own ? { kind: 'own' } : by(policy));
  }
}

const strongest = (holdings: readonly Holding[]): Role | null =>
  builtInRoles.findLast((role) => holdings.some((one) => one.role === role)) ?? null;

/** A thing that was granted one by one lies in a default policy, whose functions are about accounts only. */
const permits = (policy: Policy, permission: Permission, ref: Ref): boolean =>
  policy.isDefault && !isAboutAccess(ref.kind)
    ? isListed(policy, ref.kind, ref.id)
    : namesFunction(policy.functions, permission) && namesThing(policy, ref);

const hasGranted = ({ resources }: Policy, kind: ResourceKind): boolean =>
  !isAboutAccess(kind) && (resources[kind]?.length ?? 0) > 0;

/** What belongs to no kind of thing is named by a policy over everything, or by its own name. */
const namesServer = (policy: Policy, permission: Permission): boolean =>
  policy.functions.includes(permission) || (namesAll(policy) && namesFunction(policy.functions, permission));
