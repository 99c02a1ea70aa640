import { allPolicies } from '../access/policy.ts';
import { userNamed } from '../access/user.ts';
import type { Doors } from './testing-doors.ts';

/** One request that changes something; as its route is named, with a body made when it is its turn. */
export interface Step {
  readonly route: string;
  readonly body: (doors: Doors) => unknown;
  /** Action of the operation, or of the client entry; given where a route makes the latter. */
  readonly entry?: 'register' | 'deregister' | 'report' | 'contract';
}

/** The namespace must be there. */
export const NAMESPACE = 'audited';

const place = { namespace: NAMESPACE, service: 'pay' };
export const instance = { ...place, host: '10.0.0.1', port: 80 };
const contract = { ...place, name: 'c', protocol: 'http', version: '1' };
const method = { name: 'm', method: 'GET', path: '/m', type: 'm' };

const idOf = {
  user: ({ registry }: Doors) => userNamed(registry.state, 'audited')?.id ?? '',
  group: ({ registry }: Doors) => [...registry.state.kept.group.keys()][0] ?? '',
  role: ({ registry }: Doors) => [...registry.state.kept.role.keys()][0] ?? '',
  policy: ({ registry }: Doors) =>
    [...allPolicies(registry.state)].find((one) => one.name === 'audited')?.id ?? '',
  contract: ({ registry }: Doors) => [...registry.state.contracts.keys()][0] ?? '',
};

const step = (route: string, body: unknown, entry?: Step['entry']): Step => ({
  route,
  body: typeof body === 'function' ? (doors) => body(doors) : () => body,
  ...(entry === undefined ? {} : { entry }),
});

const namespaces = (prefix: string, token: string): Step[] => [
  step(`POST ${prefix}`, [{ name: 'short-lived' }]),
  step(`PUT ${prefix}`, [{ name: 'short-lived', comment: 'x' }]),
  step(`PUT ${token}`, { name: 'short-lived' }),
  step(`POST ${prefix}/delete`, [{ name: 'short-lived' }]),
];

/** Every route that changes something, in an order in which each finds what it needs. */
export const STEPS: readonly Step[] = [
  ...namespaces('/naming/v1/namespaces', '/naming/v1/namespace/token'),
  ...namespaces('/core/v1/namespaces', '/core/v1/namespaces/token'),
  step('POST /naming/v1/services', [{ namespace: 'audited', name: 'pay' }]),
  step('PUT /naming/v1/services', [{ namespace: 'audited', name: 'pay', comment: 'x' }]),
  step('PUT /naming/v1/service/token', { namespace: 'audited', name: 'pay' }),
  step('POST /naming/v1/service/alias', { ...place, alias: 'other', alias_namespace: 'audited' }),
  step('PUT /naming/v1/service/alias', {
    ...place,
    alias: 'other',
    alias_namespace: 'audited',
    comment: 'x',
  }),
  step('POST /naming/v1/service/aliases/delete', [{ alias: 'other', alias_namespace: 'audited' }]),
  step('POST /naming/v1/instances', [instance]),
  step('PUT /naming/v1/instances', [{ ...instance, weight: 7 }]),
  step('PUT /naming/v1/instances/isolate/host', [{ ...instance, isolate: true }]),
  step('POST /naming/v1/instances/delete', [instance]),
  step('POST /v1/RegisterInstance', instance, 'register'),
  step('POST /naming/v1/instances/delete/host', [{ ...place, host: '10.0.0.1' }]),
  step('POST /maintain/v1/instance/batchclean', ({ clock }: Doors) => {
    // Only what was deregistered a while ago is cleaned.
    clock.advance(601_000);
    return { batch_size: 5 };
  }),
  step('POST /v1/RegisterInstance', instance, 'register'),
  step('POST /v1/DeregisterInstance', instance, 'deregister'),
  step('POST /v1/ReportClient', { host: '10.0.0.9', type: 'SDK', version: '1', id: 'client-1' }, 'report'),
  step('POST /naming/v1/service/contracts', [{ ...contract, content: '{}' }]),
  step('POST /naming/v1/service/contract/methods', (doors: Doors) => ({
    id: idOf.contract(doors),
    ...contract,
    interfaces: [method],
  })),
  step('PUT /naming/v1/service/contract/methods/append', (doors: Doors) => ({
    id: idOf.contract(doors),
    ...contract,
    interfaces: [{ ...method, path: '/n' }],
  })),
  step('POST /naming/v1/service/contract/methods/delete', (doors: Doors) => ({
    id: idOf.contract(doors),
    ...contract,
    interfaces: [method],
  })),
  step('POST /naming/v1/service/contracts/delete', (doors: Doors) => [
    { id: idOf.contract(doors), ...contract },
  ]),
  step('POST /naming/v1/services/delete', [{ namespace: 'audited', name: 'pay' }]),
  step('POST /maintain/v1/instance/clean', instance),
  step('POST /maintain/v1/apiserver/conn/close', [{ Protocol: 'grpc', Host: '10.9.9.9' }]),
  step('POST /maintain/v1/memory/free', {}),
  step('PUT /maintain/v1/log/outputlevel', { scope: 'naming', level: 'warn' }),
  step('POST /maintain/v1/leaders/release', { electKey: 'polaris.checker' }),
  step('POST /core/v1/users', [{ name: 'audited', password: 'canary-first-1' }]),
  step('PUT /core/v1/user', (doors: Doors) => ({ id: idOf.user(doors), comment: 'x' })),
  step('PUT /core/v1/user/password', (doors: Doors) => ({
    id: idOf.user(doors),
    new_password: 'canary-second-2',
  })),
  step('PUT /core/v1/user/token/status', (doors: Doors) => ({ id: idOf.user(doors), token_enable: false })),
  step('PUT /core/v1/user/token/refresh', (doors: Doors) => ({ id: idOf.user(doors) })),
  step('POST /core/v1/usergroup', (doors: Doors) => ({
    name: 'audited',
    relation: { users: [{ id: idOf.user(doors) }] },
  })),
  step('PUT /core/v1/usergroups', (doors: Doors) => [{ id: idOf.group(doors), comment: 'x' }]),
  step('PUT /core/v1/usergroup/token/status', (doors: Doors) => ({
    id: idOf.group(doors),
    token_enable: false,
  })),
  step('PUT /core/v1/usergroup/token/refresh', (doors: Doors) => ({ id: idOf.group(doors) })),
  step('POST /core/v1/roles', (doors: Doors) => [{ name: 'audited', users: [{ id: idOf.user(doors) }] }]),
  step('PUT /core/v1/roles', (doors: Doors) => [{ id: idOf.role(doors), name: 'audited', comment: 'x' }]),
  step('POST /core/v1/auth/strategy', (doors: Doors) => ({
    name: 'audited',
    action: 'ALLOW',
    principals: { users: [{ id: idOf.user(doors) }] },
    functions: ['*'],
  })),
  step('PUT /core/v1/auth/strategies', (doors: Doors) => [{ id: idOf.policy(doors), comment: 'x' }]),
  step('POST /core/v1/auth/strategies/delete', (doors: Doors) => [{ id: idOf.policy(doors) }]),
  step('POST /core/v1/roles/delete', (doors: Doors) => [{ id: idOf.role(doors) }]),
  step('POST /core/v1/usergroups/delete', (doors: Doors) => [{ id: idOf.group(doors) }]),
  step('POST /core/v1/users/delete', (doors: Doors) => [{ id: idOf.user(doors) }]),
];

/** Routes that are no GET and change nothing. */
export const CHANGING_NOTHING: Readonly<Record<string, string>> = {
  'POST /core/v1/user/login': 'answers a token that exists',
  'POST /v1/Discover': 'a question',
  'POST /v1/Heartbeat': 'moves a time in memory; what follows for health is recorded as its change',
  'POST /naming/v1/service/owner': 'a question',
};
/** Governance is not kept here: every write of it is refused. */
export const isGovernance = (route: string): boolean =>
  /\/(routings|ratelimits|circuitbreaker|faultdetectors|lane)\b/.test(route);

export const secretsOf = ({ registry, access }: Doors): string[] => [
  'canary-first-1',
  'canary-second-2',
  ...[...registry.state.kept.user.values()].map((user) => String(user.passwordHash)),
  ...[userNamed(registry.state, 'audited')].flatMap((user) => (user ? [access.gate.tokenOf(user)] : [])),
  ...[...registry.state.services.services()].map(({ service }) => service.token),
];
