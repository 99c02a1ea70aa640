import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows } from '../../access/permissions.ts';
import { Checker } from '../../checker/checker.ts';
import { Uptake } from '../../registry/uptake.ts';
import { serveConsole } from '../../testing/testing-console.ts';
import { openRegistry } from '../../testing/testing-registry.ts';
import { anUpkeep, aServer } from '../../testing/testing-server.ts';
import { consoleRoutes } from '../console.ts';
import { consoleContext } from '../context.ts';
import { OnceOnly } from '../write/once-only.ts';

const table = async () => {
  const registry = await openRegistry();
  return consoleRoutes(
    consoleContext(registry, new Uptake(registry), new Checker(registry)),
    new OnceOnly(registry.state),
    aServer(anUpkeep(registry)),
  );
};

test('every route declares what it needs, reads are for viewers, and no two routes share a path', async () => {
  const seen = new Set<string>();
  for (const { method, path, needs } of await table()) {
    const name = `${method} ${path}`;
    assert.ok(!seen.has(name), `two routes for ${name}`);
    seen.add(name);
    if (needs === 'signedIn') continue;
    assert.ok(allows('owner', needs), `${name} needs ${needs}, which nobody has`);
    if (method === 'get') assert.ok(allows('viewer', needs), `${name} is a read that viewers may not do`);
  }
});

test('no route answers anybody who is not signed in, and no write one from another origin', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  for (const { method, path } of await table()) {
    const address = path.replace(/:\w+/g, 'x');
    const body = method === 'get' ? undefined : {};
    const anonymous = body
      ? await served.send(method.toUpperCase(), address, body)
      : await served.get(address);
    assert.equal(anonymous.status, 401, `${method} ${path}`);
    if (method === 'get') continue;
    const foreign = await served.send(
      method.toUpperCase(),
      address,
      {},
      { ...owner, Origin: 'http://evil.example' },
    );
    assert.equal(foreign.status, 403, `${method} ${path}`);
  }
});
