import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import express from 'express';
import { systemClock } from '../clock.ts';
import { Registry } from '../registry/registry.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { newFolder } from '../store/sqlite/testing.ts';
import { ask } from '../testing/http-client.ts';
import { accessConfig } from '../testing/testing-access.ts';
import { createHttpDoor } from '../transport/http/door.ts';
import { HttpServer } from '../transport/http-server.ts';
import { type Access, openAccess } from './access.ts';
import { mainAccount } from './user.ts';

const PASSWORD = 'canary-password-7f3a';
const WRONG = 'canary-wrong-password-19c2';

/** Everything that lies in a folder, as text and in the encodings under which a secret might hide. */
const contentOf = (folder: string): Buffer =>
  Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));

async function useEverything(access: Access, registry: Registry): Promise<string[]> {
  const onBug = (error: unknown) => assert.fail(String(error));
  const { httpRoutes, consoleRoutes } = await access.routes();
  const app = express().use('/console/v1', consoleRoutes);
  const door = createHttpDoor({ routes: httpRoutes, gate: access.gate, onBug });
  const servers = [new HttpServer('console', app), new HttpServer('HTTP', door)];
  const [console = 0, http = 0] = await Promise.all(servers.map((one) => one.listen('127.0.0.1', 0)));
  const headers = { Origin: `http://127.0.0.1:${console}`, 'Content-Type': 'application/json' };
  const post = (port: number, path: string, body: unknown) => ask(port, 'POST', path, { headers, body });
  try {
    const code = access.setupCode ?? '';
    const setUp = await post(console, '/console/v1/setup', { code, name: 'canary', password: PASSWORD });
    assert.equal(setUp.status, 200, setUp.text);
    const answers = [
      await post(console, '/console/v1/session', { name: 'canary', password: WRONG }),
      await post(console, '/console/v1/session', { name: WRONG, password: PASSWORD }),
      await post(console, '/console/v1/session', { name: 'canary', password: { canary: WRONG } }),
      await post(console, '/console/v1/setup', { code, name: 'canary', password: WRONG }),
      await post(http, '/core/v1/user/login', { name: 'canary', password: WRONG }),
    ];
    for (const { text } of answers) assert.ok(!/canary-(wrong-)?password/.test(text), text);
    const login = await post(http, '/core/v1/user/login', { name: 'canary', password: PASSWORD });
    const token: string = login.json.loginResponse.token;
    const user = mainAccount(registry.state);
    assert.equal(token, user && access.gate.tokenOf(user));
    const cookie = setUp.headers['set-cookie']?.[0]?.split(/[=;]/)[1] ?? '';
    assert.match(cookie, /^[\w-]{43}$/);
    return [code, token, cookie];
  } finally {
    for (const server of servers) await server.stop(0);
  }
}

test('no password, token, set-up code or cookie lies in the data folder, in any file', async () => {
  const dataDir = newFolder();
  try {
    const store = await openSqliteStore({ dataDir });
    const onBug = (error: unknown) => assert.fail(String(error));
    const registry = await Registry.open({ store, clock: systemClock, maxInstances: 64, onBug });
    const config = accessConfig({ admin: { user: 'canary', password: null }, dataDir });
    const access = await openAccess({ registry, config, onBug });
    const secrets = [PASSWORD, WRONG, ...(await useEverything(access, registry))];
    const whileOpen = contentOf(dataDir);
    await registry.close();
    const content = Buffer.concat([whileOpen, contentOf(dataDir)]);
    assert.ok(content.includes('argon2id') && content.includes('"canary"'), 'the search finds what is there');
    for (const secret of secrets) {
      const decoded = Buffer.from(secret, 'base64url');
      for (const form of [
        Buffer.from(secret),
        decoded,
        decoded.toString('hex'),
        decoded.toString('base64'),
      ]) {
        assert.equal(content.includes(form), false, `${secret} was found`);
      }
    }
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
