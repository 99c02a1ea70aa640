import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import express from 'express';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { type Answered, ask } from '../testing/http-client.ts';
import { addUser, openTestingAccess, PASSWORD, type TestingAccess } from '../testing/testing-access.ts';
import { openRegistry } from '../testing/testing-registry.ts';
import { HttpServer } from '../transport/http-server.ts';
import { actorOfSession, sessionOf } from './require-session.ts';
import { onlySameOrigin } from './same-origin.ts';
import { allUsers } from './user.ts';

interface Console extends TestingAccess {
  readonly port: number;
  readonly store: MemoryStore;
  /** A request as the console's own page sends it. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
}

/** Serves the routes over a socket, beside two that need permissions. */
async function serve(t: TestContext, wishes: Parameters<typeof openTestingAccess>[0] = {}): Promise<Console> {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const opened = await openTestingAccess(wishes, clock, await openRegistry(store, clock));
  const { guard } = opened.access;
  const { consoleRoutes } = await opened.access.routes();
  const app = express();
  app.use('/console/v1', consoleRoutes);
  app.use('/console/v1', onlySameOrigin);
  app.get('/console/v1/instances', guard.requireSession('DescribeInstances'), (_request, response) => {
    response.json({ who: sessionOf(response).user.name });
  });
  app.post('/console/v1/isolations', guard.requireSession('UpdateInstancesIsolate'), (request, response) => {
    response.json(actorOfSession(request, response));
  });
  const server = new HttpServer('console', app);
  const port = await server.listen('127.0.0.1', 0);
  t.after(() => server.stop(0));
  const own = { Origin: `http://127.0.0.1:${port}`, 'Content-Type': 'application/json' };
  return {
    ...opened,
    port,
    store,
    send: (method, path, body = {}, headers = {}) =>
      ask(port, method, `/console/v1${path}`, {
        headers: method === 'GET' ? headers : { ...own, ...headers },
        ...(method === 'GET' ? {} : { body }),
      }),
  };
}

const lin = { name: 'lin.qiao', password: PASSWORD };

const cookieIn = (answer: Answered): string => answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';

const signIn = async (served: Console, who = lin): Promise<Record<string, string>> => {
  const answer = await served.send('POST', '/session', who);
  assert.equal(answer.status, 200, answer.text);
  return { Cookie: cookieIn(answer) };
};

const assertProblem = (answer: Answered, status: number, code: number, info: RegExp): void => {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/);
  assert.equal(answer.json.code, code);
  assert.match(answer.json.info, info);
  assert.match(answer.json.requestId, /./);
};

test('signing in answers who one is, and the cookie is opaque, HttpOnly and Lax', async (t) => {
  const served = await serve(t);
  const answer = await served.send('POST', '/session', lin);
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json.user, {
    id: [...allUsers(served.registry.state)][0]?.id,
    name: 'lin.qiao',
    role: 'owner',
    namespaceRoles: [],
  });
  assert.deepEqual(answer.json.environment, { name: 'Testing', production: false });
  assert.equal(answer.json.epoch, served.registry.epoch);
  assert.equal(answer.headers['registry-position'], answer.json.position);
  assert.equal(answer.json.endsAt, served.clock.wallMs() + 12 * 60 * 60 * 1000);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.match(
    answer.headers['set-cookie']?.[0] ?? '',
    /^cynosure_[0-9a-f]{8}=[\w-]{43}; Max-Age=604800; Path=\/console\/v1; HttpOnly; SameSite=Lax$/,
  );
  const again = await served.send('GET', '/session', undefined, { Cookie: cookieIn(answer) });
  assert.deepEqual([again.status, again.json.user], [200, answer.json.user]);
});

test('without a session the answer tells which registry this is and whether it is set up', async (t) => {
  const served = await serve(t);
  const answer = await served.send('GET', '/session');
  assertProblem(answer, 401, 401001, /^You are not signed in\.$/);
  assert.deepEqual(answer.json.environment, { name: 'Testing', production: false });
  assert.equal(answer.json.setupNeeded, false);
});

test('a wrong password and an unknown name get the same answer for the same work', async (t) => {
  const served = await serve(t);
  served.passwords.derived.length = 0;
  const tries = [
    { name: 'lin.qiao', password: 'wrong password' },
    { name: 'nobody', password: PASSWORD },
    { name: '', password: '' },
    { name: 'Lin.Qiao', password: PASSWORD },
  ];
  const answers: Answered[] = [];
  for (const who of tries) answers.push(await served.send('POST', '/session', who));
  for (const answer of answers) {
    assertProblem(answer, 401, 401001, /^Name or password is not right\.$/);
    assert.equal(answer.headers['set-cookie'], undefined);
    const { requestId: _one, ...rest } = answer.json;
    const { requestId: _other, ...first } = answers[0]?.json ?? {};
    assert.deepEqual(rest, first);
  }
  assert.equal(served.passwords.derived.length, tries.length);
  assert.equal(new Set(served.passwords.derived.map(({ cost }) => JSON.stringify(cost))).size, 1);
});

test('too many tries are told how long to wait, whether or not the name exists', async (t) => {
  const served = await serve(t);
  for (const name of ['lin.qiao', 'nobody']) {
    for (let n = 0; n < 10; n += 1) {
      assert.equal((await served.send('POST', '/session', { name, password: 'guess' })).status, 401);
    }
    const answer = await served.send('POST', '/session', { name, password: PASSWORD });
    assertProblem(answer, 429, 429002, /^too many tries to sign in; the next one is taken in 60 s$/);
    assert.equal(answer.headers['retry-after'], '60');
  }
  served.clock.advance(60_000);
  await signIn(served);
});

test('a session opens what its role includes, and only that', async (t) => {
  const served = await serve(t);
  await addUser(served, { name: 'viewer', role: 'viewer' });
  const none = await served.send('GET', '/instances');
  assertProblem(none, 401, 401001, /not signed in/);
  const viewer = await signIn(served, { name: 'viewer', password: PASSWORD });
  assert.deepEqual((await served.send('GET', '/instances', undefined, viewer)).json, { who: 'viewer' });
  const refused = await served.send('POST', '/isolations', {}, viewer);
  assertProblem(refused, 403, 401001, /^your role, viewer, does not include this$/);
  const owner = await signIn(served);
  const done = await served.send('POST', '/isolations', {}, owner);
  assert.deepEqual(
    [done.status, done.json.name, done.json.via, done.json.address],
    [200, 'lin.qiao', 'console', '127.0.0.1'],
  );
});

test('signing out ends the session for good, also for whoever kept the cookie', async (t) => {
  const served = await serve(t);
  const cookie = await signIn(served);
  const out = await served.send('DELETE', '/session', {}, cookie);
  assert.equal(out.status, 204);
  assert.match(out.headers['set-cookie']?.[0] ?? '', /=; Max-Age=0; /);
  assert.equal((await served.send('GET', '/instances', undefined, cookie)).status, 401);
  assert.equal((await served.send('DELETE', '/session', {}, cookie)).status, 204);
});

test('signing in rotates: the session from before is worth nothing, and a planted cookie never was', async (t) => {
  const served = await serve(t);
  const before = await signIn(served);
  const name = before.Cookie?.split('=')[0];
  const again = await served.send('POST', '/session', lin, before);
  assert.notEqual(cookieIn(again), before.Cookie);
  assert.equal((await served.send('GET', '/session', undefined, before)).status, 401);
  const planted = { Cookie: `${name}=${'A'.repeat(43)}` };
  const answer = await served.send('POST', '/session', lin, planted);
  assert.notEqual(cookieIn(answer), planted.Cookie);
  assert.equal((await served.send('GET', '/session', undefined, planted)).status, 401);
});

test('what a page of another origin sends is refused before anything is looked at', async (t) => {
  const served = await serve(t);
  const cookie = await signIn(served);
  const { port } = served;
  const json = { 'Content-Type': 'application/json' };
  const own = { Origin: `http://127.0.0.1:${port}` };
  const foreign: [string, Record<string, string>][] = [
    ['another site', { ...json, Origin: 'https://evil.example' }],
    ['another port', { ...json, Origin: 'http://127.0.0.1:1' }],
    ['the host as a suffix', { ...json, Origin: `http://evil.127.0.0.1:${port}` }],
    ['a sandboxed page', { ...json, Origin: 'null' }],
    ['no origin', json],
    ['the browser says cross-site', { ...json, ...own, 'Sec-Fetch-Site': 'cross-site' }],
    ['the browser says same-site', { ...json, ...own, 'Sec-Fetch-Site': 'same-site' }],
    ['another Host header', { ...json, ...own, Host: 'evil.example' }],
  ];
  for (const [what, headers] of foreign) {
    for (const path of ['/session', '/setup', '/isolations']) {
      const answer = await ask(port, 'POST', `/console/v1${path}`, {
        headers: { ...cookie, ...headers },
        body: lin,
      });
      assert.equal(answer.status, 403, `${what} ${path}`);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
    const headers = { ...cookie, ...own, 'Content-Type': type };
    const answer = await ask(port, 'POST', '/console/v1/isolations', { headers, body: '{}' });
    assert.equal(answer.status, 415, type);
  }
  const stream = { ...cookie, Origin: 'http://127.0.0.1:1' };
  assert.equal((await ask(port, 'GET', '/console/v1/instances', { headers: stream })).status, 403);
  const out = await ask(port, 'DELETE', '/console/v1/session', { headers: cookie });
  assert.equal(out.status, 403);
  assert.equal((await served.send('GET', '/session', undefined, cookie)).status, 200);
});

test('behind something that speaks TLS for it, the console takes its own https origin', async (t) => {
  const served = await serve(t);
  const headers = { Host: 'console.example', Origin: 'https://console.example' };
  assert.equal((await served.send('POST', '/session', lin, headers)).status, 200);
});

test('a body that is no sign-in gets a sentence, whatever it is', async (t) => {
  const served = await serve(t);
  for (const body of ['', 'not json', '{"name":', '[1', '"lin.qiao"']) {
    const answer = await served.send('POST', '/session', body);
    assert.ok([400, 422].includes(answer.status), `${body}: ${answer.status}`);
    assert.match(answer.headers['content-type'] ?? '', /problem\+json/);
  }
  for (const body of [
    {},
    [],
    { name: 'lin.qiao' },
    { name: 7, password: PASSWORD },
    { name: { $ne: '' }, password: { $ne: '' } },
    { name: ['lin.qiao'], password: [PASSWORD] },
    { name: 'x'.repeat(257), password: PASSWORD },
    { name: 'lin.qiao', password: 'x'.repeat(1025) },
  ]) {
    assertProblem(await served.send('POST', '/session', body), 422, 400103, /./);
  }
  const large = await served.send('POST', '/session', { ...lin, more: 'x'.repeat(20_000) });
  assertProblem(large, 413, 400001, /larger than 16 kB/);
  assert.equal(served.registry.state.kept.session.size, 0);
});

test('hostile cookies find nothing and break nothing', async (t) => {
  const served = await serve(t);
  const cookie = await signIn(served);
  const name = cookie.Cookie?.split('=')[0] ?? '';
  const hostile = [
    `${name}=`,
    `${name}=%`,
    `${name}=${'A'.repeat(8000)}`,
    `${name}="x"`,
    '=;=;',
    '__proto__=x',
  ];
  for (const value of hostile) {
    assert.equal((await served.send('GET', '/session', undefined, { Cookie: value })).status, 401, value);
  }
});

test('two registries on one machine do not sign each other out', async (t) => {
  const [one, other] = [await serve(t), await serve(t)];
  const cookies = `${(await signIn(one)).Cookie}; ${(await signIn(other)).Cookie}`;
  for (const served of [one, other]) {
    assert.equal((await served.send('GET', '/session', undefined, { Cookie: cookies })).status, 200);
  }
});

const notSetUp = { admin: { user: 'polaris', password: null } };

test('the set-up link makes the owner, signs in at once, and works once', async (t) => {
  const served = await serve(t, notSetUp);
  assert.equal((await served.send('GET', '/session')).json.setupNeeded, true);
  const setup = { code: served.access.setupCode, ...lin };
  const answer = await served.send('POST', '/setup', setup);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.json.user.name, answer.json.user.role], ['lin.qiao', 'owner']);
  const cookie = { Cookie: cookieIn(answer) };
  assert.equal((await served.send('GET', '/instances', undefined, cookie)).status, 200);
  assert.equal((await served.send('GET', '/session')).json.setupNeeded, false);
  assertProblem(
    await served.send('POST', '/setup', { ...setup, name: 'other' }),
    409,
    400215,
    /main account already/,
  );
  await signIn(served);
  const operations = await served.store.operations({ limit: 10 });
  assert.deepEqual(
    operations.map(({ action, by }) => [action, by.name, by.via]),
    [
      ['session.start', 'lin.qiao', 'console'],
      ['session.start', 'lin.qiao', 'console'],
      ['user.setUp', 'lin.qiao', 'console'],
    ],
  );
});

test('set-up refuses a wrong or late code before it hashes anything', async (t) => {
  const served = await serve(t, notSetUp);
  const code = served.access.setupCode ?? '';
  for (const wrong of ['', 'x', `${code}x`, code.slice(1), code.toLowerCase().toUpperCase()]) {
    assertProblem(
      await served.send('POST', '/setup', { ...lin, code: wrong }),
      403,
      403001,
      /^the set-up code/,
    );
  }
  served.clock.advance(24 * 60 * 60 * 1000);
  assertProblem(await served.send('POST', '/setup', { ...lin, code }), 403, 403001, /too old/);
  assert.equal(served.passwords.derived.length, 0);
  assert.equal([...allUsers(served.registry.state)].length, 0);
});

test('set-up names the field that cannot be taken', async (t) => {
  const served = await serve(t, notSetUp);
  const code = served.access.setupCode;
  const refused: [Record<string, unknown>, string][] = [
    [{ code, name: 'two words', password: PASSWORD }, '/name'],
    [{ code, name: 'polariadmin', password: PASSWORD }, '/name'],
    [{ code, name: 'lin.qiao', password: 'short' }, '/password'],
    [{ code, name: 'lin.qiao', password: 'Lin.Qiao' }, '/password'],
    [{ code, name: 'polaris', password: 'polaris' }, '/password'],
    [{ code, name: 'lin.qiao', password: 'polarismesh@2021' }, '/password'],
    [{ name: 'lin.qiao', password: PASSWORD }, '/code'],
  ];
  for (const [body, path] of refused) {
    const answer = await served.send('POST', '/setup', body);
    assertProblem(answer, 422, 400103, /./);
    assert.deepEqual(
      answer.json.fields.map((field: { path: string }) => field.path),
      [path],
    );
  }
  assert.equal((await served.send('GET', '/session')).json.setupNeeded, true);
});

test('a bug of ours is told to the log, and to the browser only that there was one', async (t) => {
  const served = await serve(t);
  served.passwords.verify = async () => {
    throw new Error('inside information');
  };
  const answer = await served.send('POST', '/session', lin);
  assertProblem(answer, 500, 500000, /^The server failed to answer this\.$/);
  assert.ok(!/inside information|\.ts/.test(answer.text));
  assert.match(String(served.bugs[0]), /inside information/);
});

test('while the store is out nobody is told to be signed in', async (t) => {
  const served = await serve(t);
  served.store.failNext('refused');
  const answer = await served.send('POST', '/session', lin);
  assertProblem(answer, 503, 500001, /./);
  assert.equal(answer.headers['set-cookie'], undefined);
});
