import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { Change } from '@cynosure/shared/console/operation.ts';
import { encodeSegment } from '@cynosure/shared/console/path.ts';
import { deregisterInstance } from '../../registry/commands/deregister-instance.ts';
import { updateInstance } from '../../registry/commands/update-instance.ts';
import { checked, serveConsole } from '../../testing/testing-console.ts';
import { aClient, anOperator } from '../../testing/testing-registry.ts';

async function edited(t: TestContext) {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const id = await served.register({ ...checked(), weight: 100, labels: { env: 'prod' } });
  const key = () => ({ ...owner, 'Idempotency-Key': randomUUID() });
  const patch = (body: unknown, headers = key()) => served.send('PATCH', `/instances/${id}`, body, headers);
  const now = () => served.registry.state.instance(id);
  return { served, owner, id, key, patch, now };
}

const seen = (path: string, value: unknown) => ({ op: 'test', path, value });
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value });

test('single fields are changed, all at once, and nothing but them', async (t) => {
  const { patch, now } = await edited(t);
  const answer = await patch([
    seen('/weight', 100), replace('/weight', 20),
    seen('/labels/owner', null), { op: 'add', path: '/labels/owner', value: 'zhao.min' },
    seen('/labels/env', 'prod'), { op: 'remove', path: '/labels/env' },
    seen('/ttlSeconds', 5), replace('/ttlSeconds', 15),
    seen('/location/zone', ''), replace('/location/zone', 'gz-4'),
  ]); // biome-ignore format: pairs
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.instance.weight, 20);
  assert.deepEqual({ ...now()?.labels }, { owner: 'zhao.min' });
  assert.deepEqual(now()?.check, { ttlSeconds: 15 });
  assert.equal(now()?.location?.zone, 'gz-4');
  const { key, args } = answer.json.operation.sentence;
  assert.equal(key, 'changedFields');
  assert.match(args.target, /^pay \S+:\d+$/);
  assert.deepEqual([args.path, args.before, args.after, args.more], ['/weight', '100', '20', 4]);
});

test('another field may have changed meanwhile; the same one is answered with theirs and mine', async (t) => {
  const { served, id, patch, now } = await edited(t);
  await served.registry.run(updateInstance(id, { weight: 50 }, anOperator));
  const free = await patch([seen('/version', ''), replace('/version', '4.3.0')]);
  assert.equal(free.status, 200, free.text);
  const both = await patch([
    seen('/weight', 100), replace('/weight', 20), seen('/protocol', ''), replace('/protocol', 'grpc'),
  ]); // biome-ignore format: pairs
  assert.equal(both.status, 409);
  assert.match(both.json.type, /FieldsChanged$/);
  const [conflict] = both.json.conflicts;
  assert.deepEqual(
    [conflict.path, conflict.asked, conflict.current, conflict.by.name],
    ['/weight', 100, 50, 'lin.qiao'],
  );
  assert.equal(both.json.current.weight, 50);
  assert.equal(now()?.protocol, null);
});

test('a value that cannot be right names its field and changes nothing', async (t) => {
  const { patch, now } = await edited(t);
  const pathsOf = async (body: unknown): Promise<string[]> => {
    const { status, json, text } = await patch(body);
    assert.equal(status, 422, text);
    return json.fields.map(({ path }: { path: string }) => path);
  };
  assert.deepEqual(await pathsOf([seen('/ttlSeconds', 5), replace('/ttlSeconds', 120)]), ['/ttlSeconds']);
  assert.deepEqual(await pathsOf([seen('/weight', 100), replace('/weight', -1)]), ['/weight']);
  assert.deepEqual(await pathsOf([replace('/weight', 20)]), ['/weight']);
  assert.deepEqual(await pathsOf([seen('/host', 'x'), replace('/host', 'y')]), ['/host', '/host']);
  assert.deepEqual(await pathsOf([seen('/labels/internal-x', null), replace('/labels/internal-x', 'y')]), [
    '/labels/internal-x',
  ]);
  assert.deepEqual(await pathsOf([seen('/weight', 100), { op: 'remove', path: '/weight' }]), ['/weight']);
  const many = Array.from({ length: 64 }, (_, index) => [
    seen(`/labels/k${index}`, null),
    replace(`/labels/k${index}`, 'v'),
  ]);
  assert.deepEqual(await pathsOf(many.flat()), ['/labels']);
  assert.equal((await patch({ weight: 20 })).status, 422);
  assert.equal((await patch([seen('/healthy', true), replace('/healthy', false)])).status, 400);
  assert.equal(now()?.weight, 100);
});

test('an edit of an instance that has left is told so, and a repeated one is done once', async (t) => {
  const { served, id, owner, patch } = await edited(t);
  const body = [seen('/weight', 100), replace('/weight', 20)];
  const key = { ...owner, 'Idempotency-Key': randomUUID() };
  const first = await patch(body, key);
  const second = await patch(body, key);
  assert.equal(second.status, 200, second.text);
  assert.equal(second.headers['idempotency-replayed'], 'true');
  assert.equal(second.json.operation.id, first.json.operation.id);
  await served.registry.run(deregisterInstance(id, aClient));
  assert.equal((await patch(body)).status, 404);
  const viewer = await served.signIn('viewer');
  assert.equal((await patch(body, { ...viewer, 'Idempotency-Key': randomUUID() })).status, 403);
});

test('undoing an edit puts back what is still as it was written, and keeps what somebody changed since', async (t) => {
  const { served, id, owner, key, patch, now } = await edited(t);
  const body = [seen('/weight', 100), replace('/weight', 20), seen('/version', ''), replace('/version', '2')];
  const { operation } = (await patch(body)).json;
  await served.registry.run(updateInstance(id, { version: '3' }, anOperator));
  const plan = await served.send('POST', `/operations/${operation.id}/undo/preview`, {}, owner);
  assert.equal(plan.status, 200, plan.text);
  assert.equal(plan.json.fields, 1);
  assert.deepEqual([plan.json.keep[0].path, plan.json.keep[0].since.value], ['/version', '3']);
  const undo = { previewId: plan.json.previewId, decisions: [] };
  const undone = await served.send('POST', `/operations/${operation.id}/undo`, undo, key());
  assert.equal(undone.status, 201, undone.text);
  assert.deepEqual([now()?.weight, now()?.version], [100, '3']);
  assert.equal(undone.json.operation.undoes, operation.id);
  const twice = await served.send('POST', `/operations/${operation.id}/undo/preview`, {}, owner);
  assert.equal(twice.status, 409);
});

test('labels are told and counted one by one, in the history as in the preview of taking them back', async (t) => {
  const { served, owner, patch } = await edited(t);
  const add = (key: string) => [seen(`/labels/${key}`, null), replace(`/labels/${key}`, 'x')];
  const { operation } = (await patch([...add('first'), ...add('second')])).json;
  await patch([seen('/labels/second', 'x'), replace('/labels/second', 'y')]);
  const { json } = await served.get(`/operations/${operation.id}/changes`, owner);
  assert.deepEqual(
    json.items.map(({ path, before, after, since }: Change) => [path, before, after, since?.value]),
    [
      ['/labels/first', null, 'x', undefined],
      ['/labels/second', null, 'x', 'y'],
    ],
  );
  const plan = await served.send('POST', `/operations/${operation.id}/undo/preview`, {}, owner);
  assert.deepEqual([plan.json.fields, plan.json.keep.length], [1, 1]);
});

test('values that are held outlive a registration, are shown beside what the client says, and are released', async (t) => {
  const { served, id, owner, key, patch, now } = await edited(t);
  const hold = (body: unknown, query = 'hold=true&reason=disk%20latency') =>
    served.send('PATCH', `/instances/${id}?${query}`, body, key());
  const body = [
    seen('/weight', 100), replace('/weight', 20),
    seen('/labels/a~1b', null), { op: 'add', path: '/labels/a~1b', value: 'mine' },
  ]; // biome-ignore format: pairs
  const answer = await hold(body);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.operation.reason, 'disk latency');
  await served.register({ ...checked(), weight: 70, labels: { 'a/b': 'theirs', env: 'test' } });
  const row = (await served.get(`/instances/${id}`, owner)).json;
  assert.equal(row.weight, 20);
  assert.deepEqual(row.labels, { 'a/b': 'mine', env: 'test' });
  assert.deepEqual(
    [row.held['/weight'].client, row.held['/weight'].by, row.held['/weight'].reason],
    [70, 'lin.qiao', 'disk latency'],
  );
  assert.equal(row.held['/labels/a~1b'].client, 'theirs');
  const list = (await served.get('/instances', owner)).json;
  assert.equal(list.items[0].held['/weight'].client, 70);

  const release = (field: string, headers = key()) =>
    served.send('DELETE', `/instances/${id}/held/${field}`, {}, headers);
  const once = key();
  const released = await release('weight', once);
  assert.equal(released.status, 200, released.text);
  assert.equal(released.json.operation.action, 'instance.release');
  assert.deepEqual([now()?.weight, released.json.instance.held['/weight']], [70, undefined]);
  assert.equal((await release('weight', once)).headers['idempotency-replayed'], 'true');
  assert.equal((await release('weight')).status, 409);
  const label = await release(encodeSegment('labels/a~1b'));
  assert.equal(label.status, 200, label.text);
  assert.equal(now()?.labels['a/b'], 'theirs');
  assert.equal((await release('host')).status, 404);
  assert.equal((await hold(body, 'hold=perhaps')).status, 422);
  assert.equal((await patch([seen('/weight', 70), replace('/weight', 70)])).status, 409);
  const health = [seen('/healthy', true), replace('/healthy', false)];
  assert.equal((await hold(health)).status, 422);
  const viewer = await served.signIn('viewer');
  assert.equal((await release('weight', { ...viewer, 'Idempotency-Key': randomUUID() })).status, 403);
});

test('undoing a hold says in its preview what it takes back, and the history tells both', async (t) => {
  const { served, id, owner, key, now } = await edited(t);
  const body = [seen('/weight', 100), replace('/weight', 20)];
  const { operation } = (await served.send('PATCH', `/instances/${id}?hold=true`, body, key())).json;
  const changes = (await served.get(`/operations/${operation.id}/changes`, owner)).json.items;
  assert.deepEqual(
    changes.map(({ path, before, after }: Record<string, unknown>) => [path, before, after]),
    [
      ['/weight', 100, 20],
      ['/held/weight', null, { value: 20 }],
    ],
  );
  const plan = await served.send('POST', `/operations/${operation.id}/undo/preview`, {}, owner);
  assert.equal(plan.json.fields, 2);
  const undo = { previewId: plan.json.previewId, decisions: [] };
  const undone = await served.send('POST', `/operations/${operation.id}/undo`, undo, key());
  assert.equal(undone.status, 201, undone.text);
  assert.equal(now()?.weight, 100);
  assert.equal(served.registry.state.holds.size, 0);
});

test('deregistering asks for host and port, is done once, and leaves what is held for the return', async (t) => {
  const { served, id, key, now } = await edited(t);
  await served.register({ ...checked(), host: '10.0.0.2' });
  await served.send(
    'PATCH',
    `/instances/${id}?hold=true`,
    [seen('/weight', 100), replace('/weight', 20)],
    key(),
  );
  const remove = (body: unknown, headers = key()) => served.send('DELETE', `/instances/${id}`, body, headers);
  assert.equal((await remove({})).status, 422);
  assert.equal((await remove({ typed: '10.0.0.1' })).status, 422);
  assert.equal(now()?.weight, 20);
  const viewer = { ...(await served.signIn('viewer')), 'Idempotency-Key': randomUUID() };
  assert.equal((await remove({ typed: '10.0.0.1:8080' }, viewer)).status, 403);
  const once = key();
  const gone = await remove({ typed: '10.0.0.1:8080' }, once);
  assert.equal(gone.status, 200, gone.text);
  assert.equal(gone.json.operation.action, 'instance.delete');
  assert.equal(now(), undefined);
  assert.equal((await remove({ typed: '10.0.0.1:8080' })).status, 404);
  await served.register({ ...checked(), weight: 70 });
  assert.equal(now()?.weight, 20);
});

test('the last one that clients can call is deregistered only with the name of its service and a reason', async (t) => {
  const { served, owner, id, key, now } = await edited(t);
  const typed = '10.0.0.1:8080';
  const remove = (more: object, headers = key()) =>
    served.send('DELETE', `/instances/${id}`, { typed, ...more }, headers);
  const once = key();
  const stopped = await remove({}, once);
  assert.equal(stopped.status, 409, stopped.text);
  assert.match(stopped.json.type, /PreviewChanged$/);
  assert.equal(stopped.json.preview.services[0].verdict, 'stop');
  assert.notEqual(now(), undefined);
  assert.equal((await remove({}, once)).status, 409);
  const { service } = stopped.json.preview.services[0];
  assert.equal((await remove({ override: 'another', reason: 'retired' })).status, 422);
  assert.equal((await remove({ override: service, reason: 'x' })).status, 422);
  assert.notEqual(now(), undefined);
  const gone = await remove({ override: service, reason: 'retired' });
  assert.equal(gone.status, 200, gone.text);
  assert.equal(gone.json.operation.reason, 'retired');
  assert.equal(now(), undefined);
  const { items } = (await served.get('/operations', owner)).json;
  assert.deepEqual(
    items
      .filter(({ action }: { action: string }) => action === 'instance.delete')
      .map(({ outcome }: { outcome: string }) => outcome),
    ['done', 'refused'],
  );
});
