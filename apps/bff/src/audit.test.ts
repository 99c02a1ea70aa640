import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { rpcDeclarations } from './access/rpcs.ts';
import { concludeBulk } from './registry/commands/bulk/bulk-batch.ts';
import { newProgress } from './registry/commands/bulk/bulk-record.ts';
import { expireClient } from './registry/commands/clients.ts';
import { deregisterInstance } from './registry/commands/deregister-instance.ts';
import { editInstance } from './registry/commands/edit-instance.ts';
import { recordHoldEnd } from './registry/commands/end-hold.ts';
import { flipHealth } from './registry/commands/flip-health.ts';
import { forgetHolds } from './registry/commands/hold-values.ts';
import { instanceIdOf } from './registry/commands/new-ids.ts';
import { registerInstance } from './registry/commands/register-instance.ts';
import * as console from './testing/audit-console.ts';
import * as http from './testing/audit-http.ts';
import { rpcs } from './testing/audit-rpcs.ts';
import { send, signIn, tableOf } from './testing/console-shapes.ts';
import { GrpcClient } from './testing/grpc-client.ts';
import { ask } from './testing/http-client.ts';
import { nameOf } from './testing/http-shapes.ts';
import { addUser, PASSWORD } from './testing/testing-access.ts';
import { Audit } from './testing/testing-audit.ts';
import { openDoors } from './testing/testing-doors.ts';
import { aClient, anOperator, aRegistration } from './testing/testing-registry.ts';

/** Names of all commands that were seen to leave exactly one record. */
const recorded = new Set<string>();

test('every route that is no question either leaves exactly one record, or stands in the list of those that change nothing', async (t) => {
  const doors = await openDoors(t);
  const audit = new Audit(doors.registry, doors.store, recorded);
  const token = doors.access.gate.tokenOf(doors.owner);
  const send = (route: string, body: unknown, with_ = token) => {
    const [method = '', path = ''] = route.split(' ');
    const headers = { 'Content-Type': 'application/json', 'X-Polaris-Token': with_ };
    return ask(doors.ports.http, method, path, { headers, body });
  };
  await send('POST /naming/v1/namespaces', [{ name: http.NAMESPACE }]);
  const mutating = doors.routes.filter(({ method }) => method !== 'GET').map(nameOf);
  const covered = new Set([...http.STEPS.map(({ route }) => route), ...Object.keys(http.CHANGING_NOTHING)]);
  assert.deepEqual(
    mutating.filter((one) => !covered.has(one) && !http.isGovernance(one)),
    [],
  );
  const secrets = new Set<string>();
  let history = '';
  for (const { route, body, entry } of http.STEPS) {
    const sent = body(doors);
    // Who may not do it leaves no trace; nor is anything done. Clients need no token.
    if (entry === undefined) {
      const refused = await audit.of(() => send(route, sent, 'garbage'));
      assert.ok(refused.answer.status >= 400, route);
      assert.deepEqual([refused.operations, refused.clientEntries, refused.changing], [[], [], []], route);
    }
    const before = doors.registry.state.position;
    const { answer, operations, clientEntries, unrecorded } = await audit.of(() => send(route, sent));
    assert.equal(answer.status, 200, `${route}: ${answer.text.slice(0, 300)}`);
    assert.deepEqual(unrecorded, [], route);
    assert.ok(
      doors.registry.state.position > before,
      `${route} changed nothing: ${answer.text.slice(0, 300)}`,
    );
    assert.equal(
      operations.length + clientEntries.length,
      1,
      `${route}: ${JSON.stringify([operations, clientEntries])}`,
    );
    assert.equal(clientEntries[0]?.action, entry, route);
    if (operations[0] !== undefined)
      assert.deepEqual([operations[0].by.id, operations[0].by.via], [doors.owner.id, 'http'], route);
    for (const secret of http.secretsOf(doors)) secrets.add(secret);
    history += JSON.stringify([operations, clientEntries]);
  }
  for (const secret of secrets) assert.ok(!history.includes(secret), secret);
  assert.equal(await doors.store.verifyHistory(), null);
});

test('what changes nothing leaves no record, and of several things each has its own', async (t) => {
  const doors = await openDoors(t);
  const audit = new Audit(doors.registry, doors.store, recorded);
  const token = doors.access.gate.tokenOf(doors.owner);
  const headers = { 'Content-Type': 'application/json', 'X-Polaris-Token': token };
  const records = async (method: string, path: string, body?: unknown) => {
    const { operations, clientEntries, unrecorded } = await audit.of(() =>
      ask(doors.ports.http, method, path, { headers, ...(body === undefined ? {} : { body }) }),
    );
    assert.deepEqual(unrecorded, []);
    return operations.length + clientEntries.length;
  };
  const two = [http.instance, { ...http.instance, port: 81 }];
  assert.equal(await records('POST', '/naming/v1/namespaces', [{ name: http.NAMESPACE }]), 1);
  assert.equal(await records('POST', '/naming/v1/namespaces', [{ name: http.NAMESPACE }]), 0);
  assert.equal(await records('POST', '/naming/v1/instances', two), 2);
  assert.equal(
    await records(
      'PUT',
      '/naming/v1/instances',
      two.map((one) => ({ ...one, weight: 100 })),
    ),
    0,
  );
  assert.equal(
    await records(
      'PUT',
      '/naming/v1/instances',
      two.map((one) => ({ ...one, weight: 7 })),
    ),
    2,
  );
  assert.equal(await records('POST', '/v1/Heartbeat', http.instance), 0);
  assert.equal(
    await records('POST', '/v1/Discover', {
      type: 'INSTANCE',
      service: { namespace: 'audited', name: 'pay' },
    }),
    0,
  );
  assert.equal(await records('POST', '/naming/v1/instances/delete', [{ ...http.instance, port: 99 }]), 0);
  assert.equal(
    await records('POST', '/naming/v1/instances/delete', [{ id: instanceIdOf(http.instance) }]),
    1,
  );
  for (const route of doors.routes.filter(({ method }) => method === 'GET')) {
    assert.equal(await records('GET', route.path), 0, route.path);
  }
  for (const route of doors.routes.filter((one) => one.method !== 'GET' && http.isGovernance(one.path))) {
    assert.equal(await records(route.method, route.path, [{ name: 'x' }]), 0, route.path);
  }
});

test('every write of the console leaves exactly one record that names who did it, and holds no secret', async (t) => {
  const doors = await openDoors(t);
  const { registry, owner, store } = doors;
  for (const host of [console.pay.host, '10.5.0.8', '10.5.0.9']) {
    await registry.run(registerInstance(aRegistration({ ...console.pay, host, weight: 100 }), aClient));
  }
  const cookie = await signIn(doors, owner);
  const viewer = await addUser(doors, { name: 'a-viewer', owner: owner.id });
  const ofViewer = await signIn(doors, viewer);
  const audit = new Audit(registry, store, recorded);
  const seen = new Set<string>();
  let history = '';
  const act: console.Act = async (route, path, body, headers = {}) => {
    const [method = ''] = route.split(' ');
    const refused = await audit.of(() => send(doors, method, path, body, { ...ofViewer, ...headers }));
    // Of sessions of others nothing is said, not even that they are there.
    assert.ok([403, 404].includes(refused.answer.status), `${route}: ${refused.answer.text}`);
    // Who may not is in the history all the same, and nothing else has happened.
    const tried = refused.operations.map(({ outcome, by }) => [outcome, by.name]);
    const isTold = refused.answer.status === 403;
    assert.deepEqual(tried, isTold ? [['refused', 'a-viewer']] : [], route);
    assert.deepEqual([refused.clientEntries, refused.changing], [[], []], route);
    const key = { 'Idempotency-Key': randomUUID() };
    const { answer, operations, clientEntries, unrecorded } = await audit.of(() =>
      send(doors, method, path, body, { ...cookie, ...key, ...headers }),
    );
    assert.ok(
      [200, 201, 202, 204].includes(answer.status),
      `${route}: ${answer.status} ${answer.text.slice(0, 300)}`,
    );
    assert.deepEqual(unrecorded, [], route);
    assert.deepEqual(
      [operations.length, clientEntries.length],
      [1, 0],
      `${route}: ${JSON.stringify(operations)}`,
    );
    const { name, via, address } = operations[0]?.by ?? {};
    assert.deepEqual([name, via, address], ['lin.qiao', 'console', '127.0.0.1'], route);
    // The same request once more is answered and not done once more.
    const again = await audit.of(() => send(doors, method, path, body, { ...cookie, ...key, ...headers }));
    assert.deepEqual([again.operations, again.changing], [[], []], route);
    assert.ok([200, 201, 202, 204].includes(again.answer.status), `${route} again: ${again.answer.text}`);
    seen.add(route);
    history += JSON.stringify(operations);
    return answer;
  };
  await console.playRegistry(doors, cookie, act);
  const secrets = await console.playAccess(doors, cookie, act);
  const writes = tableOf(doors)
    .filter(({ method }) => method !== 'get')
    .map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(writes.sort(), [...seen, ...Object.keys(console.CHANGING_NOTHING)].sort());
  for (const secret of secrets) assert.ok(!history.includes(secret), secret);
  assert.equal(await store.verifyHistory(), null);
});

test('signing in and out each leave one record; a wrong password and every question none', async (t) => {
  const doors = await openDoors(t);
  await doors.registry.run(registerInstance(aRegistration(console.pay), aClient));
  const audit = new Audit(doors.registry, doors.store, recorded);
  const session = (password: string) =>
    audit.of(() => send(doors, 'post', '/session', { name: 'lin.qiao', password }, {}));
  const wrong = await session('not this one');
  assert.deepEqual([wrong.answer.status, wrong.operations, wrong.changing], [401, [], []]);
  const signedIn = await session(PASSWORD);
  assert.deepEqual(
    signedIn.operations.map(({ action }) => action),
    ['session.start'],
  );
  assert.deepEqual(signedIn.unrecorded, []);
  const cookie = { Cookie: signedIn.answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
  for (const { method, path } of tableOf(doors)) {
    if (method !== 'get') continue;
    const asked = await audit.of(() => send(doors, 'get', path.replace(/:\w+/g, 'x'), undefined, cookie));
    assert.deepEqual([asked.operations, asked.clientEntries, asked.changing], [[], [], []], path);
  }
  for (const [route, body] of [
    ['/isolations/preview', { action: 'isolate', target: { hosts: [console.pay.host] } }],
    ['/access/try', { who: { kind: 'user', id: doors.owner.id }, function: 'DescribeServices' }],
  ] as const) {
    const asked = await audit.of(() => send(doors, 'post', route, body, cookie));
    assert.deepEqual([asked.answer.status, asked.operations, asked.changing], [200, [], []], route);
  }
  const signedOut = await audit.of(() => send(doors, 'delete', '/session', {}, cookie));
  assert.deepEqual(
    signedOut.operations.map(({ action }) => action),
    ['session.end'],
  );
  assert.deepEqual(signedOut.unrecorded, []);
});

test('every RPC that changes something leaves exactly one record, every other none', async (t) => {
  const doors = await openDoors(t);
  const audit = new Audit(doors.registry, doors.store, recorded);
  const client = new GrpcClient(doors.ports.grpc);
  t.after(() => client.close());
  const calls = rpcs(client);
  assert.deepEqual([...new Set(calls.map(([path]) => path))].sort(), Object.keys(rpcDeclarations).sort());
  for (const [path, call, entry] of calls) {
    const before = doors.registry.state.position;
    const { operations, clientEntries, unrecorded } = await audit.of(call);
    assert.deepEqual([operations, unrecorded], [[], []], path);
    assert.deepEqual(
      clientEntries.map(({ action }) => action),
      entry === undefined ? [] : [entry],
      path,
    );
    assert.equal(doors.registry.state.position > before, entry !== undefined, path);
  }
});

test('what the server does by itself about instances and clients leaves a record as well', async (t) => {
  const doors = await openDoors(t);
  const { registry, store } = doors;
  await registry.run(registerInstance(aRegistration({ heartbeat: { ttlSeconds: 5 } }), aClient));
  const slot = registry.state.instances.slotOf(instanceIdOf(aRegistration()));
  const bornAt = registry.state.instances.bornAt[slot] ?? 0;
  const audit = new Audit(registry, store, recorded);
  const runs = [
    flipHealth([{ slot, bornAt, healthy: false, silentSince: 1 }]),
    flipHealth([{ slot, bornAt, healthy: true, silentSince: null }]),
    recordHoldEnd({ how: 'release', reason: 'looked at', held: () => 3 }, anOperator),
    expireClient('client-1', aClient),
    concludeBulk(
      newProgress({
        id: 'cut-off',
        startedAt: 0,
        by: anOperator,
        work: { kind: 'deregister' },
        total: 3,
        left: 0,
        names: {},
        reason: '',
        matched: undefined,
      }),
      'the server stopped',
    ),
    editInstance(instanceIdOf(aRegistration()), [{ path: '/weight', seen: 100, value: 20 }], anOperator, {
      hold: true,
    }),
    deregisterInstance(instanceIdOf(aRegistration()), aClient),
    forgetHolds([instanceIdOf(aRegistration())], Number.POSITIVE_INFINITY, anOperator),
  ];
  const headers = { 'Content-Type': 'application/json' };
  await ask(doors.ports.http, 'POST', '/v1/ReportClient', { headers, body: { host: 'h', id: 'client-1' } });
  for (const command of runs) {
    const { answer, operations, clientEntries, unrecorded } = await audit.of<{ code: string }>(() =>
      registry.run<unknown>(command),
    );
    assert.equal(answer.code, 'ExecuteSuccess');
    assert.deepEqual([operations.length + clientEntries.length, unrecorded], [1, []], command.name);
  }
});

/** Commands that prepare the installation or keep its books: nobody's act, or part of one that is recorded. */
const NOBODYS_ACT: Readonly<Record<string, string>> = {
  seedNamespaces: 'what a newborn registry contains',
  seedPolicies: 'what a newborn registry contains',
  ensureInstallationKey: 'made once, at the first start',
  offerSetup: 'a code that is printed; its use is recorded as user.setUp',
  keepTokenUses: 'when a token was last used',
  keepSession: 'when a session was last used',
  joinMember: 'who shares the duty of watching',
  renewMember: 'who shares the duty of watching',
  removeMember: 'who shares the duty of watching',
  importAccounts: 'recorded as accounts.import, at the first start (import-accounts.test.ts)',
  replaceImportedHash:
    'of imported accounts: locking is recorded as user.lock, another hash is part of the sign-in (import-accounts.test.ts)',
  createMainAccount:
    'recorded as user.setUp, at the first start, which is before any door is open (first-start.test.ts)',
};

test('no command is left out: each was seen above, or stands in the list of those that are nobody’s act', () => {
  const source = fileURLToPath(new URL('.', import.meta.url));
  const files = globSync('**/*.ts', { cwd: source, exclude: ['testing/**', '**/*.test.ts'] });
  const names = files.flatMap((file) =>
    [...readFileSync(`${source}${file}`, 'utf8').matchAll(/\bname: '(\w+)',\s+lane: /g)].map(
      ([, name = '']) => name,
    ),
  );
  assert.ok(names.length > 50, String(names.length));
  assert.deepEqual(
    names.filter((name) => !recorded.has(name) && !Object.hasOwn(NOBODYS_ACT, name)),
    [],
  );
});
