import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deregisterInstance } from '../registry/commands/deregister-instance.ts';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import { registerInstance } from '../registry/commands/register-instance.ts';
import { updateInstance } from '../registry/commands/update-instance.ts';
import { joinOwnService } from '../registry/own-service.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { aClient, anOperator, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { Checker, LOOK_EVERY_MS } from './checker.ts';

const id = instanceIdOf({ namespace: 'default', service: 'pay', host: '10.0.0.1', port: 8080 });

async function aChecker(ttlSeconds = 5) {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const registry = await openRegistry(store, clock);
  const checker = new Checker(registry);
  await registry.run(registerInstance(aRegistration({ heartbeat: { ttlSeconds } }), aClient));
  /** Lets `ms` pass with the checker looking as often as it does. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= LOOK_EVERY_MS) {
      clock.advance(Math.min(left, LOOK_EVERY_MS));
      checker.sweep();
    }
    await checker.settled();
  };
  const healthy = () => registry.state.instance(id)?.healthy;
  return { clock, store, registry, checker, pass, healthy };
}

test('an instance turns unhealthy on its third missed beat and heals with the next one', async () => {
  const { checker, pass, healthy, registry } = await aChecker();
  checker.beat(id);
  await pass(14_999);
  assert.equal(healthy(), true);
  await pass(1);
  assert.equal(healthy(), false);
  const instance = registry.state.instance(id);
  assert.equal(typeof instance?.silentSince, 'number');
  const sick = registry.discovery.find('default', 'pay')?.revision;
  checker.beat(id);
  assert.equal(healthy(), true, 'shown before it is committed');
  const healed = registry.discovery.find('default', 'pay')?.revision;
  assert.notEqual(healed, sick);
  await pass(LOOK_EVERY_MS);
  assert.equal(registry.state.instance(id)?.silentSince, null);
  assert.equal(registry.discovery.find('default', 'pay')?.revision, healed, 'committing it changes nothing');
});

test('an instance that never beats is healthy at first and unhealthy after 3 TTLs', async () => {
  const { pass, healthy, registry } = await aChecker(1);
  await pass(2_975);
  assert.equal(healthy(), true);
  await pass(25);
  assert.equal(healthy(), false);
  assert.equal(registry.state.instance(id)?.silentSince, 0);
});

test('a pause of our own judges nobody before 3 TTLs of real listening', async () => {
  const { checker, clock, pass, healthy } = await aChecker();
  checker.beat(id);
  clock.sleep(60_000);
  await pass(14_975);
  assert.equal(healthy(), true);
  await pass(50);
  assert.equal(healthy(), false);
});

test('short stalls do not age anybody', async () => {
  const { checker, clock, pass, healthy } = await aChecker();
  checker.beat(id);
  for (let i = 0; i < 20; i += 1) {
    clock.sleep(900);
    await pass(25);
  }
  // 20 × 925 ms went by, of which at most 500 ms each were listened to.
  assert.equal(healthy(), true);
});

test('the wall clock jumping is a pause, either way', async () => {
  for (const jump of [3_600_000, -3_600_000]) {
    const { checker, clock, pass, healthy } = await aChecker();
    checker.beat(id);
    await pass(10_000);
    clock.jumpWall(jump);
    await pass(14_000);
    assert.equal(healthy(), true);
    await pass(2_000);
    assert.equal(healthy(), false);
  }
});

test('while the store is out verdicts are shown all the same, and committed when it is back', async () => {
  const { checker, pass, healthy, store, registry } = await aChecker(1);
  store.failNext('refused');
  await pass(3_000);
  assert.equal(healthy(), false);
  assert.equal(registry.state.instances.stateOf(registry.state.instances.slotOf(id)).healthy, true);
  await pass(1_100);
  assert.equal(registry.state.instances.stateOf(registry.state.instances.slotOf(id)).healthy, false);
  checker.beat(id);
  assert.equal(healthy(), true);
});

for (const [when, lookMs] of [
  ['shown', 200],
  ['not shown yet', 0],
] as const) {
  test(`a beat overtakes a verdict that is being written and ${when}: nobody sees it afterwards`, async () => {
    const { checker, clock, store, pass, healthy, registry } = await aChecker();
    checker.beat(id);
    await pass(14_975);
    const slow = store.holdNext();
    clock.advance(LOOK_EVERY_MS);
    checker.sweep();
    await slow.reached;
    clock.advance(lookMs);
    assert.equal(healthy(), lookMs === 0);
    const told: unknown[] = [];
    registry.listen(({ events }) => told.push(...events.map((one) => one.kind === 'instance' && one.what)));
    checker.beat(id);
    assert.equal(healthy(), true);
    slow.release();
    await checker.settled();
    assert.equal(healthy(), true, 'the verdict is written, and overtaken');
    const seen = registry.discovery.find('default', 'pay')?.revision;
    await pass(LOOK_EVERY_MS);
    assert.equal(
      registry.discovery.find('default', 'pay')?.revision,
      seen,
      'committing the heal changes nothing',
    );
    assert.equal(told.includes('unhealthy'), false);
    const again = await openRegistry(new MemoryStore(store.disk), clock);
    assert.equal(again.state.instance(id)?.healthy, true);
    await pass(15_000);
    assert.equal(healthy(), false, 'a later death is found as ever');
  });
}

test('a longer TTL set by an operator makes a silent instance healthy on its last real beat', async () => {
  const { checker, pass, healthy, registry } = await aChecker(1);
  checker.beat(id);
  await pass(3_000);
  assert.equal(healthy(), false);
  await registry.run(updateInstance(id, { heartbeat: { ttlSeconds: 60 } }, anOperator));
  await new Promise((resolve) => setImmediate(resolve));
  await pass(LOOK_EVERY_MS);
  assert.equal(healthy(), true);
});

test('with the check switched off, silence means nothing and beats change nothing', async () => {
  const { checker, pass, healthy, registry } = await aChecker(1);
  await registry.run(updateInstance(id, { enableHealthCheck: false }, anOperator));
  await pass(10_000);
  assert.equal(healthy(), true);
  await registry.run(updateInstance(id, { healthy: false }, anOperator));
  checker.beat(id);
  assert.equal(healthy(), false);
  await registry.run(updateInstance(id, { heartbeat: { ttlSeconds: 1 } }, anOperator));
  assert.equal(healthy(), false);
  checker.beat(id);
  assert.equal(healthy(), true);
});

test('the fifth beat of an instance that nobody knows is refused', async () => {
  const { checker, registry } = await aChecker();
  await registry.run(deregisterInstance(id, aClient));
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map(() => checker.beat(id)),
    ['accepted', 'accepted', 'accepted', 'accepted', 'unknown', 'unknown'],
  );
  assert.equal(registry.state.instance(id), undefined);
});

/** `zones` × `hosts` × 2 instances with TTL 5, all beating until told otherwise. */
async function aFleet(zones: number, hosts: number) {
  const clock = new FakeClock();
  const registry = await openRegistry(new MemoryStore(), clock);
  const checker = new Checker(registry);
  const members: { id: string; zone: string }[] = [];
  for (let zone = 0; zone < zones; zone += 1) {
    for (let host = 0; host < hosts; host += 1) {
      for (const port of [1, 2]) {
        const place = { namespace: 'default', service: 'pay', host: `10.0.${zone}.${host}`, port };
        const registration = aRegistration({
          ...place,
          location: { zone: `z${zone}` },
          heartbeat: { ttlSeconds: 5 },
        });
        await registry.run(registerInstance(registration, aClient));
        members.push({ id: instanceIdOf(place), zone: `z${zone}` });
      }
    }
  }
  /** `seconds` go by; those that `beats` says yes to beat once a TTL. */
  const live = async (seconds: number, beats: (zone: string) => boolean) => {
    for (let tick = 0; tick < seconds * 4; tick += 1) {
      clock.advance(250);
      if (tick % 20 === 0) for (const { id: one, zone } of members) if (beats(zone)) checker.beat(one);
      checker.sweep();
    }
    await checker.settled();
  };
  const unhealthy = () =>
    members.filter(({ id: one }) => registry.state.instance(one)?.healthy === false).length;
  return { checker, registry, live, unhealthy, members };
}

test('a dead zone is reported at once, however large', async () => {
  const { live, unhealthy, checker } = await aFleet(3, 6);
  await live(10, () => true);
  await live(16, (zone) => zone === 'z0');
  assert.equal(unhealthy(), 24);
  assert.equal(checker.hold, null);
});

test('silence everywhere is ours until shown otherwise: the flips are held, and end by their beats', async () => {
  const { live, unhealthy, checker } = await aFleet(3, 6);
  await live(10, () => true);
  await live(60, () => false);
  assert.equal(unhealthy(), 0);
  assert.equal(checker.hold?.instances, 36);
  await live(20, () => true);
  assert.equal(unhealthy(), 0);
  assert.equal(checker.hold, null);
});

test('the server’s own beats, which come from inside, are no proof of hearing', async () => {
  const { live, unhealthy, checker, registry } = await aFleet(3, 6);
  const own = { host: '127.0.0.1', port: 8091, version: '1.0.0' };
  const leave = await joinOwnService(registry, (one) => checker.beat(one), own);
  await live(10, () => true);
  await live(30, () => false);
  assert.deepEqual([unhealthy(), checker.hold?.instances], [0, 36]);
  await leave();
});

test('what stays silent although we hear again turns unhealthy after 3 more TTLs', async () => {
  const { live, unhealthy, checker } = await aFleet(3, 6);
  await live(10, () => true);
  await live(30, () => false);
  await live(12, (zone) => zone !== 'z2');
  assert.equal(unhealthy(), 0);
  await live(6, (zone) => zone !== 'z2');
  assert.equal(unhealthy(), 12);
  assert.equal(checker.hold, null);
});

test('an operator may release or discard what is held', async () => {
  const released = await aFleet(3, 6);
  await released.live(10, () => true);
  await released.live(30, () => false);
  assert.equal(released.checker.endHold('release'), 36);
  await released.checker.settled();
  assert.equal(released.unhealthy(), 36);
  const discarded = await aFleet(3, 6);
  await discarded.live(10, () => true);
  await discarded.live(30, () => false);
  assert.equal(discarded.checker.endHold('discard'), 36);
  await discarded.live(14, () => false);
  assert.equal(discarded.unhealthy(), 0);
  assert.equal(discarded.checker.hold, null);
});

test('single deaths and small registries are never held', async () => {
  const { live, unhealthy } = await aFleet(1, 5);
  await live(10, () => true);
  await live(16, () => false);
  assert.equal(unhealthy(), 10);
});

test('what was held and beats again is judged as before, should it fall silent later', async () => {
  const { live, unhealthy, checker } = await aFleet(3, 6);
  await live(10, () => true);
  await live(30, () => false);
  await live(10, () => true);
  assert.deepEqual([unhealthy(), checker.hold], [0, null]);
  await live(16, (zone) => zone !== 'z2');
  assert.equal(unhealthy(), 12);
});
