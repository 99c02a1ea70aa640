import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { BulkEdit, BulkPreview, BulkStatus } from '@cynosure/shared/console/bulk.ts';
import { discoverClient } from '../../registry/uptake.ts';
import { MemoryStore } from '../../store/memory/memory-store.ts';
import { checked, type ServedConsole, serveConsole } from '../../testing/testing-console.ts';
import { BulkJobs } from '../bulk/bulk-jobs.ts';

interface Bulk {
  readonly served: ServedConsole;
  readonly owner: Record<string, string>;
  preview(ids: readonly string[], edits: readonly BulkEdit[] | 'deregister'): Promise<BulkPreview>;
  run(preview: BulkPreview, more?: object, key?: string): ReturnType<ServedConsole['send']>;
  finished(id: string): Promise<BulkStatus>;
}

async function openBulk(t: TestContext, store?: MemoryStore): Promise<Bulk> {
  const served = await serveConsole(t, undefined, store);
  const owner = await served.signIn();
  return {
    served,
    owner,
    async preview(instanceIds, edits) {
      const what = edits === 'deregister' ? { action: edits } : { action: 'edit', edits };
      const answer = await served.send('POST', '/bulk/preview', { ...what, target: { instanceIds } }, owner);
      assert.equal(answer.status, 200, answer.text);
      return answer.json;
    },
    run: ({ previewId, totals }, more = {}, key = randomUUID()) =>
      served.send(
        'POST',
        '/bulk',
        { previewId, expect: totals.instances, decisions: [], ...more },
        { ...owner, 'Idempotency-Key': key },
      ),
    async finished(id) {
      for (;;) {
        const { json } = await served.get(`/bulk/${id}`, owner);
        if (json.job.outcome !== 'running') return json;
      }
    },
  };
}

/** Runs a bulk change whose second batch waits in the store. */
async function heldAtSecond(store: MemoryStore, run: () => ReturnType<Bulk['run']>) {
  const first = store.holdNext();
  const answer = run();
  await first.reached;
  const second = store.holdNext();
  first.release();
  const { json } = await answer;
  await second.reached;
  return { json, second };
}

/** So many instances of a service, one on each host; answers their ids. */
const fleet = (served: ServedConsole, service: string, count: number, more = {}) =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      served.register({ service, host: `10.1.${Math.floor(n / 250)}.${n % 250}`, port: 80, ...more }),
    ),
  );

const weightOf = (served: ServedConsole, id: string) => served.registry.state.instance(id)?.weight;

test('a field of many is changed in batches, is one operation in the history and is taken back as a whole', async (t) => {
  const { served, owner, preview, run, finished } = await openBulk(t);
  const ids = await fleet(served, 'order', 250);
  const [first = '', second = ''] = ids;
  const already = await preview([second], [{ path: '/weight', value: 20 }]);
  await run(already);
  const shown = await preview(ids, [{ path: '/weight', value: 20 }]);
  assert.deepEqual(shown.totals.change, 249);
  assert.deepEqual(shown.fields[0]?.before, [
    { value: 100, count: 249 },
    { value: 20, count: 1 },
  ]);
  const answer = await run(shown, { reason: 'drain the canary' });
  assert.equal(answer.status, 202, answer.text);
  const { job, operation } = await finished(answer.json.job.id);
  assert.equal(job.outcome, 'done');
  assert.deepEqual([job.done, job.unchanged, job.failed, job.total], [249, 1, 0, 250]);
  assert.equal(operation?.reason, 'drain the canary');
  assert.ok(ids.every((id) => weightOf(served, id) === 20));

  const history = await served.get('/operations?action=instance.update', owner);
  assert.deepEqual(
    history.json.items.map((one: { id: string; done: number }) => one.done),
    [249, 1],
  );
  const all = await served.get('/operations', owner);
  assert.ok(all.json.items.every((one: { action: string }) => one.action !== 'bulk.part'));
  const changes = await served.get(`/operations/${job.id}/changes`, owner);
  assert.equal(changes.json.total, 249);
  assert.equal(served.registry.state.kept.bulk.size, 0);

  // Somebody changes one of them again; taking back leaves that alone.
  await run(await preview([first], [{ path: '/weight', value: 70 }]));
  const back = await served.send('POST', `/operations/${job.id}/undo/preview`, {}, owner);
  assert.equal(back.status, 200, back.text);
  assert.deepEqual([back.json.fields, back.json.keep.length], [248, 1]);
  assert.deepEqual(back.json.values, [{ path: '/weight', before: 20, after: 100, count: 248 }]);
  assert.deepEqual([back.json.services[0].here, back.json.services[0].change], [248, 248]);
  const undone = await served.send(
    'POST',
    `/operations/${job.id}/undo`,
    { previewId: back.json.previewId, decisions: [] },
    { ...owner, 'Idempotency-Key': randomUUID() },
  );
  assert.equal(undone.status, 201, undone.text);
  assert.equal(undone.json.operation.undoes, job.id);
  assert.deepEqual([undone.json.job.done, undone.json.job.failed], [248, 0]);
  assert.equal(weightOf(served, first), 70);
  assert.ok(ids.slice(2).every((id) => weightOf(served, id) === 100));
  assert.equal(await served.store.verifyHistory(), null);
});

const undoing = (served: ServedConsole, owner: Record<string, string>, id: string) => ({
  preview: () => served.send('POST', `/operations/${id}/undo/preview`, {}, owner),
  run: (previewId: string, decisions: object[] = []) =>
    served.send(
      'POST',
      `/operations/${id}/undo`,
      { previewId, decisions },
      { ...owner, 'Idempotency-Key': randomUUID() },
    ),
});

test('labels are taken back one by one: what somebody has done to another label since is not in the way', async (t) => {
  const { served, owner, preview, run } = await openBulk(t);
  const ids = await fleet(served, 'order', 2, { labels: { track: 'stable' } });
  const [first = ''] = ids;
  const relabelled = await run(
    await preview(ids, [
      { path: '/labels/track', value: 'canary' },
      { path: '/labels/wave', value: '7' },
    ]),
  );
  await run(
    await preview(
      [first],
      [
        { path: '/labels/wave', value: '8' },
        { path: '/labels/owner', value: 'zhao' },
      ],
    ),
  );
  const undo = undoing(served, owner, relabelled.json.job.id);
  const shown = await undo.preview();
  assert.deepEqual(shown.json.values, [
    { path: '/labels/track', before: 'canary', after: 'stable', count: 2 },
    { path: '/labels/wave', before: '7', after: null, count: 1 },
  ]);
  assert.deepEqual(
    shown.json.keep.map((one: { path: string; since: { value: unknown } }) => [one.path, one.since.value]),
    [['/labels/wave', '8']],
  );
  await undo.run(shown.json.previewId);
  const labelsOf = (id: string) => ({ ...served.registry.state.instance(id)?.labels });
  assert.deepEqual(labelsOf(first), { track: 'stable', wave: '8', owner: 'zhao' });
  assert.deepEqual(labelsOf(ids[1] ?? ''), { track: 'stable' });
});

test('the guard is asked when a bulk change is taken back, too', async (t) => {
  const { served, owner, preview, run } = await openBulk(t);
  const checkout = await fleet(served, 'checkout', 2, { weight: 0 });
  const all = [...checkout, ...(await fleet(served, 'order', 2))];
  const { json } = await run(await preview(all, [{ path: '/weight', value: 50 }]));
  const undo = undoing(served, owner, json.job.id);
  const shown = await undo.preview();
  assert.deepEqual(
    shown.json.services.map((one: { service: string; verdict: string }) => [one.service, one.verdict]),
    [
      ['checkout', 'stop'],
      ['order', 'ok'],
    ],
  );
  const undone = await undo.run(shown.json.previewId);
  assert.deepEqual([undone.json.job.done, undone.json.job.left], [2, 2]);
  assert.deepEqual(
    all.map((id) => weightOf(served, id)),
    [50, 50, 100, 100],
  );
  // What it left can be taken back by going past the guard.
  const rest = await undo.preview();
  const nothing = await undo.run(rest.json.previewId);
  assert.equal(nothing.status, 409, nothing.text);
  const override = { namespace: 'default', service: 'checkout', decision: 'override', typed: 'checkout' };
  assert.equal((await undo.run(rest.json.previewId, [override])).status, 201);
  assert.deepEqual(
    checkout.map((id) => weightOf(served, id)),
    [0, 0],
  );
});

test('the clients of every batch are followed, not only those of the last one', async (t) => {
  const { served, owner, preview, run, finished } = await openBulk(t);
  const ids = [...(await fleet(served, 'order', 150)), ...(await fleet(served, 'pay', 50))];
  const ask = (service: string, held = '') => {
    const found = served.registry.discovery.find('default', service);
    assert.ok(found !== undefined);
    served.uptake.seen(
      discoverClient({ id: 'c-1', host: '10.1.0.1', door: 'grpc', userAgent: 'polaris-go/1.7.0' }),
      found,
      held || found.revision,
      true,
    );
  };
  ask('order');
  ask('pay');
  const { json } = await run(await preview(ids, [{ path: '/weight', value: 20 }]));
  const { id } = (await finished(json.job.id)).job;
  const before = await served.get(`/operations/${id}/uptake`, owner);
  assert.deepEqual([before.json.clients, before.json.confirmed], [1, 0]);
  assert.deepEqual(before.json.services.map((one: { service: string }) => one.service).sort(), [
    'order',
    'pay',
  ]);
  ask('pay');
  assert.equal((await served.get(`/operations/${id}/uptake`, owner)).json.confirmed, 0);
  ask('order');
  assert.equal((await served.get(`/operations/${id}/uptake`, owner)).json.confirmed, 1);
});

test('stopping between two batches leaves the rest alone, says so in the history, and what was done can be taken back', async (t) => {
  const store = new MemoryStore();
  const { served, owner, preview, run, finished } = await openBulk(t, store);
  const ids = await fleet(served, 'order', 350);
  const shown = await preview(ids, [{ path: '/labels/team', value: 'pay' }]);
  const { json, second } = await heldAtSecond(store, () => run(shown));
  const stopped = await served.send('POST', `/bulk/${json.job.id}/cancel`, {}, owner);
  assert.equal(stopped.status, 200, stopped.text);
  second.release();
  const { job, operation } = await finished(json.job.id);
  assert.equal(job.cancelled, true);
  assert.equal(job.outcome, 'partly');
  assert.equal(job.done, 200);
  assert.equal(operation?.outcome, 'partly');
  const labelled = ids.filter((id) => served.registry.state.instance(id)?.labels.team === 'pay');
  assert.equal(labelled.length, job.done);
  const undo = await served.send('POST', `/operations/${job.id}/undo/preview`, {}, owner);
  assert.equal(undo.json.fields, job.done);
});

test('what the last stop of the server cut off is in the history after the next start', async (t) => {
  const store = new MemoryStore();
  const { served, preview, run } = await openBulk(t, store);
  const ids = await fleet(served, 'order', 201);
  const shown = await preview(ids, [{ path: '/weight', value: 1 }]);
  const { json, second } = await heldAtSecond(store, () => run(shown));
  served.console.stop();
  second.release();
  while ([...served.registry.state.kept.bulk.values()][0]?.counts.done !== 200) await setImmediate();
  await new BulkJobs(served.registry).concludeLeftovers();
  const operation = await store.operation(json.job.id);
  assert.equal(operation?.outcome, 'partly');
  assert.equal(operation?.counts.done, 200);
  assert.equal(served.registry.state.kept.bulk.size, 0);
});

test('weight 0 for the whole of a service is a stop: left alone unless its name is typed', async (t) => {
  const { served, preview, run, finished } = await openBulk(t);
  const all = await fleet(served, 'checkout', 3);
  const others = await fleet(served, 'order', 3);
  const [one = ''] = others;
  const shown = await preview([...all, one], [{ path: '/weight', value: 0 }]);
  assert.deepEqual(
    shown.services.map(({ service, verdict }) => [service, verdict]),
    [
      ['checkout', 'stop'],
      ['order', 'ok'],
    ],
  );
  assert.deepEqual(shown.services[0]?.causes, [{ kind: 'noWeight' }]);
  const answer = await run(shown);
  const { job } = await finished(answer.json.job.id);
  assert.deepEqual([job.done, job.left], [1, 3]);
  assert.equal(weightOf(served, all[0] ?? ''), 100);
  const again = await preview(all, [{ path: '/weight', value: 0 }]);
  const untyped = await run(again, {
    decisions: [{ namespace: 'default', service: 'checkout', decision: 'override', typed: 'check' }],
  });
  assert.equal(untyped.status, 422);
  const override = [{ namespace: 'default', service: 'checkout', decision: 'override', typed: 'checkout' }];
  const unexplained = await run(again, { decisions: override });
  assert.equal(unexplained.status, 422);
  assert.deepEqual(
    unexplained.json.fields.map(({ path }: { path: string }) => path),
    ['reason'],
  );
  const typed = await run(again, {
    decisions: override,
    reason: 'the service is retired',
  });
  assert.equal(typed.status, 202, typed.text);
  assert.ok(all.every((id) => weightOf(served, id) === 0));
});

test('switching checks on for all of a service counts as taking its health, and a TTL switches none on', async (t) => {
  const { served, preview, run } = await openBulk(t);
  const bare = await fleet(served, 'bare', 2);
  const shown = await preview(bare, [{ path: '/checked', value: true }]);
  assert.equal(shown.services[0]?.verdict, 'stop');
  assert.equal(shown.services[0]?.after.unhealthy, 2);
  const kept = await served.register({ service: 'bare', host: '10.2.0.1', ...checked(5) });
  const ttl = await preview([...bare, kept], [{ path: '/ttlSeconds', value: 30 }]);
  assert.equal(ttl.totals.change, 1);
  const { json } = await run(ttl);
  assert.deepEqual([json.job.done, json.job.unchanged], [1, 2]);
  assert.deepEqual(served.registry.state.instance(kept)?.check, { ttlSeconds: 30 });
  assert.equal(served.registry.state.instance(bare[0] ?? '')?.check, 'none');
});

test('deregistering asks for the number and cannot be taken back', async (t) => {
  const { served, owner, preview, run } = await openBulk(t);
  const ids = await fleet(served, 'order', 5);
  const shown = await preview(ids.slice(0, 3), 'deregister');
  assert.deepEqual([shown.services[0]?.now.total, shown.services[0]?.after.total], [5, 2]);
  const untyped = await run(shown, { typed: '5' });
  assert.equal(untyped.status, 422);
  const done = await run(shown, { typed: '3' });
  assert.equal(done.status, 202, done.text);
  assert.equal(served.registry.state.instances.size, 2);
  const undo = await served.send('POST', `/operations/${done.json.job.id}/undo/preview`, {}, owner);
  assert.equal(undo.status, 409);
});

test('a repeated request is answered and not done again, and a set of another size is not changed', async (t) => {
  const { served, owner, preview, run } = await openBulk(t);
  const ids = await fleet(served, 'order', 3);
  const shown = await preview(ids, [{ path: '/weight', value: 5 }]);
  const key = randomUUID();
  const first = await run(shown, {}, key);
  const again = await run(shown, {}, key);
  assert.equal(again.json.job.id, first.json.job.id);
  assert.equal(again.headers['idempotency-replayed'], 'true');
  const other = await run(shown, { expect: 4 });
  assert.equal(other.status, 409);
  const { json } = await served.get('/operations?action=instance.update', owner);
  assert.equal(json.items.length, 1);
});

test('values that cannot be are refused by field, and what fails says why for each', async (t) => {
  const { served, owner, preview, run } = await openBulk(t);
  const ids = await fleet(served, 'order', 2, {
    labels: Object.fromEntries(Array.from({ length: 64 }, (_, n) => [`k${n}`, 'v'])),
  });
  const bad = await served.send(
    'POST',
    '/bulk/preview',
    {
      action: 'edit',
      target: { instanceIds: ids },
      edits: [
        { path: '/ttlSeconds', value: 120 },
        { path: '/version', value: '2' },
      ],
    },
    owner,
  );
  assert.equal(bad.status, 422);
  assert.deepEqual(
    bad.json.fields.map((one: { path: string }) => one.path),
    ['/ttlSeconds', '/version'],
  );
  const { json } = await run(await preview(ids, [{ path: '/labels/one-more', value: 'x' }]));
  assert.equal(json.job.failed, 2);
  assert.match(json.job.failures[0].info, /64 labels/);
  const file = await served.get(`/bulk/${json.job.id}/results`, owner);
  assert.equal(file.text.trim().split('\r\n').length, 3);
});

test('ticked instances and whole lists are frozen, told apart from what matches later, and changed as a set', async (t) => {
  const { served, owner } = await openBulk(t);
  const ids = await fleet(served, 'order', 4);
  const [first = '', second = ''] = ids;
  const list = await served.get('/instances?service=order&limit=2', owner);
  const all = await served.send('POST', `/result-sets/${list.json.resultSet}/freeze`, {}, owner);
  assert.equal(all.json.total, 4);
  const late = await served.register({ service: 'order', host: '10.9.0.1' });
  const again = await served.get('/instances?service=order', owner);
  const beside = await served.get(
    `/selections/${all.json.selection}?resultSet=${again.json.resultSet}`,
    owner,
  );
  assert.deepEqual([beside.json.total, beside.json.outside, beside.json.notShown], [4, [late], 0]);
  const fewer = await served.send(
    'POST',
    '/selections',
    { selection: all.json.selection, except: [first], add: [late, 'nobody'] },
    owner,
  );
  assert.equal(fewer.status, 201, fewer.text);
  assert.equal(fewer.json.total, 4);
  const onHosts = await served.send('POST', '/selections', { hosts: ['10.1.0.0', '10.1.0.1'] }, owner);
  assert.equal(onHosts.json.total, 2);
  const preview = await served.send(
    'POST',
    '/bulk/preview',
    { action: 'edit', target: { selection: fewer.json.selection }, edits: [{ path: '/weight', value: 3 }] },
    owner,
  );
  const run = await served.send(
    'POST',
    '/bulk',
    { previewId: preview.json.previewId, expect: 4, decisions: [] },
    { ...owner, 'Idempotency-Key': randomUUID() },
  );
  assert.equal(run.json.job.done, 4, run.text);
  assert.deepEqual([weightOf(served, first), weightOf(served, second), weightOf(served, late)], [100, 3, 3]);
  const gone = await served.send('POST', '/selections', { selection: 'sel_x' }, owner);
  assert.equal(gone.status, 410);
});

test('single instances are put back in traffic whatever covers them, and that can be taken back', async (t) => {
  const { served, owner } = await openBulk(t);
  const ids = await fleet(served, 'order', 4);
  const write = (path: string, body: unknown) =>
    served.send('POST', path, body, { ...owner, 'Idempotency-Key': randomUUID() });
  const isolated = () => ids.map((id) => served.registry.state.instance(id)?.isolated);
  const isolate = async (target: object) => {
    const { json } = await write('/isolations/preview', { action: 'isolate', target });
    const made = await write('/isolations', { previewId: json.previewId, reason: 'a test' });
    assert.equal(made.status, 201, made.text);
    return made.json.isolation.id;
  };
  const ofTwo = await isolate({ instanceIds: ids.slice(0, 2) });
  const ofHosts = await isolate({ hosts: ['10.1.0.1', '10.1.0.2'] });
  assert.deepEqual(isolated(), [true, true, true, false]);
  const preview = await write('/isolations/preview', {
    action: 'end',
    target: { instanceIds: ids.slice(0, 2) },
  });
  assert.equal(preview.json.totals.change, 2);
  const back = await write('/isolations/release', { previewId: preview.json.previewId });
  assert.equal(back.status, 200, back.text);
  assert.deepEqual(isolated(), [false, false, true, false]);
  const { isolations } = served.registry.state;
  assert.notEqual(isolations.get(ofTwo)?.ended, null);
  assert.equal(isolations.get(ofHosts)?.ended, null);
  const undo = `/operations/${back.json.operation.id}/undo`;
  const undoing = await write(`${undo}/preview`, {});
  const undone = await write(undo, {
    previewId: undoing.json.previewId,
    decisions: undoing.json.services
      .filter((one: { verdict: string }) => one.verdict === 'stop')
      .map(({ namespace, service }: { namespace: string; service: string }) => ({
        namespace,
        service,
        decision: 'override',
        typed: service,
      })),
  });
  assert.equal(undone.status, 201, undone.text);
  assert.deepEqual(isolated(), [true, true, true, false]);
});
