import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Answered, ask } from '../testing/http-client.ts';
import { addUser, openTestingAccess, PASSWORD, type TestingAccess } from '../testing/testing-access.ts';
import { createHttpDoor } from '../transport/http/door.ts';
import { HttpServer } from '../transport/http-server.ts';
import { mainAccount, type User } from './user.ts';

interface Api extends TestingAccess {
  readonly owner: User;
  login(body: unknown, headers?: Record<string, string>): Promise<Answered>;
  get(path: string, token?: string): Promise<Answered>;
}

async function serve(t: TestContext): Promise<Api> {
  const opened = await openTestingAccess();
  const { gate } = opened.access;
  const { httpRoutes } = await opened.access.routes();
  const onBug = (error: unknown) => t.diagnostic(String(error));
  const server = new HttpServer('HTTP', createHttpDoor({ routes: httpRoutes, gate, onBug }));
  const port = await server.listen('127.0.0.1', 0);
  t.after(() => server.stop(0));
  const owner = mainAccount(opened.registry.state);
  assert.ok(owner !== undefined);
  return {
    ...opened,
    owner,
    login: (body, headers = {}) =>
      ask(port, 'POST', '/core/v1/user/login', {
        headers: { 'Content-Type': 'application/json', ...headers },
        body,
      }),
    get: (path, token) =>
      ask(port, 'GET', path, token === undefined ? {} : { headers: { 'X-Polaris-Token': token } }),
  };
}

const assertCode = (answer: Answered, code: number, info: string): void => {
  assert.equal(answer.status, Math.trunc(code / 1000), answer.text);
  assert.deepEqual([answer.json.code, answer.json.info], [code, info]);
  assert.equal(answer.headers['x-polaris-code'], code === 200000 ? undefined : String(code));
};

test('the main account logs in with or without itself as owner, and gets its token', async (t) => {
  const api = await serve(t);
  for (const owner of [undefined, '', 'lin.qiao']) {
    const answer = await api.login({ owner, name: 'lin.qiao', password: PASSWORD, remember: true });
    assertCode(answer, 200000, 'execute success');
    assert.deepEqual(answer.json.loginResponse, {
      user_id: api.owner.id,
      name: 'lin.qiao',
      role: 'main',
      owner_id: '',
      token: api.access.gate.tokenOf(api.owner),
      options: {},
    });
  }
});

test('a sub account logs in below the name of its main account only', async (t) => {
  const api = await serve(t);
  const user = await addUser(api, { name: 'wang', owner: api.owner.id });
  const answer = await api.login({ owner: 'lin.qiao', name: 'wang', password: PASSWORD });
  assert.deepEqual(
    [answer.json.loginResponse.user_id, answer.json.loginResponse.role, answer.json.loginResponse.owner_id],
    [user.id, 'sub', api.owner.id],
  );
  for (const owner of [undefined, api.owner.id, 'wang']) {
    assertCode(await api.login({ owner, name: 'wang', password: PASSWORD }), 400312, 'not found user');
  }
});

test('a login tells an unknown name from a wrong password, as the reference does', async (t) => {
  const api = await serve(t);
  for (const body of [
    {},
    { password: PASSWORD },
    { name: 'nobody', password: PASSWORD },
    { name: 'Lin.Qiao', password: PASSWORD },
    { owner: 'nobody', name: 'lin.qiao', password: PASSWORD },
  ]) {
    const answer = await api.login(body);
    assertCode(answer, 400312, 'not found user');
    assert.equal(answer.json.loginResponse, null);
  }
  for (const password of ['wrong', '', undefined]) {
    const answer = await api.login({ name: 'lin.qiao', password });
    assertCode(answer, 401001, 'access is not approved:name or password is wrong');
    assert.equal(answer.headers['x-polaris-message'], 'access is not approved');
  }
});

test('a login that is no login is refused with what is wrong', async (t) => {
  const api = await serve(t);
  for (const body of ['name=polaris', [{ name: 'lin.qiao', password: PASSWORD }], { name: 7 }, '']) {
    const answer = await api.login(body);
    assert.equal(answer.json.code, 400001, answer.text);
    assert.match(answer.json.info, /^request decode failed/);
  }
});

test('guessing is slowed down after 10 failures in a row', async (t) => {
  const api = await serve(t);
  for (let n = 0; n < 10; n += 1) {
    assert.equal((await api.login({ name: 'lin.qiao', password: `guess ${n}` })).status, 401);
  }
  const answer = await api.login({ name: 'lin.qiao', password: PASSWORD });
  assertCode(answer, 429002, 'too many tries to sign in; the next one is taken in 60 s');
  assert.equal(answer.headers['retry-after'], '60');
  api.clock.advance(60_000);
  assertCode(await api.login({ name: 'lin.qiao', password: PASSWORD }), 200000, 'execute success');
});

test('a disabled token does not stop a login', async (t) => {
  const api = await serve(t);
  await addUser(api, { name: 'wang', owner: api.owner.id, tokenEnabled: false });
  const answer = await api.login({ owner: 'lin.qiao', name: 'wang', password: PASSWORD });
  assertCode(answer, 200000, 'execute success');
});

test('the switches are told to anybody', async (t) => {
  const api = await serve(t);
  for (const token of [undefined, 'garbage', api.access.gate.tokenOf(api.owner)]) {
    const answer = await api.get('/core/v1/auth/status', token);
    assertCode(answer, 200000, 'execute success');
    assert.deepEqual(answer.json.optionSwitch, {
      options: { auth: 'true', clientOpen: 'false', consoleOpen: 'true' },
    });
  }
});

test('a token is read by its user and by the owner, and by nobody else', async (t) => {
  const api = await serve(t);
  const { gate } = api.access;
  const wang = await addUser(api, { name: 'wang', owner: api.owner.id, tokenEnabled: true });
  const zhao = await addUser(api, { name: 'zhao', owner: api.owner.id, role: 'operator' });
  const path = `/core/v1/user/token?id=${wang.id}`;
  for (const reader of [wang, api.owner]) {
    const answer = await api.get(path, gate.tokenOf(reader));
    assertCode(answer, 200000, 'execute success');
    const { id, name, auth_token: token, token_enable: enabled, password } = answer.json.user;
    assert.deepEqual([id, name, token, enabled, password], [wang.id, 'wang', gate.tokenOf(wang), true, null]);
  }
  assertCode(await api.get(path, gate.tokenOf(zhao)), 401001, 'access is not approved');
  assertCode(await api.get(path), 401001, 'access is not approved');
  assertCode(await api.get(path, 'garbage'), 401001, 'access is not approved');
  const token = gate.tokenOf(api.owner);
  for (const query of ['', '?id=', '?id=nobody', '?name=wang']) {
    assertCode(await api.get(`/core/v1/user/token${query}`, token), 400312, 'not found user');
  }
});

test('the functions that a policy can name are listed for any account', async (t) => {
  const api = await serve(t);
  const answer = await api.get('/maintain/v1/server/functions', api.access.gate.tokenOf(api.owner));
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json[1], {
    name: 'Namespace',
    functions: [
      'CreateNamespace',
      'CreateNamespaces',
      'DeleteNamespaces',
      'UpdateNamespaces',
      'DescribeNamespaces',
    ],
  });
  const refused = await api.get('/maintain/v1/server/functions');
  assert.deepEqual([refused.status, refused.text], [400, 'invalid token']);
});
