import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
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
  assert.equal(answer.json.operation.sentence.key, 'changedInstances');
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
