import assert from 'node:assert/strict';
import type { Role } from '@cynosure/shared/console/access.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { createApiToken } from '../access/commands/api-tokens.ts';
import { createGroup } from '../access/commands/groups.ts';
import { createPolicy, type PolicyDraft } from '../access/commands/policies.ts';
import { allows, type Permission } from '../access/permissions.ts';
import { isAboutAccess, kindOf } from '../access/resource.ts';
import type { User } from '../access/user.ts';
import { registerInstance } from '../registry/commands/register-instance.ts';
import type { Actor } from '../registry/model.ts';
import { addUser } from './testing-access.ts';
import type { Doors } from './testing-doors.ts';
import { aRegistration } from './testing-registry.ts';

/** The two namespaces of every matrix: what is granted is granted in the first alone. */
export const MINE = 'mine-namespace';
export const THEIRS = 'theirs-namespace';
export const SERVICE = { [MINE]: 'mine-service', [THEIRS]: 'theirs-service' } as const;
export const HOST = { [MINE]: '10.1.1.1', [THEIRS]: '10.9.9.9' } as const;

/** Somebody who asks, and what the test knows of his rights: all that it expects follows from these words. */
export interface MatrixCaller {
  readonly name: string;
  readonly token: string | undefined;
  /** Who can sign in at the console. */
  readonly user?: User;
  readonly everywhere?: Role;
  readonly inMine?: Role;
  /** A policy grants every function on the first namespace and its service. */
  readonly grantedMine?: true;
  /** A policy denies every function on the second namespace and its service. */
  readonly deniedTheirs?: true;
  /** An account that is good for nothing but itself. */
  readonly plain?: true;
  /** A main account of its own. */
  readonly isStranger?: true;
}

/** What a request is about: one of the namespaces, one thing of each, or no single thing. */
export type Place = typeof MINE | typeof THEIRS | 'both' | 'everything' | 'something' | 'anew';

const by: Actor = { id: '', name: 'matrix', via: 'system' };

/** Namespaces with a service and an instance each, and everybody who may ask. */
export async function openMatrix(doors: Doors): Promise<MatrixCaller[]> {
  const { registry, owner, access } = doors;
  const { gate } = access;
  for (const namespace of [MINE, THEIRS] as const) {
    const place = { namespace, service: SERVICE[namespace], host: HOST[namespace], port: 1 };
    await registry.run(registerInstance(aRegistration(place), by));
  }
  const add = (name: string, wishes: Partial<User>) =>
    addUser(doors, { role: null, owner: owner.id, ...wishes, name });
  const policy = async (name: string, draft: Partial<PolicyDraft>) => {
    const made = await registry.run(createPolicy({ ...blank(owner.id), name, ...draft }, by));
    assert.ok(isDone(made), made.code);
  };
  const things = (namespace: typeof MINE | typeof THEIRS) => ({
    namespaces: [namespace],
    services: [registry.state.services.service(namespace, SERVICE[namespace])?.service.id ?? ''],
  });
  const callers: MatrixCaller[] = [
    { name: 'main', token: gate.tokenOf(owner), user: owner, everywhere: 'owner' },
  ];
  for (const role of ['viewer', 'operator', 'owner'] as const) {
    const user = await add(`a-${role}`, { role });
    callers.push({ name: role, token: gate.tokenOf(user), user, everywhere: role });
    const inMine = await add(`a-${role}-in-mine`, { namespaceRoles: [{ namespace: MINE, role }] });
    callers.push({ name: `${role} in mine`, token: gate.tokenOf(inMine), user: inMine, inMine: role });
  }
  const plain = await add('plain', {});
  callers.push({ name: 'plain', token: gate.tokenOf(plain), user: plain, plain: true });
  const granted = await add('granted', {});
  await policy('grant', { users: [granted.id], resources: things(MINE) });
  callers.push({ name: 'granted', token: gate.tokenOf(granted), user: granted, grantedMine: true });
  const denied = await add('denied', { role: 'owner' });
  await policy('denial', { users: [denied.id], action: 'DENY', functions: ['*'], resources: things(THEIRS) });
  callers.push({
    name: 'denied',
    token: gate.tokenOf(denied),
    user: denied,
    everywhere: 'owner',
    deniedTheirs: true,
  });
  const held = { role: null, namespaceRoles: [{ namespace: MINE, role: 'operator' as const }] };
  const group = await registry.run(
    createGroup(
      { ...held, name: 'g', owner: owner.id, users: [], comment: '', source: '', metadata: {} },
      by,
    ),
  );
  assert.ok(isDone(group), group.code);
  callers.push({ name: 'group', token: gate.tokenOfGroup(group.value), inMine: 'operator' });
  const holder = { kind: 'group' as const, id: group.value.id };
  const named = await registry.run(
    createApiToken({ name: 'ci', holder, endsAt: null }, by, doors.clock.wallMs()),
  );
  assert.ok(isDone(named), named.code);
  callers.push({ name: 'named token', token: named.value.text, inMine: 'operator' });
  const stranger = await addUser(doors, { name: 'stranger', kind: 'main', role: 'owner' });
  callers.push({
    name: 'stranger',
    token: gate.tokenOf(stranger),
    user: stranger,
    everywhere: 'owner',
    isStranger: true,
  });
  return [...callers, ...(await nobodies(doors, add))];
}

/** Tokens that are good for nothing. */
async function nobodies(
  doors: Doors,
  add: (name: string, wishes: Partial<User>) => Promise<User>,
): Promise<MatrixCaller[]> {
  const { gate } = doors.access;
  const old = gate.tokenOf(await add('renewed', { role: 'owner' }));
  await add('renewed', { role: 'owner', tokenGeneration: 2 });
  const off = gate.tokenOf(await add('off', { role: 'owner', tokenEnabled: false }));
  const whole = gate.tokenOf(doors.owner);
  return [
    { name: 'nobody', token: undefined },
    { name: 'empty', token: '' },
    { name: 'garbage', token: 'garbage' },
    { name: 'outdated', token: old },
    { name: 'disabled', token: off },
    { name: 'cut', token: whole.slice(0, -1) },
    { name: 'longer', token: `${whole}A` },
  ];
}

const blank = (owner: string): PolicyDraft => ({
  name: '',
  owner,
  action: 'ALLOW',
  comment: '',
  users: [],
  groups: [],
  roles: [],
  resources: {},
  functions: [],
  labels: [],
  metadata: {},
  source: '',
});

const FOR_OWNERS: readonly Permission[] = [
  'UpdateSettings',
  'RevokeAccessTokens',
  'EndSessions',
  'DescribeSessions',
];

/** What everybody may read of the main account, by the policy that comes with an account. */
const BY_DEFAULT: readonly Permission[] = [
  'DescribeUsers',
  'DescribeAuthPolicies',
  'DescribeAuthPolicyDetail',
  'DescribeAuthRoles',
];

/** Whether somebody must be let in, from the words above and from nothing that the product works out. */
export function mustPass(caller: MatrixCaller, needs: Permission | 'signedIn', place: Place): boolean {
  const isSomebody = !(
    caller.everywhere === undefined &&
    caller.inMine === undefined &&
    !caller.grantedMine &&
    !caller.plain
  );
  if (!isSomebody) return false;
  if (needs === 'signedIn') return true;
  if (place === 'both') return mustPass(caller, needs, MINE) && mustPass(caller, needs, THEIRS);
  const kind = kindOf(needs);
  const inNamespaces = kind === 'namespaces' || kind === 'services';
  const showsAll = ['DescribeOverview', 'DescribeOperations', 'DescribeClients'].includes(needs);
  if (caller.deniedTheirs && inNamespaces && place === THEIRS) return false;
  if (caller.deniedTheirs && (inNamespaces || showsAll) && place === 'everything') return false;
  if (caller.everywhere !== undefined && allows(caller.everywhere, needs)) return true;
  const isRead = /^(Describe|Discover|Watch)/.test(needs) && !/Token$|Session/.test(needs);
  if (FOR_OWNERS.includes(needs) || (isAboutAccess(kind) && !isRead)) return false;
  if (place === 'something' && BY_DEFAULT.includes(needs)) return true;
  if (caller.inMine !== undefined && allows(caller.inMine, needs)) {
    if (inNamespaces && (place === MINE || place === 'something')) return true;
    if (place === 'something' && kind !== null && !isAboutAccess(kind)) return true;
  }
  if (!caller.grantedMine || kind === null) return false;
  return place === 'something' || place === 'anew' || (inNamespaces && place === MINE);
}
