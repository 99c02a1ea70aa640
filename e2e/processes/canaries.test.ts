// Secrets go in by every door; afterwards they are searched for wherever the product writes (reliability.md S10).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { RegistryClient } from '../../apps/demo/src/registry-client.ts';
import { runProgram } from '../../scripts/parts/run-program.ts';
import { type Cynosure, startCynosure } from '../support/start-cynosure.ts';

const USER = 'lin.qiao';
/** Each has a name, so that what was found says where it came from. */
const canary = (name: string): string => `canary${name}7f3a19c2`;
const ADMIN_PASSWORD = canary('Admin');

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly cookie: string;
}

async function ask(
  base: string,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer> {
  const reply = await fetch(base + path, {
    method,
    headers: { Origin: base, 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return { status: reply.status, text: await reply.text(), cookie };
}

/** Plain, as base64 and as hex, whatever lies around it. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Base64 depends on where the secret begins; the outer characters depend on its neighbours.
  const based = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [secret, bytes.toString('hex'), ...based];
}

function filesIn(folder: string): [string, Buffer][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => [one.name, readFileSync(join(one.parentPath, one.name))]);
}

/** Where secrets were found, e.g. `canaryUser… in cynosure.db`. */
function hits(secrets: readonly string[], places: readonly (readonly [string, Buffer | string])[]): string[] {
  return places.flatMap(([place, content]) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return secrets
      .filter((secret) => spellings(secret).some((spelling) => bytes.includes(spelling)))
      .map((secret) => `${secret} in ${place}`);
  });
}

/** Uses every door with secrets in every place that takes one; answers those that the product itself made. */
async function useEverything(server: Cynosure): Promise<{ made: string[]; answers: [string, string][] }> {
  const { http, console } = server;
  const made: string[] = [];
  const answers: [string, string][] = [];
  const junk = {
    'X-Polaris-Token': canary('Header'),
    Authorization: `Bearer ${canary('Bearer')}`,
    Cookie: `cynosure_00000000=${canary('Cookie')}; other=${canary('Cookie')}`,
  };
  for (const base of [http, console]) {
    for (const path of [
      '/nowhere',
      '/naming/v1/services',
      '/console/v1/instances',
      '/metrics',
      '/core/v1/users',
    ]) {
      for (const method of ['GET', 'POST', 'PUT']) {
        const body = method === 'GET' ? {} : { body: `{"password":"${canary('Broken')}"` };
        const answer = await ask(base, method, `${path}?token=${canary('Query')}`, {
          headers: junk,
          ...body,
        });
        answers.push([`${method} ${base}${path}`, answer.text.replaceAll(canary('Broken'), '')]);
      }
    }
  }
  const wrong = canary('Wrong');
  for (const body of [
    { name: USER, password: wrong },
    { name: wrong, password: wrong },
    { name: USER, password: { wrong } },
  ]) {
    answers.push(['a failed sign-in', (await ask(console, 'POST', '/console/v1/session', { body })).text]);
    answers.push(['a failed login', (await ask(http, 'POST', '/core/v1/user/login', { body })).text]);
  }
  const setup = { code: canary('Code'), name: 'x', password: wrong };
  answers.push(['set-up', (await ask(console, 'POST', '/console/v1/setup', { body: setup })).text]);

  const login = await ask(http, 'POST', '/core/v1/user/login', {
    body: { name: USER, password: ADMIN_PASSWORD },
  });
  const token: string = JSON.parse(login.text).loginResponse.token;
  const asOwner = { 'X-Polaris-Token': token };
  made.push(token);
  const created = await ask(http, 'POST', '/core/v1/users', {
    headers: asOwner,
    body: [{ name: 'wang', password: 'canaryUser7f3a1', owner: '' }],
  });
  // Not among the answers that are searched: the contract repeats what was sent to whoever sent it.
  assert.equal(created.status, 200, created.text);
  const { id } = JSON.parse(created.text).responses[0].user;
  const body = { id, new_password: 'canaryNew7f3a19' };
  assert.equal((await ask(http, 'PUT', '/core/v1/user/password', { headers: asOwner, body })).status, 200);
  for (const path of ['/naming/v1/namespaces', '/naming/v1/services']) {
    const thing = { namespace: 'default', name: 'canaries', token: canary('Given') };
    await ask(http, 'POST', path, { headers: asOwner, body: [thing] });
  }
  const ofService = await ask(http, 'GET', '/naming/v1/service/token?namespace=default&name=canaries', {
    headers: asOwner,
  });
  assert.equal(ofService.status, 200, ofService.text);

  const client = new RegistryClient(server.grpc);
  const place = { namespace: 'default', service: 'canaries', host: '10.0.0.1', port: 1 };
  await client.register({ ...place, serviceToken: canary('ServiceToken') });
  const stream = client.discover();
  await stream.ask({ type: 1, service: { namespace: 'default', name: 'canaries', token: canary('Asked') } });
  await client.deregister({ ...place, serviceToken: canary('ServiceToken') });
  stream.end();
  client.close();

  const signedIn = await ask(console, 'POST', '/console/v1/session', {
    body: { name: USER, password: ADMIN_PASSWORD },
  });
  assert.equal(signedIn.status, 200, signedIn.text);
  made.push(signedIn.cookie.split('=')[1] ?? '');
  const write = (method: string, path: string, sent: unknown) =>
    ask(console, method, `/console/v1${path}`, {
      headers: { Cookie: signedIn.cookie, 'Idempotency-Key': randomUUID() },
      body: sent,
    });
  const user = await write('POST', '/access/users', { name: 'zhao', password: canary('Console') });
  assert.equal(user.status, 201, user.text);
  const holder = { kind: 'user', id: JSON.parse(user.text).id };
  const named = await write('POST', '/access/tokens', { name: 'ci', holder, endsAt: null });
  made.push(String(JSON.parse(named.text).secret));
  const renewed = await write('POST', `/access/users/${holder.id}/token`, { change: 'renew' });
  made.push(String(JSON.parse(renewed.text).secret));
  const own = await write('PUT', `/access/users/${holder.id}/password`, { password: canary('Changed') });
  assert.equal(own.status, 204, own.text);

  const cookie = { Cookie: signedIn.cookie };
  for (const path of ['users', 'tokens', 'sessions', 'policies', 'groups']) {
    answers.push([path, (await ask(console, 'GET', `/console/v1/access/${path}`, { headers: cookie })).text]);
  }
  for (const path of ['operations', 'services', 'instances', 'settings', 'overview']) {
    answers.push([path, (await ask(console, 'GET', `/console/v1/${path}`, { headers: cookie })).text]);
  }
  for (const path of [
    '/core/v1/users',
    '/core/v1/auth/strategies',
    '/naming/v1/services',
    '/naming/v1/instances',
  ]) {
    answers.push([path, (await ask(http, 'GET', path, { headers: asOwner })).text]);
  }
  answers.push(['metrics', (await ask(http, 'GET', '/metrics')).text]);
  return { made, answers };
}

const PLANTED = [
  ADMIN_PASSWORD,
  ...['Header', 'Bearer', 'Cookie', 'Query', 'Broken', 'Wrong', 'Code', 'Given', 'ServiceToken', 'Asked'].map(
    canary,
  ),
  ...['Console', 'Changed'].map(canary),
  'canaryUser7f3a1',
  'canaryNew7f3a19',
];

const newFolder = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cynosure-canaries-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

test('secrets from every input are in no log at debug level, no file, no answer and no metric', async (t) => {
  const dataDir = newFolder(t);
  const server = await startCynosure({
    dataDir,
    env: {
      CYNOSURE_ADMIN_USER: USER,
      CYNOSURE_ADMIN_PASSWORD: ADMIN_PASSWORD,
      CYNOSURE_LOG_LEVEL: 'trace',
    },
  });
  let used: Awaited<ReturnType<typeof useEverything>>;
  try {
    used = await useEverything(server);
    const { made, answers } = used;
    for (const secret of made) assert.ok(secret.length > 30, secret);
    assert.deepEqual(hits([...PLANTED, ...made], [...filesIn(dataDir), ...answers]), []);
  } finally {
    await server.stop();
  }
  const said = server.said();
  assert.match(said, /HTTP request/, 'the log is at its loudest');
  const files = filesIn(dataDir);
  assert.ok(files.some(([name]) => name === 'cynosure.db'));
  assert.deepEqual(hits([...PLANTED, ...used.made], [['the log', said], ...files]), []);
  // The search would have found one.
  assert.deepEqual(hits([canary('Found')], [['here', `x${canary('Found')}`]]).length, 1);
  const inBase64 = Buffer.from(`ab${canary('Found')}cd`).toString('base64');
  assert.deepEqual(hits([canary('Found')], [['there', inBase64]]).length, 1);
});

test('a start that fails shows neither the password of the database nor that of the first account', async (t) => {
  const secret = canary('Database');
  const starts: Record<string, string>[] = [
    { CYNOSURE_STORE: `mysql://root:${secret}@127.0.0.1:1/cynosure` },
    { CYNOSURE_STORE: `mysql://root:${secret}@` },
    { CYNOSURE_STORE: `postgres://root:${secret}@127.0.0.1/x` },
    { CYNOSURE_ADMIN_PASSWORD: secret.repeat(20) },
    { CYNOSURE_ADMIN_PASSWORD: 'short7f', CYNOSURE_GRPC_PORT: 'wrong' },
  ];
  for (const env of starts) {
    const { code, output } = await runProgram(process.execPath, ['apps/bff/src/main.ts'], {
      env: { CYNOSURE_DATA_DIR: newFolder(t), CYNOSURE_LOG_LEVEL: 'trace', ...env },
      withinMs: 20_000,
    });
    assert.notEqual(code, 0, output);
    assert.deepEqual(hits([secret, 'short7f'], [[JSON.stringify(Object.keys(env)), output]]), []);
    assert.match(output, /CYNOSURE_|database|MySQL/i);
  }
});
