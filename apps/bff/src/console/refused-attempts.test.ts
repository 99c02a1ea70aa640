import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { serveConsole } from '../testing/testing-console.ts';

const key = () => ({ 'Idempotency-Key': randomUUID() });

test('what an account tried and may not stands in the history, with whom, what and why; previews do not', async (t) => {
  const served = await serveConsole(t);
  await served.register({ service: 'pay' });
  const viewer = await served.signIn('viewer');
  const tried = await served.send(
    'DELETE',
    '/services/default/pay',
    { typed: 'pay' },
    { ...viewer, ...key() },
  );
  assert.equal(tried.status, 403);
  const asked = { namespace: 'default', service: 'pay', hosts: ['10.0.0.1'], ports: [1] };
  assert.equal((await served.send('POST', '/instances/preview', asked, viewer)).status, 403);
  const owner = await served.signIn();
  const { json } = await served.get('/operations?outcome=refused&service=pay', owner);
  assert.equal(json.items.length, 1);
  const [{ by, sentence, info, may, outcome, requestId }] = json.items;
  assert.deepEqual(
    [by.name, outcome, sentence, may],
    ['a.viewer', 'refused', { key: 'refusedAttempt', args: { action: 'DeleteServices', target: 'pay' } }, {}],
  );
  assert.match(info, /viewer/);
  assert.equal(requestId, tried.json.requestId);
  assert.ok(served.registry.state.services.service('default', 'pay') !== undefined);
});

test('one account cannot fill the history with attempts', async (t) => {
  const served = await serveConsole(t);
  const viewer = await served.signIn('viewer');
  for (let n = 0; n < 105; n += 1) {
    assert.equal((await served.send('POST', '/namespaces', {}, { ...viewer, ...key() })).status, 403);
  }
  const owner = await served.signIn();
  const count = async () =>
    (await served.get('/operations?outcome=refused&limit=500', owner)).json.items.length;
  assert.equal(await count(), 100);
  served.clock.advance(60_000);
  await served.send('POST', '/namespaces', {}, { ...viewer, ...key() });
  assert.equal(await count(), 101);
});

test('each operation says whether who looks may take it back, and the timeline of a ticket what happened', async (t) => {
  const served = await serveConsole(t);
  for (const host of ['10.0.0.1', '10.0.0.2']) await served.register({ service: 'pay', host });
  const owner = await served.signIn();
  const target = { action: 'isolate', target: { hosts: ['10.0.0.1'] } };
  const { previewId } = (await served.send('POST', '/isolations/preview', target, owner)).json;
  const wish = { previewId, reason: 'disk', ticket: 'INC-1' };
  const made = await served.send('POST', '/isolations', wish, { ...owner, ...key() });
  assert.equal(made.status, 201, made.text);
  const path = `/operations/${made.json.operation.id}`;
  assert.deepEqual((await served.get(path, owner)).json.may, { undo: true });
  const viewer = await served.signIn('viewer');
  assert.equal((await served.get(path, viewer)).json.may.undo.not, 'permission');
  const timeline = await served.get('/operations/timeline?ticket=INC-1', viewer);
  assert.equal(timeline.status, 200, timeline.text);
  assert.deepEqual(timeline.json.hosts, ['10.0.0.1']);
  assert.deepEqual(
    timeline.json.marks.map(({ kind, host }: { kind: string; host: string }) => [kind, host]).sort(),
    [['registered', '10.0.0.1']],
  );
  assert.equal((await served.get('/operations/timeline', viewer)).status, 400);
});
