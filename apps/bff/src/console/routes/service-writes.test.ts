import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { discoverClient } from '../../registry/uptake.ts';
import { serveConsole } from '../../testing/testing-console.ts';

const key = () => ({ 'Idempotency-Key': randomUUID() });

test('a service is made, edited by whoever saw it as it is, and deleted once nothing stands in the way', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  await served.register({ service: 'other' });
  const made = await served.send(
    'POST',
    '/services',
    { namespace: 'default', service: 'pay/v2', department: 'shop', labels: { tier: 'gold' } },
    { ...owner, ...key() },
  );
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(
    [made.json.department, made.json.labels, made.json.owners],
    ['shop', { tier: 'gold' }, 'lin.qiao'],
  );
  const path = '/services/default/pay~1v2';
  const match = (revision: string) => ({ ...owner, ...key(), 'If-Match': `"${revision}"` });
  assert.equal((await served.send('PUT', path, { comment: 'x' }, { ...owner, ...key() })).status, 428);
  assert.equal((await served.send('PUT', path, { comment: 'x' }, match('0'))).status, 412);
  const edited = await served.send(
    'PUT',
    path,
    { comment: 'x', exportTo: ['*'] },
    match(made.json.editRevision),
  );
  assert.equal(edited.status, 200, edited.text);
  assert.deepEqual(
    [edited.json.comment, edited.json.exportTo, edited.json.department, edited.json.labels],
    ['x', ['*'], 'shop', { tier: 'gold' }],
  );
  const same = await served.send('PUT', path, { comment: 'x' }, match(edited.json.editRevision));
  assert.equal(same.status, 409, same.text);

  await served.register({ service: 'pay/v2' });
  const full = (await served.get(path, owner)).json;
  assert.equal(full.may.delete.not, 'state');
  assert.deepEqual(full.blockers, { instances: 1, aliases: 0 });
  const kept = await served.send('DELETE', path, { typed: 'pay/v2' }, match(full.editRevision));
  assert.deepEqual([kept.status, kept.json.current.blockers.instances], [409, 1]);
});

test('a guard of its own counts in previews, and goes with the service', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const ids: string[] = [];
  for (let port = 1; port <= 3; port += 1) ids.push(await served.register({ service: 'pay', port }));
  const verdict = async () => {
    const target = { action: 'isolate', target: { instanceIds: ids.slice(0, 1) } };
    const { json } = await served.send('POST', '/isolations/preview', target, owner);
    return [json.services[0].verdict, json.services[0].causes[0]?.limit];
  };
  const path = '/services/default/pay';
  const guard = async (rule: unknown) => {
    const { editRevision } = (await served.get(path, owner)).json;
    const headers = { ...owner, ...key(), 'If-Match': `"${editRevision}"` };
    const { status, json, text } = await served.send('PUT', path, { guard: rule }, headers);
    assert.equal(status, 200, text);
    return json.guard;
  };
  assert.deepEqual(await verdict(), ['ok', undefined]);
  const strict = { warnBelowShare: 0.9, warnZoneEmptied: false };
  assert.deepEqual(await guard(strict), { stopAtHealthy: 0, ...strict, from: 'service' });
  assert.deepEqual(await verdict(), ['warn', 0.9]);
  assert.equal((await guard(null)).from, 'default');
  assert.deepEqual(await verdict(), ['ok', undefined]);
  assert.equal(served.registry.state.kept.setting.size, 0);
});

test('a token is shown or renewed for owners alone, once, and history tells of it without the token', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  await served.register({ service: 'pay' });
  const path = '/services/default/pay/token';
  const shown = await served.send('POST', path, { change: 'show' }, { ...owner, ...key() });
  assert.match(shown.json.secret, /^[0-9a-f]{32}$/);
  const again = key();
  const renewed = await served.send('POST', path, { change: 'renew' }, { ...owner, ...again });
  assert.notEqual(renewed.json.secret, shown.json.secret);
  const replayed = await served.send('POST', path, { change: 'renew' }, { ...owner, ...again });
  assert.deepEqual(replayed.json, {});
  const operator = await served.signIn('operator');
  assert.equal((await served.send('POST', path, { change: 'show' }, { ...operator, ...key() })).status, 403);
  const operations = await served.get('/operations?service=pay', owner);
  const actions = operations.json.items.map(({ action }: { action: string }) => action);
  assert.deepEqual(
    actions.filter((action: string) => action.startsWith('service.')),
    ['service.token', 'service.showToken'],
  );
  assert.ok(!operations.text.includes(renewed.json.secret));
});

test('an alias warns of clients that ask for its name, is edited and deleted, and its faults are said by field', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  await served.register({ service: 'pay' });
  await served.register({ service: 'shop' });
  const name = { namespace: 'default', alias: 'till' };
  const client = discoverClient({ host: '10.1.0.1', door: 'grpc', userAgent: '' });
  served.uptake.missed(client, 'default', 'till');
  const asked = await served.send('POST', '/aliases/preview', name, owner);
  assert.deepEqual(asked.json, { taken: null, askedBy: 1 });
  const post = (body: object) => served.send('POST', '/aliases', body, { ...owner, ...key() });
  const target = { namespace: 'default', service: 'pay' };
  const made = await post({ ...name, target });
  assert.equal(made.status, 201, made.text);
  const faults = [
    [{ ...name, target }, 409, 'alias'],
    [{ ...name, alias: 'shop', target }, 409, 'alias'],
    [{ ...name, alias: 'b', target: { ...target, service: 'none' } }, 422, 'target'],
    [{ ...name, alias: 'b', target: { ...target, service: 'till' } }, 422, 'target'],
    [{ namespace: 'none', alias: 'b', target }, 422, 'namespace'],
    [{ namespace: 'default', alias: 'b c', target }, 422, 'alias'],
  ] as const;
  for (const [body, status, field] of faults) {
    const answer = await post(body);
    assert.deepEqual([answer.status, answer.json.fields[0].path], [status, field], answer.text);
  }
  const path = '/aliases/default/till';
  const match = (revision: string) => ({ ...owner, ...key(), 'If-Match': `"${revision}"` });
  const moved = await served.send(
    'PUT',
    path,
    { target: { ...target, service: 'shop' } },
    match(made.json.revision),
  );
  assert.deepEqual(moved.json.target, { namespace: 'default', service: 'shop' });
  const list = await served.get('/aliases?target=default/shop', owner);
  assert.deepEqual(
    list.json.items.map(({ alias }: { alias: string }) => alias),
    ['till'],
  );
  assert.equal((await served.send('DELETE', path, { typed: 'till' }, match(made.json.revision))).status, 412);
  assert.equal((await served.send('DELETE', path, { typed: 'x' }, match(moved.json.revision))).status, 422);
  assert.equal(
    (await served.send('DELETE', path, { typed: 'till' }, match(moved.json.revision))).status,
    204,
  );
});

test('instances are registered by hand as one operation; those that are there already stay as they are', async (t) => {
  const served = await serveConsole(t);
  const operator = await served.signIn('operator');
  await served.register({ service: 'pay', host: '10.0.0.1', port: 80 });
  const asked = { namespace: 'default', service: 'pay', hosts: ['10.0.0.1', '10.0.0.2'], ports: [80, 81] };
  const before = await served.send('POST', '/instances/preview', asked, operator);
  assert.deepEqual(before.json, { total: 4, existing: [{ host: '10.0.0.1', port: 80 }] });
  const again = key();
  const body = { ...asked, ttlSeconds: 5, zone: 'gz-1', weight: 20, isolated: true };
  const made = await served.send('POST', '/instances', body, { ...operator, ...again });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual([made.json.ids.length, made.json.existing], [3, 1]);
  const replay = await served.send('POST', '/instances', body, { ...operator, ...again });
  assert.deepEqual(replay.json, made.json);
  const { json } = await served.get('/instances?service=pay&isolated=true&zone=gz-1&weight=20', operator);
  assert.equal(json.total, 3);
  const nothing = await served.send('POST', '/instances', asked, { ...operator, ...key() });
  assert.equal(nothing.json.type, '/console/problems/NothingToDo');
  const many = { ...asked, hosts: Array.from({ length: 51 }, (_, n) => `10.0.1.${n}`) };
  assert.equal((await served.send('POST', '/instances', many, { ...operator, ...key() })).status, 422);
  const elsewhere = { ...asked, service: 'none' };
  assert.equal((await served.send('POST', '/instances', elsewhere, { ...operator, ...key() })).status, 422);
});
