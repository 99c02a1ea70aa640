import assert from 'node:assert/strict';
import { put, type RecordPut, remove } from '../../registry/changes.ts';
import { loaded, recordName } from './harness.ts';
import { aNamespace, aRow, aService, aState, labels, START_MS, Writer } from './samples.ts';
import type { StoreTest } from './store-test.ts';

const actor = { id: 'u-1', name: 'alice', via: 'console' } as const;

/** One value of every kind of record. */
const oneOfEach: readonly RecordPut[] = [
  put('namespace', 'prod', aNamespace()),
  put('service', '1', aService({ metadata: labels(['team', 'pay']) })),
  put('alias', 'prod/pay', {
    ...{
      id: 'e'.repeat(32),
      namespace: 'prod',
      name: 'pay',
      target: 1,
      comment: '',
      owners: '',
      exportTo: [],
    },
    ...{ token: 'f'.repeat(32), revision: '1'.repeat(32), ctime: 1, mtime: 2 },
  }),
  put('isolation', '01J', {
    id: '01J',
    scope: { kind: 'host', hosts: ['10.0.0.1'], leave: [{ namespace: 'prod', service: 'pay' }] },
    ...{ reason: 'disk', ticket: 'OPS-1', by: actor, sinceAt: START_MS, endsAt: null, operationId: '01K' },
    ...{ generation: 1, ended: null },
  }),
  put('release', '01J abc', { isolationId: '01J', instanceId: 'abc', at: START_MS, by: 'HTTP:10.0.0.1' }),
  put('hold', 'abc', {
    instanceId: 'abc',
    fields: {
      '/labels/~1x': { value: null, client: 'y', by: 'alice', at: START_MS, reason: 'disk' },
      '/ttlSeconds': { value: 15, client: { ttlSeconds: 5 }, by: 'alice', at: START_MS, reason: '' },
    },
    goneAt: null,
  }),
  put('client', 'c-1', {
    ...{
      id: 'c-1',
      host: '10.0.0.9',
      type: 'SDK',
      version: 'polaris-go',
      location: { zone: 'z1' },
      ctime: 1,
      mtime: 2,
    },
    stats: [{ target: 'prometheus', port: 28080, protocol: 'http', path: '/metrics' }],
  }),
  put('contract', 'k-1', {
    ...{ id: 'k-1', namespace: 'prod', service: 'checkout', type: 't', protocol: 'http', version: '1' },
    ...{ revision: '2'.repeat(40), content: '{}', ctime: 1, mtime: 2 },
    interfaces: [
      {
        id: 'f-1',
        type: '',
        method: 'GET',
        path: '/',
        content: '',
        source: 'Client',
        revision: '3',
        ctime: 1,
        mtime: 2,
      },
    ],
  }),
  put('idempotency', 'key-1', { at: START_MS, hash: 'h', ref: '01K' }),
  put('user', 'u-1', { name: 'alice', generation: 1 }),
  put('session', 's-1', { user: 'u-1' }),
  put('secret', 'k', { sealed: 'AAAA' }),
  put('setting', 'theme', { value: { dark: true } }),
];

/** What a store keeps and gives back. */
export const contentTests: Readonly<Record<string, StoreTest>> = {
  'a newborn store is at position 0 and holds nothing': async ({ store }) => {
    assert.deepEqual(await loaded(store), { position: 0, records: new Map(), instances: new Map() });
  },

  'records of every kind come back as they were put, and are gone once removed': async (harness) => {
    const writer = new Writer(harness.store);
    await writer.write({ changes: oneOfEach });
    const again = await harness.reopen();
    assert.deepEqual(
      (await loaded(again)).records,
      new Map(oneOfEach.map((one) => [recordName(one.of, one.key), one.value])),
    );
    await new Writer(again, 1).write({ changes: oneOfEach.map((one) => remove(one.of, one.key)) });
    assert.deepEqual((await loaded(await harness.reopen())).records, new Map());
  },

  'a record put again holds the new value only, and removing what is not there changes nothing': async (
    harness,
  ) => {
    const writer = new Writer(harness.store);
    await writer.write({ changes: [put('setting', 'a', { n: 1, old: true }), remove('setting', 'none')] });
    await writer.write({ changes: [put('setting', 'a', { n: 2 })] });
    assert.deepEqual((await loaded(await harness.reopen())).records, new Map([['setting a', { n: 2 }]]));
  },

  'the same key of two kinds is two records': async (harness) => {
    const writer = new Writer(harness.store);
    await writer.write({ changes: [put('user', 'x', { a: 1 }), put('session', 'x', { b: 2 })] });
    await writer.write({ changes: [remove('user', 'x')] });
    assert.deepEqual((await loaded(await harness.reopen())).records, new Map([['session x', { b: 2 }]]));
  },

  'an instance comes back with every byte and fact': async (harness) => {
    const row = aRow({
      slot: 4_000_000_000,
      body: Uint8Array.from({ length: 256 }, (_, i) => i),
      wireLength: 200,
      bornAt: 2 ** 45,
      state: aState({ healthy: false, isolateFlag: true, silentSince: 1_700_000_123, mtime: 4_294_967_296 }),
    });
    const bare = aRow({ slot: 1, id: 'bare', body: new Uint8Array(0), wireLength: 0, service: 0, bornAt: 0 });
    await new Writer(harness.store).write({
      changes: [row, bare].map((one) => ({ kind: 'instance.put', row: one })),
    });
    assert.deepEqual(
      (await loaded(await harness.reopen())).instances,
      new Map([row, bare].map((one) => [one.slot, one])),
    );
  },

  'a change of state keeps the facts, and a put replaces both': async (harness) => {
    const writer = new Writer(harness.store);
    await writer.write({ changes: [{ kind: 'instance.put', row: aRow() }] });
    const state = aState({ healthy: false, revision: 'f'.repeat(32), mtime: 5, silentSince: 4 });
    await writer.write({ changes: [{ kind: 'instance.state', slot: 0, state }] });
    assert.deepEqual((await loaded(harness.store)).instances.get(0), aRow({ state }));
    const edited = aRow({ body: Uint8Array.from([9]), wireLength: 1, service: 7 });
    await writer.write({ changes: [{ kind: 'instance.put', row: edited }] });
    assert.deepEqual((await loaded(await harness.reopen())).instances.get(0), edited);
  },

  'a removed instance is gone, and its slot takes the next one, even in one batch': async (harness) => {
    const writer = new Writer(harness.store);
    const first = aRow({ id: 'first' });
    await writer.write({ changes: [{ kind: 'instance.put', row: first }] });
    const second = aRow({ id: 'second', body: Uint8Array.from([7]), wireLength: 1, bornAt: 2 });
    await writer.write({
      changes: [
        { kind: 'instance.remove', slot: 0, id: 'first', at: 1_700_000_001 },
        { kind: 'instance.put', row: second },
      ],
    });
    assert.deepEqual((await loaded(harness.store)).instances, new Map([[0, second]]));
    await writer.write({ changes: [{ kind: 'instance.remove', slot: 0, id: 'second', at: 1_700_000_002 }] });
    assert.deepEqual((await loaded(await harness.reopen())).instances, new Map());
  },

  'any text is kept: other scripts, surrogates, zero bytes, and names that JavaScript treats specially':
    async (harness) => {
      const odd = ['服务 · zażółć 🚦', '\u0000', '__proto__', 'constructor', '"\\\n', '\u2028', ''];
      const service = aService({
        comment: odd.join('|'),
        metadata: labels(...odd.map((text) => [text, text] as const)),
      });
      const rows = odd.map((id, slot) => aRow({ slot, id }));
      await new Writer(harness.store).write({
        changes: [
          put('service', '__proto__', service),
          ...odd.map((key) => put('setting', key, { key })),
          ...rows.map((row) => ({ kind: 'instance.put', row }) as const),
        ],
      });
      const { records, instances } = await loaded(await harness.reopen());
      assert.deepEqual(records.get('service __proto__'), service);
      for (const key of odd) assert.deepEqual(records.get(`setting ${key}`), { key });
      assert.deepEqual(
        [...instances.values()].map((row) => row.id),
        odd,
      );
    },

  'a body of several megabytes beside small ones comes back whole': async (harness) => {
    const rows = [100, 5_000_000, 3, 9_000_000, 50].map((length, slot) =>
      aRow({ slot, id: `i-${slot}`, body: new Uint8Array(length).fill(slot + 1), wireLength: length }),
    );
    await new Writer(harness.store).write({ changes: rows.map((row) => ({ kind: 'instance.put', row })) });
    assert.deepEqual(
      (await loaded(await harness.reopen())).instances,
      new Map(rows.map((row) => [row.slot, row])),
    );
  },

  'batches of 1,024 instances follow each other': async (harness) => {
    const writer = new Writer(harness.store);
    const rows = Array.from({ length: 3 * 1024 }, (_, slot) =>
      aRow({ slot, id: `i-${slot}`, service: slot % 5, bornAt: 1 + Math.floor(slot / 1024) }),
    );
    for (let from = 0; from < rows.length; from += 1024) {
      await writer.write({
        changes: rows.slice(from, from + 1024).map((row) => ({ kind: 'instance.put', row })),
      });
    }
    const { position, instances } = await loaded(await harness.reopen());
    assert.equal(position, 3);
    assert.deepEqual(instances, new Map(rows.map((row) => [row.slot, row])));
  },

  'what the caller does to its bytes after the commit does not reach the store': async ({ store }) => {
    const body = Uint8Array.from([1, 2, 3]);
    await new Writer(store).write({
      changes: [{ kind: 'instance.put', row: aRow({ body, wireLength: 3 }) }],
    });
    body.fill(0);
    assert.deepEqual((await loaded(store)).instances.get(0)?.body, Uint8Array.from([1, 2, 3]));
  },
};
