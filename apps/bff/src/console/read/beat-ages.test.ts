import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registerInstance } from '../../registry/commands/register-instance.ts';
import { MemoryStore } from '../../store/memory/memory-store.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { aClient, aRegistration, openRegistry } from '../../testing/testing-registry.ts';
import { beatAges } from './beat-ages.ts';

test('heartbeats are counted by their age in quarters of the instance’s own TTL', async () => {
  const clock = new FakeClock();
  const { state, run } = await (async () => {
    const registry = await openRegistry(new MemoryStore(), clock, 16);
    return { state: registry.state, run: registry.run.bind(registry) };
  })();
  const now = clock.wallMs();
  const heard: readonly (readonly [ttlSeconds: number | null, ageMs: number | null])[] = [
    [5, 0],
    [5, 1249],
    [5, 1250],
    [10, 9_999],
    [10, 10_000],
    [5, 15_000],
    [5, 900_000],
    [5, null],
    [null, 0],
  ];
  for (const [index, [ttlSeconds, ageMs]] of heard.entries()) {
    const id = `i-${index}`;
    await run(
      registerInstance(
        aRegistration({ id, port: index + 1, heartbeat: ttlSeconds === null ? null : { ttlSeconds } }),
        aClient,
      ),
    );
    if (ageMs !== null) state.instances.beatWallMs[state.instances.slotOf(id)] = now - ageMs;
  }
  assert.deepEqual(beatAges(state, now), {
    ages: [2, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2],
    unheard: 1,
  });
});
