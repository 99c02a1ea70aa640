import assert from 'node:assert/strict';
import { BULK_PART, type Operation } from '../../registry/model.ts';
import type { OperationQuery, Store } from '../../registry/store-port.ts';
import { anOperation, labels, START_MS, Writer } from './samples.ts';
import type { StoreTest } from './store-test.ts';

/** As many as one command may name, each as long as an address gets. */
const fifty = Array.from({ length: 50 }, (_, n) => `2001:0db8:85a3:0000:0000:8a2e:0370:${7300 + n}`);

/** Thirty operations of known variety, two in each commit, one second apart. */
const thirty: readonly Operation[] = Array.from({ length: 30 }, (_, n) =>
  anOperation({
    id: `01HF${String(n).padStart(22, '0')}`,
    at: START_MS + n * 1000,
    by: { id: `u-${n % 3}`, name: ['alice', 'bob', '李雷'][n % 3] ?? '', via: 'console' },
    action: n % 2 ? 'instance.update' : 'isolation.create',
    outcome: n % 5 === 0 ? 'refused' : 'done',
    ...(n % 4 ? { namespace: 'prod', service: `s-${n % 4}` } : {}),
    ...(n % 6 === 0 ? { host: '10.0.0.1', ticket: `OPS-${n}` } : {}),
    ...(n === 11 ? { host: fifty.join(',') } : {}),
    ...(n % 6 === 3 ? { host: n % 4 === 1 ? '10.0.0.2,10.0.0.1' : '10.0.0.12,10.0.0.3' } : {}),
  }),
);

async function writeThirty(store: Store): Promise<void> {
  const writer = new Writer(store);
  for (let n = 0; n < thirty.length; n += 2) await writer.write({ operations: thirty.slice(n, n + 2) });
}

/** Where each filter keeps what; the expectation, apart from any store's own code. */
const queries: readonly (readonly [Omit<OperationQuery, 'limit'>, (one: Operation, n: number) => boolean])[] =
  [
    [{}, () => true],
    [{ action: 'instance.update' }, (_, n) => n % 2 === 1],
    [{ action: 'isolation.create,instance.update' }, () => true],
    [{ action: 'isolation.' }, (_, n) => n % 2 === 0],
    [{ action: 'user.,instance.update' }, (_, n) => n % 2 === 1],
    [{ action: 'isolation,instance.' }, (_, n) => n % 2 === 1],
    [{ by: '李雷' }, (_, n) => n % 3 === 2],
    [{ by: 'u-1' }, () => false],
    [{ outcome: 'refused' }, (_, n) => n % 5 === 0],
    [{ namespace: 'prod' }, (_, n) => n % 4 !== 0],
    [{ namespace: 'prod', service: 's-2' }, (_, n) => n % 4 === 2],
    [{ service: 's-3' }, (_, n) => n % 4 === 3],
    [{ host: '10.0.0.1' }, (_, n) => n % 6 === 0 || (n % 6 === 3 && n % 4 === 1)],
    [{ host: '10.0.0.2' }, (_, n) => n % 6 === 3 && n % 4 === 1],
    [{ host: '10.0.0.3,10.0.0.2' }, (_, n) => n % 6 === 3],
    [{ host: '10.0.0.1', action: 'instance.update' }, (_, n) => n % 6 === 3 && n % 4 === 1],
    [{ host: fifty.at(-1) ?? '' }, (_, n) => n === 11],
    [{ ticket: 'OPS-12' }, (_, n) => n === 12],
    [{ ticket: "' OR 1=1 --" }, () => false],
    [{ fromAt: START_MS + 10_000 }, (_, n) => n >= 10],
    [{ toAt: START_MS + 10_000 }, (_, n) => n < 10],
    [
      { fromAt: START_MS + 5_000, toAt: START_MS + 20_000, by: 'bob', outcome: 'done' },
      (_, n) => n >= 5 && n < 20 && n % 3 === 1 && n % 5 !== 0,
    ],
  ];

/** The audit: what operators did. */
export const operationTests: Readonly<Record<string, StoreTest>> = {
  'the batches of a bulk command are in no list and are found by their ids': async ({ store }) => {
    const whole = anOperation({ id: 'whole', action: 'instance.update', parts: ['part'] });
    const part = anOperation({ id: 'part', action: BULK_PART, partOf: 'whole' });
    await new Writer(store).write({ operations: [part, whole] });
    assert.deepEqual(await store.operations({ limit: 10 }), [whole]);
    assert.deepEqual(await store.operations({ limit: 10, by: part.by.name }), [whole]);
    assert.deepEqual(await store.operation('part'), part);
  },

  'operations come back whole, one by id, also after reopening': async (harness) => {
    const full = anOperation({
      ...{
        reason: 'disk 🔥',
        ticket: 'OPS-7',
        namespace: 'prod',
        service: 'pay',
        host: 'h',
        isolationId: '01J',
      },
      ...{
        undoes: '01A',
        by: { id: '', name: 'HTTP:10.0.0.1', via: 'http', address: '10.0.0.1', requestId: 'r' },
      },
      changes: [
        {
          target: { kind: 'instance', id: 'i', label: 'l' },
          path: '/labels/__proto__',
          before: null,
          after: { ...labels(['a', 'b']) },
        },
      ],
    });
    await new Writer(harness.store).write({ operations: [full] });
    assert.deepEqual(await harness.store.operation(full.id), full);
    const again = await harness.reopen();
    assert.deepEqual(await again.operation(full.id), full);
    assert.deepEqual(await again.operations({ limit: 5 }), [full]);
    assert.equal(await again.operation('another'), undefined);
  },

  'every filter finds what it names, newest first, on any page size': async ({ store }) => {
    await writeThirty(store);
    for (const [filters, holds] of queries) {
      const expected = thirty.filter(holds).reverse();
      for (const limit of [1, 7, 100]) {
        const seen: Operation[] = [];
        for (;;) {
          const before = seen.at(-1)?.id;
          const page = await store.operations({
            limit,
            ...filters,
            ...(before === undefined ? {} : { before }),
          });
          assert.ok(page.length <= limit);
          seen.push(...page);
          if (page.length < limit) break;
        }
        assert.deepEqual(seen, expected, JSON.stringify({ filters, limit }));
      }
    }
  },

  'a page before an unknown operation, or of no size, is empty': async ({ store }) => {
    await writeThirty(store);
    assert.deepEqual(await store.operations({ limit: 5, before: 'unknown' }), []);
    assert.deepEqual(await store.operations({ limit: 0 }), []);
  },

  'the page before an operation that a filter hides goes on behind it': async ({ store }) => {
    await writeThirty(store);
    const page = await store.operations({
      limit: 2,
      before: thirty[10]?.id ?? '',
      action: 'instance.update',
    });
    assert.deepEqual(page, [thirty[9], thirty[7]]);
  },
};
