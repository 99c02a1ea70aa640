import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { Seeded, seedsOf } from '../testing/seeded.ts';
import { aClient, anOperator, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { createIsolation } from './commands/create-isolation.ts';
import { deregisterInstance } from './commands/deregister-instance.ts';
import { endIsolation } from './commands/end-isolation.ts';
import { isolateHost } from './commands/isolate-host.ts';
import { instanceIdOf } from './commands/new-ids.ts';
import { registerInstance } from './commands/register-instance.ts';
import { updateInstance } from './commands/update-instance.ts';
import { EMPTY_REVISION } from './digest-sum.ts';
import type { Registry } from './registry.ts';

/** Random command sequences against a model that a person can read in a minute. */
const SEQUENCES = 10_000;
const STEPS = 12;
const HOSTS = ['10.0.0.1', '10.0.0.2'] as const;
const SERVICES = ['pay', 'cart'] as const;
const PORTS = [1, 2] as const;

interface ModelInstance {
  readonly service: string;
  readonly host: string;
  readonly port: number;
  weight: number;
  labels: Record<string, string>;
  flag: boolean;
}

interface Model {
  readonly instances: Map<string, ModelInstance>;
  /** Isolation id → host, in force. */
  readonly isolations: Map<string, string>;
  /** `isolation instance`: back in traffic against it. */
  readonly releases: Set<string>;
}

function isOut(model: Model, id: string, one: ModelInstance): boolean {
  if (one.flag) return true;
  return [...model.isolations].some(
    ([isolation, host]) => host === one.host && !model.releases.has(`${isolation} ${id}`),
  );
}

async function step(random: Seeded, registry: Registry, model: Model): Promise<void> {
  const host = random.pick(HOSTS);
  const service = random.pick(SERVICES);
  const port = random.pick(PORTS);
  const id = instanceIdOf({ namespace: 'default', service, host, port });
  const known = model.instances.get(id);
  const release = (instanceId: string, one: ModelInstance) => {
    for (const [isolation, on] of model.isolations) {
      if (on === one.host) model.releases.add(`${isolation} ${instanceId}`);
    }
  };
  switch (random.below(7)) {
    case 0:
    case 1: {
      const flag = random.pick([null, null, true, false]);
      const weight = random.below(5);
      const labels: Record<string, string> = random.chance(0.5)
        ? { env: random.pick(['a', 'b']), zone: 'mine' }
        : {};
      const location = random.chance(0.5) ? { zone: 'z1' } : null;
      const wishes = { service, host, port, isolate: flag, weight, labels, location };
      const answer = await registry.run(registerInstance(aRegistration(wishes), aClient));
      assert.equal(answer.code, 'ExecuteSuccess');
      model.instances.set(id, { service, host, port, weight, labels, flag: flag ?? known?.flag ?? false });
      return;
    }
    case 2: {
      const answer = await registry.run(deregisterInstance(id, aClient));
      assert.ok(answer.code === 'ExecuteSuccess');
      assert.equal(answer.value.wasThere, known !== undefined);
      model.instances.delete(id);
      return;
    }
    case 3: {
      const isolate = random.chance(0.5);
      const answer = await registry.run(
        isolateHost({ namespace: 'default', service, host, isolate }, anOperator),
      );
      const there = [...model.instances].filter(([, one]) => one.service === service && one.host === host);
      if (![...model.instances.values()].some((one) => one.service === service) && there.length === 0) {
        assert.ok(answer.code === 'NotFoundService' || answer.code === 'NotFoundInstance');
        return;
      }
      const changes = there.some(([one, instance]) => isOut(model, one, instance) !== isolate);
      const expected = there.length === 0 ? 'NotFoundInstance' : changes ? 'ExecuteSuccess' : 'NoNeedUpdate';
      assert.equal(answer.code, expected);
      for (const [instanceId, one] of there) {
        one.flag = isolate;
        if (!isolate) release(instanceId, one);
      }
      return;
    }
    case 4: {
      const target = { kind: 'hosts', hosts: [host] } as const;
      const decisions = SERVICES.map((name) => ({
        namespace: 'default',
        service: name,
        decision: 'override' as const,
      }));
      const answer = await registry.run(
        createIsolation(
          { target, reason: 'because', ticket: '', endsAt: null, decisions, seen: null },
          anOperator,
          { ahead: true },
        ),
      );
      assert.ok(answer.code === 'ExecuteSuccess' && answer.value.kind === 'done');
      model.isolations.set(answer.value.isolation.id, host);
      return;
    }
    case 5: {
      const [isolationId] = [...model.isolations.keys()];
      if (isolationId === undefined) return;
      const answer = await registry.run(
        endIsolation({ isolationId, reason: '', generation: null }, anOperator),
      );
      assert.equal(answer.code, 'ExecuteSuccess');
      model.isolations.delete(isolationId);
      return;
    }
    default: {
      const weight = random.below(5);
      const answer = await registry.run(updateInstance(id, { weight }, anOperator));
      const expected =
        known === undefined
          ? 'NotFoundInstance'
          : known.weight === weight
            ? 'NoNeedUpdate'
            : 'ExecuteSuccess';
      assert.equal(answer.code, expected);
      if (known !== undefined) known.weight = weight;
    }
  }
}

/** What a client gets, as text: equal text must come with equal revision and the other way round. */
function contentOf(registry: Registry, service: string): string {
  const found = registry.discovery.find('default', service);
  if (found === undefined) return '';
  const rows = registry.discovery.slots(found).map((slot) => {
    const { effectiveRevision, isolated, healthy, id, weight } = registry.state.instances.read(slot);
    return `${id} ${effectiveRevision} ${isolated} ${healthy} ${weight}`;
  });
  return rows.sort().join('\n');
}

function compare(registry: Registry, model: Model): void {
  assert.equal(registry.state.instances.size, model.instances.size);
  for (const [id, expected] of model.instances) {
    const instance = registry.state.instance(id);
    assert.ok(instance);
    assert.equal(instance.isolated, isOut(model, id, expected));
    assert.equal(instance.weight, expected.weight);
    assert.deepEqual({ ...instance.labels }, expected.labels);
  }
  for (const service of SERVICES) {
    const entry = registry.state.services.service('default', service);
    const mine = [...model.instances].filter(([, one]) => one.service === service);
    const out = mine.filter(([id, one]) => isOut(model, id, one)).length;
    assert.equal(entry?.total ?? 0, mine.length);
    assert.equal(entry?.isolated ?? 0, out);
    assert.equal(entry?.callable ?? 0, mine.length - out);
    if (mine.length === 0 && entry !== undefined) assert.equal(entry.instanceRevision, EMPTY_REVISION);
  }
}

test(`${SEQUENCES} random sequences of commands come out as a simple model says, also after a restart`, async (t) => {
  const seeds = seedsOf(SEQUENCES);
  t.diagnostic(`seeds ${seeds[0]} to ${seeds.at(-1)}`);
  for (const seed of seeds) {
    const random = new Seeded(seed);
    const store = new MemoryStore();
    const registry = await openRegistry(store, new FakeClock(), 16);
    const model: Model = { instances: new Map(), isolations: new Map(), releases: new Set() };
    const revisions = new Map<string, string>();
    try {
      for (let i = 0; i < STEPS; i += 1) {
        await step(random, registry, model);
        compare(registry, model);
        for (const service of SERVICES) {
          const revision = registry.discovery.find('default', service)?.revision;
          if (revision === undefined) continue;
          const content = contentOf(registry, service);
          assert.equal(revisions.get(revision) ?? content, content, 'equal revision means equal content');
          revisions.set(revision, content);
        }
      }
      await registry.close();
      const again = await openRegistry(new MemoryStore(store.disk), new FakeClock(), 16);
      compare(again, model);
      for (const service of SERVICES) {
        assert.equal(contentOf(again, service), contentOf(registry, service));
        const revision = registry.discovery.find('default', service)?.revision;
        assert.equal(again.discovery.find('default', service)?.revision, revision);
      }
    } catch (error) {
      throw new Error(`seed ${seed}; replay with CYNOSURE_TEST_SEED=${seed}`, { cause: error });
    }
  }
});
