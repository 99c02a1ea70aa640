import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { EventReader } from '../../testing/event-reader.ts';
import { holdFlips } from '../../testing/hold-flips.ts';
import { type ServedConsole, serveConsole } from '../../testing/testing-console.ts';

type Headers = Record<string, string>;
const PATH = '/health/hold/end';
const withKey = (headers: Headers): Headers => ({ ...headers, 'Idempotency-Key': randomUUID() });
const healthyOf = (served: ServedConsole, ids: readonly string[]): number =>
  ids.filter((id) => served.registry.state.instance(id)?.healthy).length;

function follow(t: TestContext, served: ServedConsole, who: Headers): EventReader {
  const reader = new EventReader(served.port, '/console/v1/events?topics=', who);
  t.after(() => reader.close());
  return reader;
}

test('what is held and why is told to everybody at once, by service and zone, until it is over', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const viewer = await served.signIn('viewer');
  assert.equal((await served.get('/health/hold', viewer)).json, null);
  const early = follow(t, served, viewer);
  await early.next('hello');
  const ids = await holdFlips(served);
  const told = (await early.next('hold')).data;
  assert.deepEqual(
    { ...told, sinceAt: 0 },
    {
      kind: 'holding',
      instances: 24,
      sinceAt: 0,
      heard: 0,
      expected: 24,
      zones: 2,
      endsAt: null,
      may: {
        end: {
          not: 'permission',
          why: 'needsOperator',
          info: 'You may read this but not change it. The role Operator would allow it.',
        },
      },
    },
  );
  const late = follow(t, served, owner);
  await late.next('hello');
  assert.deepEqual((await late.next('hold')).data.may, { end: true });
  const { json } = await served.get('/health/hold', viewer);
  assert.equal(json.more, 0);
  const group = { namespace: 'default', service: 'silent', instances: 12, hosts: 12 };
  assert.deepEqual(json.groups, [
    { ...group, zone: 'gz-1', healthyAfter: 0, total: 24 },
    { ...group, zone: 'gz-2', healthyAfter: 0, total: 24 },
  ]);
  // They are heard again: over by itself, and said.
  for (const id of ids) served.checker.beat(id);
  served.clock.advance(250);
  assert.deepEqual((await early.next('hold')).data, { kind: 'none' });
  assert.equal((await served.get('/health/hold', owner)).json, null);
});

test('a hold says when it ends by itself once hearing is clear, and then it does', async (t) => {
  const served = await serveConsole(t);
  const ids = await holdFlips(served, 30);
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 250) {
      for (const id of ids.slice(0, 20)) served.checker.beat(id);
      served.clock.advance(250);
      served.checker.sweep();
    }
    await served.checker.settled();
  };
  await pass(250);
  const { endsAt } = served.checker.hold ?? {};
  assert.ok(typeof endsAt === 'number' && endsAt > served.clock.wallMs(), String(endsAt));
  await pass(endsAt - served.clock.wallMs() - 250);
  assert.equal(served.checker.hold?.instances, 10);
  await pass(500);
  assert.deepEqual([served.checker.hold, healthyOf(served, ids)], [null, 20]);
});

test('an operator releases a hold with a reason: the silent turn unhealthy, and history has it', async (t) => {
  const served = await serveConsole(t);
  const operator = await served.signIn('operator');
  const ids = await holdFlips(served);
  const { sinceAt } = served.checker.hold ?? {};
  const headers = withKey(operator);
  const body = { how: 'release', sinceAt, reason: 'the rack is really gone' };
  const answer = await served.send('POST', PATH, body, headers);
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.json.instances, 24);
  const { operation } = answer.json;
  assert.deepEqual(
    [operation.by.name, operation.action, operation.reason, operation.done, operation.sentence.key],
    ['a.operator', 'health.release', 'the rack is really gone', 24, 'releasedHold'],
  );
  await served.checker.settled();
  assert.deepEqual([served.checker.hold, healthyOf(served, ids)], [null, 0]);
  const again = await served.send('POST', PATH, body, headers);
  assert.deepEqual([again.status, again.json.operation.id], [201, operation.id]);
  assert.equal(again.headers['idempotency-replayed'], 'true');
});

test('an operator discards a hold: nobody turns unhealthy before a fresh 3 × TTL', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const ids = await holdFlips(served);
  const { sinceAt } = served.checker.hold ?? {};
  const answer = await served.send(
    'POST',
    PATH,
    { how: 'discard', sinceAt, reason: 'our own switch failed' },
    withKey(owner),
  );
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.json.operation.sentence.key, 'discardedHold');
  assert.deepEqual([served.checker.hold, healthyOf(served, ids)], [null, 24]);
  for (let ms = 0; ms < 2_750; ms += 250) {
    served.clock.advance(250);
    served.checker.sweep();
  }
  assert.deepEqual([served.checker.hold, healthyOf(served, ids)], [null, 24]);
});

test('ending is refused without the right, without a reason, and for another hold than the one seen', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const viewer = await served.signIn('viewer');
  const ids = await holdFlips(served);
  const { sinceAt = 0 } = served.checker.hold ?? {};
  const good = { how: 'release', sinceAt, reason: 'looked at it' };
  const refused = await served.send('POST', PATH, good, withKey(viewer));
  assert.deepEqual([refused.status, refused.json.info], [403, 'your role, viewer, does not include this']);
  const fieldsOf = async (body: object): Promise<string[]> => {
    const { status, json } = await served.send('POST', PATH, body, withKey(owner));
    assert.equal(status, 422);
    return json.fields.map(({ path }: { path: string }) => path);
  };
  assert.deepEqual(await fieldsOf({ ...good, reason: ' ' }), ['reason']);
  assert.deepEqual(await fieldsOf({ ...good, how: 'forget' }), ['how']);
  assert.deepEqual(await fieldsOf({ how: 'release', reason: 'looked at it' }), ['sinceAt']);
  const other = await served.send('POST', PATH, { ...good, sinceAt: sinceAt - 1 }, withKey(owner));
  assert.deepEqual(
    [other.status, other.json.type, other.json.current.instances],
    [412, '/console/problems/Changed', 24],
  );
  assert.deepEqual([served.checker.hold?.instances, healthyOf(served, ids)], [24, 24], 'nothing was changed');
});
