import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../testing/fake-clock.ts';
import { aClient, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { registerInstance } from './commands/register-instance.ts';
import { discoverClient, Uptake } from './uptake.ts';

const consumer = discoverClient({ id: 'c-1', host: '10.0.0.9', door: 'grpc', userAgent: 'polaris-go/1.7.0' });

async function opened() {
  const clock = new FakeClock();
  const registry = await openRegistry(undefined, clock);
  const uptake = new Uptake(registry);
  const change = (port: number) => registry.run(registerInstance(aRegistration({ port }), aClient));
  await change(1);
  const found = () => {
    const answer = registry.discovery.find('default', 'pay');
    assert.ok(answer?.source);
    return { answer, key: answer.source.service.key, revision: answer.revision };
  };
  const holding = () => uptake.get(consumer.key)?.holdings.get(found().key);
  return { clock, registry, uptake, change, found, holding };
}

test('an answer is delivered when it is sent, and confirmed when the next question carries its revision', async () => {
  const { registry, uptake, change, found, holding } = await opened();
  uptake.seen(consumer, found().answer, '', true);
  assert.equal(holding()?.heldTo, 0);
  assert.equal(holding()?.sentTo, registry.state.position);
  const first = found().revision;
  uptake.seen(consumer, found().answer, first, false);
  assert.equal(holding()?.heldTo, registry.state.position);

  const before = registry.state.position;
  await change(2);
  uptake.seen(consumer, found().answer, first, true);
  assert.equal(holding()?.heldTo, before);
  assert.equal(holding()?.sentTo, registry.state.position);
  uptake.seen(consumer, found().answer, found().revision, false);
  assert.equal(holding()?.heldTo, registry.state.position);
});

test('a revision that was sent but is old by now confirms what was true when it was sent', async () => {
  const { registry, uptake, change, found, holding } = await opened();
  uptake.seen(consumer, found().answer, '', true);
  const sent = found().revision;
  const sentTo = registry.state.position;
  await change(2);
  uptake.seen(consumer, found().answer, sent, true);
  assert.equal(holding()?.heldTo, sentTo);
  uptake.seen(consumer, found().answer, 'from a file of last week', true);
  assert.equal(holding()?.heldTo, 0);
});

test('a client is forgotten 60 s after its last question, and 10 s after its stream has ended', async () => {
  const { clock, uptake, found } = await opened();
  const { key } = found();
  uptake.seen(consumer, found().answer, '', true);
  clock.advance(59_999);
  assert.equal(uptake.countOf(key), 1);
  clock.advance(1);
  assert.equal(uptake.countOf(key), 0);
  uptake.seen(consumer, found().answer, '', true);
  uptake.ended(consumer);
  clock.advance(9_999);
  assert.equal(uptake.countOf(key), 1);
  uptake.seen(consumer, found().answer, '', true);
  clock.advance(9_999);
  assert.equal(uptake.countOf(key), 1);
  uptake.ended(consumer);
  clock.advance(10_000);
  uptake.sweep();
  assert.deepEqual(uptake.all(), []);
  assert.deepEqual(uptake.ofService(key), []);
});

test('clients without an id are one per address and user agent', async () => {
  const { uptake, found } = await opened();
  for (const [host, userAgent] of [
    ['10.0.0.1', 'a'],
    ['10.0.0.1', 'b'],
    ['10.0.0.2', 'a'],
    ['10.0.0.2', 'a'],
  ] as const) {
    uptake.seen(discoverClient({ host, door: 'http', userAgent }), found().answer, '', true);
  }
  assert.equal(uptake.countOf(found().key), 3);
});

test('a client that lost interest in one service is no longer counted for it', async () => {
  const { clock, registry, uptake, found } = await opened();
  await registry.run(registerInstance(aRegistration({ service: 'cart' }), aClient));
  const cart = registry.discovery.find('default', 'cart');
  assert.ok(cart?.source);
  uptake.seen(consumer, found().answer, '', true);
  uptake.seen(consumer, cart, '', true);
  clock.advance(59_999);
  uptake.seen(consumer, cart, '', true);
  clock.advance(1);
  assert.equal(uptake.countOf(found().key), 0);
  assert.equal(uptake.countOf(cart.source.service.key), 1);
  uptake.sweep();
  assert.equal(uptake.get(consumer.key)?.holdings.size, 1);
});

test('no more clients are kept than may be, and what they call themselves has an end', async () => {
  const { clock, registry, found } = await opened();
  const uptake = new Uptake(registry, 100);
  const { answer, key } = found();
  const client = (n: number) =>
    discoverClient({ host: `h${n}`, door: 'http', userAgent: `${n} ${'u'.repeat(16_000)}` });
  for (let n = 0; n <= 100; n += 1) uptake.seen(client(n), answer, '', false);
  assert.equal(uptake.countOf(key), 100);
  assert.equal(uptake.get(client(0).key)?.client.userAgent.length, 256);
  assert.equal(uptake.get(client(100).key), undefined);
  // Those that are kept go on, and when they have gone there is room again.
  uptake.seen(client(0), answer, answer.revision, false);
  assert.equal(uptake.get(client(0).key)?.holdings.get(key)?.heldTo, registry.state.position);
  clock.advance(60_000);
  uptake.sweep();
  uptake.seen(client(100), answer, '', false);
  assert.equal(uptake.countOf(key), 1);
});
