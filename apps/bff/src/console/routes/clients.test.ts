import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeSegment } from '@cynosure/shared/console/path.ts';
import { discoverClient } from '../../registry/uptake.ts';
import { type ServedConsole, serveConsole } from '../../testing/testing-console.ts';

/** Discovers `pay` as some client would; `held` = what it says that it holds. */
function discovers(
  { uptake, registry }: ServedConsole,
  who: Parameters<typeof discoverClient>[0],
  held = '',
) {
  const found = registry.discovery.find('default', 'pay');
  assert.ok(found !== undefined);
  uptake.seen(discoverClient(who), found, held || found.revision, true);
}

const goClient = { id: 'c-1', host: '10.1.0.1', door: 'grpc', userAgent: 'polaris-go/1.7.0' } as const;
const nameless = { host: '10.1.0.2', door: 'http', userAgent: 'polaris-java/2.0' } as const;

test('clients are found by language, by service and by being behind, each sort is total', async (t) => {
  const served = await serveConsole(t);
  await served.register({ service: 'pay' });
  discovers(served, goClient);
  discovers(served, nameless, 'an old revision');
  const viewer = await served.signIn('viewer');
  const hosts = async (query: string) => {
    const { status, json, text } = await served.get(`/clients?${query}`, viewer);
    assert.equal(status, 200, text);
    return json.items.map(({ host }: { host: string }) => host);
  };
  assert.deepEqual(await hosts(''), ['10.1.0.2', '10.1.0.1']);
  assert.deepEqual(await hosts('sort=client'), ['10.1.0.1', '10.1.0.2']);
  assert.deepEqual(await hosts('sort=-client'), ['10.1.0.2', '10.1.0.1']);
  assert.deepEqual(await hosts('language=Go'), ['10.1.0.1']);
  assert.deepEqual(await hosts('behind=true'), ['10.1.0.2']);
  assert.deepEqual(await hosts('behind=false'), ['10.1.0.1']);
  assert.deepEqual(await hosts('service=default/pay&version=!1.7*'), ['10.1.0.2']);
  assert.deepEqual(await hosts('service=other'), []);
  assert.deepEqual(await hosts('q=C-1'), ['10.1.0.1']);
  assert.equal((await served.get('/clients?behind=perhaps', viewer)).status, 400);
});

test('a client shows for each service what it holds, also one that is known by its address alone', async (t) => {
  const served = await serveConsole(t);
  await served.register({ service: 'pay' });
  discovers(served, goClient);
  discovers(served, nameless, 'an old revision');
  const owner = await served.signIn();
  const one = await served.get('/clients/c-1', owner);
  assert.equal(one.json.language, 'Go');
  const [holding] = one.json.holdings;
  assert.deepEqual(
    [holding.service, holding.confirmed, holding.revision === holding.currentRevision],
    ['pay', true, true],
  );
  const { json } = await served.get('/clients?behind=true', owner);
  const { key } = json.items[0];
  const other = await served.get(`/clients/${encodeSegment(key)}`, owner);
  assert.equal(other.json.host, '10.1.0.2');
  assert.deepEqual(
    [other.json.holdings[0].confirmed, other.json.holdings[0].delivered, other.json.holdings[0].confirmedAt],
    [false, true, undefined],
  );
  assert.equal((await served.get('/clients/10.1.0.2', owner)).json.key, key);
  assert.equal((await served.get('/clients/nobody', owner)).status, 404);
});
