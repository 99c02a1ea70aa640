// The demo fleet against a real registry: browser tests and screenshots rest on it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startFleet } from '../../apps/demo/src/fleet.ts';
import { RegistryClient } from '../../apps/demo/src/registry-client.ts';
import { ROOT } from '../../scripts/parts/root.ts';
import { startCynosure } from '../support/start-cynosure.ts';

const HUNG = { namespace: 'messaging', name: 'event-relay' };
/** event-relay beats every 2 s. */
const UNHEALTHY_WITHIN_MS = 3 * 2_000 + 2_000;

test('a calm fleet registers whole and stays healthy, and a service that stops beating turns unhealthy and heals', async (t) => {
  const server = await startCynosure();
  t.after(() => server.stop());
  const fleet = startFleet({ grpc: server.grpc, seed: 5, calm: true, scale: 0.1 });
  t.after(() => fleet.stop());
  await fleet.ready;

  const client = new RegistryClient(server.grpc);
  const stream = client.discover();
  t.after(() => {
    stream.end();
    client.close();
  });
  const health = async ({ namespace, name }: { namespace: string; name: string }) => {
    const { instances } = await stream.ask({ type: 1, service: { namespace, name } });
    return { healthy: instances.filter((one) => one.healthy === true).length, of: instances.length };
  };
  const until = async (fits: () => Promise<boolean>, withinMs: number) => {
    for (const end = performance.now() + withinMs; performance.now() < end; await delay(100))
      if (await fits()) return true;
    return false;
  };

  const services = Map.groupBy(fleet.plan.instances, (one) => `${one.namespace} ${one.service}`);
  for (const [key, planned] of services) {
    const [namespace = '', name = ''] = key.split(' ');
    assert.deepEqual(await health({ namespace, name }), { healthy: planned.length, of: planned.length }, key);
  }

  const hung = fleet.stopBeats({ service: HUNG.name });
  assert.ok(hung > 0);
  assert.ok(
    await until(async () => (await health(HUNG)).healthy === 0, UNHEALTHY_WITHIN_MS),
    'it is not found out',
  );
  for (const [key, planned] of services) {
    const [namespace = '', name = ''] = key.split(' ');
    if (name !== HUNG.name) assert.equal((await health({ namespace, name })).healthy, planned.length, key);
  }
  fleet.resumeBeats({ service: HUNG.name });
  assert.ok(await until(async () => (await health(HUNG)).healthy === hung, 3_000), 'it does not heal');

  const { beats, refusedBeats, failures } = fleet.stats();
  assert.ok(beats > 0);
  assert.deepEqual({ refusedBeats, failures }, { refusedBeats: 0, failures: 0 });
});

test('the demo answers --help with its options, and an option that it does not know with both', () => {
  const demo = (...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'apps/demo/src/main.ts'), ...args], { encoding: 'utf8' });
  const help = demo('--help');
  assert.deepEqual([help.status, help.stderr], [0, '']);
  assert.match(help.stdout, /--scale X/);
  const unknown = demo('--nope');
  assert.deepEqual([unknown.status, unknown.stdout], [1, '']);
  assert.match(unknown.stderr, /--nope.*--scale X/s);
});
