import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { aClient, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { deregisterInstance } from './commands/deregister-instance.ts';
import { instanceIdOf } from './commands/new-ids.ts';
import { registerInstance } from './commands/register-instance.ts';
import { EMPTY_REVISION } from './digest-sum.ts';

const place = { namespace: 'default', service: 'pay', host: '10.0.0.1', port: 8080 };

test('a registration creates its namespace and service, and is discovered', async () => {
  const registry = await openRegistry();
  const answer = await registry.run(
    registerInstance(aRegistration({ version: '1.2', labels: { env: 'x' } }), aClient),
  );
  assert.equal(answer.code, 'ExecuteSuccess');
  const found = registry.discovery.find('default', 'pay');
  assert.ok(found);
  assert.notEqual(found.revision, EMPTY_REVISION);
  const [slot = -1] = registry.discovery.slots(found);
  const instance = registry.state.instances.read(slot);
  assert.equal(instance.id, instanceIdOf(place));
  assert.equal(instance.version, '1.2');
  assert.deepEqual({ ...instance.labels }, { env: 'x' });
  assert.equal(instance.weight, 100);
});

test('registrations that wait together share one commit, and twice the same comes out as two in order', async () => {
  const registry = await openRegistry();
  const before = registry.state.position;
  await Promise.all(
    [1, 2, 3].map((port) => registry.run(registerInstance(aRegistration({ service: 's', port }), aClient))),
  );
  assert.equal(registry.state.instances.size, 3);
  // The first creates the service, so the two others wait for it: two commits.
  assert.equal(registry.state.position, before + 2);
});

test('registering again replaces all attributes and keeps the isolate flag unless given', async () => {
  const registry = await openRegistry();
  await registry.run(
    registerInstance(aRegistration({ isolate: true, version: '1', labels: { a: '1' } }), aClient),
  );
  await registry.run(registerInstance(aRegistration({ weight: 7 }), aClient));
  const instance = registry.state.instance(instanceIdOf(place));
  assert.equal(instance?.isolated, true);
  assert.equal(instance?.version, null);
  assert.deepEqual({ ...instance?.labels }, {});
  assert.equal(instance?.weight, 7);
  await registry.run(registerInstance(aRegistration({ isolate: false }), aClient));
  assert.equal(registry.state.instance(instanceIdOf(place))?.isolated, false);
});

test('everything acknowledged is there after a restart, with the same revisions', async () => {
  const store = new MemoryStore();
  const registry = await openRegistry(store);
  for (let port = 1; port <= 50; port += 1) {
    await registry.run(
      registerInstance(aRegistration({ port, location: { zone: 'z1' }, labels: { zone: 'mine' } }), aClient),
    );
  }
  await registry.run(deregisterInstance(instanceIdOf({ ...place, port: 7 }), aClient));
  const revision = registry.discovery.find('default', 'pay')?.revision;
  await registry.close();
  const again = await openRegistry(new MemoryStore(store.disk));
  assert.equal(again.discovery.find('default', 'pay')?.revision, revision);
  assert.equal(again.state.instances.size, 49);
  const instance = again.state.instance(instanceIdOf({ ...place, port: 8 }));
  assert.deepEqual({ ...instance?.labels }, { zone: 'mine' });
  assert.deepEqual(instance?.location, { zone: 'z1' });
  assert.equal(again.state.services.service('default', 'pay')?.counts.total, 49);
});

test('a registration that the store refuses is answered so, and leaves nothing behind', async () => {
  const store = new MemoryStore();
  const registry = await openRegistry(store);
  store.failNext('refused');
  const answer = await registry.run(registerInstance(aRegistration(), aClient));
  assert.equal(answer.code, 'StoreLayerException');
  assert.equal(registry.state.instances.size, 0);
  assert.equal(registry.discovery.find('default', 'pay'), undefined);
  const second = await registry.run(registerInstance(aRegistration(), aClient));
  assert.equal(second.code, 'ExecuteSuccess');
});
