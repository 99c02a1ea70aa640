import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStore } from '../../store/memory/memory-store.ts';
import { aClient, anOperator, aRegistration, openRegistry } from '../../testing/testing-registry.ts';
import type { Command } from '../command.ts';
import { deregisterInstance } from './deregister-instance.ts';
import { createInstance, deleteInstance, deleteInstancesOnHost } from './instances-by-hand.ts';
import { isolateHost } from './isolate-host.ts';
import { instanceIdOf } from './new-ids.ts';
import { registerInstance } from './register-instance.ts';
import { updateInstance } from './update-instance.ts';

const place = { namespace: 'default', service: 'pay', host: '10.0.0.1', port: 8080 };
const ID = instanceIdOf(place);

test('each change of an instance is one event, and each command of an operator one operation', async () => {
  const registry = await openRegistry();
  let events: string[] = [];
  let operations: string[] = [];
  registry.listen((batch) => {
    for (const event of batch.events) {
      if (event.kind === 'instance') events.push(event.what);
      if (event.kind === 'operation') operations.push(event.operation.action);
    }
  });
  const happens = async (
    command: Command<unknown>,
    wanted: readonly string[],
    recorded: readonly string[],
  ) => {
    events = [];
    operations = [];
    await registry.run(command);
    assert.deepEqual([events, operations], [wanted, recorded]);
  };
  const client = (change: object) => registerInstance(aRegistration({ ...place, ...change }), aClient);
  await happens(client({ healthy: true }), ['registered'], []);
  await happens(client({ version: '2' }), ['registeredAgain'], []);
  await happens(updateInstance(ID, { weight: 7 }, anOperator), ['updated'], ['instance.update']);
  await happens(updateInstance(ID, { isolate: true }, anOperator), ['isolated'], ['instance.update']);
  await happens(updateInstance(ID, { isolate: true }, anOperator), [], []);
  await happens(updateInstance(ID, { isolate: false }, anOperator), ['restored'], ['instance.update']);
  await happens(updateInstance(ID, { healthy: false }, anOperator), ['unhealthy'], ['instance.update']);
  await happens(updateInstance(ID, { healthy: true }, anOperator), ['healthy'], ['instance.update']);
  // Two things change, so two things happen.
  await happens(
    updateInstance(ID, { isolate: true, weight: 8 }, anOperator),
    ['updated', 'isolated'],
    ['instance.update'],
  );
  await happens(isolateHost({ ...place, isolate: false }, anOperator), ['restored'], ['instance.restore']);
  await happens(isolateHost({ ...place, isolate: true }, anOperator), ['isolated'], ['instance.isolate']);
  await happens(isolateHost({ ...place, isolate: true }, anOperator), [], []);
  await happens(deregisterInstance(ID, aClient), ['deregistered'], []);
  const byHand = (port: number) => createInstance(aRegistration({ ...place, port }), anOperator, 'o');
  await happens(byHand(8080), ['registered'], ['instance.create']);
  await happens(byHand(8081), ['registered'], ['instance.create']);
  await happens(
    isolateHost({ ...place, isolate: true }, anOperator),
    ['isolated', 'isolated'],
    ['instance.isolate'],
  );
  await happens(deleteInstance(ID, anOperator), ['deregistered'], ['instance.delete']);
  await happens(deleteInstancesOnHost(place, place.host, anOperator), ['deregistered'], ['instance.delete']);
  await registry.close();
});

test('health and isolation that an operator writes are there after a restart, and nothing else has changed', async () => {
  const store = new MemoryStore();
  const registry = await openRegistry(store);
  await registry.run(
    registerInstance(aRegistration({ ...place, version: '1', labels: { a: 'b' }, healthy: true }), aClient),
  );
  const before = registry.state.instance(ID);
  await registry.run(updateInstance(ID, { isolate: true, healthy: false }, anOperator));
  const again = await openRegistry(store);
  for (const one of [registry.state.instance(ID), again.state.instance(ID)]) {
    assert.ok(one && before);
    assert.deepEqual([one.isolated, one.isolateFlag, one.healthy], [true, true, false]);
    assert.notEqual(one.revision, before.revision);
    assert.deepEqual([one.version, { ...one.labels }, one.ctime], ['1', { a: 'b' }, before.ctime]);
  }
});

test('an empty member that was never given is no change', async () => {
  const registry = await openRegistry();
  await registry.run(registerInstance(aRegistration(place), aClient));
  const before = registry.state.instance(ID);
  const empty = { protocol: '', version: '', logicSet: '', priority: 0, location: { zone: '' }, labels: {} };
  assert.equal((await registry.run(updateInstance(ID, empty, anOperator))).code, 'NoNeedUpdate');
  assert.deepEqual(registry.state.instance(ID), before);
  // Beside a real change they stay as they are, too.
  await registry.run(updateInstance(ID, { ...empty, weight: 1 }, anOperator));
  const { protocol, version, logicSet, priority, location } = registry.state.instance(ID) ?? {};
  assert.deepEqual([protocol, version, logicSet, priority, location], [null, null, null, null, null]);
  await registry.run(updateInstance(ID, { protocol: 'grpc', priority: 3 }, anOperator));
  await registry.run(updateInstance(ID, { protocol: '', priority: 0 }, anOperator));
  assert.deepEqual([registry.state.instance(ID)?.protocol, registry.state.instance(ID)?.priority], ['', 0]);
});
