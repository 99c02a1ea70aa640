import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { aClient, anOperator, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { settleDrift } from './commands/change-isolation.ts';
import { createIsolation } from './commands/create-isolation.ts';
import { deregisterInstance } from './commands/deregister-instance.ts';
import { endIsolation } from './commands/end-isolation.ts';
import { isolateHost, isolateHostWithReason } from './commands/isolate-host.ts';
import type { IsolationAsk } from './commands/isolation-ask.ts';
import { instanceIdOf } from './commands/new-ids.ts';
import { registerInstance } from './commands/register-instance.ts';
import { releaseInstances } from './commands/release-instances.ts';
import { previewIsolation } from './isolation-preview.ts';
import type { Registry } from './registry.ts';

const place = { namespace: 'default', service: 'pay', host: '10.0.0.1' };
const id = instanceIdOf({ ...place, port: 8080 });

const anAsk = (wishes: Partial<IsolationAsk> = {}): IsolationAsk => ({
  target: { kind: 'hosts', hosts: [place.host] },
  reason: 'disk latency',
  ticket: '',
  endsAt: null,
  // There is one instance only, so the guard would leave it in traffic.
  decisions: [{ namespace: 'default', service: 'pay', decision: 'override' }],
  seen: null,
  ...wishes,
});

async function isolate(registry: Registry, wishes: Partial<IsolationAsk> = {}) {
  const answer = await registry.run(createIsolation(anAsk(wishes), anOperator));
  assert.ok(answer.code === 'ExecuteSuccess' && answer.value.kind === 'done');
  return answer.value.isolation;
}

const register = (registry: Registry, isolateFlag: boolean | null) =>
  registry.run(registerInstance(aRegistration({ isolate: isolateFlag }), aClient));
const api = (registry: Registry, isolateFlag: boolean) =>
  registry.run(isolateHost({ ...place, isolate: isolateFlag }, anOperator));
const inForce = (registry: Registry) =>
  [...registry.state.isolations.values()].filter((one) => one.ended === null);
const end = async (registry: Registry) => {
  for (const { id: isolationId } of inForce(registry)) {
    await registry.run(endIsolation({ isolationId, reason: '', generation: null }, anOperator));
  }
};
const settle = async (registry: Registry, how: 'again' | 'accept') => {
  for (const { id: isolationId } of inForce(registry)) {
    await registry.run(settleDrift(isolationId, [id], how, null, anOperator));
  }
};

const STATES = {
  '0': 'flag 0, not covered',
  '1': 'flag 1, not covered',
  '0c': 'flag 0, covered',
  '1c': 'flag 1, covered',
  '0cr': 'flag 0, covered, released',
  '1cr': 'flag 1, covered, released',
} as const;
type State = keyof typeof STATES;

/** Brings a registry into one column of the table. */
async function into(state: State) {
  const store = new MemoryStore();
  const registry = await openRegistry(store);
  await register(registry, state.startsWith('1') && !state.endsWith('r') ? true : null);
  if (state.includes('c')) await isolate(registry);
  if (state.endsWith('r')) await api(registry, false);
  if (state === '1cr') await register(registry, true);
  return { registry, store };
}

const isOut = (registry: Registry) => registry.state.instance(id)?.isolated;

/** One row of docs/isolation.md: event → state → whether it is out of traffic afterwards. */
const TABLE: readonly {
  readonly event: string;
  readonly run: (registry: Registry) => Promise<unknown>;
  readonly out: Partial<Record<State, boolean>>;
}[] = [
  {
    event: 'registering again without the member',
    run: (registry) => register(registry, null),
    out: { '0': false, '1': true, '0c': true, '1c': true, '0cr': false, '1cr': true },
  },
  {
    event: 'registering again with isolate false',
    run: (registry) => register(registry, false),
    out: { '0': false, '1': false, '0c': true, '1c': true, '0cr': false, '1cr': false },
  },
  {
    event: 'registering again with isolate true',
    run: (registry) => register(registry, true),
    out: { '0': true, '1': true, '0c': true, '1c': true, '0cr': true, '1cr': true },
  },
  {
    event: 'isolate true over the API',
    run: (registry) => api(registry, true),
    out: { '0': true, '1': true, '0c': true, '1c': true, '0cr': true, '1cr': true },
  },
  {
    event: 'isolate false over the API',
    run: (registry) => api(registry, false),
    out: { '0': false, '1': false, '0c': false, '1c': false, '0cr': false, '1cr': false },
  },
  {
    event: 'deregistering and registering anew',
    run: async (registry) => {
      await registry.run(deregisterInstance(id, aClient));
      await register(registry, null);
    },
    out: { '0': false, '1': false, '0c': true, '1c': true, '0cr': false, '1cr': false },
  },
  {
    event: 'an intent starting',
    run: (registry) => isolate(registry),
    out: { '0': true, '1': true, '0c': true, '1c': true, '0cr': true, '1cr': true },
  },
  {
    event: 'the intent ending',
    run: end,
    out: { '0c': false, '1c': true, '0cr': false, '1cr': true },
  },
  {
    event: 'an intent that leaves the service in traffic',
    run: (registry) => isolate(registry, { decisions: [{ ...place, decision: 'leave' }] }),
    out: { '0': false, '1': true },
  },
  {
    event: 'isolating the drift again',
    run: (registry) => settle(registry, 'again'),
    out: { '0cr': true, '1cr': true },
  },
  {
    event: 'accepting the drift',
    run: (registry) => settle(registry, 'accept'),
    out: { '0cr': false, '1cr': true },
  },
  {
    event: 'an operator putting it back in traffic',
    run: (registry) => registry.run(releaseInstances([id], { reason: '' }, anOperator)),
    out: { '0': false, '1': false, '0c': false, '1c': false, '0cr': false, '1cr': false },
  },
  {
    event: 'nothing but time',
    run: async () => {},
    out: { '0': false, '1': true, '0c': true, '1c': true, '0cr': false, '1cr': true },
  },
];

suite('the isolation table of docs/isolation.md', () => {
  for (const { event, run, out } of TABLE) {
    for (const [state, expected] of Object.entries(out)) {
      test(`${STATES[state as State]}: after ${event} it is ${expected ? 'out of' : 'in'} traffic, also after a restart`, async () => {
        const { registry, store } = await into(state as State);
        await run(registry);
        assert.equal(isOut(registry), expected);
        const revision = registry.discovery.find('default', 'pay')?.revision;
        await registry.close();
        const again = await openRegistry(new MemoryStore(store.disk));
        assert.equal(isOut(again), expected);
        assert.equal(again.discovery.find('default', 'pay')?.revision, revision);
      });
    }
  }
});

test('over the API, what readers see decides whether there was a change; the flag is stored all the same', async () => {
  const { registry } = await into('0c');
  assert.equal((await api(registry, true)).code, 'NoNeedUpdate');
  await end(registry);
  assert.equal(isOut(registry), true, 'the flag keeps it out');
});

test('a release shows as drift until it is accepted', async () => {
  const { registry } = await into('0cr');
  const [isolation] = inForce(registry);
  assert.ok(isolation);
  assert.equal(registry.state.isolations.releasesOf(isolation.id).get(id)?.accepted, undefined);
  await settle(registry, 'accept');
  assert.equal(registry.state.isolations.releasesOf(isolation.id).get(id)?.accepted, true);
});

test('what registers later on an isolated host arrives isolated', async () => {
  const { registry } = await into('0c');
  await registry.run(registerInstance(aRegistration({ service: 'other', port: 9 }), aClient));
  const other = registry.state.instance(instanceIdOf({ ...place, service: 'other', port: 9 }));
  assert.equal(other?.isolated, true);
  assert.equal(other?.isolateFlag, false);
});

test('the guard leaves a service in traffic that would lose its last healthy instance, and isolates the others', async () => {
  const registry = await openRegistry();
  await register(registry, null);
  for (const host of [place.host, '10.0.0.2', '10.0.0.3']) {
    await registry.run(registerInstance(aRegistration({ service: 'cart', host }), aClient));
  }
  const effects = previewIsolation(registry.state, { kind: 'hosts', hosts: [place.host] });
  assert.deepEqual(
    effects.map(({ service, verdict, healthyNow, healthyAfter }) => [
      service,
      verdict,
      healthyNow,
      healthyAfter,
    ]),
    [
      ['pay', 'stop', 1, 0],
      ['cart', 'ok', 3, 2],
    ],
  );
  const answer = await registry.run(createIsolation(anAsk({ decisions: [] }), anOperator));
  assert.ok(answer.code === 'ExecuteSuccess' && answer.value.kind === 'done');
  assert.deepEqual(
    answer.value.results.map(({ service, outcome }) => [service, outcome]),
    [
      ['pay', 'left'],
      ['cart', 'done'],
    ],
  );
  assert.equal(isOut(registry), false);
});

test('nothing is written when it became worse than what was seen', async () => {
  const registry = await openRegistry();
  for (const host of [place.host, '10.0.0.2']) {
    await registry.run(registerInstance(aRegistration({ host }), aClient));
  }
  const seen = previewIsolation(registry.state, { kind: 'hosts', hosts: [place.host] });
  assert.equal(seen[0]?.verdict, 'ok');
  await registry.run(deregisterInstance(instanceIdOf({ ...place, host: '10.0.0.2', port: 8080 }), aClient));
  const answer = await registry.run(createIsolation(anAsk({ decisions: [], seen }), anOperator));
  assert.ok(answer.code === 'ExecuteSuccess' && answer.value.kind === 'previewChanged');
  assert.deepEqual(answer.value.worse, [{ namespace: 'default', service: 'pay', from: 'ok', to: 'stop' }]);
  assert.equal(isOut(registry), false);
  assert.equal([...registry.state.recentOperations.values()].at(-1)?.outcome, 'refused');
});

test('the same idempotency key is answered and not done again; with another request it is refused', async () => {
  const registry = await openRegistry();
  await register(registry, null);
  const idempotency = { key: 'k1', hash: 'h1' };
  const first = await registry.run(createIsolation(anAsk({ idempotency }), anOperator));
  const second = await registry.run(createIsolation(anAsk({ idempotency }), anOperator));
  assert.ok(first.code === 'ExecuteSuccess' && first.value.kind === 'done');
  assert.ok(second.code === 'ExecuteSuccess' && second.value.kind === 'done');
  assert.equal(second.value.replayed, true);
  assert.equal(second.value.isolation.id, first.value.isolation.id);
  assert.equal(inForce(registry).length, 1);
  const other = await registry.run(
    createIsolation(anAsk({ idempotency: { key: 'k1', hash: 'h2' } }), anOperator),
  );
  assert.ok(other.code === 'ExecuteSuccess' && other.value.kind === 'keyReused');
});

test('an entry of isolate/host with a reason makes an isolation that the guard may refuse, and ends it again', async () => {
  const registry = await openRegistry();
  await register(registry, null);
  const entry = { ...place, isolate: true, reason: 'INC-1', endsInSeconds: null, override: false };
  assert.equal((await isolateHostWithReason(registry, entry, anOperator)).code, 'BadRequest');
  assert.equal(isOut(registry), false);
  assert.equal(
    (await isolateHostWithReason(registry, { ...entry, override: true }, anOperator)).code,
    'ExecuteSuccess',
  );
  assert.equal(isOut(registry), true);
  await isolateHostWithReason(registry, { ...entry, isolate: false }, anOperator);
  assert.equal(isOut(registry), false);
  assert.equal(inForce(registry).length, 0);
});

test('entries for the services of one host go into the same commit, and each takes its own instances only', async () => {
  class CountingStore extends MemoryStore {
    commits = 0;
    override commit(...args: Parameters<MemoryStore['commit']>): ReturnType<MemoryStore['commit']> {
      this.commits += 1;
      return super.commit(...args);
    }
  }
  const store = new CountingStore();
  const registry = await openRegistry(store);
  const services = Array.from({ length: 30 }, (_, n) => `service-${n}`);
  for (const service of services) {
    for (const [host, port] of [
      [place.host, 1],
      [place.host, 2],
      ['10.0.0.2', 1],
    ] as const) {
      await registry.run(registerInstance(aRegistration({ service, host, port }), aClient));
    }
  }
  const isIsolated = (service: string, host: string, port: number) =>
    registry.state.instance(instanceIdOf({ namespace: 'default', service, host, port }))?.isolated;
  const [left = '', ...asked] = services;
  for (const isolate of [true, false]) {
    const before = store.commits;
    const answers = await Promise.all(
      asked.map((service) => registry.run(isolateHost({ ...place, service, isolate }, anOperator))),
    );
    assert.deepEqual(
      answers.map((answer) => answer.code === 'ExecuteSuccess' && answer.value),
      asked.map(() => 2),
    );
    // The first one does not wait for the others.
    assert.ok(store.commits - before <= 2, `${store.commits - before} commits`);
    for (const service of services) {
      for (const port of [1, 2]) {
        assert.equal(isIsolated(service, place.host, port), isolate && service !== left);
      }
      assert.equal(isIsolated(service, '10.0.0.2', 1), false);
    }
  }
});
