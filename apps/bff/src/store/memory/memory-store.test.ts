import assert from 'node:assert/strict';
import { test } from 'node:test';
import { put } from '../../registry/changes.ts';
import type { HistoryBreak, Store } from '../../registry/store-port.ts';
import { type Harness, loaded, type Tampering } from '../contract/harness.ts';
import { Writer } from '../contract/samples.ts';
import { storeContract } from '../store-contract.ts';
import { MemoryDisk } from './memory-disk.ts';
import { MemoryStore } from './memory-store.ts';

class MemoryHarness implements Harness {
  readonly #disk = new MemoryDisk();
  store: Store = new MemoryStore(this.#disk);

  async reopen(): Promise<Store> {
    await this.store.close();
    this.store = new MemoryStore(this.#disk);
    return this.store;
  }

  tamper(chain: HistoryBreak['chain'], how: Tampering): Promise<Store> {
    const { links } = this.#disk[chain];
    const [first, second, third, ...rest] = links;
    assert.ok(first && second && third);
    const left = {
      alter: [
        first,
        { ...second, payload: Uint8Array.from(second.payload, (byte) => byte ^ 1) },
        third,
        ...rest,
      ],
      drop: [first, third, ...rest],
      swap: [first, { ...second, payload: third.payload }, { ...third, payload: second.payload }, ...rest],
      truncate: links.slice(0, -1),
      behead: links.slice(1),
    }[how];
    this.#disk[chain].links = left;
    return this.reopen();
  }

  dispose(): Promise<void> {
    return this.store.close();
  }
}

storeContract('memory', async () => new MemoryHarness(), 100);

const one = { changes: [put('setting', 'a', { n: 1 })] };
const other = { changes: [put('setting', 'b', { n: 2 })] };

test('a commit told to be refused writes nothing, and the next one is as usual', async () => {
  const store = new MemoryStore();
  store.failNext('refused');
  const writer = new Writer(store);
  assert.equal((await writer.try(one)).kind, 'refused');
  await writer.write(other);
  assert.deepEqual([...(await loaded(store)).records.keys()], ['setting b']);
});

for (const [fault, truth] of [
  ['unknownDurable', 'durable'],
  ['unknownLost', 'refused'],
] as const) {
  test(`an unknown commit (${fault}) blocks the next one until resolve has said "${truth}"`, async () => {
    const store = new MemoryStore();
    const writer = new Writer(store);
    store.failNext(fault);
    const outcome = await writer.try(one);
    assert.equal(outcome.kind, 'unknown');
    assert.equal((await writer.try(other)).kind, 'unknown');
    store.setOut(true);
    assert.ok(outcome.kind === 'unknown');
    await assert.rejects(store.resolve(outcome.batch), /The store is out\./);
    store.setOut(false);
    assert.equal(await store.resolve(outcome.batch), truth);
    const next = new Writer(store, truth === 'durable' ? 1 : 0);
    await next.write({ changes: [put('setting', 'c', {})] });
    assert.equal((await loaded(store)).records.has('setting a'), truth === 'durable');
    assert.equal((await loaded(store)).records.has('setting b'), false);
  });
}

test('a held commit is decided but not written until it is released', async () => {
  const store = new MemoryStore();
  const held = store.holdNext();
  const commit = new Writer(store).try(one);
  await held.reached;
  assert.equal((await loaded(store)).position, 0);
  held.release();
  assert.equal((await commit).kind, 'durable');
  assert.equal((await loaded(store)).position, 1);
});
