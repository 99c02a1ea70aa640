import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceFilters } from '@cynosure/shared/console/filter-fields.ts';
import { formatQuery, parseQuery } from '@cynosure/shared/console/filter-query.ts';
import type { InstanceQuery } from '@cynosure/shared/console/queries.ts';
import { instanceSorts } from '@cynosure/shared/console/sort.ts';
import { stateOf } from '@cynosure/shared/console/state.ts';
import fc from 'fast-check';
import { deregisterInstance } from '../../registry/commands/deregister-instance.ts';
import { editInstance } from '../../registry/commands/edit-instance.ts';
import { isolateHost } from '../../registry/commands/isolate-host.ts';
import { registerInstance } from '../../registry/commands/register-instance.ts';
import type { Instance } from '../../registry/model.ts';
import type { Registry } from '../../registry/registry.ts';
import type { RegistryState } from '../../registry/state.ts';
import { Seeded } from '../../testing/seeded.ts';
import { aClient, anOperator, aRegistration, openRegistry } from '../../testing/testing-registry.ts';
import { rightsAs } from '../../testing/testing-rights.ts';
import { facetCounter } from './facets.ts';
import { instanceFilter } from './instance-filter.ts';
import { orderInstances } from './instance-order.ts';
import { scanInstances } from './instance-scan.ts';
import { instanceView } from './instance-view.ts';
import { LabelBook } from './label-book.ts';
import { compareNaturally } from './natural-order.ts';

const namespaces = ['default', 'pay/eu'];
const services = ['pay', 'payments', 'cart'];
const versions = [null, '4.2.0', '4.3.0', '4.3.0-rc.1', '4.10.0'];
const zones = [null, 'gz-3', 'gz-4'];
const tracks = ['canary', 'stable', ''];

/** A few hundred instances of every kind, some of them gone again, so that slots have been used twice. */
async function anyFleet(): Promise<Registry> {
  const random = new Seeded(4711);
  const registry = await openRegistry(undefined, undefined, 2048);
  const make = (index: number) =>
    registerInstance(
      aRegistration({
        namespace: random.pick(namespaces),
        service: random.pick(services),
        host: `10.5.${index % 3}.${index % 17}`,
        port: 8000 + (index % 40),
        version: random.pick(versions),
        location: { region: 'south', ...zoneOf(random.pick(zones)) },
        labels: { track: random.pick(tracks), ...(random.chance(0.5) ? { env: 'prod' } : {}) },
        weight: random.pick([0, 20, 100]),
        heartbeat: random.chance(0.7) ? { ttlSeconds: random.pick([5, 30]) } : null,
        healthy: random.chance(0.8),
      }),
      aClient,
    );
  for (let index = 0; index < 300; index += 1) await registry.run(make(index));
  const ids = [...registry.state.instances.all()].map((slot) => registry.state.instances.idOf(slot));
  for (const id of ids.filter((_, index) => index % 5 === 0)) {
    const edit = { path: '/weight', seen: registry.state.instance(id)?.weight, value: 40 } as const;
    await registry.run(editInstance(id, [edit], anOperator, { hold: true, reason: '' }));
  }
  for (const id of ids.filter((_, index) => index % 7 === 0))
    await registry.run(deregisterInstance(id, aClient));
  for (let index = 300; index < 340; index += 1) await registry.run(make(index));
  for (const host of ['10.5.0.3', '10.5.1.4']) {
    for (const service of services) {
      await registry.run(isolateHost({ namespace: 'default', service, host, isolate: true }, anOperator));
    }
  }
  return registry;
}

const isHeld = (state: RegistryState, { id }: Instance) => Object.keys(state.heldOf(id)).length > 0;

const zoneOf = (zone: string | null) => (zone === null ? {} : { zone });

/** The plain reading of console/spec.md §3, a row at a time. */
function matches(query: InstanceQuery, one: Instance, isHeld: boolean): boolean {
  const health =
    one.check === 'none' || one.check === 'off' ? 'unchecked' : one.healthy ? 'healthy' : 'unhealthy';
  const ttl = typeof one.check === 'object' ? one.check.ttlSeconds : null;
  const text = (values: readonly string[] | undefined, value: string) =>
    among(values, (wanted) => glob(wanted, value));
  const number = (values: readonly string[] | undefined, value: number | null) =>
    among(values, (wanted) => {
      if (value === null) return false;
      if (wanted.startsWith('<')) return value < Number(wanted.slice(1));
      return wanted.startsWith('>') ? value > Number(wanted.slice(1)) : value === Number(wanted);
    });
  const label = (wanted: string): boolean => {
    const [, not = '', key = '', value = ''] = /^(!?)([^:]+):(.*)$/s.exec(wanted) ?? [];
    const has = Object.hasOwn(one.labels, key) && (value === '*' || glob(value, one.labels[key] ?? ''));
    return has !== (not === '!');
  };
  return (
    text(query.namespace, one.namespace) &&
    text(query.service, one.service) &&
    text(query.host, one.host) &&
    text(query.version, one.version ?? '') &&
    text(query.zone, one.location?.zone ?? '') &&
    text(query.state, stateOf(health, one.isolated)) &&
    (query.port === undefined || query.port.includes(one.port)) &&
    (query.healthy === undefined || query.healthy === one.healthy) &&
    (query.isolated === undefined || query.isolated === one.isolated) &&
    (query.checked === undefined || query.checked === (health !== 'unchecked')) &&
    (query.held === undefined || query.held === isHeld) &&
    number(query.weight, one.weight) &&
    number(query.ttl, ttl) &&
    (query.label ?? []).every(label) &&
    (query.q === undefined || query.q.split(' ').every((word) => saysWord(one, word)))
  );
}

const saysWord = (one: Instance, word: string) =>
  one.host.includes(word) || one.service.includes(word) || `${one.host}:${one.port}`.endsWith(word);

function among(values: readonly string[] | undefined, test: (value: string) => boolean): boolean {
  const plain = (values ?? []).filter((value) => !value.startsWith('!'));
  const negated = (values ?? []).filter((value) => value.startsWith('!')).map((value) => value.slice(1));
  return (plain.length === 0 || plain.some(test)) && !negated.some(test);
}

function glob(pattern: string, value: string): boolean {
  const core = pattern.replace(/^\*|\*$/g, '');
  if (pattern === '*') return value !== '';
  if (pattern.startsWith('*') && pattern.endsWith('*')) return value.includes(core);
  if (pattern.startsWith('*')) return value.endsWith(core);
  return pattern.endsWith('*') ? value.startsWith(core) : value === pattern;
}

const someOf = (...values: string[]) =>
  fc.uniqueArray(fc.constantFrom(...values, ...values.map((value) => `!${value}`)), {
    minLength: 1,
    maxLength: 3,
  });

const anyQuery: fc.Arbitrary<InstanceQuery> = fc.record(
  {
    q: fc.constantFrom('pay', '10.5.0', '10.5.1.4:8004', 'cart 10.5', 'nothing'),
    namespace: someOf('default', 'pay*', '*eu'),
    service: someOf('pay', 'pay*', '*art', '*a*'),
    host: someOf('10.5.0.3', '10.5.1*', '*.4'),
    port: fc.uniqueArray(fc.integer({ min: 8000, max: 8040 }), { minLength: 1, maxLength: 5 }),
    // Negated states are spelt as the shared parser keeps them.
    state: fc.uniqueArray(fc.constantFrom('healthy', 'unhealthy', 'isolated', 'unchecked'), {
      minLength: 1,
      maxLength: 2,
    }),
    healthy: fc.boolean(),
    isolated: fc.boolean(),
    checked: fc.boolean(),
    held: fc.boolean(),
    version: someOf('4.2.0', '4.3*', '*rc.1', '*'),
    zone: someOf('gz-3', 'gz*', '*4'),
    weight: someOf('<50', '>0', '20'),
    ttl: someOf('<10', '30', '>5'),
    label: someOf('track:canary', 'track:*', 'env:prod', 'track:', 'nothing:*'),
  },
  { requiredKeys: [], noNullPrototype: true },
);

test('a query finds exactly the instances that a plain reading of it finds', async () => {
  const registry = await anyFleet();
  const { state } = registry;
  const labels = new LabelBook(state.instances);
  const all = [...state.instances.all()].map((slot) => state.instances.read(slot));
  fc.assert(
    fc.property(anyQuery, (query) => {
      const found = scanInstances(state, instanceFilter(state, labels, query)).slots;
      const expected = all.filter((one) => matches(query, one, isHeld(state, one))).map(({ id }) => id);
      assert.deepEqual([...found].map((slot) => state.instances.idOf(slot)).sort(), expected.sort());
      // What an address can say comes back from it as the same query.
      assert.deepEqual(parseQuery(instanceFilters, formatQuery(instanceFilters, query)).query, query);
    }),
    { numRuns: 600 },
  );
});

const viewer = rightsAs('viewer');

test('every order is total, follows its keys, and backwards is the same rows', async () => {
  const { state, clock } = await anyFleet();
  const slots = Uint32Array.from(state.instances.all());
  const view = (slot: number) => instanceView(state, slot, viewer, clock.wallMs());
  const textOf = {
    host: (slot: number) => view(slot).host,
    service: (slot: number) => view(slot).service,
    namespace: (slot: number) => view(slot).namespace,
    version: (slot: number) => view(slot).version,
    zone: (slot: number) => view(slot).zone,
  } as const;
  for (const [key, read] of Object.entries(textOf)) {
    const sorted = orderInstances(
      state,
      slots,
      [{ key: key as keyof typeof textOf, descending: false }],
      0,
    ).slots;
    for (let at = 1; at < sorted.length; at += 1) {
      assert.ok(compareNaturally(read(sorted[at - 1] ?? 0), read(sorted[at] ?? 0)) <= 0, key);
    }
  }
  for (const key of instanceSorts) {
    const up = orderInstances(state, slots, [{ key, descending: false }], clock.wallMs());
    const again = orderInstances(state, slots.toReversed(), [{ key, descending: false }], clock.wallMs());
    assert.deepEqual(up, again, `${key} depends on where the rows come from`);
    const down = orderInstances(state, slots, [{ key, descending: true }], clock.wallMs());
    assert.deepEqual([...down.slots].sort(), [...up.slots].sort());
  }
});

test('hosts that come and go after a list was ordered are in their place in the next', async () => {
  const registry = await openRegistry(undefined, undefined, 2048);
  const { state } = registry;
  const come = (host: string) => registry.run(registerInstance(aRegistration({ host }), aClient));
  const hostsInOrder = () => {
    const slots = Uint32Array.from(state.instances.all());
    const ordered = orderInstances(state, slots, [{ key: 'host', descending: false }], 0);
    return [...ordered.slots].map((slot) => state.instances.hostOf(slot));
  };
  for (const host of ['10.0.0.9', '10.0.0.10', '10.0.0.30']) await come(host);
  assert.deepEqual(hostsInOrder(), ['10.0.0.9', '10.0.0.10', '10.0.0.30']);
  await come('10.0.0.2');
  assert.deepEqual(hostsInOrder(), ['10.0.0.2', '10.0.0.9', '10.0.0.10', '10.0.0.30']);
  // The next host gets the number of the one that has gone.
  const [gone = 0] = state.slotsOnHost('10.0.0.9');
  await registry.run(deregisterInstance(state.instances.idOf(gone), aClient));
  await come('10.0.0.200');
  assert.deepEqual(hostsInOrder(), ['10.0.0.2', '10.0.0.10', '10.0.0.30', '10.0.0.200']);
  // Of few rows among many hosts, too.
  for (let n = 100; n < 140; n += 1) await come(`10.0.1.${n}`);
  const few = Uint32Array.from([...state.slotsOnHost('10.0.1.120'), ...state.slotsOnHost('10.0.0.2')]);
  const ordered = orderInstances(state, few, [{ key: 'host', descending: true }], 0).slots;
  assert.deepEqual([...ordered], [...few]);
});

test('facets add up to what a plain count of the rows says', async () => {
  const { state } = await anyFleet();
  const labels = new LabelBook(state.instances);
  const query: InstanceQuery = { version: ['4.3*'], zone: ['gz-3'] };
  const counters = (['version', 'zone', 'state', 'label'] as const).map((name) =>
    facetCounter(state, labels, name),
  );
  const { facets } = scanInstances(state, instanceFilter(state, labels, query), counters);
  const all = [...state.instances.all()].map((slot) => state.instances.read(slot));
  const countIf = (test: (one: Instance) => boolean) => all.filter(test).length;
  for (const { value, count } of facets.version ?? []) {
    assert.equal(
      count,
      countIf((one) => one.version === value && one.location?.zone === 'gz-3'),
      `version ${value}`,
    );
  }
  for (const { value, count } of facets.zone ?? []) {
    const expected = countIf((one) => one.location?.zone === value && (one.version ?? '').startsWith('4.3'));
    assert.equal(count, expected, `zone ${value}`);
  }
  for (const { value, count } of facets['label:track'] ?? []) {
    assert.equal(
      count,
      countIf((one) => matches(query, one, false) && one.labels.track === value),
      `track ${value}`,
    );
  }
  const total = (facets.state ?? []).reduce((sum, { count }) => sum + count, 0);
  assert.equal(
    total,
    countIf((one) => matches(query, one, false)),
  );
});
