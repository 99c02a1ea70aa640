import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { serveConsole } from '../../testing/testing-console.ts';

const key = () => ({ 'Idempotency-Key': randomUUID() });

test('a namespace is made, edited by whoever saw it as it is, and deleted once it is empty', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const made = await served.send(
    'POST',
    '/namespaces',
    { name: 'pay/eu', comment: 'Europe' },
    { ...owner, ...key() },
  );
  assert.equal(made.status, 201, made.text);
  const path = '/namespaces/pay~1eu';
  assert.equal((await served.get(path, owner)).json.comment, 'Europe');
  assert.equal((await served.send('PUT', path, { comment: 'x' }, { ...owner, ...key() })).status, 428);
  const match = (revision: string) => ({ ...owner, ...key(), 'If-Match': `"${revision}"` });
  const stale = await served.send('PUT', path, { comment: 'x' }, match('0'));
  assert.equal(stale.status, 412);
  assert.equal(stale.json.current.comment, 'Europe');
  const edited = await served.send(
    'PUT',
    path,
    { comment: 'EU', exportTo: ['*'] },
    match(made.json.revision),
  );
  assert.equal(edited.status, 200, edited.text);
  assert.deepEqual([edited.json.comment, edited.json.exportTo], ['EU', ['*']]);

  await served.register({ namespace: 'pay/eu', service: 'a' });
  const kept = await served.send('DELETE', path, { typed: 'pay/eu' }, match(edited.json.revision));
  assert.equal(kept.status, 409);
  assert.equal(kept.json.code, 400203);
  assert.equal(kept.json.current.may.delete.not, 'state');
});

test('bad names, taken names and missing rights are refused in words', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const make = (name: unknown, who = owner) =>
    served.send('POST', '/namespaces', { name }, { ...who, ...key() });
  for (const name of ['', 'a b', 'ü', 'x'.repeat(65), 7, undefined]) {
    const { status, json } = await make(name);
    assert.equal(status, 422, String(name));
    assert.equal(json.fields[0].path, 'name');
  }
  assert.equal((await make('mine')).status, 201);
  const taken = await make('mine');
  assert.equal(taken.status, 409);
  assert.equal(taken.json.code, 400201);
  assert.equal((await make('other', await served.signIn('operator'))).status, 403);
  const { json } = await served.get('/namespaces/mine', owner);
  const headers = { ...owner, ...key(), 'If-Match': `"${json.revision}"` };
  assert.equal((await served.send('DELETE', '/namespaces/mine', { typed: 'mein' }, headers)).status, 422);
  const gone = await served.send('DELETE', '/namespaces/mine', { typed: 'mine' }, { ...headers, ...key() });
  assert.equal(gone.status, 204);
  assert.equal((await served.get('/namespaces/mine', owner)).status, 404);
});
