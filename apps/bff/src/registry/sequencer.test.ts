import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { aClient, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { registerInstance } from './commands/register-instance.ts';

const turns = async (count = 10) => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('while a commit is being written the next batch gathers and goes as one', async () => {
  const store = new MemoryStore();
  const registry = await openRegistry(store);
  await registry.run(registerInstance(aRegistration({ port: 1 }), aClient));
  const before = registry.state.position;
  const held = store.holdNext();
  const first = registry.run(registerInstance(aRegistration({ port: 2 }), aClient));
  await held.reached;
  const others = [3, 4, 5, 6].map((port) => registry.run(registerInstance(aRegistration({ port }), aClient)));
  await turns();
  assert.equal(registry.state.instances.size, 1, 'nothing is visible before it is durable');
  held.release();
  await Promise.all([first, ...others]);
  assert.equal(registry.state.position, before + 2);
  assert.equal(registry.state.instances.size, 6);
});

for (const [fault, there] of [
  ['unknownDurable', true],
  ['unknownLost', false],
] as const) {
  test(`after an unknown commit (${fault}) the store says what became of it, and the caller is told that`, async () => {
    const store = new MemoryStore();
    const registry = await openRegistry(store);
    store.failNext(fault);
    const answer = await registry.run(registerInstance(aRegistration(), aClient));
    assert.equal(answer.code, there ? 'ExecuteSuccess' : 'StoreLayerException');
    assert.equal(registry.state.instances.size, there ? 1 : 0);
    const next = await registry.run(registerInstance(aRegistration({ port: 9 }), aClient));
    assert.equal(next.code, 'ExecuteSuccess');
  });
}

test('while the store is out, what only waits is given up in time, and what was sent is answered when it is back', async () => {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const registry = await openRegistry(store, clock);
  store.setOut(true);
  const sent = registry.run(registerInstance(aRegistration({ port: 1 }), aClient));
  await turns();
  const waiting = registry.run(registerInstance(aRegistration({ port: 2 }), aClient), 5000);
  for (let i = 0; i < 7; i += 1) {
    clock.advance(1000);
    await turns();
  }
  assert.equal((await waiting).code, 'StoreLayerException');
  assert.equal(registry.storeHealth.kind, 'out');
  store.setOut(false);
  clock.advance(1000);
  await turns();
  assert.equal((await sent).code, 'StoreLayerException', 'it was not on disk, so it is refused');
  assert.equal(
    (await registry.run(registerInstance(aRegistration({ port: 3 }), aClient))).code,
    'ExecuteSuccess',
  );
  assert.equal(registry.storeHealth.kind, 'well');
});

const port = (number: number) => registerInstance(aRegistration({ port: number }), aClient);

test('a store that does not answer is called slow, then out; what only waits is refused, what was sent is not', async () => {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const registry = await openRegistry(store, clock);
  const since = clock.wallMs();
  const held = store.holdNext();
  const sent = registry.run(port(1));
  await held.reached;
  const waiting = registry.run(port(2), 600_000);
  clock.advance(1500);
  assert.deepEqual(registry.storeHealth, { kind: 'slow', sinceAt: since });
  clock.advance(4500);
  const info = 'The store does not answer.';
  assert.deepEqual(registry.storeHealth, { kind: 'out', sinceAt: since, info });
  assert.deepEqual(await waiting, { code: 'StoreLayerException', info });
  assert.deepEqual(await registry.run(port(3)), { code: 'StoreLayerException', info });
  held.release();
  assert.equal((await sent).code, 'ExecuteSuccess');
  assert.deepEqual(registry.storeHealth, { kind: 'slow', sinceAt: since });
  assert.equal((await registry.run(port(4))).code, 'ExecuteSuccess');
  assert.deepEqual(registry.storeHealth, { kind: 'well' });
  await registry.close();
});

test('a write that the store refused leaves it out, since when and why, until an empty commit finds it well', async () => {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const registry = await openRegistry(store, clock);
  const since = clock.wallMs();
  const out = { kind: 'out', sinceAt: since, info: 'The store was told to refuse.' };
  store.failNext('refused');
  assert.equal((await registry.run(port(1))).code, 'StoreLayerException');
  for (let times = 0; times < 2; times += 1) {
    assert.deepEqual(registry.storeHealth, out);
    store.failNext('refused');
    clock.advance(1000);
    await turns();
  }
  assert.deepEqual(registry.storeHealth, out);
  clock.advance(1000);
  await turns();
  assert.deepEqual(registry.storeHealth, { kind: 'well' });
  const before = store.disk.position;
  clock.advance(10_000);
  await turns();
  assert.equal(store.disk.position, before, 'a store that is well is not tried');
  await registry.close();
});

test('while a batch is unresolved every write is refused at once with the reason, and taken again afterwards', async () => {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const registry = await openRegistry(store, clock);
  store.setOut(true);
  const sent = registry.run(port(1));
  await turns();
  assert.deepEqual(await registry.run(port(2)), { code: 'StoreLayerException', info: 'The store is out.' });
  store.setOut(false);
  clock.advance(1000);
  await turns();
  assert.equal((await sent).code, 'StoreLayerException', 'it was not on disk');
  assert.equal((await registry.run(port(2))).code, 'ExecuteSuccess');
  assert.equal(registry.storeHealth.kind, 'well');
  await registry.close();
});

test('too many waiting writes are refused at once', async () => {
  const store = new MemoryStore();
  const registry = await openRegistry(store, new FakeClock(), 16_384);
  const held = store.holdNext();
  const first = registry.run(registerInstance(aRegistration({ port: 1 }), aClient));
  await held.reached;
  const many = Array.from({ length: 10_240 }, (_, port) =>
    registry.run(registerInstance(aRegistration({ port: port + 2 }), aClient)),
  );
  const tooMany = await registry.run(registerInstance(aRegistration({ port: 65_000 }), aClient));
  assert.equal(tooMany.code, 'InstanceTooManyRequests');
  held.release();
  const answers = await Promise.all([first, ...many]);
  assert.ok(answers.every(({ code }) => code === 'ExecuteSuccess'));
});
