import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import { registerInstance } from '../registry/commands/register-instance.ts';
import { updateInstance } from '../registry/commands/update-instance.ts';
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
