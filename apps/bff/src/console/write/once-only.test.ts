import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { serveConsole } from '../../testing/testing-console.ts';

const PATH = '/access/users';
const draft = { name: 'wang.wei', password: 'canary-long-77!', comment: '' };

/** As anybody could compute it who guesses the password. */
const guess = (body: object): string =>
  createHash('sha256')
    .update(JSON.stringify(['POST', `/console/v1${PATH}`, body]))
    .digest('hex');

test('what is kept of a request does not tell whether a guessed password is right', async (t) => {
  const served = await serveConsole(t);
  const headers = { ...(await served.signIn()), 'Idempotency-Key': randomUUID() };
  assert.equal((await served.send('POST', PATH, draft, headers)).status, 201);
  const kept = JSON.stringify([...served.registry.state.kept.idempotency]);
  assert.ok(kept.includes(headers['Idempotency-Key']), 'it is kept');
  assert.ok(!kept.includes(guess(draft)));
  const { password } = draft;
  for (const guessed of [password, JSON.stringify(password), JSON.stringify([['password', password]])]) {
    assert.ok(!kept.includes(createHash('sha256').update(guessed).digest('hex')), guessed);
  }
});

test('the same key with another password, or without one, is another request', async (t) => {
  const served = await serveConsole(t);
  const headers = { ...(await served.signIn()), 'Idempotency-Key': randomUUID() };
  const made = await served.send('POST', PATH, draft, headers);
  const again = await served.send('POST', PATH, draft, headers);
  assert.deepEqual([again.status, again.json.id], [201, made.json.id]);
  const { password: _, ...bare } = draft;
  for (const body of [{ ...draft, password: 'canary-other-77!' }, { ...draft, comment: 'x' }, bare]) {
    const other = await served.send('POST', PATH, body, headers);
    assert.equal(other.status, 422, other.text);
    assert.match(other.json.type, /IdempotencyKeyReused$/);
  }
});
