import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { deregisterInstance } from '../../registry/commands/deregister-instance.ts';
import { isolateHost, isolateHostWithReason } from '../../registry/commands/isolate-host.ts';
import { checked, type ServedConsole, serveConsole } from '../../testing/testing-console.ts';
import { aClient, anOperator } from '../../testing/testing-registry.ts';

const place = (host: string, port: number, service = 'pay') => ({ ...checked(), host, port, service });

function sick(served: ServedConsole, id: string): void {
  const slot = served.registry.state.instances.slotOf(id);
  served.registry.overlayHealth([{ slot, healthy: false, silentSince: null }]);
}

test('the page of a host answers its instances, and what their services look like', async (t) => {
  const served = await serveConsole(t);
  const id = await served.register({
    ...place('10.5.0.7', 80),
    location: { zone: 'gz-3' },
    labels: { env: 'prod' },
  });
  await served.register(place('10.5.0.8', 80));
  await served.register(place('10.5.0.7', 81, 'cart'));
  sick(served, id);
  const owner = await served.signIn();
  const { status, json, headers } = await served.get('/hosts/10.5.0.7,10.9.9.9', owner);
  assert.equal(status, 200);
  assert.equal(headers['registry-position'], String(served.registry.state.position));
  const [host, unknown] = json;
  assert.deepEqual(host.counts, { total: 2, healthy: 1, unhealthy: 1, isolated: 0, unchecked: 0 });
  assert.equal(host.services, 2);
  assert.equal(host.zone, '');
  const pay = host.instances.find((one: { service: string }) => one.service === 'pay');
  assert.equal(pay.health.state, 'unhealthy');
  assert.equal(pay.zone, 'gz-3');
  assert.deepEqual(pay.labels, { env: 'prod' });
  assert.deepEqual(pay.may, { isolate: true, edit: true, deregister: true });
  assert.equal(pay.serviceCounts.total, 2);
  assert.deepEqual(
    host.lane.map(({ kind, service }: { kind: string; service: string }) => `${kind} ${service}`),
    ['registered pay', 'registered cart', 'unhealthy pay'],
  );
  assert.equal(unknown.counts.total, 0);
});

test('a pasted list is read as its hosts, whatever stands between and around them', async (t) => {
  const served = await serveConsole(t);
  await served.register(place('10.5.0.7', 80));
  const owner = await served.signIn();
  const find = async (text: string) =>
    (await served.get(`/search?${new URLSearchParams({ q: text, limit: '2' })}`, owner)).json;
  const list = await find('10.5.0.7:80, "10.5.0.8"\nrubbish;http://10.5.0.9:1/x\t10.5.0.7');
  assert.equal(list.read, 'hosts');
  assert.deepEqual(list.hosts, ['10.5.0.7', '10.5.0.8', '10.5.0.9']);
  assert.deepEqual(list.ignored, ['rubbish']);
  assert.deepEqual(
    list.groups[0].items.map(({ label }: { label: string }) => label),
    ['10.5.0.7', '10.5.0.8'],
  );
  const many = await find(Array.from({ length: 53 }, (_, n) => `10.6.0.${n}`).join(' '));
  assert.deepEqual([many.hosts.length, many.surplus], [50, 3]);
  const one = await find('host: 10.5.0.7');
  assert.deepEqual([one.read, one.hosts, one.ignored], ['host', undefined, ['host:']]);
  assert.equal((await find('http://10.5.0.7/x')).read, 'host');
  assert.equal((await find('10.5.0.7:80')).read, 'hostPort');
});

test('nobody reads without a session, and a viewer reads but is told why not to write', async (t) => {
  const served = await serveConsole(t);
  await served.register();
  for (const path of ['/overview', '/instances', '/hosts/10.0.0.1', '/isolations', '/search?q=x']) {
    assert.equal((await served.get(path)).status, 401, path);
  }
  const viewer = await served.signIn('viewer');
  const { json } = await served.get('/instances', viewer);
  assert.equal(json.items[0].may.isolate.not, 'permission');
});

test('services come with the least healthy share first, and are found, sorted, filtered and paged', async (t) => {
  const served = await serveConsole(t);
  const bad = await served.register({ ...checked(), service: 'zeta', port: 1 });
  await served.register({ ...checked(), service: 'zeta', port: 2 });
  await served.register({ ...checked(), service: 'alpha', port: 3, namespace: 'other' });
  await served.register({ ...checked(), service: 'beta', port: 4 });
  sick(served, bad);
  const owner = await served.signIn();
  const names = async (query: string): Promise<string[]> => {
    const { json, status, text } = await served.get(`/services${query}`, owner);
    assert.equal(status, 200, text);
    return json.items.map(({ service }: { service: string }) => service);
  };
  assert.deepEqual(await names(''), ['zeta', 'alpha', 'beta']);
  assert.deepEqual(await names('?sort=service'), ['alpha', 'beta', 'zeta']);
  assert.deepEqual(await names('?sort=-service'), ['zeta', 'beta', 'alpha']);
  assert.deepEqual(await names('?namespace=other'), ['alpha']);
  assert.deepEqual(await names('?state=unhealthy'), ['zeta']);
  assert.deepEqual(await names('?q=et&sort=service'), ['beta', 'zeta']);
  const first = await served.get('/services?sort=service&limit=2', owner);
  assert.equal(first.json.total, 3);
  assert.equal(first.json.prevCursor, null);
  assert.deepEqual(await names(`?sort=service&limit=2&cursor=${first.json.nextCursor}`), ['zeta']);
  const one = await served.get('/services/default/zeta', owner);
  assert.equal(one.json.counts.unhealthy, 1);
  assert.equal((await served.get('/services/default/nope', owner)).status, 404);
});

test('a list that was asked for does not move: rows keep their places, leavers are struck through', async (t) => {
  const served = await serveConsole(t);
  const ids: string[] = [];
  for (let port = 1; port <= 5; port += 1) ids.push(await served.register({ ...checked(), port }));
  const owner = await served.signIn();
  const first = await served.get('/instances?sort=port&limit=2', owner);
  const set = first.json.resultSet;
  await served.registry.run(deregisterInstance(ids[2] ?? '', aClient));
  await served.register({ ...checked(), port: 9 });
  const window = await served.get(`/instances?resultSet=${set}&offset=2&limit=10`, owner);
  assert.deepEqual(
    window.json.items.map(({ port, gone }: { port: number; gone?: unknown }) => [port, gone !== undefined]),
    [
      [3, true],
      [4, false],
      [5, false],
    ],
  );
  assert.equal(window.json.items[0].gone.by, 'GRPC:10.0.0.1');
  const drift = await served.get(`/result-sets/${set}`, owner);
  assert.deepEqual(drift.json.drift, { added: 1, gone: 1, moved: 0 });
  served.clock.advance(60_000);
  const gone = await served.get(`/instances?resultSet=${set}`, owner);
  assert.equal(gone.status, 410);
  const near = await served.get(`/instances?sort=port&limit=2&near=${ids[4]}`, owner);
  assert.equal(near.json.offset, 2);
  assert.ok(near.json.items.some(({ id }: { id: string }) => id === ids[4]));
});

test('what cannot be right is refused with all of its fields, and never matches more than was asked for', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const bad = await served.get('/instances?state=foo&limit=0&sort=colour&weight=heavy&facets=nose', owner);
  assert.equal(bad.status, 400);
  assert.match(bad.headers['content-type'] ?? '', /^application\/problem\+json/);
  assert.deepEqual(bad.json.fields.map(({ path }: { path: string }) => path).sort(), [
    'facets',
    'limit',
    'sort',
    'state',
    'weight',
  ]);
  assert.equal(bad.json.code, 400103);
  assert.equal((await served.get('/instances?cursor=made.up', owner)).status, 400);
  assert.equal((await served.get('/hosts/%ff', owner)).status, 400);
  assert.equal((await served.get('/nothing', owner)).status, 404);
  const many = Array.from({ length: 51 }, (_, index) => `10.0.0.${index}`).join(',');
  assert.equal((await served.get(`/hosts/${many}`, owner)).status, 400);
});

test('facets count what the other filters leave, with their unhealthy ones', async (t) => {
  const served = await serveConsole(t);
  const bad = await served.register({ ...checked(), port: 1, version: '1', labels: { track: 'canary' } });
  await served.register({ ...checked(), port: 2, version: '2', labels: { track: 'stable' } });
  await served.register({ ...checked(), port: 3, version: '2', labels: { track: 'stable' } });
  sick(served, bad);
  const owner = await served.signIn();
  const { json } = await served.get('/instances?version=1&facets=version,state,label', owner);
  assert.equal(json.total, 1);
  assert.deepEqual(json.facets.version, [
    { value: '2', count: 2, unhealthy: 0 },
    { value: '1', count: 1, unhealthy: 1 },
  ]);
  assert.deepEqual(json.facets.state, [{ value: 'unhealthy', count: 1, unhealthy: 1 }]);
  assert.deepEqual(json.facets['label:track'], [{ value: 'canary', count: 1, unhealthy: 1 }]);
  const both = await served.get('/instances?label=track:stable&label=!track:canary', owner);
  assert.equal(both.json.total, 2);
});

test('the palette reads hosts, begins of hosts, places, ids, services and lists of hosts', async (t) => {
  const served = await serveConsole(t);
  const id = await served.register({ ...place('10.5.0.7', 8080), service: 'checkout' });
  await served.register(place('10.5.0.70', 8080));
  const owner = await served.signIn();
  const found = async (q: string) => {
    const { json } = await served.get(`/search?q=${encodeURIComponent(q)}`, owner);
    return [
      json.read,
      ...json.groups.map(
        ({ kind, items }: { kind: string; items: { to: string }[] }) => `${kind} ${items[0]?.to}`,
      ),
    ];
  };
  assert.deepEqual(await found('10.5.0.7'), ['host', 'host /hosts/10.5.0.7', 'hostPrefix /hosts/10.5.0.70']);
  assert.deepEqual(await found('10.5'), ['prefix', 'hostPrefix /hosts/10.5.0.7']);
  assert.deepEqual(await found('10.5.0.7:8080'), [
    'hostPort',
    'host /hosts/10.5.0.7',
    `instance /instances/${id}`,
  ]);
  assert.deepEqual(await found('10.5.0.7, 10.5.0.70'), ['hosts', 'host /hosts/10.5.0.7']);
  assert.deepEqual(await found(id), ['id', `instance /instances/${id}`]);
  assert.deepEqual(await found('check'), ['text', 'service /services/default/checkout']);
  assert.deepEqual(await found('default/checkout'), ['text', 'service /services/default/checkout']);
  assert.deepEqual(await found('10.9.9.9'), ['host', 'host /hosts/10.9.9.9']);
});

test('the overview says what is wrong, worst first', async (t) => {
  const served = await serveConsole(t);
  const ids: string[] = [];
  for (let port = 1; port <= 4; port += 1) {
    ids.push(
      await served.register({
        ...checked(),
        port,
        service: 'cart',
        version: port < 3 ? '4.3.0-rc.1' : '4.2.0',
      }),
    );
  }
  ids.push(await served.register({ ...checked(), port: 9, service: 'lonely' }));
  for (const id of [ids[0], ids[1], ids[4]]) sick(served, id ?? '');
  const owner = await served.signIn();
  const { json } = await served.get('/overview', owner);
  assert.deepEqual(json.counts, { total: 5, healthy: 2, unhealthy: 3, isolated: 0, unchecked: 0 });
  assert.deepEqual(json.services, { total: 2, noneHealthy: 1, underGuard: 0 });
  assert.deepEqual(
    json.attention.map(
      ({ service, why, clue }: { service: string; why: string; clue?: { value: string } }) => [
        service,
        why,
        clue?.value,
      ],
    ),
    [
      ['lonely', 'noneHealthy', undefined],
      ['cart', 'cluster', '4.3.0-rc.1'],
    ],
  );
  assert.equal(json.perMinute.length, 60);
  assert.equal(json.perMinute.at(-1).unhealthy, 3);
  assert.equal(json.hosts[0].counts.unhealthy, 3);
});

test('the overview calls a host isolated only where all of it is, and not one of its services', async (t) => {
  const served = await serveConsole(t);
  const host = '10.5.0.7';
  for (const service of ['cart', 'lonely'])
    sick(served, await served.register({ ...checked(), host, service }));
  const owner = await served.signIn();
  const hosts = async () =>
    (await served.get('/overview', owner)).json.hosts.map(
      (one: { isolated: boolean; counts: { unhealthy: number } }) => [one.counts.unhealthy, one.isolated],
    );
  const cart = { namespace: 'default', service: 'cart', host };
  const why = { reason: 'disk latency', endsInSeconds: null, override: true };
  await isolateHostWithReason(served.registry, { ...cart, ...why, isolate: true }, anOperator);
  assert.deepEqual(await hosts(), [[1, false]]);

  // As a whole, and cart released from it through the API.
  const { json: seen } = await served.send(
    'POST',
    '/isolations/preview',
    { action: 'isolate', target: { hosts: [host] } },
    owner,
  );
  const body = { previewId: seen.previewId, reason: 'disk latency', decisions: [] };
  await served.send('POST', '/isolations', body, { ...owner, 'Idempotency-Key': randomUUID() });
  await served.registry.run(isolateHost({ ...cart, isolate: false }, anOperator));
  assert.deepEqual(await hosts(), [[1, true]]);
});

test('long answers are compressed for who takes that, and the same for everybody', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  for (let port = 1; port <= 40; port += 1) await served.register({ ...checked(), port });
  const plain = await served.get('/instances?sort=port', owner);
  assert.equal(plain.headers['content-encoding'], undefined);
  const path = '/console/v1/instances?sort=port';
  const zipped = await fetch(`http://127.0.0.1:${served.port}${path}`, {
    headers: { ...owner, 'Accept-Encoding': 'gzip' },
  });
  assert.equal(zipped.headers.get('content-encoding'), 'gzip');
  assert.deepEqual(((await zipped.json()) as { items: unknown }).items, plain.json.items);
  const short = await fetch(`http://127.0.0.1:${served.port}/console/v1/search?q=pay`, { headers: owner });
  assert.equal(short.headers.get('content-encoding'), null);
});

test('the activity of an instance has what was done to it and what became of it, and nothing of its neighbours', async (t) => {
  const served = await serveConsole(t);
  const id = await served.register(place('10.5.0.7', 80));
  const other = await served.register(place('10.5.0.7', 81));
  const owner = await served.signIn();
  const edit = async (of: string, weight: number) => {
    const patch = [
      { op: 'test', path: '/weight', value: 100 },
      { op: 'replace', path: '/weight', value: weight },
    ];
    const headers = { ...owner, 'Idempotency-Key': randomUUID() };
    assert.equal((await served.send('PATCH', `/instances/${of}`, patch, headers)).status, 200);
  };
  served.clock.advance(1000);
  await edit(id, 20);
  await edit(other, 30);
  served.clock.advance(1000);
  sick(served, id);
  sick(served, other);
  served.clock.advance(1000);
  const ask = {
    action: 'isolate',
    target: { instanceIds: [id] },
  };
  const { json: preview } = await served.send('POST', '/isolations/preview', ask, owner);
  const made = await served.send(
    'POST',
    '/isolations',
    { previewId: preview.previewId, reason: 'disk latency', decisions: [] },
    { ...owner, 'Idempotency-Key': randomUUID() },
  );
  assert.equal(made.status, 201, made.text);
  const shown = async () => {
    const { json } = await served.get(`/instances/${id}/activity`, owner);
    return json.items.map(
      (item: { turn?: string; operation?: { action: string }; changes?: { after: unknown }[] }) =>
        item.turn ?? `${item.operation?.action} ${item.changes?.map(({ after }) => after).join()}`.trim(),
    );
  };
  const lines = await shown();
  assert.deepEqual(lines.slice(-3), ['unhealthy', 'instance.update 20', 'registered']);
  assert.ok(lines.includes('isolated'), lines.join());
  assert.ok(
    lines.some((line: string) => line.startsWith('isolation.create')),
    lines.join(),
  );
  served.clock.advance(1000);
  await served.registry.run(deregisterInstance(id, aClient));
  assert.equal((await shown())[0], 'deregistered');
  assert.equal((await served.get('/instances/unknown/activity', owner)).status, 404);
});

test('a facet has place for the one version that is sick, however many are commoner', async (t) => {
  const served = await serveConsole(t);
  for (let n = 1; n <= 42; n += 1) await served.register({ ...checked(), port: n, version: `1.0.${n % 21}` });
  sick(served, await served.register({ ...checked(), port: 43, version: '2.0.0-rc.1' }));
  const owner = await served.signIn();
  const { json } = await served.get('/instances?facets=version', owner);
  const versions: { value: string; count: number; unhealthy: number }[] = json.facets.version;
  assert.equal(versions.length, 20);
  assert.deepEqual(versions.at(-1), { value: '2.0.0-rc.1', count: 1, unhealthy: 1 });
});

test('a host with nothing but the registry’s own service is counted and listed only where it is asked for', async (t) => {
  const served = await serveConsole(t);
  await served.register({ ...place('10.5.0.1', 8091, 'polaris.checker'), namespace: 'Polaris' });
  await served.register({ ...place('10.5.0.2', 8091, 'polaris.checker'), namespace: 'Polaris' });
  await served.register(place('10.5.0.2', 80));
  const owner = await served.signIn();
  const hosts = async (query: string) =>
    (await served.get(`/hosts${query}`, owner)).json.items.map(({ host }: { host: string }) => host);
  assert.equal((await served.get('/overview', owner)).json.totals.hosts, 1);
  assert.deepEqual(await hosts(''), ['10.5.0.2']);
  assert.deepEqual(await hosts('?q=10.5.0.1'), ['10.5.0.1']);
  assert.deepEqual(await hosts('?namespace=Polaris&sort=host'), ['10.5.0.1', '10.5.0.2']);
});
