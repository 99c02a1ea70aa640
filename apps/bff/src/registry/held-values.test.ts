import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { aClient, anOperator, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { deregisterInstance } from './commands/deregister-instance.ts';
import { editInstance, type FieldEdit } from './commands/edit-instance.ts';
import { releaseValues } from './commands/hold-values.ts';
import { instanceIdOf } from './commands/new-ids.ts';
import { type Registration, registerInstance } from './commands/register-instance.ts';
import { undoUpdate } from './commands/undo-update.ts';
import { updateInstance } from './commands/update-instance.ts';
import { clientValue } from './held-values.ts';
import { HoldTimer, KEPT_MS } from './hold-timer.ts';
import { fieldOf, type HoldablePath } from './instance-fields.ts';
import type { Registry } from './registry.ts';

const id = instanceIdOf({ namespace: 'default', service: 'pay', host: '10.0.0.1', port: 8080 });

/** What a client says, one way and another, of every field that can be held; and what an operator wants. */
const FIELDS: readonly {
  readonly path: HoldablePath;
  readonly first: Partial<Registration>;
  readonly second: Partial<Registration>;
  readonly values: readonly [first: unknown, second: unknown, mine: unknown, other: unknown];
}[] = [
  { path: '/weight', first: { weight: 100 }, second: { weight: 70 }, values: [100, 70, 20, 30] },
  { path: '/priority', first: {}, second: { priority: 2 }, values: [0, 2, 5, 6] },
  { path: '/protocol', first: {}, second: { protocol: 'grpc' }, values: ['', 'grpc', 'http', 'tcp'] },
  { path: '/version', first: { version: '1' }, second: { version: '2' }, values: ['1', '2', '9', '8'] },
  {
    path: '/ttlSeconds',
    first: { heartbeat: { ttlSeconds: 5 } },
    second: { heartbeat: { ttlSeconds: 7 } },
    values: [5, 7, 15, 20],
  },
  {
    path: '/location/zone',
    first: { location: { region: 'r' } },
    second: { location: { region: 'r', zone: 'z2' } },
    values: ['', 'z2', 'z9', 'z8'],
  },
  {
    path: '/labels/a~1b',
    first: { labels: { other: 'x' } },
    second: { labels: { 'a/b': 'theirs' } },
    values: [null, 'theirs', 'mine', 'again'],
  },
  // A label that the operator keeps away.
  {
    path: '/labels/gone',
    first: { labels: { gone: '1' } },
    second: { labels: { gone: '2' } },
    values: ['1', '2', null, 'back'],
  },
];

const register = (registry: Registry, wishes: Partial<Registration>) =>
  registry.run(registerInstance(aRegistration(wishes), aClient));
const deregister = (registry: Registry) => registry.run(deregisterInstance(id, aClient));
const release = (registry: Registry, path: HoldablePath) =>
  registry.run(releaseValues(id, [path], anOperator));

function shown(registry: Registry, path: HoldablePath): unknown {
  const instance = registry.state.instance(id);
  assert.ok(instance);
  return fieldOf(instance, path);
}

function clientSays(registry: Registry, path: HoldablePath): unknown {
  const field = registry.state.heldOf(id)[path];
  return field === undefined ? undefined : clientValue(path, field);
}

async function edit(registry: Registry, edits: FieldEdit[], hold = false, reason = '') {
  const answer = await registry.run(editInstance(id, edits, anOperator, { hold, reason }));
  assert.ok(answer.code === 'ExecuteSuccess', JSON.stringify(answer));
  assert.equal(answer.value.kind, 'edited');
  return answer;
}

/** What an operation of a registry says, the newest of its kind. */
const newest = (registry: Registry) => {
  const operation = [...registry.state.recentOperations.values()].at(-1);
  assert.ok(operation);
  return operation;
};

/** Each event of docs/held-values.md on a field that is held, and on one that is not. */
for (const { path, first, second, values } of FIELDS) {
  const [firstValue, secondValue, mine, other] = values;
  const held = async () => {
    const store = new MemoryStore();
    const registry = await openRegistry(store);
    await register(registry, first);
    await edit(registry, [{ path, seen: firstValue, value: mine }], true, 'because');
    return { registry, store };
  };

  suite(`${path} while it is held`, () => {
    test('has the operator’s value, and what the client said beside it', async () => {
      const { registry } = await held();
      assert.equal(shown(registry, path), mine);
      assert.equal(clientSays(registry, path), firstValue);
      assert.equal(registry.state.heldOf(id)[path]?.reason, 'because');
    });

    test('keeps it when the client registers again, and remembers what it said', async () => {
      const { registry } = await held();
      const before = registry.discovery.find('default', 'pay')?.revision;
      await register(registry, second);
      assert.equal(shown(registry, path), mine);
      assert.equal(clientSays(registry, path), secondValue);
      assert.notEqual(registry.discovery.find('default', 'pay')?.revision, before);
    });

    test('keeps it over a deregistration', async () => {
      const { registry } = await held();
      await deregister(registry);
      assert.equal(registry.state.holds.get(id)?.goneAt !== null, true);
      await register(registry, second);
      assert.equal(shown(registry, path), mine);
      assert.equal(registry.state.holds.get(id)?.goneAt, null);
    });

    test('keeps it over a restart, before and after the client registers', async () => {
      const { registry, store } = await held();
      await registry.close();
      const again = await openRegistry(new MemoryStore(store.disk));
      assert.equal(shown(again, path), mine);
      await register(again, second);
      assert.equal(shown(again, path), mine);
      assert.equal(clientSays(again, path), secondValue);
    });

    test('is held with the newest value that an operator gives it', async () => {
      const { registry } = await held();
      await edit(registry, [{ path, seen: mine, value: other }]);
      await register(registry, second);
      assert.equal(shown(registry, path), other);
    });

    test('has the client’s newest value as soon as it is released, and follows it again', async () => {
      const { registry } = await held();
      await register(registry, second);
      assert.equal((await release(registry, path)).code, 'ExecuteSuccess');
      assert.equal(shown(registry, path), secondValue);
      assert.equal(registry.state.holds.size, 0);
      await register(registry, first);
      assert.equal(shown(registry, path), firstValue);
    });

    test('undoing the hold gives the field back to the client, undoing that holds it again', async () => {
      const { registry } = await held();
      await register(registry, second);
      await registry.run(undoUpdate(newest(registry), anOperator));
      assert.equal(shown(registry, path), secondValue);
      assert.equal(registry.state.heldOf(id)[path], undefined);
      await registry.run(undoUpdate(newest(registry), anOperator));
      assert.equal(shown(registry, path), mine);
      await register(registry, first);
      assert.equal(shown(registry, path), mine);
    });

    test('undoing the hold before the client registers leaves the field as it was before', async () => {
      const registry = await openRegistry();
      await register(registry, first);
      await edit(registry, [{ path, seen: firstValue, value: other }]);
      await edit(registry, [{ path, seen: other, value: mine }], true);
      await registry.run(undoUpdate(newest(registry), anOperator));
      assert.equal(shown(registry, path), other);
      assert.equal(registry.state.holds.size, 0);
    });

    test('undoing a later edit puts back the value that was held before', async () => {
      const { registry } = await held();
      await edit(registry, [{ path, seen: mine, value: other }]);
      await registry.run(undoUpdate(newest(registry), anOperator));
      assert.equal(shown(registry, path), mine);
      await register(registry, second);
      assert.equal(shown(registry, path), mine);
    });

    test('undoing a release leaves alone what somebody holds meanwhile', async () => {
      const { registry } = await held();
      await release(registry, path);
      const released = newest(registry);
      await edit(registry, [{ path, seen: firstValue, value: other }], true);
      assert.equal((await registry.run(undoUpdate(released, anOperator))).code, 'NoNeedUpdate');
      assert.equal(shown(registry, path), other);
    });
  });

  suite(`${path} while it is not held`, () => {
    test('is replaced when the client registers again, whatever an operator made of it', async () => {
      const registry = await openRegistry();
      await register(registry, first);
      await edit(registry, [{ path, seen: firstValue, value: mine }]);
      await register(registry, second);
      assert.equal(shown(registry, path), secondValue);
    });

    test('can be held after it was edited: the client’s value is still known', async () => {
      const registry = await openRegistry();
      await register(registry, first);
      await edit(registry, [{ path, seen: firstValue, value: other }]);
      await edit(registry, [{ path, seen: other, value: mine }]);
      await edit(registry, [{ path, seen: mine, value: mine }], true);
      assert.equal(newest(registry).action, 'instance.hold');
      assert.equal(clientSays(registry, path), firstValue);
      await release(registry, path);
      assert.equal(shown(registry, path), firstValue);
    });

    test('cannot be released', async () => {
      const registry = await openRegistry();
      await register(registry, first);
      assert.equal((await release(registry, path)).code, 'NoNeedUpdate');
    });
  });
}

test('the registry’s own update of a held field counts as the operator’s newest word, and leaves other holds', async () => {
  const registry = await openRegistry();
  await register(registry, { weight: 100, version: '1' });
  await edit(
    registry,
    [
      { path: '/weight', seen: 100, value: 20 },
      { path: '/version', seen: '1', value: '9' },
    ],
    true,
  );
  await registry.run(updateInstance(id, { weight: 33 }, anOperator));
  await register(registry, { weight: 70, version: '2' });
  assert.deepEqual([shown(registry, '/weight'), shown(registry, '/version')], [33, '9']);
});

test('a check that is held off stays off, and comes back with the client’s TTL', async () => {
  const registry = await openRegistry();
  await register(registry, { heartbeat: { ttlSeconds: 5 } });
  await edit(registry, [{ path: '/checked', seen: true, value: false }], true);
  await register(registry, { heartbeat: { ttlSeconds: 7 } });
  assert.equal(shown(registry, '/checked'), false);
  await release(registry, '/checked');
  assert.deepEqual([shown(registry, '/checked'), shown(registry, '/ttlSeconds')], [true, 7]);
  // Switched on: unhealthy until a beat is seen.
  assert.equal(registry.state.instance(id)?.healthy, false);
});

test('a check that is held on checks a client that asks for none, with the TTL of the operator', async () => {
  const registry = await openRegistry();
  await register(registry, {});
  await edit(
    registry,
    [
      { path: '/checked', seen: false, value: true },
      { path: '/ttlSeconds', seen: null, value: 9 },
    ],
    true,
  );
  await edit(registry, [{ path: '/ttlSeconds', seen: 9, value: 12 }]);
  await register(registry, {});
  assert.deepEqual([shown(registry, '/checked'), shown(registry, '/ttlSeconds')], [true, 12]);
});

test('a TTL that is held does not check a client that no longer wants it, and applies again once it does', async () => {
  const registry = await openRegistry();
  await register(registry, { heartbeat: { ttlSeconds: 5 } });
  await edit(registry, [{ path: '/ttlSeconds', seen: 5, value: 15 }], true);
  await register(registry, {});
  assert.equal(shown(registry, '/checked'), false);
  await register(registry, { heartbeat: { ttlSeconds: 5 } });
  assert.equal(shown(registry, '/ttlSeconds'), 15);
  // Switched off by hand and on again: the held one is what it comes back with.
  await edit(registry, [{ path: '/checked', seen: true, value: false }]);
  await edit(registry, [{ path: '/checked', seen: false, value: true }]);
  assert.equal(shown(registry, '/ttlSeconds'), 15);
});

test('one part of a location is held, the others follow the client', async () => {
  const registry = await openRegistry();
  await register(registry, { location: { region: 'r1', zone: 'z1' } });
  await edit(registry, [{ path: '/location/zone', seen: 'z1', value: 'z9' }], true);
  await register(registry, { location: { region: 'r2', zone: 'z2', campus: 'c2' } });
  assert.deepEqual(registry.state.instance(id)?.location, { region: 'r2', zone: 'z9', campus: 'c2' });
  await register(registry, { location: null });
  assert.deepEqual(registry.state.instance(id)?.location, { zone: 'z9' });
  await release(registry, '/location/zone');
  assert.equal(registry.state.instance(id)?.location, null);
});

test('holds of an instance that has not come back within seven days are forgotten, those of others stay', async () => {
  const clock = new FakeClock();
  const registry = await openRegistry(new MemoryStore(), clock);
  const timer = new HoldTimer(registry);
  await register(registry, { weight: 100 });
  await edit(registry, [{ path: '/weight', seen: 100, value: 20 }], true);
  clock.advance(2 * KEPT_MS);
  await timer.look();
  assert.equal(registry.state.holds.size, 1);
  await deregister(registry);
  clock.advance(KEPT_MS);
  await timer.look();
  assert.equal(registry.state.holds.size, 1);
  clock.advance(1);
  await timer.look();
  assert.equal(registry.state.holds.size, 0);
  assert.equal(newest(registry).action, 'instance.forgetHolds');
  await register(registry, { weight: 70 });
  assert.equal(shown(registry, '/weight'), 70);
});

test('holding a value twice changes nothing, and says so', async () => {
  const registry = await openRegistry();
  await register(registry, { weight: 100 });
  await edit(registry, [{ path: '/weight', seen: 100, value: 100 }], true);
  const again = await registry.run(
    editInstance(id, [{ path: '/weight', seen: 100, value: 100 }], anOperator, { hold: true }),
  );
  assert.equal(again.code, 'NoNeedUpdate');
});
