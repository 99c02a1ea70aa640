import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportClient } from '../registry/commands/clients.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { aClient, openRegistry } from '../testing/testing-registry.ts';
import { ClientWatch } from './client-watch.ts';

const report = (id: string) => ({
  id,
  host: '10.0.0.1',
  type: 'SDK' as const,
  version: '1.7.0',
  location: null,
  stats: [],
});

test('a client that reports in time stays, and is forgotten 360 seconds after its last report', async () => {
  const clock = new FakeClock();
  const registry = await openRegistry(undefined, clock);
  const watch = new ClientWatch(registry);
  for (const id of ['a', 'b']) {
    await registry.run(reportClient(report(id), aClient));
    watch.seen(id);
  }
  clock.advance(300_000);
  watch.seen('b');
  clock.advance(59_999);
  await watch.sweep();
  assert.deepEqual([...registry.state.clients.keys()], ['a', 'b']);
  clock.advance(1);
  await watch.sweep();
  assert.deepEqual([...registry.state.clients.keys()], ['b']);
});

test('a client that was kept over a restart has the full time to report again', async () => {
  const clock = new FakeClock();
  const registry = await openRegistry(undefined, clock);
  await registry.run(reportClient(report('a'), aClient));
  clock.advance(1_000_000);
  const watch = new ClientWatch(registry);
  await watch.sweep();
  assert.equal(registry.state.clients.size, 1);
  clock.advance(360_000);
  await watch.sweep();
  assert.equal(registry.state.clients.size, 0);
});

test('the same report again writes nothing, another one renews the time of change', async () => {
  const clock = new FakeClock();
  const registry = await openRegistry(undefined, clock);
  await registry.run(reportClient(report('a'), aClient));
  const before = registry.state.position;
  clock.advance(5000);
  await registry.run(reportClient(report('a'), aClient));
  assert.equal(registry.state.position, before);
  await registry.run(reportClient({ ...report('a'), version: '2' }, aClient));
  const kept = registry.state.clients.get('a');
  assert.equal(kept?.version, '2');
  assert.equal((kept?.mtime ?? 0) - (kept?.ctime ?? 0), 5);
});
