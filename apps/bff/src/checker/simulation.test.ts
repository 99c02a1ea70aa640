import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import { registerInstance } from '../registry/commands/register-instance.ts';
import type { Registry } from '../registry/registry.ts';
import { BIT } from '../registry/tables/instance-table.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { Seeded, seedsOf } from '../testing/seeded.ts';
import { aClient, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { Checker, LOOK_EVERY_MS } from './checker.ts';

/** Instances × simulated seconds × seeds: 10⁸ instance-seconds. */
const INSTANCES = 10_000;
const SECONDS = 2_500;
const SEEDS = 4;
const STEP_MS = 4 * LOOK_EVERY_MS;
/** 3 × TTL + 100 ms (decision 8), and the step of the simulation. */
const ALLOWED_MS = 100 + STEP_MS;

interface Member {
  readonly id: string;
  readonly ttlMs: number;
  alive: boolean;
  /** Monotonic ms of the beat that arrived last. */
  beatAt: number;
  /** False from a start that found it unhealthy, because its healing was never durable, until its next beat. */
  kept: boolean;
}

/** Who beats in which step, so that a step costs as much as it has beats. */
class Due {
  readonly #steps = new Map<number, Member[]>();
  #done: number;

  constructor(now: number) {
    this.#done = Math.floor(now / STEP_MS);
  }

  add(one: Member, at: number): void {
    const step = Math.max(Math.ceil(at / STEP_MS), this.#done + 1);
    const list = this.#steps.get(step);
    if (list === undefined) this.#steps.set(step, [one]);
    else list.push(one);
  }

  upTo(now: number): Member[] {
    const found: Member[] = [];
    for (const last = Math.floor(now / STEP_MS); this.#done < last; ) {
      this.#done += 1;
      for (const one of this.#steps.get(this.#done) ?? []) found.push(one);
      this.#steps.delete(this.#done);
    }
    return found;
  }
}

/** One life of the fleet: clients that beat, die and come back, and a server that pauses, restarts and loses its store. */
async function simulate(seed: number): Promise<{ deaths: number }> {
  const random = new Seeded(seed);
  const clock = new FakeClock();
  let store = new MemoryStore();
  let registry: Registry = await openRegistry(store, clock, 16_384);
  let checker = new Checker(registry);
  const members: Member[] = [];
  for (let i = 0; i < INSTANCES; i += 1) {
    const place = { namespace: 'default', service: `s${i % 97}`, host: `10.0.${i % 50}.${i % 200}`, port: i };
    const ttlSeconds = random.pick([2, 5, 5, 10, 10, 30, 60, 60]);
    const registration = aRegistration({
      ...place,
      location: { zone: `z${i % 3}` },
      heartbeat: { ttlSeconds },
    });
    void registry.run(registerInstance(registration, aClient), 1e9);
    members.push({ id: instanceIdOf(place), ttlMs: ttlSeconds * 1000, alive: true, beatAt: 0, kept: true });
    if (i % 1000 === 999) await registry.run(registerInstance(registration, aClient), 1e9);
  }
  const due = new Due(clock.monotonicMs());
  for (const one of members) due.add(one, clock.monotonicMs() + random.next() * one.ttlMs);
  /** From here on three full TTLs of undisturbed listening have to pass. */
  let quietSince = clock.monotonicMs();
  let storeOutUntil = 0;
  let deaths = 0;
  const healthy = (one: Member) => {
    const table = registry.state.instances;
    return table.has(table.slotOf(one.id), BIT.healthy);
  };
  const isKeptHealthy = (one: Member) => {
    const table = registry.state.instances;
    return table.has(table.slotOf(one.id), BIT.rowHealthy);
  };
  const verify = () => {
    const now = clock.monotonicMs();
    for (const one of members) {
      const silentMs = now - one.beatAt;
      const isHealthy = healthy(one);
      if (one.alive && one.kept && silentMs < 2.5 * one.ttlMs)
        assert.ok(isHealthy, `a wrong flip of ${one.id}`);
      const listenedMs = now - Math.max(one.beatAt, quietSince);
      if (!one.alive && listenedMs > 3 * one.ttlMs + ALLOWED_MS) {
        assert.ok(
          !isHealthy,
          `a death of ${one.id} was not found ${listenedMs - 3 * one.ttlMs} ms after 3 TTLs`,
        );
      }
    }
  };
  const end = clock.monotonicMs() + SECONDS * 1000;
  let nextFaultAt = clock.monotonicMs() + 60_000;
  let nextDeathAt = 0;
  for (let step = 0; clock.monotonicMs() < end; step += 1) {
    clock.advance(STEP_MS);
    const now = clock.monotonicMs();
    for (const one of due.upTo(now)) {
      if (!one.alive) continue;
      checker.beat(one.id);
      if (random.chance(0.02)) checker.beat(one.id);
      one.beatAt = now;
      one.kept = true;
      // Late by up to a TTL, now and then.
      due.add(one, now + one.ttlMs * (random.chance(0.05) ? 1 + random.next() : 1));
    }
    if (now >= nextDeathAt) {
      nextDeathAt = now + random.below(3000);
      const one = random.pick(members);
      one.alive = !one.alive;
      // Its last beat may still be planned; one more does no harm.
      if (one.alive) due.add(one, now);
      else deaths += 1;
    }
    if (now >= storeOutUntil) store.setOut(false);
    checker.sweep();
    if (registry.waiting > 0 || step % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (now >= nextFaultAt) {
      nextFaultAt = now + 20_000 + random.below(100_000);
      switch (random.below(5)) {
        case 0:
          // The process sleeps; the clients do not notice.
          clock.sleep(1000 + random.below(60_000));
          quietSince = clock.monotonicMs();
          break;
        case 1:
          clock.sleep(100 + random.below(850));
          // A short stall ages nobody, but may delay a verdict by its length.
          quietSince = clock.monotonicMs();
          break;
        case 2:
          clock.jumpWall((random.chance(0.5) ? 1 : -1) * (2000 + random.below(86_400_000)));
          quietSince = clock.monotonicMs();
          break;
        case 3:
          storeOutUntil = now + 1000 + random.below(60_000);
          store.setOut(true);
          break;
        default:
          store.setOut(false);
          checker.handOver();
          await registry.close();
          for (const one of members) one.kept = isKeptHealthy(one);
          store = new MemoryStore(store.disk);
          registry = await openRegistry(store, clock, 16_384);
          checker = new Checker(registry);
          for (const one of members) assert.equal(healthy(one), one.kept, 'a start shows what was durable');
          quietSince = clock.monotonicMs();
      }
    }
    if (step % 20 === 0) verify();
  }
  verify();
  await registry.close();
  return { deaths };
}

for (const seed of seedsOf(SEEDS)) {
  test(`no wrong flip and no late death in ${(INSTANCES * SECONDS).toExponential(1)} instance-seconds of faults (seed ${seed})`, async (t) => {
    const { deaths } = await simulate(seed);
    t.diagnostic(`${deaths} deaths; replay with CYNOSURE_TEST_SEED=${seed}`);
    assert.ok(deaths > 100);
  });
}
