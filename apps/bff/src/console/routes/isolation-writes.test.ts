import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Change } from '@cynosure/shared/console/operation.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { deregisterInstance } from '../../registry/commands/deregister-instance.ts';
import { isolateHost } from '../../registry/commands/isolate-host.ts';
import { discoverClient } from '../../registry/uptake.ts';
import type { Answered } from '../../testing/http-client.ts';
import { checked, type ServedConsole, serveConsole } from '../../testing/testing-console.ts';
import { aClient, anOperator } from '../../testing/testing-registry.ts';

type Headers = Record<string, string>;

const withKey = (headers: Headers, key: string = randomUUID()): Headers => ({
  ...headers,
  'Idempotency-Key': key,
});

const preview = async (served: ServedConsole, who: Headers, hosts = ['10.5.0.7']): Promise<Answered> => {
  const answer = await served.send(
    'POST',
    '/isolations/preview',
    { action: 'isolate', target: { hosts } },
    who,
  );
  assert.equal(answer.status, 200, answer.text);
  return answer;
};

/** Three instances of pay, one of them on the host, and the only instance of checkout. */
async function fleet(served: ServedConsole) {
  const pay = await served.register({ ...checked(), service: 'pay', host: '10.5.0.7', port: 80 });
  await served.register({ ...checked(), service: 'pay', host: '10.5.0.8', port: 80 });
  await served.register({ ...checked(), service: 'pay', host: '10.5.0.9', port: 80 });
  const checkout = await served.register({ ...checked(), service: 'checkout', host: '10.5.0.7', port: 81 });
  return { pay, checkout };
}

const isIsolated = (served: ServedConsole, id: string) => served.registry.state.instance(id)?.isolated;

test('a host is previewed and isolated in one write; the guard leaves the last healthy instance in traffic', async (t) => {
  const served = await serveConsole(t);
  const { pay, checkout } = await fleet(served);
  const owner = await served.signIn();
  const { json: seen } = await preview(served, owner);
  assert.deepEqual(
    seen.services.map(({ service, verdict }: { service: string; verdict: string }) => [service, verdict]),
    [
      ['checkout', 'stop'],
      ['pay', 'ok'],
    ],
  );
  assert.deepEqual(seen.totals, {
    instances: 2,
    services: 2,
    namespaces: 1,
    change: 1,
    unchanged: 0,
    forbidden: 0,
    stopped: 1,
  });
  assert.equal(isIsolated(served, pay), false);

  const body = {
    previewId: seen.previewId,
    reason: 'disk is failing',
    ticket: 'INC-4711',
    durationSeconds: 1800,
    decisions: [],
  };
  const { status, json, text } = await served.send('POST', '/isolations', body, withKey(owner));
  assert.equal(status, 201, text);
  assert.equal(isIsolated(served, pay), true);
  assert.equal(isIsolated(served, checkout), false);
  assert.equal(json.isolation.endsAt, served.clock.wallMs() + 1_800_000);
  assert.deepEqual(json.isolation.leave, [{ namespace: 'default', service: 'checkout' }]);
  assert.deepEqual(json.isolation.by.name, 'lin.qiao');
  assert.deepEqual(json.operation.sentence, {
    key: 'isolatedHost',
    args: { host: '10.5.0.7', instances: 1, services: 1 },
  });
  assert.deepEqual(
    json.results
      .map(({ service, outcome }: { service: string; outcome: string }) => [service, outcome])
      .sort(),
    [
      ['checkout', 'left'],
      ['pay', 'done'],
    ],
  );
  const list = await served.get('/isolations', owner);
  assert.equal(list.json.items[0].counts.inForce, 1);
  const host = await served.get('/hosts/10.5.0.7', { ...owner, 'Min-Position': json.position });
  const row = host.json[0].instances.find((one: { id: string }) => one.id === pay);
  assert.equal(row.isolation.by, 'lin.qiao');
  assert.deepEqual(row.may, { end: true, edit: true, deregister: true });
});

test('an override isolates the last one, but only with the name typed', async (t) => {
  const served = await serveConsole(t);
  const { checkout } = await fleet(served);
  const owner = await served.signIn();
  const { json: seen } = await preview(served, owner);
  const override = (typed: string) => ({
    previewId: seen.previewId,
    reason: 'it is on fire',
    decisions: [{ namespace: 'default', service: 'checkout', decision: 'override', typed }],
  });
  const refused = await served.send('POST', '/isolations', override('chekout'), withKey(owner));
  assert.equal(refused.status, 422);
  assert.equal(refused.json.fields[0].path, 'decisions[0].typed');
  assert.equal(isIsolated(served, checkout), false);
  const done = await served.send('POST', '/isolations', override('checkout'), withKey(owner));
  assert.equal(done.status, 201, done.text);
  assert.equal(isIsolated(served, checkout), true);
});

test('health that got worse behind the preview refuses the write with a new preview, which can then be confirmed', async (t) => {
  const served = await serveConsole(t);
  const { pay } = await fleet(served);
  const owner = await served.signIn();
  const { json: seen } = await preview(served, owner);
  const table = served.registry.state.instances;
  for (const host of ['10.5.0.8', '10.5.0.9']) {
    const [slot = -1] = served.registry.state.slotsOnHost(host);
    served.registry.overlayHealth([{ slot, healthy: false, silentSince: null }]);
    assert.ok(table.isLive(slot));
  }
  const body = { previewId: seen.previewId, reason: 'disk is failing', decisions: [] };
  const refused = await served.send('POST', '/isolations', body, withKey(owner));
  assert.equal(refused.status, 409);
  assert.match(refused.json.type, /PreviewChanged$/);
  assert.deepEqual(
    refused.json.changes.map(({ service, from, to }: { service: string; from: string; to: string }) => [
      service,
      from,
      to,
    ]),
    [['pay', 'ok', 'stop']],
  );
  assert.equal(isIsolated(served, pay), false);
  const operations = await served.get('/operations', owner);
  assert.equal(operations.json.items[0].outcome, 'refused');
  assert.equal(operations.json.items[0].sentence.key, 'refusedIsolation');
  const again = { ...body, previewId: refused.json.preview.previewId };
  const done = await served.send('POST', '/isolations', again, withKey(owner));
  assert.equal(done.status, 201, done.text);
  // Both services stop by now, so both stay in traffic; only what arrives later comes isolated.
  assert.equal(done.json.operation.done, 0);
});

test('a repeated request is answered again and done once; another one under its key is refused', async (t) => {
  const served = await serveConsole(t);
  await fleet(served);
  const owner = await served.signIn();
  const { json: seen } = await preview(served, owner);
  const key = randomUUID();
  const body = { previewId: seen.previewId, reason: 'disk is failing', decisions: [] };
  const first = await served.send('POST', '/isolations', body, withKey(owner, key));
  const second = await served.send('POST', '/isolations', body, withKey(owner, key));
  assert.equal(second.status, 201);
  assert.equal(second.headers['idempotency-replayed'], 'true');
  assert.equal(second.json.isolation.id, first.json.isolation.id);
  assert.equal(second.json.operation.id, first.json.operation.id);
  const other = await served.send(
    'POST',
    '/isolations',
    { ...body, reason: 'something else' },
    withKey(owner, key),
  );
  assert.equal(other.status, 422);
  assert.match(other.json.type, /IdempotencyKeyReused$/);
  const without = await served.send('POST', '/isolations', body, owner);
  assert.equal(without.status, 400);
  assert.equal([...served.registry.state.isolations.values()].length, 1);
});

test('bad input names its fields and changes nothing', async (t) => {
  const served = await serveConsole(t);
  await fleet(served);
  const owner = await served.signIn();
  const { json: seen } = await preview(served, owner);
  const send = (body: object) => served.send('POST', '/isolations', body, withKey(owner));
  const good = { previewId: seen.previewId, reason: 'disk is failing', decisions: [] };
  const fieldsOf = async (body: object): Promise<string[]> => {
    const { status, json, text } = await send(body);
    assert.equal(status, 422, text);
    return json.fields.map(({ path }: { path: string }) => path);
  };
  assert.deepEqual(await fieldsOf({ ...good, reason: 'no' }), ['reason']);
  assert.deepEqual(await fieldsOf({ ...good, reason: 'x'.repeat(257) }), ['reason']);
  assert.deepEqual(await fieldsOf({ ...good, durationSeconds: 59 }), ['durationSeconds']);
  assert.deepEqual(await fieldsOf({ ...good, durationSeconds: 2_592_001 }), ['durationSeconds']);
  assert.deepEqual(await fieldsOf({ ...good, endsAt: served.clock.wallMs() }), ['endsAt']);
  assert.deepEqual(await fieldsOf({ ...good, endsAt: served.clock.wallMs() + 99_999, durationSeconds: 60 }), [
    'endsAt',
  ]);
  assert.deepEqual(await fieldsOf({ reason: 'disk is failing' }), ['previewId']);
  assert.equal((await send({ ...good, previewId: 'pv_nothing' })).status, 410);
  assert.equal((await send('{"broken' as never)).status, 400);
  served.clock.advance(600_001);
  assert.equal((await send(good)).status, 410);
  const targets = [{}, { hosts: [] }, { hosts: Array(51).fill('h') }, { hosts: ['a'], instanceIds: ['b'] }];
  for (const target of targets) {
    const { status } = await served.send('POST', '/isolations/preview', { action: 'isolate', target }, owner);
    assert.equal(status, 422, JSON.stringify(target));
  }
  assert.equal([...served.registry.state.isolations.values()].length, 0);
});

test('a viewer may look at a preview, and is refused the write', async (t) => {
  const served = await serveConsole(t);
  await fleet(served);
  const viewer = await served.signIn('viewer');
  const { json: seen } = await preview(served, viewer);
  const body = { previewId: seen.previewId, reason: 'disk is failing', decisions: [] };
  assert.equal((await served.send('POST', '/isolations', body, withKey(viewer))).status, 403);
  const operator = await served.signIn('operator');
  assert.equal((await served.send('POST', '/isolations', body, withKey(operator))).status, 201);
});

async function isolated(served: ServedConsole, owner: Headers) {
  const { json: seen } = await preview(served, owner);
  const body = { previewId: seen.previewId, reason: 'disk is failing', durationSeconds: 3600, decisions: [] };
  const { json } = await served.send('POST', '/isolations', body, withKey(owner));
  return json as {
    isolation: { id: string; revision: string; endsAt: number; operationId: string; undo: unknown };
    operation: { id: string };
  };
}

test('the preview of an end says which instances come back unhealthy, and which the flag of the API keeps out', async (t) => {
  const served = await serveConsole(t);
  const { pay } = await fleet(served);
  const cart = { namespace: 'default', service: 'cart', host: '10.5.0.7' };
  for (const port of [90, 91]) await served.register({ ...checked(), ...cart, port });
  await served.registry.run(isolateHost({ ...cart, isolate: true }, anOperator));
  const slot = served.registry.state.instances.slotOf(pay);
  served.registry.overlayHealth([{ slot, healthy: false, silentSince: null }]);
  const owner = await served.signIn();
  const { isolation } = await isolated(served, owner);
  const asked = { action: 'end', target: { isolationId: isolation.id } };
  const { json: seen } = await served.send('POST', '/isolations/preview', asked, owner);
  const causes = (service: string) =>
    seen.services.find((one: { service: string }) => one.service === service)?.causes;
  assert.deepEqual(causes('pay'), [{ kind: 'returnUnhealthy', instances: 1 }]);
  assert.deepEqual(causes('cart'), [{ kind: 'stayIsolated', instances: 2 }]);
});

test('an isolation is ended by whoever saw its present state, and the instances come back', async (t) => {
  const served = await serveConsole(t);
  const { pay } = await fleet(served);
  const owner = await served.signIn();
  const { isolation } = await isolated(served, owner);
  const asked = { action: 'end', target: { isolationId: isolation.id } };
  const { json: seen } = await served.send('POST', '/isolations/preview', asked, owner);
  assert.equal(seen.totals.change, 1);
  const path = `/isolations/${isolation.id}/end`;
  const body = { previewId: seen.previewId, reason: '' };
  assert.equal((await served.send('POST', path, body, withKey(owner))).status, 428);
  const stale = await served.send('POST', path, body, { ...withKey(owner), 'If-Match': '"7"' });
  assert.equal(stale.status, 412);
  assert.equal(stale.json.current.revision, isolation.revision);
  const done = await served.send('POST', path, body, {
    ...withKey(owner),
    'If-Match': `"${isolation.revision}"`,
  });
  assert.equal(done.status, 200, done.text);
  assert.equal(done.json.isolation.state, 'ended');
  assert.equal(isIsolated(served, pay), false);
  const twice = await served.send('POST', path, body, {
    ...withKey(owner),
    'If-Match': `"${done.json.isolation.revision}"`,
  });
  assert.equal(twice.status, 409);
  assert.equal((await served.get('/isolations?state=ended', owner)).json.items.length, 1);
});

test('an isolation is extended, and what was changed is taken back by undo', async (t) => {
  const served = await serveConsole(t);
  await fleet(served);
  const owner = await served.signIn();
  const { isolation } = await isolated(served, owner);
  const path = `/isolations/${isolation.id}`;
  const endsAt = isolation.endsAt + 1_800_000;
  const match = { 'If-Match': `"${isolation.revision}"` };
  assert.equal((await served.send('PATCH', path, {}, { ...withKey(owner), ...match })).status, 422);
  assert.equal(
    (await served.send('PATCH', path, { colour: 'red' }, { ...withKey(owner), ...match })).status,
    422,
  );
  const longer = await served.send('PATCH', path, { endsAt }, { ...withKey(owner), ...match });
  assert.equal(longer.status, 200, longer.text);
  assert.equal(longer.json.isolation.endsAt, endsAt);
  assert.equal(longer.json.operation.sentence.key, 'extendedIsolation');
  const { operation } = longer.json;
  assert.deepEqual(isolation.undo, { operationId: isolation.operationId, what: 'isolate' });
  assert.deepEqual(longer.json.isolation.undo, { operationId: operation.id, what: 'extend' });
  const undo = await served.send('POST', `/operations/${operation.id}/undo/preview`, {}, owner);
  assert.equal(undo.json.fields, 1);
  const body = { previewId: undo.json.previewId, decisions: [] };
  const undone = await served.send('POST', `/operations/${operation.id}/undo`, body, withKey(owner));
  assert.equal(undone.status, 201, undone.text);
  assert.equal(undone.json.isolation.endsAt, isolation.endsAt);
  // The next thing that can be taken back is the isolation itself again.
  assert.deepEqual(undone.json.isolation.undo, isolation.undo);
});

test('undoing an isolation ends it, undoing that isolates again, and each can be undone once', async (t) => {
  const served = await serveConsole(t);
  const { pay } = await fleet(served);
  const owner = await served.signIn();
  const { isolation, operation } = await isolated(served, owner);
  const undo = async (id: string) => {
    const seen = await served.send('POST', `/operations/${id}/undo/preview`, {}, owner);
    assert.equal(seen.status, 200, seen.text);
    const body = { previewId: seen.json.previewId, decisions: [] };
    return served.send('POST', `/operations/${id}/undo`, body, withKey(owner));
  };
  const ended = await undo(operation.id);
  assert.equal(ended.status, 201, ended.text);
  assert.equal(isIsolated(served, pay), false);
  assert.equal(ended.json.operation.undoes, operation.id);
  const twice = await served.send('POST', `/operations/${operation.id}/undo/preview`, {}, owner);
  assert.equal(twice.status, 409);
  assert.match(twice.json.type, /AlreadyUndone$/);
  assert.equal(twice.json.undoneBy, ended.json.operation.id);
  served.clock.advance(60_000);
  const again = await undo(ended.json.operation.id);
  assert.equal(again.status, 201, again.text);
  assert.equal(isIsolated(served, pay), true);
  assert.equal(again.json.isolation.reason, 'disk is failing');
  // The time that was left when it was ended, from now on.
  assert.equal(again.json.isolation.endsAt, isolation.endsAt + 60_000);
});

test('a preview says whether who looks may confirm it', async (t) => {
  const served = await serveConsole(t);
  await fleet(served);
  const { json: owners } = await preview(served, await served.signIn());
  assert.equal(owners.may, true);
  for (const hosts of [['10.5.0.7'], ['10.7.0.1']]) {
    const { json } = await preview(served, await served.signIn('viewer'), hosts);
    assert.deepEqual([json.may.not, json.may.why], ['permission', 'needsOperator']);
  }
});

test('an isolation of a host without instances is taken back, and so is that', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const asked = { hosts: ['10.7.0.1'], reason: 'new rack, untested' };
  const { json: ahead } = await served.send('POST', '/isolations/ahead', asked, withKey(owner));
  const undo = async (id: string) => {
    const { json: seen } = await served.send('POST', `/operations/${id}/undo/preview`, {}, owner);
    const body = { previewId: seen.previewId, decisions: [] };
    return served.send('POST', `/operations/${id}/undo`, body, withKey(owner));
  };
  const ended = await undo(ahead.operation.id);
  assert.equal(ended.status, 201, ended.text);
  assert.equal(served.registry.state.isolations.inForce, 0);
  const again = await undo(ended.json.operation.id);
  assert.equal(again.status, 201, again.text);
  assert.equal(served.registry.state.isolations.inForce, 1);
});

test('what the API puts back in traffic is drift, which is isolated again or accepted', async (t) => {
  const served = await serveConsole(t);
  const { pay } = await fleet(served);
  const owner = await served.signIn();
  const { isolation } = await isolated(served, owner);
  const restore = async () => {
    const target = { namespace: 'default', service: 'pay', host: '10.5.0.7', isolate: false };
    await served.registry.run(isolateHost(target, { id: '', name: 'HTTP:10.1.1.1', via: 'http' }));
    assert.equal(isIsolated(served, pay), false);
  };
  await restore();
  const { json: drift } = await served.get('/isolations?state=drift', owner);
  assert.equal(drift.items[0].counts.backInTraffic, 1);
  assert.deepEqual(drift.items[0].drift[0].by, {
    id: '',
    name: 'HTTP:10.1.1.1',
    via: 'http',
    address: '10.1.1.1',
  });
  const asked = { action: 'isolate', target: { instanceIds: [pay] } };
  const { json: seen } = await served.send('POST', '/isolations/preview', asked, owner);
  const match = () => ({ 'If-Match': `"${served.registry.state.isolations.get(isolation.id)?.generation}"` });
  const settle = (how: string, body: object) =>
    served.send('POST', `/isolations/${isolation.id}/${how}`, body, { ...withKey(owner), ...match() });
  const again = await settle('reassert', { instanceIds: [pay], previewId: seen.previewId });
  assert.equal(again.status, 200, again.text);
  assert.equal(isIsolated(served, pay), true);
  await restore();
  const accepted = await settle('accept', { instanceIds: [pay] });
  assert.equal(accepted.status, 200, accepted.text);
  assert.equal(isIsolated(served, pay), false);
  assert.equal((await served.get('/isolations?state=drift', owner)).json.total, 0);
});

test('the isolation of one instance says which, in the list and in the history', async (t) => {
  const served = await serveConsole(t);
  const { pay } = await fleet(served);
  const owner = await served.signIn();
  const asked = { action: 'isolate', target: { instanceIds: [pay] } };
  const { json: seen } = await served.send('POST', '/isolations/preview', asked, owner);
  const body = { previewId: seen.previewId, reason: 'disk', decisions: [] };
  const { json } = await served.send('POST', '/isolations', body, withKey(owner));
  const place = { namespace: 'default', service: 'pay', host: '10.5.0.7', port: 80 };
  assert.deepEqual(json.isolation.instance, place);
  assert.deepEqual(json.operation.sentence, { key: 'isolatedInstance', args: { target: 'pay 10.5.0.7:80' } });
});

test('a host is isolated ahead of its first instance, which then comes isolated', async (t) => {
  const served = await serveConsole(t);
  const { pay } = await fleet(served);
  const owner = await served.signIn();
  const ahead = (hosts: string[]) =>
    served.send('POST', '/isolations/ahead', { hosts, reason: 'new rack, untested' }, withKey(owner));
  const occupied = await ahead(['10.5.0.7']);
  assert.equal(occupied.status, 409);
  assert.equal(isIsolated(served, pay), false);
  const done = await ahead(['10.7.0.1']);
  assert.equal(done.status, 201, done.text);
  const id = await served.register({ ...checked(), service: 'pay', host: '10.7.0.1' });
  assert.equal(isIsolated(served, id), true);
  const { json } = await served.get(`/isolations/${done.json.isolation.id}`, owner);
  assert.equal(json.counts.arrived, 1);
  assert.equal(json.instances[0].id, id);
});

test('flags that were set through the API are listed beside the isolations', async (t) => {
  const served = await serveConsole(t);
  await fleet(served);
  const owner = await served.signIn();
  const target = { namespace: 'default', service: 'pay', host: '10.5.0.8', isolate: true };
  await served.registry.run(isolateHost(target, { id: '', name: 'HTTP:10.1.1.1', via: 'http' }));
  const { json } = await served.get('/isolations', owner);
  assert.deepEqual(
    [json.items[0].hosts, json.items[0].by.via, json.items[0].counts.inForce],
    [['10.5.0.8'], 'http', 1],
  );
  const one = await served.get(pathOf('isolations', json.items[0].id), owner);
  assert.equal(one.status, 200, one.text);
});

test('what the API’s flag keeps out is put back like what an isolation does: previewed, in the history, undone', async (t) => {
  const served = await serveConsole(t);
  await fleet(served);
  const owner = await served.signIn();
  const host = '10.5.0.8';
  const flag = { namespace: 'default', service: 'pay', host, isolate: true };
  await served.registry.run(isolateHost(flag, { id: '', name: 'HTTP:10.1.1.1', via: 'http' }));
  const [{ json: hosts }, { json: list }] = await Promise.all([
    served.get(`/hosts/${host}`, owner),
    served.get('/isolations', owner),
  ]);
  const [flagged] = list.items;
  assert.deepEqual(hosts[0].isolations, [flagged], 'the page of the host shows it, too');
  assert.equal(flagged.may.end, true);
  const [row] = hosts[0].instances.filter((one: { isolation: unknown }) => one.isolation !== null);
  assert.deepEqual([row.isolation.intents, row.may.end], [[], true]);

  const asked = { action: 'end', target: { isolationId: flagged.id } };
  const { json: seen } = await served.send('POST', '/isolations/preview', asked, owner);
  assert.equal(seen.totals.change, 1);
  const body = { previewId: seen.previewId, reason: 'forgotten by the deployment' };
  const back = await served.send('POST', '/isolations/release', body, withKey(owner));
  assert.equal(back.status, 200, back.text);
  assert.deepEqual([back.json.operation.done, isIsolated(served, row.id)], [1, false]);

  const { operation } = back.json;
  const found = await served.get(`/operations?host=${host}&action=isolation.release`, owner);
  assert.deepEqual(
    found.json.items.map((one: { id: string }) => one.id),
    [operation.id],
  );
  const { json: changes } = await served.get(`/operations/${operation.id}/changes`, owner);
  assert.deepEqual(
    changes.items.map(({ target, path, before, after }: Change) => [target.id, path, before, after]),
    [[row.id, '/isolated', true, false]],
  );

  const undo = `/operations/${operation.id}/undo`;
  const { json: undoing } = await served.send('POST', `${undo}/preview`, {}, owner);
  assert.equal(undoing.fields, 1);
  const undone = await served.send('POST', undo, { previewId: undoing.previewId }, withKey(owner));
  assert.equal(undone.status, 201, undone.text);
  assert.equal(isIsolated(served, row.id), true);
});

test('uptake counts clients that hold what was changed, service by service', async (t) => {
  const served = await serveConsole(t);
  await fleet(served);
  const owner = await served.signIn();
  const found = () => {
    const answer = served.registry.discovery.find('default', 'pay');
    assert.ok(answer);
    return answer;
  };
  const clients = ['a', 'b'].map((id) =>
    discoverClient({ id, host: '10.1.1.1', door: 'grpc', userAgent: 'go/1' }),
  );
  for (const client of clients) served.uptake.seen(client, found(), '', true);
  const { operation } = await isolated(served, owner);
  const uptake = async () => {
    const { json } = await served.get(`/operations/${operation.id}/uptake`, owner);
    return [json.clients, json.delivered, json.confirmed];
  };
  assert.deepEqual(await uptake(), [2, 0, 0]);
  const [first, second] = clients;
  assert.ok(first && second);
  served.uptake.seen(first, found(), 'old', true);
  assert.deepEqual(await uptake(), [2, 1, 0]);
  served.uptake.seen(first, found(), found().revision, false);
  assert.deepEqual(await uptake(), [2, 1, 1]);
  served.uptake.seen(second, found(), found().revision, false);
  assert.deepEqual(await uptake(), [2, 2, 2]);
  const { json } = await served.get(`/operations/${operation.id}/uptake`, owner);
  assert.ok(json.doneAt > 0);
});

test('the uptake of an operation counts clients of its own service, also where others share its commit', async (t) => {
  const served = await serveConsole(t);
  await fleet(served);
  const owner = await served.signIn();
  for (const service of ['pay', 'checkout']) {
    const found = served.registry.discovery.find('default', service);
    assert.ok(found);
    const client = discoverClient({ id: service, host: '10.1.1.1', door: 'grpc', userAgent: 'go/1' });
    served.uptake.seen(client, found, '', true);
  }
  const before = served.registry.state.position;
  await Promise.all(
    ['pay', 'checkout'].map((service) => {
      const asked = { namespace: 'default', service, host: '10.5.0.7', isolate: true };
      return served.registry.run(isolateHost(asked, anOperator));
    }),
  );
  assert.equal(served.registry.state.position, before + 1);
  for (const { id, service } of [...served.registry.state.recentOperations.values()].slice(-2)) {
    const { json } = await served.get(`/operations/${id}/uptake`, owner);
    assert.equal(json.clients, 1, `clients of ${service}`);
  }
});

test('an isolation keeps working when what it covered has left, and covers nothing then', async (t) => {
  const served = await serveConsole(t);
  const { pay } = await fleet(served);
  const owner = await served.signIn();
  const { isolation } = await isolated(served, owner);
  await served.registry.run(deregisterInstance(pay, aClient));
  const { json } = await served.get(`/isolations/${isolation.id}`, owner);
  assert.equal(json.counts.instances, 0);
  assert.equal(json.state, 'inForce');
});
