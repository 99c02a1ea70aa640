import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { MOST_TOPICS, topics } from '@cynosure/shared/console/events.ts';
import { deregisterInstance } from '../../registry/commands/deregister-instance.ts';
import { isolateHost } from '../../registry/commands/isolate-host.ts';
import { discoverClient } from '../../registry/uptake.ts';
import { EventReader } from '../../testing/event-reader.ts';
import { checked, type ServedConsole, serveConsole } from '../../testing/testing-console.ts';
import { aClient } from '../../testing/testing-registry.ts';

type Headers = Record<string, string>;

function follow(
  t: TestContext,
  served: ServedConsole,
  who: Headers,
  wanted: readonly string[],
  headers: Headers = {},
) {
  const path = `/console/v1/events?topics=${encodeURIComponent(wanted.join(','))}`;
  const reader = new EventReader(served.port, path, { ...who, ...headers });
  t.after(() => reader.close());
  return reader;
}

test('a stream greets, beats every 5 s, and says good-bye at a shutdown', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const reader = follow(t, served, owner, [topics.overview]);
  const hello = await reader.next('hello');
  assert.equal(hello.data.epoch, served.registry.epoch);
  assert.equal(hello.data.position, String(served.registry.state.position));
  assert.equal(hello.data.beatMs, 5000);
  assert.match(reader.headers['content-type'] ?? '', /^text\/event-stream/);
  served.clock.advance(5_000);
  assert.equal((await reader.next('beat')).data.position, String(served.registry.state.position));
  served.console.stop();
  assert.equal((await reader.next('bye')).data.why, 'shutdown');
  await reader.ended();
});

test('a change is sent as the values after it, with its place, to those who follow what changed', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  await served.register({ ...checked(), host: '10.5.0.7' });
  const reader = follow(t, served, owner, [topics.host('10.5.0.7'), topics.overview]);
  await reader.next('hello');
  const other = follow(t, served, owner, [topics.host('10.5.0.9')]);
  await other.next('hello');
  reader.told.length = 0;
  await served.register({ ...checked(), host: '10.5.0.7', port: 9 });
  const host = await reader.next('host');
  assert.equal(host.data.counts.total, 2);
  assert.equal(host.data.instances.length, 2);
  const overview = await reader.next('overview');
  assert.equal(overview.data.counts.total, 2);
  assert.equal(overview.id ?? host.id, `${served.registry.epoch}-${served.registry.state.position}`);
  served.clock.advance(5_000);
  await other.next('beat');
  assert.deepEqual(
    other.told.filter(({ event }) => event === 'host'),
    [],
  );
});

test('all fifty hosts of a page are followed by one stream: a change brings its host whole, all else only the rows and members that moved', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const hosts = Array.from({ length: 50 }, (_, n) => `10.5.1.${n}`);
  const ids: string[] = [];
  for (const host of hosts) ids.push(await served.register({ ...checked(), host }));
  const reader = follow(t, served, owner, [...hosts.map(topics.host), topics.isolations, topics.overview]);
  await reader.next('hello');
  await reader.next('overview');
  // What its reader has never seen of a heartbeat it is told once, and nothing more while nobody beats.
  served.clock.advance(2_000);
  const first = await reader.next('instances');
  assert.deepEqual(first.data.topic, topics.host(hosts[0] ?? ''));
  served.clock.advance(5_000);
  await reader.next('beat');
  reader.told.length = 0;

  const [last = ''] = ids.slice(-1);
  const { state } = served.registry;
  state.instances.beatWallMs[state.instances.slotOf(last)] = served.clock.wallMs();
  served.clock.advance(2_000);
  const beat = await reader.next('instances');
  assert.equal(beat.id, undefined);
  assert.deepEqual(beat.data.topic, topics.host('10.5.1.49'));
  const [row, ...others] = beat.data.rows;
  assert.deepEqual(others, []);
  assert.deepEqual(Object.keys(row).sort(), ['health', 'id', 'lastBeatAt']);
  assert.equal(row.id, last);

  reader.told.length = 0;
  await served.register({ ...checked(), host: '10.5.1.49', port: 9 });
  const changed = await reader.next('host');
  assert.equal(changed.data.host, '10.5.1.49');
  assert.equal(changed.data.instances.length, 2);
  // The others have an instance of the same service, which has one more now.
  const numbers = await reader.next('instances');
  assert.deepEqual(numbers.data.topic, topics.host('10.5.1.0'));
  const [elsewhere] = numbers.data.rows;
  assert.deepEqual(Object.keys(elsewhere).sort(), [
    'id',
    'namespace',
    'service',
    'serviceClients',
    'serviceCounts',
  ]);
  assert.equal(elsewhere.serviceCounts.total, 51);
});

test('many changes are sent together, at most four times a second', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const reader = follow(t, served, owner, [topics.host('10.0.0.1')]);
  await reader.next('hello');
  for (let port = 1; port <= 40; port += 1) await served.register({ ...checked(), port });
  served.clock.advance(250);
  let seen = await reader.next('host');
  while (seen.data.counts.total < 40) seen = await reader.next('host');
  const sends = 1 + reader.told.filter(({ event }) => event === 'host').length;
  assert.ok(sends <= 6, `${sends} sends`);
});

test('a reader that comes back gets what it missed, as the values are now', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  await served.register(checked());
  const place = `${served.registry.epoch}-${served.registry.state.position}`;
  await served.register({ ...checked(), port: 2 });
  await served.register({ ...checked(), port: 3 });
  served.clock.advance(30_000);
  const reader = follow(t, served, owner, [topics.host('10.0.0.1')], { 'Last-Event-ID': place });
  await reader.next('hello');
  const host = await reader.next('host');
  assert.equal(host.data.counts.total, 3);
  assert.equal(host.id, `${served.registry.epoch}-${served.registry.state.position}`);
});

test('who was away too long, or was here before a restart, is told to read again', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  await served.register(checked());
  const place = `${served.registry.epoch}-${served.registry.state.position}`;
  await served.register({ ...checked(), port: 2 });
  served.clock.advance(60_001);
  await served.register({ ...checked(), port: 3 });
  const wanted = [topics.host('10.0.0.1'), topics.activity];
  const late = follow(t, served, owner, wanted, { 'Last-Event-ID': place });
  assert.deepEqual((await late.next('resync')).data, { topics: wanted, why: 'gap' });
  const other = follow(t, served, owner, wanted, { 'Last-Event-ID': 'e4-1' });
  assert.equal((await other.next('resync')).data.why, 'epoch');
});

test('rows of a window keep their places: changes, leavers and heartbeats come by row', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const ids: string[] = [];
  for (let port = 1; port <= 4; port += 1) ids.push(await served.register({ ...checked(), port }));
  const { json: page } = await served.get('/instances?sort=port', owner);
  const topic = topics.instances(page.resultSet, 0, 3);
  const reader = follow(t, served, owner, [topic]);
  await reader.next('hello');
  served.clock.advance(2_000);
  reader.told.length = 0;
  const { state } = served.registry;
  served.registry.overlayHealth([
    { slot: state.instances.slotOf(ids[0] ?? ''), healthy: false, silentSince: null },
  ]);
  let turned = await reader.next('instances');
  while (turned.data.rows.length > 1) turned = await reader.next('instances');
  assert.equal(turned.data.topic, topic);
  assert.deepEqual(
    turned.data.rows.map(({ id, health }: { id: string; health: { state: string } }) => [id, health.state]),
    [[ids[0], 'unhealthy']],
  );
  await served.registry.run(deregisterInstance(ids[1] ?? '', aClient));
  const left = await reader.next('instances');
  assert.equal(left.data.rows[0].id, ids[1]);
  assert.equal(left.data.rows[0].gone.by, 'GRPC:10.0.0.1');
  await served.register({ ...checked(), port: 9 });
  let set = await reader.next('set');
  while (set.data.added === 0) set = await reader.next('set');
  assert.deepEqual([set.data.added, set.data.gone], [1, [ids[1]]]);
  const third = state.instances.slotOf(ids[2] ?? '');
  state.instances.beatWallMs[third] = served.clock.wallMs();
  served.clock.advance(2_000);
  let beat = await reader.next('instances');
  while (beat.data.rows[0].id !== ids[2]) beat = await reader.next('instances');
  assert.equal(beat.id, undefined);
  assert.equal(typeof beat.data.rows[0].lastBeatAt, 'number');
  // The fourth row is outside of the window.
  served.registry.overlayHealth([
    { slot: state.instances.slotOf(ids[3] ?? ''), healthy: false, silentSince: null },
  ]);
  served.clock.advance(250);
  assert.deepEqual(
    reader.told.filter(({ event }) => event === 'instances'),
    [],
  );
});

test('a result set stays alive while it is followed, and one that is gone is told', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  await served.register(checked());
  const { json: page } = await served.get('/services', owner);
  const reader = follow(t, served, owner, [topics.services(page.resultSet)]);
  await reader.next('hello');
  for (let second = 0; second < 120; second += 5) served.clock.advance(5_000);
  await served.register({ ...checked(), port: 2 });
  let service = await reader.next('service');
  while (service.data.counts.total < 2) service = await reader.next('service');
  const lost = follow(t, served, owner, [topics.services('rs_gone')]);
  await lost.next('hello');
  await served.register({ ...checked(), port: 3 });
  assert.deepEqual((await lost.next('resync')).data, { topics: ['services:rs_gone'], why: 'evicted' });
});

test('topics are replaced while a stream is open, and the new ones begin where they were read', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  await served.register(checked());
  const reader = follow(t, served, owner, [topics.activity]);
  const { stream } = (await reader.next('hello')).data;
  served.clock.advance(20_000);
  const since = String(served.registry.state.position);
  await served.register({ ...checked(), port: 2 });
  served.clock.advance(20_000);
  const put = (body: unknown, who = owner) => served.send('PUT', `/events/${stream}/topics`, body, who);
  assert.equal((await put({ topics: ['host:10.0.0.1'], since })).status, 204);
  assert.equal((await reader.next('host')).data.counts.total, 2);
  assert.equal((await put({ topics: ['weather'] })).status, 422);
  assert.equal(
    (await put({ topics: Array.from({ length: MOST_TOPICS + 1 }, (_, index) => `host:h${index}`) })).status,
    422,
  );
  assert.equal((await put({ topics: [] }, await served.signIn('viewer'))).status, 404);
});

test('operations, isolations, their ends and their uptake are told one by one', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  for (const port of [1, 2]) await served.register({ ...checked(), host: `10.5.0.${port}`, port });
  const found = () => {
    const answer = served.registry.discovery.find('default', 'pay');
    assert.ok(answer);
    return answer;
  };
  const client = discoverClient({ id: 'c1', host: '10.1.1.1', door: 'grpc', userAgent: 'go/1' });
  served.uptake.seen(client, found(), '', true);
  served.uptake.seen(client, found(), found().revision, false);
  const asked = { action: 'isolate', target: { hosts: ['10.5.0.1'] } };
  const { json: seen } = await served.send('POST', '/isolations/preview', asked, owner);
  const reader = follow(t, served, owner, [topics.activity, topics.isolations]);
  await reader.next('hello');
  const body = { previewId: seen.previewId, reason: 'disk is failing', decisions: [] };
  const { json } = await served.send('POST', '/isolations', body, {
    ...owner,
    'Idempotency-Key': randomUUID(),
  });
  let activity = await reader.next('activity');
  while (activity.data.id !== json.operation.id) activity = await reader.next('activity');
  assert.equal((await reader.next('isolation')).data.id, json.isolation.id);

  const watcher = follow(t, served, owner, [topics.operation(json.operation.id)]);
  await watcher.next('hello');
  served.uptake.seen(client, found(), found().revision, false);
  served.clock.advance(250);
  let uptake = await watcher.next('uptake');
  while (uptake.data.confirmed === 0) uptake = await watcher.next('uptake');
  assert.deepEqual([uptake.data.clients, uptake.data.confirmed], [1, 1]);
  assert.deepEqual(uptake.data.services, [
    { namespace: 'default', service: 'pay', clients: 1, delivered: 1, confirmed: 1 },
  ]);

  const undo = await served.send('POST', `/operations/${json.operation.id}/undo/preview`, {}, owner);
  const undone = { previewId: undo.json.previewId, decisions: [] };
  const key = { 'Idempotency-Key': randomUUID() };
  await served.send('POST', `/operations/${json.operation.id}/undo`, undone, { ...owner, ...key });
  const ended = await reader.next('isolationEnded');
  assert.deepEqual([ended.data.id, ended.data.by], [json.isolation.id, 'lin.qiao']);
});

test('a write through the registry’s API is seen by readers within a quarter of a second', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  await served.register({ ...checked(), host: '10.5.0.7' });
  const reader = follow(t, served, owner, [topics.host('10.5.0.7')]);
  await reader.next('hello');
  reader.told.length = 0;
  const target = { namespace: 'default', service: 'pay', host: '10.5.0.7', isolate: true };
  await served.registry.run(isolateHost(target, { id: '', name: 'HTTP:10.1.1.1', via: 'http' }));
  let host = await reader.next('host');
  while (host.data.counts.isolated === 0) host = await reader.next('host');
  assert.deepEqual(host.data.instances[0].isolation.intents, []);
  assert.ok(host.data.lane.some(({ kind }: { kind: string }) => kind === 'isolated'));
});

test('a reader that takes nothing is held to a bound, and told to read again once it does', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const wide = {
    labels: Object.fromEntries(Array.from({ length: 40 }, (_, key) => [`k${key}`, 'x'.repeat(200)])),
  };
  for (let port = 1; port <= 60; port += 1) await served.register({ ...checked(), ...wide, port });
  const reader = follow(t, served, owner, [topics.host('10.0.0.1')]);
  await reader.next('hello');
  reader.pause();
  for (let turn = 0; turn < 40; turn += 1) {
    await served.register({ ...checked(), ...wide, port: 1 });
    served.clock.advance(250);
  }
  reader.resume();
  assert.equal((await reader.next('resync')).data.why, 'overflow');
});

test('who signs out is told so, and the stream ends', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const reader = follow(t, served, owner, [topics.overview]);
  await reader.next('hello');
  await served.send('DELETE', '/session', {}, owner);
  served.clock.advance(5_000);
  assert.equal((await reader.next('bye')).data.why, 'signedOut');
  await reader.ended();
});

test('without streams the same events are asked for', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  await served.register(checked());
  const since = String(served.registry.state.position);
  const ask = (from: string) => served.get(`/changes?since=${from}&topics=host:10.0.0.1,overview`, owner);
  assert.equal((await ask(since)).status, 304);
  await served.register({ ...checked(), port: 2 });
  const { status, json } = await ask(since);
  assert.equal(status, 200);
  assert.equal(json[0].event, 'host');
  assert.equal(json.at(-1).id, `${served.registry.epoch}-${served.registry.state.position}`);
  assert.equal((await ask('e9-1')).json[0].data.why, 'epoch');
  assert.equal((await served.get('/changes?since=x&topics=overview', owner)).status, 400);
  assert.equal((await served.get('/changes?since=1&topics=weather', owner)).status, 400);
});

test('bad topics and strangers are refused before a stream opens', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  assert.equal((await served.get('/events?topics=overview')).status, 401);
  assert.equal((await served.get('/events?topics=instances:rs_1:9-3', owner)).status, 400);
  const readers = Array.from({ length: 10 }, () => follow(t, served, owner, [topics.overview]));
  for (const reader of readers) await reader.next('hello');
  const { status, headers } = await served.get('/events?topics=overview', owner);
  assert.equal(status, 429);
  assert.equal(headers['retry-after'], '15');
});

test('every reader hears that the store is out, since when and why, and that it is well again', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const early = follow(t, served, owner, []);
  await early.next('hello');
  const sinceAt = served.clock.wallMs();
  served.store.failNext('refused');
  await assert.rejects(served.register(checked()));
  served.clock.advance(250);
  const told = { kind: 'out', sinceAt, info: 'The store was told to refuse.' };
  assert.deepEqual((await early.next('store')).data, told);
  const late = follow(t, served, owner, [topics.overview]);
  await late.next('hello');
  assert.deepEqual((await late.next('store')).data, told);
  const since = `/changes?since=${served.registry.state.position}&topics=`;
  assert.deepEqual(
    (await served.get(since, owner)).json,
    [{ event: 'store', data: told }],
    'also when polled',
  );
  const { position } = served.registry.state;
  served.clock.advance(1000);
  while (served.registry.state.position === position) await new Promise((resolve) => setImmediate(resolve));
  served.clock.advance(250);
  for (const reader of [early, late]) assert.deepEqual((await reader.next('store')).data, { kind: 'well' });
});
