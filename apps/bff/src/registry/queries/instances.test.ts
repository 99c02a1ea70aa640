import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../testing/fake-clock.ts';
import { Seeded, seedsOf } from '../../testing/seeded.ts';
import { aClient, anOperator, aRegistration, openRegistry } from '../../testing/testing-registry.ts';
import { isolateHost } from '../commands/isolate-host.ts';
import { registerInstance } from '../commands/register-instance.ts';
import type { Instance } from '../model.ts';
import type { Registry } from '../registry.ts';
import { type InstanceListQuery, listInstances } from './instances.ts';
import { isWildcard, nameTest } from './wildcard.ts';

/** One of several values, `undefined` among them. */
const pickerOf =
  (seeded: Seeded) =>
  <T>(values: readonly T[]): T =>
    // The index is within the list.
    values[seeded.below(values.length)] as T;

const ANY = { offset: 0, limit: 100 };

/** All rows, decoded, in the order of lists. */
const allRows = ({ state }: Registry): Instance[] =>
  [...state.instances.all()]
    .map((slot) => state.instances.read(slot))
    .sort((a, b) => b.mtime - a.mtime || (a.id < b.id ? 1 : -1));

/** The same question, answered by looking at every row: slow and plain. */
function plainly(all: readonly Instance[], query: InstanceListQuery): { amount: number; ids: string[] } {
  const fitsName = (pattern: string | undefined, name: string) =>
    pattern === undefined || (isWildcard(pattern) ? nameTest(pattern)(name) : pattern === name);
  const same = <T>(wanted: T | undefined, value: T) => wanted === undefined || wanted === value;
  const rows = all.filter(
    (one) =>
      fitsName(query.namespace, one.namespace) &&
      fitsName(query.service, one.service) &&
      fitsName(query.id, one.id) &&
      (query.hosts === undefined || query.hosts.includes(one.host)) &&
      (query.ports === undefined || query.ports.length === 0 || query.ports.includes(one.port)) &&
      same(query.version, one.version) &&
      same(query.zone, one.location?.zone) &&
      same(query.weight, one.weight) &&
      same(query.healthy, one.healthy) &&
      same(query.isolated, one.isolated) &&
      (query.labels ?? []).every(({ key, value }) => one.labels[key] === value),
  );
  return {
    amount: rows.length,
    ids: rows.slice(query.offset, query.offset + query.limit).map((one) => one.id),
  };
}

async function fleet(count: number, seeded: Seeded): Promise<Registry> {
  const clock = new FakeClock();
  const registry = await openRegistry(undefined, clock, 8192);
  const random = (bound: number) => seeded.below(bound);
  const pick = pickerOf(seeded);
  for (let made = 0; made < count; ) {
    // Several share a second, as they do in life.
    const together = Array.from({ length: Math.min(count - made, 1 + random(40)) }, () =>
      registry.run(
        registerInstance(
          aRegistration({
            namespace: pick(['n1', 'n2', 'm1']),
            service: pick(['pay', 'pay-b', 'order', 'cart']),
            host: `10.0.0.${random(30)}`,
            port: 1 + random(4),
            version: pick([null, '1', '2']),
            location: pick([null, { zone: 'z1' }, { zone: 'z2' }]),
            weight: pick([null, 10]),
            healthy: random(5) > 0,
            isolate: random(6) === 0,
            labels: pick([
              {},
              { env: 'dev' },
              { zone: 'mine', env: 'x' },
              { env: 'prod', tier: '1' },
              { env: 'dev', tier: '1' },
            ]),
          }),
          aClient,
        ),
      ),
    );
    await Promise.all(together);
    made += together.length;
    clock.advance(random(2) * 1000);
  }
  return registry;
}

test('every filter and page answers what looking at each row would answer, over a random fleet', async (t) => {
  const [seed = 0] = seedsOf(1);
  t.diagnostic(`seed ${seed}`);
  const seeded = new Seeded(seed);
  const registry = await fleet(600, seeded);
  const rows = allRows(registry);
  const pick = pickerOf(seeded);
  const someId = rows[3]?.id;
  for (let round = 0; round < 1500; round += 1) {
    const query: InstanceListQuery = {
      offset: pick([0, 0, 3, 10, 100, 10_000]),
      limit: pick([0, 1, 5, 100]),
      namespace: pick([undefined, 'n1', 'n*', '*1', '*', 'nope']),
      service: pick([undefined, 'pay', 'pay*', '*ay*', '*-b', 'nope', 'PAY']),
      id: pick([undefined, undefined, undefined, someId, '*a', '0*', 'nope']),
      hosts: pick([undefined, undefined, ['10.0.0.1'], ['10.0.0.1', '10.0.0.2', '10.0.0.2'], ['nowhere']]),
      ports: pick([undefined, [], [1], [1, 2], [9]]),
      version: pick([undefined, undefined, '1', '9']),
      zone: pick([undefined, undefined, 'z1', 'z9']),
      weight: pick([undefined, undefined, 10, null]),
      healthy: pick([undefined, true, false]),
      isolated: pick([undefined, true, false]),
      labels: pick([
        undefined,
        [],
        [{ key: 'env', value: 'dev' }],
        [
          { key: 'env', value: 'dev' },
          { key: 'tier', value: '1' },
        ],
        [{ key: 'env', value: 'x' }],
        [{ key: 'zone', value: 'mine' }],
        [{ key: 'zone', value: 'z1' }],
      ]),
    };
    const found = listInstances(registry.state, query);
    const ids = found.slots.map((slot) => registry.state.instances.idOf(slot));
    assert.deepEqual({ amount: found.amount, ids }, plainly(rows, query), JSON.stringify(query));
  }
});

test('pages do not overlap and miss nothing, also among thousands of the same second', async () => {
  const registry = await openRegistry(undefined, new FakeClock(), 8192);
  await Promise.all(
    Array.from({ length: 5000 }, (_, port) =>
      registry.run(registerInstance(aRegistration({ port }), aClient)),
    ),
  );
  const seen: string[] = [];
  for (let offset = 0; offset < 5000; offset += 100) {
    const { amount, slots } = listInstances(registry.state, { offset, limit: 100 });
    assert.equal(amount, 5000);
    for (const slot of slots) seen.push(registry.state.instances.idOf(slot));
  }
  assert.deepEqual(seen, [...new Set(seen)].sort().reverse());
  assert.equal(seen.length, 5000);
});

test('ids that clients chose are in the order of their bytes, however alike or short they are', async () => {
  const registry = await openRegistry(undefined, new FakeClock(), 8192);
  const chosen = ['a', 'ab', 'abc', 'abcd', 'abce', 'ab€', 'ab\u{1F600}', 'ab\uFFFD', '\u0001'];
  for (let n = 0; n < 3000; n += 1) chosen.push(`pod-${n}`);
  await Promise.all(
    chosen.map((id, port) => registry.run(registerInstance({ ...aRegistration({ port }), id }, aClient))),
  );
  const wanted = chosen.sort((a, b) => Buffer.compare(Buffer.from(b), Buffer.from(a)));
  for (const limit of [1, 7, 100, 1000]) {
    const seen: string[] = [];
    for (let offset = 0; offset < chosen.length; offset += limit * (limit < 100 ? 97 : 1)) {
      const { amount, slots } = listInstances(registry.state, { offset, limit });
      assert.equal(amount, chosen.length);
      const ids = slots.map((slot) => registry.state.instances.idOf(slot));
      assert.deepEqual(ids, wanted.slice(offset, offset + limit));
      seen.push(...ids);
    }
    if (limit >= 100) assert.equal(seen.length, chosen.length);
  }
});

test('what was changed last comes first, and isolating counts as a change', async () => {
  const clock = new FakeClock();
  const registry = await openRegistry(undefined, clock);
  for (const host of ['a', 'b', 'c']) {
    await registry.run(registerInstance(aRegistration({ host }), aClient));
    clock.advance(1000);
  }
  const hosts = () =>
    listInstances(registry.state, ANY).slots.map((slot) => registry.state.instances.hostOf(slot));
  assert.deepEqual(hosts(), ['c', 'b', 'a']);
  await registry.run(
    isolateHost({ namespace: 'default', service: 'pay', host: 'a', isolate: true }, anOperator),
  );
  assert.deepEqual(hosts(), ['a', 'c', 'b']);
});
