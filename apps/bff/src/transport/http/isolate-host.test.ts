import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registerInstance } from '../../registry/commands/register-instance.ts';
import { assertAnswer, type ServedApi, serveApi } from '../../testing/testing-http-api.ts';
import { aClient, aRegistration } from '../../testing/testing-registry.ts';

const PAY = { namespace: 'n', service: 'pay' };
const h1 = { ...PAY, host: 'h1' };

async function withTwoHosts(api: ServedApi): Promise<void> {
  const items = ['h1', 'h2'].map((host) => ({ ...PAY, host, port: 80 }));
  assertAnswer(await api.post('/naming/v1/instances', items), 200000, 'execute success');
}

const isolate = (api: ServedApi, item: object) => api.put('/naming/v1/instances/isolate/host', [item]);

async function isolatedHosts(api: ServedApi): Promise<string[]> {
  const { json } = await api.get('/naming/v1/instances?service=pay&isolate=true');
  return json.instances.map((one: { host: string }) => one.host).sort();
}

test('without a reason the flag is written, as the reference does, and no isolation is made', async (t) => {
  const api = await serveApi(t);
  await withTwoHosts(api);
  assertAnswer(await isolate(api, { ...h1, isolate: true }), 200000, 'execute success');
  assert.deepEqual(await isolatedHosts(api), ['h1']);
  assert.equal(api.registry.state.isolations.inForce, 0);
  assertAnswer(await isolate(api, { ...h1, isolate: true }), 200002, /no change/);
});

test('with a reason it is an isolation: later arrivals are covered, and it outlives deregistration', async (t) => {
  const api = await serveApi(t);
  await withTwoHosts(api);
  const asked = { ...h1, isolate: true, reason: 'disk fails', ends_in_seconds: 3600 };
  assertAnswer(await isolate(api, asked), 200000, 'execute success');
  const [isolation] = api.registry.state.isolations.values();
  assert.deepEqual(
    [isolation?.reason, (isolation?.endsAt ?? 0) - api.clock.wallMs()],
    ['disk fails', 3_600_000],
  );
  await api.post('/v1/RegisterInstance', { ...h1, port: 81 });
  await api.post('/v1/DeregisterInstance', { ...h1, port: 80 });
  await api.post('/v1/RegisterInstance', { ...h1, port: 80, isolate: false });
  assert.deepEqual(await isolatedHosts(api), ['h1', 'h1']);
  assertAnswer(
    await isolate(api, { ...h1, isolate: false, reason: 'disk replaced' }),
    200000,
    'execute success',
  );
  assert.deepEqual(await isolatedHosts(api), []);
  assert.equal(api.registry.state.isolations.inForce, 0);
});

test('a reason does not override the guard: the last healthy instance goes only when it is said so', async (t) => {
  const api = await serveApi(t);
  await withTwoHosts(api);
  await isolate(api, { ...h1, isolate: true, reason: 'first of two' });
  const last = { ...PAY, host: 'h2', isolate: true, reason: 'second of two' };
  assertAnswer(await isolate(api, last), 400000, 'bad request');
  const { json } = await isolate(api, last);
  assert.match(json.responses[0].info, /would have no healthy instance; send "override": true/);
  const noted = [...api.registry.state.recentOperations.values()].at(-1);
  assert.deepEqual([noted?.outcome, noted?.info], ['refused', 'no healthy instance would be left: pay']);
  assert.deepEqual(await isolatedHosts(api), ['h1']);
  assertAnswer(await isolate(api, { ...last, override: true }), 200000, 'execute success');
  assert.deepEqual(await isolatedHosts(api), ['h1', 'h2']);
});

test('what is missing or wrong is named with its code, and nothing is done', async (t) => {
  const api = await serveApi(t);
  await withTwoHosts(api);
  const before = api.registry.state.position;
  const good = { ...h1, isolate: true, reason: 'why not' };
  const cases: [item: object, code: number, info: string | RegExp][] = [
    [h1, 400139, 'invalid instance isolate'],
    [{ ...good, service: '' }, 400120, 'invalid service name'],
    [{ ...good, namespace: '' }, 400110, 'invalid namespace name'],
    [{ ...good, host: '' }, 400131, 'invalid instance host'],
    [{ ...good, host: 'h9', reason: undefined }, 400303, 'not found instances'],
    [{ ...good, service: 'nope', reason: undefined }, 400301, 'not found service'],
    [{ ...good, host: 'h9' }, 400303, 'not found instances'],
    [{ ...good, service: 'nope' }, 400301, 'not found service'],
    [{ ...good, reason: 'ab' }, 400103, 'invalid parameter'],
    [{ ...good, reason: 'x'.repeat(257) }, 400103, 'invalid parameter'],
    [{ ...good, reason: 7 }, 400103, 'invalid parameter'],
    [{ ...good, ends_in_seconds: 59 }, 400103, 'invalid parameter'],
    [{ ...good, ends_in_seconds: 30 * 86_400 + 1 }, 400103, 'invalid parameter'],
    [{ ...good, ends_in_seconds: '60' }, 400103, 'invalid parameter'],
    [{ ...good, override: 'yes' }, 400103, 'invalid parameter'],
  ];
  for (const [item, code, info] of cases) assertAnswer(await isolate(api, item), code, info);
  const { json } = await isolate(api, { ...good, reason: 'ab' });
  assert.equal(json.responses[0].info, 'invalid parameter: reason must be a text of 3 to 256 characters');
  assert.equal(api.registry.state.position, before);
  for (const fits of [
    { reason: 'x'.repeat(256) },
    { ends_in_seconds: 60 },
    { ends_in_seconds: 30 * 86_400 },
  ]) {
    assert.equal((await isolate(api, { ...good, ...fits })).status, 200);
    await isolate(api, { ...h1, isolate: false, reason: 'next round' });
  }
});

test('one faulty entry keeps the others from being done, as everywhere', async (t) => {
  const api = await serveApi(t);
  await withTwoHosts(api);
  const answer = await api.put('/naming/v1/instances/isolate/host', [
    { ...h1, isolate: true },
    { ...h1, host: '', isolate: true },
  ]);
  assertAnswer(answer, 400131, 'invalid instance host');
  assert.equal(answer.json.size, 1);
  assert.deepEqual(await isolatedHosts(api), []);
});

test('all entries of a request are seen at once, also where they change more than a commit takes otherwise', async (t) => {
  const api = await serveApi(t);
  const services = Array.from({ length: 30 }, (_, n) => `s${n}`);
  const ports = Array.from({ length: 50 }, (_, port) => port);
  await Promise.all(
    services.flatMap((service) =>
      ports.map((port) =>
        api.registry.run(registerInstance(aRegistration({ service, host: 'h', port }), aClient)),
      ),
    ),
  );
  const seen = () => {
    const entries = services.map((name) => api.registry.state.services.service('default', name));
    return entries.reduce((sum, entry) => sum + (entry?.isolated ?? 0), 0);
  };
  const counts: number[] = [];
  api.registry.listen(() => counts.push(seen()));
  for (const more of [{}, { reason: 'its disk fails', override: true }]) {
    for (const isolate of [true, false]) {
      const items = services.map((service) => ({
        namespace: 'default',
        service,
        host: 'h',
        isolate,
        ...more,
      }));
      assertAnswer(await api.put('/naming/v1/instances/isolate/host', items), 200000, 'execute success');
    }
  }
  assert.deepEqual(counts, [1500, 0, 1500, 0]);
});
