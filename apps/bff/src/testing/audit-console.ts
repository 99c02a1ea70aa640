import assert from 'node:assert/strict';
import { reportContract } from '../registry/commands/contracts.ts';
import { isolateHost } from '../registry/commands/isolate-host.ts';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import { type Headers, send } from './console-shapes.ts';
import { holdFlips } from './hold-flips.ts';
import type { Answered } from './http-client.ts';
import type { Doors } from './testing-doors.ts';

const CANARY = 'canary-password-5c1';
export const pay = { namespace: 'default', service: 'pay', host: '10.5.0.7', port: 80 };
const id = instanceIdOf(pay);

/** Routes that are no GET and change nothing that is kept. */
export const CHANGING_NOTHING: Readonly<Record<string, string>> = {
  'post /isolations/preview': 'shows what would be',
  'post /operations/:id/undo/preview': 'shows what would be',
  'post /access/try': 'shows what would be',
  'post /aliases/preview': 'shows what would be',
  'post /instances/preview': 'shows what would be',
  'post /bulk/preview': 'shows what would be',
  'post /bulk/:id/cancel': 'stops what has a record of its own',
  'post /selections': 'what somebody ticked, in memory',
  'post /result-sets/:id/freeze': 'keeps a list as it is, in memory, for who looks at it',
  'put /events/:stream/topics': 'what a page follows',
};

/** Plays every write of the console; `act` names the route, so that none is left out. */
export type Act = (route: string, path: string, body: unknown, headers?: Headers) => Promise<Answered>;

/** Revision of something, as If-Match wants it. */
const match = async (doors: Doors, cookie: Headers, path: string): Promise<Headers> => {
  const { json } = await send(doors, 'get', path, undefined, cookie);
  return { 'If-Match': `"${json.revision}"` };
};

export async function playRegistry(doors: Doors, cookie: Headers, act: Act): Promise<void> {
  const matching = (path: string) => match(doors, cookie, path);
  const { registry } = doors;
  await act('post /namespaces', '/namespaces', { name: 'audited' });
  await act(
    'put /namespaces/:name',
    '/namespaces/audited',
    { comment: 'x' },
    await matching('/namespaces/audited'),
  );
  await act(
    'delete /namespaces/:name',
    '/namespaces/audited',
    { typed: 'audited' },
    await matching('/namespaces/audited'),
  );
  await playServices(doors, cookie, act);
  await act(
    'put /settings',
    '/settings',
    { environment: { name: 'Audited', production: true } },
    await matching('/settings'),
  );
  await act('put /settings/guard', '/settings/guard', {
    rule: { warnBelowShare: 0.4, warnZoneEmptied: true },
  });
  await act('post /nodes/connections/close', '/nodes/connections/close', { door: 'grpc', host: '10.9.9.9' });
  await act('post /nodes/log-level', '/nodes/log-level', { scope: 'naming', level: 'none' });
  await act('post /nodes/lead/release', '/nodes/lead/release', {});
  await act('post /nodes/clean', '/nodes/clean', { typed: 'clean' });
  const edits = [
    { op: 'test', path: '/weight', value: 100 },
    { op: 'replace', path: '/weight', value: 20 },
  ];
  const edited = await act('patch /instances/:id', `/instances/${id}`, edits);
  const preview = async (path: string, body: unknown) => {
    const { status, json, text } = await send(doors, 'post', path, body, cookie);
    assert.equal(status, 200, text);
    return json.previewId;
  };
  const undo = `/operations/${edited.json.operation.id}/undo`;
  await act('post /operations/:id/undo', undo, {
    previewId: await preview(`${undo}/preview`, {}),
    decisions: [],
  });
  const many = await preview('/bulk/preview', {
    action: 'edit',
    target: { instanceIds: [id] },
    edits: [{ path: '/labels/team', value: 'a' }],
  });
  await act('post /bulk', '/bulk', { previewId: many, expect: 1, decisions: [] });
  await act('patch /instances/:id', `/instances/${id}?hold=true`, edits);
  await act('delete /instances/:id/held/:field', `/instances/${id}/held/weight`, {});
  const target = { action: 'isolate', target: { instanceIds: [id] } };
  await act('post /isolations', '/isolations', {
    previewId: await preview('/isolations/preview', target),
    reason: 'to be ended',
  });
  const releasing = await preview('/isolations/preview', { ...target, action: 'end' });
  await act('post /isolations/release', '/isolations/release', { previewId: releasing });
  const made = await act('post /isolations', '/isolations', {
    previewId: await preview('/isolations/preview', target),
    reason: 'an audit',
  });
  const isolation = made.json.isolation.id;
  const path = `/isolations/${isolation}`;
  await act('patch /isolations/:id', path, { reason: 'another one' }, await matching(path));
  const drift = () =>
    registry.run(isolateHost({ ...pay, isolate: false }, { id: '', name: 'HTTP:10.1.1.1', via: 'http' }));
  await drift();
  const previewId = await preview('/isolations/preview', target);
  await act(
    'post /isolations/:id/reassert',
    `${path}/reassert`,
    { instanceIds: [id], previewId },
    await matching(path),
  );
  await drift();
  await act('post /isolations/:id/accept', `${path}/accept`, { instanceIds: [id] }, await matching(path));
  const ahead = await act('post /isolations/ahead', '/isolations/ahead', {
    hosts: ['10.7.0.1'],
    reason: 'an audit',
  });
  const other = ahead.json.isolation.id;
  const ending = await preview('/isolations/preview', { action: 'end', target: { isolationId: other } });
  const matched = await matching(`/isolations/${other}`);
  await act('post /isolations/:id/end', `/isolations/${other}/end`, { previewId: ending }, matched);
  await holdFlips(doors);
  const { sinceAt } = doors.checker.hold ?? {};
  await act('post /health/hold/end', '/health/hold/end', { how: 'discard', sinceAt, reason: 'an audit' });
  await act('delete /instances/:id', `/instances/${id}`, { typed: `${pay.host}:${pay.port}` });
}

async function playServices(doors: Doors, cookie: Headers, act: Act): Promise<void> {
  const { registry } = doors;
  await act('post /services', '/services', { namespace: 'default', service: 'audited' });
  const service = '/services/default/audited';
  const editOf = async () => {
    const { json } = await send(doors, 'get', service, undefined, cookie);
    return { 'If-Match': `"${json.editRevision}"` };
  };
  const rule = { warnBelowShare: 0.3, warnZoneEmptied: false };
  await act(
    'put /services/:namespace/:service',
    service,
    { comment: 'x', labels: { a: 'b' }, guard: rule },
    await editOf(),
  );
  await act('put /services/:namespace/:service', service, { guard: null }, await editOf());
  await act('post /services/:namespace/:service/token', `${service}/token`, { change: 'renew' });
  await act('post /services/:namespace/:service/token', `${service}/token`, { change: 'show' });
  const target = { namespace: 'default', service: 'audited' };
  const alias = await act('post /aliases', '/aliases', { namespace: 'default', alias: 'audit-2', target });
  const aliasPath = '/aliases/default/audit-2';
  const aliasMatch = { 'If-Match': `"${alias.json.revision}"` };
  const other = await act('put /aliases/:namespace/:alias', aliasPath, { comment: 'x' }, aliasMatch);
  await act(
    'delete /aliases/:namespace/:alias',
    aliasPath,
    { typed: 'audit-2' },
    { 'If-Match': `"${other.json.revision}"` },
  );
  await act('post /instances', '/instances', { ...pay, hosts: ['10.5.0.8'], ports: [80, 81] });
  const contract = {
    ...{ namespace: 'default', service: 'audited', type: 't', name: 't' },
    ...{ protocol: 'http', version: '1', content: '' },
  };
  await registry.run(reportContract({ ...contract, interfaces: [] }, { id: '', name: 'c', via: 'grpc' }));
  const [reported] = registry.state.contracts.values();
  await act('delete /contracts/:id', `/contracts/${reported?.id}`, { typed: '1' });
  await act('delete /services/:namespace/:service', service, { typed: 'audited' }, await editOf());
}

/** Answers the secrets that were shown. */
export async function playAccess(doors: Doors, cookie: Headers, act: Act): Promise<string[]> {
  const matching = (path: string) => match(doors, cookie, path);
  const user = await act('post /access/users', '/access/users', { name: 'wang', password: CANARY });
  const userPath = `/access/users/${user.json.id}`;
  await act('patch /access/users/:id', userPath, { role: 'viewer' }, await matching(userPath));
  await act('put /access/users/:id/password', `${userPath}/password`, { password: `${CANARY}-2` });
  const renewed = await act('post /access/users/:id/token', `${userPath}/token`, { change: 'renew' });
  const group = await act('post /access/groups', '/access/groups', { name: 'team', users: [user.json.id] });
  const groupPath = `/access/groups/${group.json.id}`;
  await act('patch /access/groups/:id', groupPath, { comment: 'x' }, await matching(groupPath));
  const ofGroup = await act('post /access/groups/:id/token', `${groupPath}/token`, { change: 'renew' });
  const role = await act('post /access/roles', '/access/roles', { name: 'auditors', users: [user.json.id] });
  const rolePath = `/access/roles/${role.json.id}`;
  await act('patch /access/roles/:id', rolePath, { comment: 'x' }, await matching(rolePath));
  const builtIn = '/access/roles/operator';
  await act('patch /access/roles/:id', builtIn, { users: [user.json.id] }, await matching(builtIn));
  const policy = await act('post /access/policies', '/access/policies', {
    name: 'p',
    effect: 'allow',
    users: [user.json.id],
  });
  const policyPath = `/access/policies/${policy.json.id}`;
  await act('patch /access/policies/:id', policyPath, { comment: 'x' }, await matching(policyPath));
  const holder = { kind: 'user', id: user.json.id };
  const token = await act('post /access/tokens', '/access/tokens', { name: 'ci', holder, endsAt: null });
  await act('delete /access/tokens/:id', `/access/tokens/${token.json.id ?? token.json.token.id}`, {});
  const account = doors.registry.state.kept.user.get(user.json.id);
  assert.ok(account !== undefined);
  const started = await send(doors, 'post', '/session', { name: 'wang', password: `${CANARY}-2` }, {});
  assert.equal(started.status, 200, started.text);
  const sessions = await send(doors, 'get', '/access/sessions', undefined, cookie);
  const session = sessions.json.find((one: { user: { id: string } }) => one.user.id === user.json.id);
  await act('delete /access/sessions/:id', `/access/sessions/${session.id}`, {});
  const again = await send(doors, 'post', '/session', { name: 'wang', password: `${CANARY}-2` }, {});
  assert.equal(again.status, 200, again.text);
  await act('post /access/sessions/end-others', '/access/sessions/end-others', { user: user.json.id });
  await act(
    'put /access/sdk',
    '/access/sdk',
    { closedNamespaces: ['default'] },
    await matching('/access/sdk'),
  );
  await act('delete /access/policies/:id', policyPath, { typed: 'p' }, await matching(policyPath));
  await act('delete /access/roles/:id', rolePath, { typed: 'auditors' }, await matching(rolePath));
  await act('delete /access/groups/:id', groupPath, { typed: 'team' }, await matching(groupPath));
  await act('delete /access/users/:id', userPath, { typed: 'wang' }, await matching(userPath));
  const shown = [renewed, ofGroup, token].map(({ json }) => String(json.secret));
  const sessionCookie = started.headers['set-cookie']?.[0]?.split(/[=;]/)[1] ?? '';
  for (const secret of [...shown, sessionCookie]) assert.ok(secret.length > 30, secret);
  return [CANARY, ...shown, sessionCookie, String(account.passwordHash)];
}
