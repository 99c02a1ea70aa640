import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import { registerInstance } from '../registry/commands/register-instance.ts';
import { updateInstance } from '../registry/commands/update-instance.ts';
import { BIT } from '../registry/tables/instance-table.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { aClient, anOperator, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { Checker, LOOK_EVERY_MS } from './checker.ts';

const id = instanceIdOf({ namespace: 'default', service: 'pay', host: '10.0.0.1', port: 8080 });

/** Counts the looks: each begins with a turn of the loop that it waits for. */
class CountingClock extends FakeClock {
  turns = 0;

  override nextTurn(run: () => void): void {
    this.turns += 1;
    super.nextTurn(run);
  }
}

/** One instance with a TTL of 5 s, just registered, under a checker that looks by itself. */
async function watching(t: TestContext) {
  const clock = new CountingClock();
  const registry = await openRegistry(new MemoryStore(), clock);
  await registry.run(registerInstance(aRegistration({ heartbeat: { ttlSeconds: 5 } }), aClient));
  const checker = new Checker(registry);
  t.after(checker.start());
  /** Lets `ms` pass, and after each step what was begun in it. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 5) {
      clock.advance(Math.min(left, 5));
      await turn();
    }
    await checker.settled();
  };
  const healthy = () => registry.state.instance(id)?.healthy;
  return { clock, registry, checker, pass, healthy };
}

test('while nothing is due the checker looks five times a second', async (t) => {
  const { clock, pass } = await watching(t);
  await pass(1000);
  clock.turns = 0;
  await pass(10_000);
  assert.ok(clock.turns <= 50, `${clock.turns} looks`);
});

test('a death is seen within one look of its moment, wherever that falls between two looks', async (t) => {
  for (const beatAt of [0, 35, 90, 115, 180, 205, 1015]) {
    const { checker, pass, healthy } = await watching(t);
    await pass(beatAt);
    checker.beat(id);
    await pass(14_995);
    assert.equal(healthy(), true);
    await pass(LOOK_EVERY_MS + 10);
    assert.equal(healthy(), false, `beaten at ${beatAt}`);
  }
});

test('a TTL that is lowered below the silence so far is judged at the next look, though nothing was due before', async (t) => {
  const { checker, registry, pass, healthy } = await watching(t);
  checker.beat(id);
  await pass(6_000);
  await registry.run(updateInstance(id, { heartbeat: { ttlSeconds: 1 } }, anOperator));
  assert.equal(healthy(), true);
  await pass(LOOK_EVERY_MS + 10);
  assert.equal(healthy(), false);
});

test('a healing is committed with the next look, though nothing is due', async (t) => {
  const { checker, registry, pass } = await watching(t);
  await pass(16_000);
  assert.equal(registry.state.instance(id)?.healthy, false);
  checker.beat(id);
  await pass(LOOK_EVERY_MS + 10);
  assert.equal(registry.state.instances.stateOf(registry.state.instances.slotOf(id)).healthy, true);
});

test('where thousands heal at once all are shown at once, and committed when it is over or has lasted long', async (t) => {
  const { checker, registry, pass } = await watching(t);
  const { instances } = registry.state;
  const all = Array.from({ length: 3000 }, (_, port) => ({ host: '10.0.0.2', port }));
  await Promise.all(
    all.map((one) =>
      registry.run(registerInstance(aRegistration({ ...one, heartbeat: { ttlSeconds: 5 } }), aClient)),
    ),
  );
  await pass(16_000);
  const ids = all.map((one) => instanceIdOf({ namespace: 'default', service: 'pay', ...one }));
  const slots = ids.map((one) => instances.slotOf(one));
  const written = () => slots.filter((slot) => instances.stateOf(slot).healthy).length;
  const shown = () => slots.filter((slot) => instances.has(slot, BIT.healthy)).length;
  assert.deepEqual([written(), shown()], [0, 0]);

  /** The next so many of them beat, in messages of 100. */
  const beat = (from: number, to: number) => {
    for (let at = from; at < to; at += 100) {
      const some = ids.slice(at, at + 100);
      const spans = Uint32Array.from(some.flatMap((one, i) => [i * one.length, (i + 1) * one.length]));
      checker.beatAll(Buffer.from(some.join('')), spans, some.length);
    }
  };
  for (let from = 0; from < 1000; from += 200) {
    beat(from, from + 200);
    assert.deepEqual([written(), shown()], [0, from + 200]);
    await pass(LOOK_EVERY_MS);
  }
  await pass(2 * LOOK_EVERY_MS);
  assert.equal(written(), 1000, 'it is over');

  for (let from = 1000; from < 3000; from += 125) {
    beat(from, from + 125);
    await pass(LOOK_EVERY_MS);
  }
  assert.ok(written() >= 2000, `${written()} are written while it goes on`);
  await pass(2 * LOOK_EVERY_MS);
  assert.equal(written(), 3000);
});
