import assert from 'node:assert/strict';
import test from 'node:test';
import { RequestError } from './problem.ts';
import { isUnanswered, steadyWrite } from './steady-write.ts';

const refusal = (status: number, code: number, retryAfterMs?: number) =>
  new RequestError(status, { type: 'about:blank', status, code, info: 'no', requestId: 'r' }, retryAfterMs);

test('a write that nobody answered is sent again with the same key until it is answered', async () => {
  const keys: string[] = [];
  let unanswered = 0;
  const answer = await steadyWrite(
    async (key) => {
      keys.push(key);
      if (keys.length < 3) throw new RequestError(0, undefined, 1);
      return 'done';
    },
    () => {
      unanswered += 1;
    },
    new AbortController().signal,
  );
  assert.equal(answer, 'done');
  assert.equal(unanswered, 2);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
});

test('a refusal is an answer: it is not sent again', async () => {
  let sent = 0;
  const write = steadyWrite(
    async () => {
      sent += 1;
      throw refusal(422, 400_001);
    },
    () => assert.fail('it was answered'),
    new AbortController().signal,
  );
  await assert.rejects(write, { status: 422 });
  assert.equal(sent, 1);
});

test('who gives up waiting gets the last failure, and nothing more is sent', async () => {
  const abort = new AbortController();
  let sent = 0;
  const write = steadyWrite(
    async () => {
      sent += 1;
      throw new RequestError(0, undefined, 60_000);
    },
    () => abort.abort(),
    abort.signal,
  );
  await assert.rejects(write, { status: 0 });
  assert.equal(sent, 1);
});

test('a proxy’s error and a request that still runs are no answers, the registry’s own error is one', () => {
  assert.equal(isUnanswered(new RequestError(504)), true);
  assert.equal(isUnanswered(refusal(409, 409_001, 500)), true);
  assert.equal(isUnanswered(refusal(409, 409_001)), false);
  assert.equal(isUnanswered(refusal(503, 500_001)), false);
  assert.equal(isUnanswered(refusal(500, 500_000)), false);
});
