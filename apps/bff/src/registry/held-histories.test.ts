import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { Seeded, seedsOf } from '../testing/seeded.ts';
import { aClient, anOperator, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { deregisterInstance } from './commands/deregister-instance.ts';
import { editInstance } from './commands/edit-instance.ts';
import { releaseValues } from './commands/hold-values.ts';
import { instanceIdOf } from './commands/new-ids.ts';
import { registerInstance } from './commands/register-instance.ts';
import { undoUpdate } from './commands/undo-update.ts';
import { updateInstance } from './commands/update-instance.ts';
import { clientValue, heldPaths } from './held-values.ts';
import { fieldOf, type HoldablePath } from './instance-fields.ts';
import type { Operation } from './model.ts';
import type { Registry } from './registry.ts';

/** Random histories of clients and operators against a model of holds that fits on a page. */
const SEQUENCES = 1_000;
const STEPS = 16;
const PORTS = [1, 2] as const;
const FIELDS = ['/weight', '/version', '/ttlSeconds', '/location/zone', '/labels/a', '/labels/b'] as const;
type Field = (typeof FIELDS)[number];
type Values = Record<Field, unknown>;

/** A field shows what is held, else what an operator made of it since the client registered, else what it said. */
interface Modelled {
  said: Values;
  edited: Partial<Values>;
}

interface Model {
  readonly there: Map<string, Modelled>;
  /** By instance, registered or not. */
  readonly held: Map<string, Partial<Values>>;
}

const copyOf = (model: Model): Model => ({
  there: new Map(
    [...model.there].map(([id, { said, edited }]) => [id, { said: { ...said }, edited: { ...edited } }]),
  ),
  held: new Map([...model.held].map(([id, fields]) => [id, { ...fields }])),
});

const shownBy = (model: Model, id: string, field: Field): unknown => {
  const held = model.held.get(id) ?? {};
  const one = model.there.get(id);
  if (field in held) return held[field];
  return one && field in one.edited ? one.edited[field] : one?.said[field];
};

function valueFor(random: Seeded, field: Field): unknown {
  switch (field) {
    case '/weight':
      return random.below(4);
    case '/ttlSeconds':
      return 1 + random.below(4);
    case '/labels/a':
    case '/labels/b':
      return random.pick([null, 'x', 'y']);
    default:
      return random.pick(['1', '2', '3']);
  }
}

function said(random: Seeded) {
  const values = Object.fromEntries(FIELDS.map((field) => [field, valueFor(random, field)])) as Values; // one of each
  const labels: Record<string, string> = {};
  for (const key of ['a', 'b'] as const) {
    const value = values[`/labels/${key}`];
    if (typeof value === 'string') labels[key] = value;
  }
  const registration = {
    weight: Number(values['/weight']),
    version: String(values['/version']),
    heartbeat: { ttlSeconds: Number(values['/ttlSeconds']) },
    location: { region: 'r', zone: String(values['/location/zone']) },
    labels,
  };
  return { values, registration };
}

/** The operation that the registry recorded last. */
const newest = (registry: Registry): Operation | undefined =>
  [...registry.state.recentOperations.values()].at(-1);

async function step(random: Seeded, registry: Registry, model: Model): Promise<void> {
  const port = random.pick(PORTS);
  const id = instanceIdOf({ namespace: 'default', service: 'pay', host: '10.0.0.1', port });
  const one = model.there.get(id);
  const field = random.pick(FIELDS);
  const before = copyOf(model);
  switch (random.below(8)) {
    case 0:
    case 1: {
      const { values, registration } = said(random);
      await registry.run(registerInstance(aRegistration({ port, ...registration }), aClient));
      model.there.set(id, { said: values, edited: {} });
      return;
    }
    case 2:
      await registry.run(deregisterInstance(id, aClient));
      model.there.delete(id);
      return;
    case 3: {
      const answer = await registry.run(releaseValues(id, [field], anOperator));
      const held = model.held.get(id) ?? {};
      const expected =
        one === undefined ? 'NotFoundInstance' : field in held ? 'ExecuteSuccess' : 'NoNeedUpdate';
      assert.equal(answer.code, expected);
      if (expected !== 'ExecuteSuccess') return;
      const { [field]: _, ...others } = held;
      model.held.set(id, others);
      break;
    }
    case 4: {
      // The registry's own API.
      const weight = random.below(4);
      if (one === undefined || shownBy(model, id, '/weight') === weight) return;
      await registry.run(updateInstance(id, { weight }, anOperator));
      set(model, id, '/weight', weight, false);
      break;
    }
    default: {
      const hold = random.chance(0.5);
      const value = random.chance(0.2) ? shownBy(model, id, field) : valueFor(random, field);
      const seen = shownBy(model, id, field) ?? null;
      const edit = { path: field as HoldablePath, seen, value: value ?? null };
      const answer = await registry.run(editInstance(id, [edit], anOperator, { hold }));
      if (one === undefined) {
        assert.equal(answer.code, 'NotFoundInstance');
        return;
      }
      const isHeld = field in (model.held.get(id) ?? {});
      const changes = seen !== (value ?? null) || (hold && !isHeld);
      assert.equal(answer.code, changes ? 'ExecuteSuccess' : 'NoNeedUpdate');
      if (!changes) return;
      set(model, id, field, value ?? null, hold);
    }
  }
  const operation = newest(registry);
  if (operation === undefined || random.chance(0.7)) return;
  // Taken back at once, everything is exactly as it was.
  const undone = await registry.run(undoUpdate(operation, anOperator));
  assert.equal(undone.code, 'ExecuteSuccess');
  for (const [name, value] of before.there) model.there.set(name, value);
  model.held.clear();
  for (const [name, value] of before.held) model.held.set(name, value);
}

function set(model: Model, id: string, field: Field, value: unknown, hold: boolean): void {
  const held = model.held.get(id) ?? {};
  const one = model.there.get(id);
  if (!hold && !(field in held)) {
    if (one) one.edited[field] = value;
    return;
  }
  model.held.set(id, { ...held, [field]: value });
  delete one?.edited[field];
}

/** What a client gets, as text: equal revision must mean equal text. */
const contentOf = (registry: Registry): string =>
  [...registry.state.instances.all()]
    .map((slot) => {
      const { id, effectiveRevision, weight, version, check, location, labels, isolated, healthy } =
        registry.state.instances.read(slot);
      return JSON.stringify([
        id,
        effectiveRevision,
        weight,
        version,
        check,
        location,
        Object.entries(labels).sort(),
        isolated,
        healthy,
      ]);
    })
    .sort()
    .join('\n');

function compare(registry: Registry, model: Model): void {
  assert.equal(registry.state.instances.size, model.there.size);
  for (const [id, { said: words }] of model.there) {
    const instance = registry.state.instance(id);
    assert.ok(instance);
    for (const field of FIELDS) {
      assert.equal(fieldOf(instance, field), shownBy(model, id, field) ?? null, `${field} of ${id}`);
    }
    const held = registry.state.heldOf(id);
    assert.deepEqual(heldPaths(held).sort(), Object.keys(model.held.get(id) ?? {}).sort());
    for (const path of heldPaths(held)) {
      const field = held[path];
      assert.ok(field);
      assert.equal(clientValue(path, field), words[path as Field], `what the client says of ${path}`);
    }
  }
}

test(`${SEQUENCES} random histories with holds come out as a simple model says, across restarts`, async (t) => {
  const seeds = seedsOf(SEQUENCES);
  t.diagnostic(`seeds ${seeds[0]} to ${seeds.at(-1)}`);
  for (const seed of seeds) {
    const random = new Seeded(seed);
    const clock = new FakeClock();
    let store = new MemoryStore();
    let registry = await openRegistry(store, clock, 16);
    const model: Model = { there: new Map(), held: new Map() };
    const revisions = new Map<string, string>();
    try {
      for (let i = 0; i < STEPS; i += 1) {
        await step(random, registry, model);
        compare(registry, model);
        const revision = registry.discovery.find('default', 'pay')?.revision;
        if (revision !== undefined) {
          const content = contentOf(registry);
          assert.equal(revisions.get(revision) ?? content, content, 'equal revision means equal content');
          revisions.set(revision, content);
        }
        // Registrations are known to the second after a restart.
        clock.advance(2000);
        if (!random.chance(0.1)) continue;
        const content = contentOf(registry);
        await registry.close();
        store = new MemoryStore(store.disk);
        registry = await openRegistry(store, clock, 16);
        compare(registry, model);
        assert.equal(contentOf(registry), content);
      }
      await registry.close();
    } catch (error) {
      throw new Error(`seed ${seed}; replay with CYNOSURE_TEST_SEED=${seed}`, { cause: error });
    }
  }
});
