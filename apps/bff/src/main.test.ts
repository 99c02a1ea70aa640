import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { anAuthority, cannotCertify } from './testing/certificates.ts';

const folders: string[] = [];
const aFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'cynosure-main-'));
  folders.push(folder);
  return folder;
};
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const anyPorts = {
  CYNOSURE_CONSOLE_PORT: '0',
  CYNOSURE_HTTP_PORT: '0',
  CYNOSURE_GRPC_PORT: '0',
  CYNOSURE_CONFIG_GRPC_PORT: '0',
};

interface Ready {
  readonly http: string;
  readonly console: string;
  readonly grpc: string;
  readonly dataDir: string;
}

/** Starts the product as a process of its own; `ready` is its one line, or null if it ended before. */
async function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--json'], {
    env: { PATH: process.env.PATH ?? '', ...anyPorts, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  await Promise.race([exited, once(child.stdout, 'data')]);
  const ready = out === '' ? null : (JSON.parse(out) as Ready);
  return { child, exited, ready, said: () => err };
}

const aPassword = 'a-passphrase-for-tests';

suite('a start that cannot succeed says why in one sentence and exits with 1', () => {
  const cases: readonly {
    readonly why: string;
    readonly says: RegExp;
    readonly environment: () => Promise<Record<string, string>> | Record<string, string>;
  }[] = [
    {
      why: 'a port in use',
      says: /^The HTTP door cannot listen on 127\.0\.0\.1:\d+: another program listens there already\.\n$/,
      environment: async () => {
        const taken = createServer().listen(0, '127.0.0.1');
        await once(taken, 'listening');
        after(() => taken.close());
        const address = taken.address();
        assert.ok(typeof address === 'object' && address !== null);
        return { CYNOSURE_HTTP_PORT: String(address.port), CYNOSURE_DATA_DIR: aFolder() };
      },
    },
    {
      why: 'a data folder that is a file',
      says: /^[^\n]+\n$/,
      environment: () => {
        const file = join(aFolder(), 'a-file');
        writeFileSync(file, '');
        return { CYNOSURE_DATA_DIR: file };
      },
    },
    {
      why: 'a data file that is none of ours',
      says: /^[^\n]+\n$/,
      environment: () => {
        const folder = aFolder();
        writeFileSync(
          join(folder, 'cynosure.db'),
          'not a database, but long enough to look like one'.repeat(100),
        );
        return { CYNOSURE_DATA_DIR: folder };
      },
    },
    {
      why: 'a certificate that is not there',
      says: /^The certificate \/nowhere\/tls\.crt cannot be read \(ENOENT\)\.\n$/,
      environment: () => ({
        CYNOSURE_DATA_DIR: aFolder(),
        CYNOSURE_TLS_CERT: '/nowhere/tls.crt',
        CYNOSURE_TLS_KEY: '/nowhere/tls.key',
      }),
    },
    {
      why: 'a wrong setting',
      says: /^CYNOSURE_GRPC_PORT[^\n]+\n$/,
      environment: () => ({ CYNOSURE_GRPC_PORT: 'many', CYNOSURE_DATA_DIR: aFolder() }),
    },
  ];
  for (const { why, says, environment } of cases) {
    test(why, async () => {
      const { exited, ready, said } = await start({
        CYNOSURE_ADMIN_PASSWORD: aPassword,
        ...(await environment()),
      });
      assert.equal(await exited, 1);
      assert.equal(ready, null);
      assert.match(said(), says);
      assert.doesNotMatch(said(), /\n {2,}at /);
    });
  }

  test('a data folder that may not be written', {
    skip: process.getuid?.() === 0 && 'root may write anywhere',
  }, async () => {
    const folder = aFolder();
    chmodSync(folder, 0o500);
    const { exited, said } = await start({ CYNOSURE_ADMIN_PASSWORD: aPassword, CYNOSURE_DATA_DIR: folder });
    assert.equal(await exited, 1);
    assert.match(said(), /^[^\n]+\n$/);
  });
});

test('it stops cleanly on Ctrl-C, and the next start finds the same data; a second one beside it is refused', async () => {
  const environment = { CYNOSURE_ADMIN_PASSWORD: aPassword, CYNOSURE_DATA_DIR: aFolder() };
  const first = await start(environment);
  assert.ok(first.ready, first.said());
  const body = JSON.stringify({ namespace: 'default', service: 'pay', host: '10.0.0.1', port: 8080 });
  const headers = { 'content-type': 'application/json' };
  const registered = await fetch(`${first.ready.http}/v1/RegisterInstance`, {
    method: 'POST',
    headers,
    body,
  });
  assert.equal(registered.status, 200);

  const beside = await start(environment);
  assert.equal(await beside.exited, 1);
  assert.match(beside.said(), /^[^\n]+\n$/);

  first.child.kill('SIGINT');
  assert.equal(await first.exited, 0);

  const second = await start(environment);
  assert.ok(second.ready, second.said());
  const question = JSON.stringify({ type: 'INSTANCE', service: { namespace: 'default', name: 'pay' } });
  const discovered = await fetch(`${second.ready.http}/v1/Discover`, {
    method: 'POST',
    headers,
    body: question,
  });
  const answer = (await discovered.json()) as { instances: { host: string }[] };
  assert.deepEqual(
    answer.instances.map(({ host }) => host),
    ['10.0.0.1'],
  );
  second.child.kill('SIGTERM');
  assert.equal(await second.exited, 0);
});

test('without a password the first start prints a link at which the first account is chosen', async () => {
  const started = await start({ CYNOSURE_DATA_DIR: aFolder() });
  assert.ok(started.ready);
  started.child.kill('SIGINT');
  assert.equal(await started.exited, 0);
  assert.match(started.said(), /\/sign-in\?setup=\S{20,}/);
});

test('with a certificate all addresses are https, the cookie is Secure and browsers are told to stay with TLS', {
  skip: cannotCertify,
}, async (t) => {
  const authority = anAuthority(t);
  const { cert, key } = authority.issue('cynosure');
  const started = await start({
    CYNOSURE_ADMIN_USER: 'lin.qiao',
    CYNOSURE_ADMIN_PASSWORD: aPassword,
    CYNOSURE_DATA_DIR: aFolder(),
    CYNOSURE_TLS_CERT: cert,
    CYNOSURE_TLS_KEY: key,
  });
  t.after(() => started.child.kill('SIGKILL'));
  assert.ok(started.ready, started.said());
  const { console, http } = started.ready;
  assert.match(console, /^https:/);
  assert.match(http, /^https:/);
  const agent = new Agent({ ca: authority.ca });
  t.after(() => agent.destroy());
  const body = JSON.stringify({ name: 'lin.qiao', password: aPassword });
  const headers = { Origin: console, 'Content-Type': 'application/json', 'Content-Length': body.length };
  const asked = request(`${console}/console/v1/session`, { method: 'POST', agent, headers });
  asked.end(body);
  const [answer] = await once(asked, 'response');
  answer.resume();
  assert.equal(answer.statusCode, 200);
  assert.match(answer.headers['set-cookie'][0], /^__Host-cynosure_.+; Path=\/; .*Secure/);
  assert.match(answer.headers['strict-transport-security'], /^max-age=\d{8}/);
  started.child.kill('SIGINT');
  assert.equal(await started.exited, 0);
});
