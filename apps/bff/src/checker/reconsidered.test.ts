import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deregisterInstance } from '../registry/commands/deregister-instance.ts';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import { registerInstance } from '../registry/commands/register-instance.ts';
import { updateInstance } from '../registry/commands/update-instance.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { holdFlips } from '../testing/hold-flips.ts';
import { aClient, anOperator, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { Checker, LOOK_EVERY_MS } from './checker.ts';

async function aChecker() {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const registry = await openRegistry(store, clock);
  const checker = new Checker(registry);
  const healthyOf = (id: string) => registry.state.instance(id)?.healthy;
  return { clock, store, registry, checker, healthyOf };
}

test('releasing a hold turns nobody unhealthy whose check was switched off meanwhile', async () => {
  const { registry, checker, clock, healthyOf } = await aChecker();
  const [first = '', second = ''] = await holdFlips({ registry, checker, clock });
  await registry.run(updateInstance(first, { enableHealthCheck: false }, anOperator));
  checker.endHold('release');
  await checker.settled();
  assert.deepEqual([healthyOf(first), healthyOf(second)], [true, false]);
});

test('releasing a hold turns nobody unhealthy whose longer TTL is not over', async () => {
  const { registry, checker, clock, healthyOf } = await aChecker();
  const [first = '', second = ''] = await holdFlips({ registry, checker, clock });
  await registry.run(updateInstance(first, { heartbeat: { ttlSeconds: 60 } }, anOperator));
  checker.endHold('release');
  await checker.settled();
  assert.deepEqual([healthyOf(first), healthyOf(second)], [true, false]);
});

test('what is gone, or is not judged any more, is not counted as held', async () => {
  const { registry, checker, clock } = await aChecker();
  const [first = '', second = '', third = ''] = await holdFlips({ registry, checker, clock }, 30);
  await registry.run(deregisterInstance(first, aClient));
  await registry.run(updateInstance(second, { enableHealthCheck: false }, anOperator));
  await registry.run(updateInstance(third, { heartbeat: { ttlSeconds: 60 } }, anOperator));
  assert.equal(checker.hold?.instances, 27);
  assert.equal([...checker.heldSlots()].length, 27);
});

for (const [what, change] of [
  ['a longer TTL', { heartbeat: { ttlSeconds: 60 } }],
  ['the check switched off', { enableHealthCheck: false }],
] as const) {
  test(`${what} that is committed before a verdict overtakes it`, async () => {
    const { registry, checker, clock, store, healthyOf } = await aChecker();
    const registration = aRegistration({ heartbeat: { ttlSeconds: 1 } });
    await registry.run(registerInstance(registration, aClient));
    const id = instanceIdOf(registration);
    checker.beat(id);
    for (let ms = 0; ms < 2_975; ms += LOOK_EVERY_MS) {
      clock.advance(LOOK_EVERY_MS);
      checker.sweep();
    }
    const slow = store.holdNext();
    const other = registry.run(registerInstance(aRegistration({ host: '10.0.0.9' }), aClient));
    await slow.reached;
    const updated = registry.run(updateInstance(id, change, anOperator));
    clock.advance(LOOK_EVERY_MS);
    checker.sweep();
    slow.release();
    await Promise.all([other, updated]);
    await checker.settled();
    assert.equal(healthyOf(id), true);
  });
}
