import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIsolation } from '../../registry/commands/create-isolation.ts';
import { deregisterInstance } from '../../registry/commands/deregister-instance.ts';
import { endIsolation } from '../../registry/commands/end-isolation.ts';
import { flipHealth } from '../../registry/commands/flip-health.ts';
import { isolateHost, isolateHostWithReason } from '../../registry/commands/isolate-host.ts';
import { instanceIdOf } from '../../registry/commands/new-ids.ts';
import { registerInstance } from '../../registry/commands/register-instance.ts';
import { updateInstance } from '../../registry/commands/update-instance.ts';
import type { RegistryEvent } from '../../registry/events.ts';
import { joinOwnService, OWN_NAMESPACE, OWN_SERVICE } from '../../registry/own-service.ts';
import type { Registry } from '../../registry/registry.ts';
import { BIT } from '../../registry/tables/instance-table.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { Seeded, seedsOf } from '../../testing/seeded.ts';
import { aClient, anOperator, aRegistration } from '../../testing/testing-registry.ts';
import { mariadbFor } from './testing.ts';
import { assertSame, contentOf, openNode, until } from './testing-nodes.ts';

const HISTORIES = 6;
const STEPS = 60;

const mariadb = await mariadbFor('several nodes on one MariaDB');

/** Opens nodes on a newborn database and closes them after the test. */
async function withNodes(count: number, run: (nodes: Registry[], database: string) => Promise<void>) {
  assert.ok(mariadb);
  const address = await mariadb.newDatabase();
  const nodes: Registry[] = [];
  try {
    for (let n = 0; n < count; n += 1) nodes.push(await openNode(address));
    await run(nodes, address.database);
  } finally {
    for (const node of nodes) await node.close();
  }
}

const register = (node: Registry, port: number, more: Parameters<typeof aRegistration>[0] = {}) =>
  node.run(registerInstance(aRegistration({ port, ...more }), aClient));

/** Whatever the guard says. */
async function isolate(node: Registry, host: string): Promise<void> {
  const decisions = ['pay', 'cart'].map((service) => ({
    namespace: 'default',
    service,
    decision: 'override' as const,
  }));
  const target = { kind: 'hosts', hosts: [host] } as const;
  const answer = await node.run(
    createIsolation(
      { target, reason: 'because', ticket: '', endsAt: null, decisions, seen: null },
      anOperator,
      {
        ahead: true,
      },
    ),
  );
  assert.ok(answer.code === 'ExecuteSuccess' && answer.value.kind === 'done');
}

/** One command of a client, an operator or the checker. */
async function step(random: Seeded, node: Registry): Promise<void> {
  const host = random.pick(['10.0.0.1', '10.0.0.2']);
  const service = random.pick(['pay', 'cart']);
  const port = 1 + random.below(3);
  const id = instanceIdOf({ namespace: 'default', service, host, port });
  const heartbeat = random.chance(0.5) ? { ttlSeconds: 5 } : null;
  const flag = random.pick([null, true, false]);
  switch (random.below(9)) {
    case 0:
    case 1:
    case 2:
      await register(node, port, { host, service, isolate: flag, heartbeat, labels: { env: service } });
      return;
    case 3:
      await node.run(deregisterInstance(id, aClient));
      return;
    case 4:
      await node.run(updateInstance(id, { weight: random.below(5) }, anOperator));
      return;
    case 5:
      await node.run(
        isolateHost({ namespace: 'default', service, host, isolate: random.chance(0.5) }, anOperator),
      );
      return;
    case 6:
      await isolate(node, host);
      return;
    case 7: {
      const [isolationId] = [...node.state.isolations.values()].flatMap((one) => (one.ended ? [] : [one.id]));
      if (isolationId === undefined) return;
      await node.run(endIsolation({ isolationId, reason: '', generation: null }, anOperator));
      return;
    }
    default: {
      const table = node.state.instances;
      const slot = table.slotOf(id);
      if (slot === -1) return;
      const healthy = !table.read(slot).healthy;
      const silentSince = healthy ? null : 7;
      await node.run(flipHealth([{ slot, bornAt: table.bornAt[slot] ?? 0, healthy, silentSince }]));
    }
  }
}

if (mariadb !== null) {
  test('what one node commits, another one sees within a second, event by event and without a reload', () =>
    withNodes(2, async ([a, b]) => {
      assert.ok(a && b);
      const events: RegistryEvent[] = [];
      b.listen((batch) => events.push(...batch.events));
      const started = performance.now();
      const registered = await register(a, 1);
      assert.ok(registered.code === 'ExecuteSuccess');
      const { id } = registered.value;
      await until(() => b.state.instance(id) !== undefined, 1000);
      assert.ok(performance.now() - started < 1000);
      assert.equal(events.filter((one) => one.kind === 'instance' && one.what === 'registered').length, 1);
      await isolate(a, '10.0.0.1');
      await until(() => b.state.instance(id)?.isolated, 1000);
      await b.run(deregisterInstance(id, aClient));
      await until(() => a.state.instance(id) === undefined, 1000);
      const whats = events.flatMap((one) => (one.kind === 'instance' ? [one.what] : []));
      assert.deepEqual(whats, ['registered', 'isolated', 'deregistered']);
      await assertSame([a, b]);
    }));

  test('a node that starts leaves the entries of others on its host alone, unless nobody beats for them any more', () =>
    withNodes(3, async ([a, b, c]) => {
      assert.ok(a && b && c);
      const leaves: (() => Promise<void>)[] = [];
      const join = async (node: Registry, port: number) =>
        leaves.push(await joinOwnService(node, () => {}, { host: '10.0.0.1', port, version: '1' }));
      const idOf = (port: number) =>
        instanceIdOf({ namespace: OWN_NAMESPACE, service: OWN_SERVICE, host: '10.0.0.1', port });
      const portsAt = (node: Registry) =>
        [1, 2, 3].filter((port) => node.state.instances.slotOf(idOf(port)) !== -1);
      await join(a, 1);
      await until(() => portsAt(b).length === 1);
      await join(b, 2);
      assert.deepEqual(portsAt(b), [1, 2]);
      const slot = b.state.instances.slotOf(idOf(1));
      const bornAt = b.state.instances.bornAt[slot] ?? 0;
      await b.run(flipHealth([{ slot, bornAt, healthy: false, silentSince: 7 }]));
      await until(() => portsAt(c).length === 2 && !c.state.instances.has(slot, BIT.healthy));
      await join(c, 3);
      assert.deepEqual(portsAt(c), [2, 3]);
      for (const leave of leaves) await leave();
    }));

  test('two nodes that write at once lose nothing of each other and never take the same slot', () =>
    withNodes(2, async ([a, b]) => {
      assert.ok(a && b);
      const answers = await Promise.all(
        Array.from({ length: 200 }, async (_, n) => {
          // Not all at once: so many commits of each node take turns.
          for (let turn = 0; turn < n % 20; turn += 1) await new Promise(setImmediate);
          return register(n % 2 === 0 ? a : b, n + 1, { service: `s-${n % 3}` });
        }),
      );
      assert.ok(answers.every((one) => one.code === 'ExecuteSuccess'));
      await assertSame([a, b]);
      assert.equal(a.state.instances.size, 200);
    }));

  test('random histories of two nodes end with equal content and equal revisions, also on a third that starts', async (t) => {
    const seeds = seedsOf(HISTORIES);
    t.diagnostic(`seeds ${seeds[0]} to ${seeds.at(-1)}`);
    for (const seed of seeds) {
      const random = new Seeded(seed);
      await withNodes(2, async (nodes, database) => {
        for (let turn = 0; turn < STEPS; turn += 1) {
          const steps = nodes.map((node) => step(random, node));
          if (random.chance(0.5)) await Promise.all(steps);
        }
        await assertSame(nodes);
        assert.ok(mariadb);
        const third = await openNode(mariadb.addressOf(database));
        nodes.push(third);
        await assertSame(nodes);
        assert.equal(await third.store.verifyHistory(), null);
      }).catch((error) => {
        throw new Error(`seed ${seed}; replay with CYNOSURE_TEST_SEED=${seed}`, { cause: error });
      });
    }
  });

  test('a commit that waits long for a lock is seen by the others all the same', () =>
    withNodes(2, async ([a, b], database) => {
      assert.ok(a && b && mariadb);
      const id = instanceIdOf({ namespace: 'default', service: 'pay', host: '10.0.0.1', port: 1 });
      await register(a, 1);
      const release = await mariadb.holding(database, `SELECT * FROM instance WHERE id = '${id}' FOR UPDATE`);
      const late = a.run(updateInstance(id, { weight: 7 }, anOperator));
      // Meanwhile the other node wants to write too, and waits for its turn.
      const behind = register(b, 2);
      await until(() => a.storeHealth.kind === 'slow', 3000);
      assert.equal(b.state.instance(id)?.weight, 100);
      await release();
      assert.equal((await late).code, 'ExecuteSuccess');
      assert.equal((await behind).code, 'ExecuteSuccess');
      await until(() => b.state.instance(id)?.weight === 7, 1000);
      await assertSame([a, b]);
    }));

  test('a node that the log no longer reaches back to takes everything anew, and hears of what differs only', async () => {
    const address = await mariadb.newDatabase();
    const clock = new FakeClock();
    const [a, b] = [await openNode(address), await openNode(address, clock)];
    try {
      for (const port of [1, 2, 3]) await register(a, port);
      await isolate(a, '10.0.0.9');
      clock.advance(200);
      await until(() => b.state.instances.size === 3);
      const events: RegistryEvent[] = [];
      b.listen((batch) => events.push(...batch.events));
      const idOf = (port: number) =>
        instanceIdOf({ namespace: 'default', service: 'pay', host: '10.0.0.1', port });
      await a.run(deregisterInstance(idOf(2), aClient));
      await register(a, 4, { host: '10.0.0.9' });
      await a.run(updateInstance(idOf(3), { weight: 5 }, anOperator));
      await mariadb.sql('DELETE FROM cynosure_log', address.database);
      clock.advance(200);
      await until(() => b.state.instance(idOf(3))?.weight === 5);
      const whats = events.flatMap((one) => (one.kind === 'instance' ? [one.what] : []));
      assert.deepEqual(whats.sort(), ['deregistered', 'registered', 'updated']);
      // Operations of the time between are asked of the store, as after a start.
      const withoutHistory = (node: Registry) => ({ ...contentOf(node), operations: [] });
      assert.deepEqual(withoutHistory(b), withoutHistory(a));
      assert.equal((await register(b, 5)).code, 'ExecuteSuccess');
      await until(() => a.state.instances.size === 4);
    } finally {
      await a.close();
      await b.close();
    }
  });
}

test('another node sees what one request names all at once, though both nodes write to the same host meanwhile', {
  skip: mariadb === null,
}, async () => {
  await withNodes(2, async (nodes) => {
    const [first, second] = nodes as [Registry, Registry];
    const services = Array.from({ length: 12 }, (_, n) => `s${n}`);
    const ports = Array.from({ length: 100 }, (_, port) => port);
    await Promise.all(
      services.flatMap((service) => ports.map((port) => register(first, port, { service, host: 'h' }))),
    );
    await until(() => second.state.position >= first.state.position);
    const counted = (node: Registry): number =>
      services.reduce((sum, name) => sum + (node.state.services.service('default', name)?.isolated ?? 0), 0);
    const seen = [first, second].map((node) => {
      const counts = new Set<number>();
      node.listen(() => counts.add(counted(node)));
      return counts;
    });
    for (let round = 0; round < 6; round += 1) {
      const asked = { namespace: 'default', host: 'h', isolate: round % 2 === 0 };
      const more = { reason: 'its disk fails', endsInSeconds: null, override: true };
      const request = {};
      const [writer, other] = round % 3 === 0 ? [second, first] : [first, second];
      await Promise.all([
        ...services.map((service) =>
          round < 4
            ? isolateHostWithReason(writer, { ...asked, ...more, service }, anOperator, request)
            : writer.run(isolateHost({ ...asked, service }, anOperator, request)),
        ),
        ...ports.map((port) => register(other, port, { service: 'beside', host: 'h' })),
      ]);
      const wanted = asked.isolate ? services.length * ports.length : 0;
      await until(() => counted(first) === wanted && counted(second) === wanted);
    }
    for (const counts of seen)
      assert.deepEqual(
        [...counts].sort((a, b) => a - b),
        [0, services.length * ports.length],
      );
  });
});
