import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { isolateHost } from '../../registry/commands/isolate-host.ts';
import type { FieldChange } from '../../registry/model.ts';
import { checked, serveConsole } from '../../testing/testing-console.ts';
import { anOperator } from '../../testing/testing-registry.ts';

const WRITERS = 10;
const EDITS_EACH = 50;

test('1,000 edits by 20 operators at once lose none: each is refused or stands', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const id = await served.register({ ...checked(), weight: 0 });
  const headers = () => ({ ...owner, 'Idempotency-Key': randomUUID() });
  let conflicts = 0;

  /** Adds one to a field, as often as it takes: reads, sends what it saw and what it wants. */
  const addOne = async (path: string, read: (row: Record<string, unknown>) => unknown) => {
    for (;;) {
      const row = (await served.get(`/instances/${id}`, owner)).json;
      const seen = read(row) ?? null;
      const value = typeof seen === 'number' ? seen + 1 : String(Number(seen ?? 0) + 1);
      const edit = [
        { op: 'test', path, value: seen },
        { op: 'add', path, value },
      ];
      const answer = await served.send('PATCH', `/instances/${id}`, edit, headers());
      if (answer.status === 200) return;
      assert.equal(answer.status, 409, answer.text);
      assert.equal(answer.json.conflicts[0].path, path);
      conflicts += 1;
    }
  };
  const many = async (path: string, read: (row: Record<string, unknown>) => unknown) => {
    for (let i = 0; i < EDITS_EACH; i += 1) await addOne(path, read);
  };
  const labelOf = (key: string) => (row: Record<string, unknown>) =>
    new Map(Object.entries(row.labels ?? {})).get(key);

  let isOver = false;
  /** Meanwhile others isolate and put back: that touches no field that is edited. */
  const isolating = async () => {
    for (let isolate = true; !isOver; isolate = !isolate) {
      await served.registry.run(
        isolateHost({ namespace: 'default', service: 'pay', host: '10.0.0.1', isolate }, anOperator),
      );
      await served.get(`/instances/${id}`, owner);
    }
  };
  const others = isolating();
  const sameField = Array.from({ length: WRITERS }, () => many('/weight', ({ weight }) => weight));
  const ownField = Array.from({ length: WRITERS }, (_, i) => many(`/labels/w${i}`, labelOf(`w${i}`)));
  await Promise.all([...sameField, ...ownField]);
  isOver = true;
  await others;

  const instance = served.registry.state.instance(id);
  assert.equal(instance?.weight, WRITERS * EDITS_EACH);
  for (let i = 0; i < WRITERS; i += 1) assert.equal(instance?.labels[`w${i}`], String(EDITS_EACH));
  const operations = await served.registry.store.operations({ limit: 5000 });
  const edits = operations.filter(({ action }) => action === 'instance.update');
  assert.equal(edits.length, 2 * WRITERS * EDITS_EACH);
  const weights = edits
    .flatMap(({ changes }) => changes.filter(({ path }) => path === '/weight'))
    .map(({ before, after }: FieldChange) => [before, after])
    .toReversed();
  assert.deepEqual(
    weights,
    weights.map((_, i) => [i, i + 1]),
  );
  t.diagnostic(`${edits.length} edits, ${conflicts} were told that somebody was faster, none was lost`);
  assert.ok(conflicts > 0, 'nobody met anybody, so nothing was shown');
});
