import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { PASSWORD } from '../../testing/testing-access.ts';
import { serveConsole } from '../../testing/testing-console.ts';

const key = () => ({ 'Idempotency-Key': randomUUID() });

test('signing out everywhere else ends the other sessions of an account and leaves the one that asks', async (t) => {
  const served = await serveConsole(t);
  const here = await served.signIn();
  const there = await served.signIn();
  const viewer = await served.signIn('viewer');
  const ended = await served.send('POST', '/access/sessions/end-others', {}, { ...here, ...key() });
  assert.deepEqual([ended.status, ended.json], [200, { ended: 1 }]);
  assert.equal((await served.get('/session', there)).status, 401);
  assert.equal((await served.get('/session', here)).status, 200);
  assert.equal((await served.get('/session', viewer)).status, 200);
});

test('an owner signs somebody else out everywhere; others learn nothing about that account', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const viewer = await served.signIn('viewer');
  const again = await served.send('POST', '/session', { name: 'a.viewer', password: PASSWORD });
  assert.equal(again.status, 200);
  const rows = await served.get('/access/sessions', owner);
  const idOf = (name: string): string =>
    rows.json.find((one: { user: { name: string } }) => one.user.name === name).user.id;
  const end = (user: string, who: Record<string, string>) =>
    served.send('POST', '/access/sessions/end-others', { user }, { ...who, ...key() });
  assert.equal((await end(idOf('lin.qiao'), viewer)).status, 404);
  assert.equal((await end('nobody', owner)).status, 404);
  const ended = await end(idOf('a.viewer'), owner);
  assert.deepEqual([ended.status, ended.json], [200, { ended: 2 }]);
  assert.equal((await served.get('/session', viewer)).status, 401);
});

test('the end of a session and when it was last used are whole milliseconds', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  served.clock.advance(1234.567);
  const session = await served.get('/session', owner);
  assert.ok(Number.isInteger(session.json.endsAt), session.text);
  const [row] = (await served.get('/access/sessions', owner)).json;
  assert.ok(Number.isInteger(row.lastSeenAt), JSON.stringify(row));
});

test('whoever holds other roles through a group than before signs in anew, and nobody else does', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  let viewer = await served.signIn('viewer');
  const operator = await served.signIn('operator');
  const isIn = async (who: Record<string, string>) => (await served.get('/session', who)).status === 200;
  const anew = async () => {
    const { headers } = await served.send('POST', '/session', { name: 'a.viewer', password: PASSWORD });
    viewer = { ...owner, Cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
    assert.ok(await isIn(viewer));
  };
  const me = (await served.get('/session', viewer)).json.user.id;
  await served.send('POST', '/namespaces', { name: 'pay' }, { ...owner, ...key() });
  const draft = { name: 'night shift', comment: '' };
  const made = await served.send('POST', '/access/groups', { ...draft, users: [me] }, { ...owner, ...key() });
  assert.equal(made.status, 201, made.text);
  assert.ok(await isIn(viewer), 'a group without roles gives none');
  const path = `/access/groups/${made.json.id}`;
  const edit = async (method: string, body: object) => {
    const { revision } = (await served.get(path, owner)).json;
    const answer = await served.send(method, path, body, { ...owner, ...key(), 'If-Match': `"${revision}"` });
    assert.ok(answer.status < 300, answer.text);
  };
  const steps: [string, object][] = [
    ['PATCH', { role: 'owner' }],
    ['PATCH', { users: [] }],
    ['PATCH', { users: [me] }],
    ['PATCH', { role: null, namespaceRoles: [{ namespace: 'pay', role: 'operator' }] }],
    ['DELETE', { typed: draft.name }],
  ];
  for (const [method, body] of steps) {
    await edit(method, body);
    assert.equal(await isIn(viewer), false, JSON.stringify(body));
    await anew();
    if (method === 'PATCH') await edit(method, { comment: JSON.stringify(body) });
    assert.ok(await isIn(viewer), 'another comment changes nothing for anybody');
  }
  assert.deepEqual([await isIn(owner), await isIn(operator)], [true, true]);
});
