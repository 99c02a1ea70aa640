import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flipHealth } from '../registry/commands/flip-health.ts';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import { registerInstance } from '../registry/commands/register-instance.ts';
import { aClient, aRegistration } from '../testing/testing-registry.ts';
import { openNodes, type TestNode } from './testing-cluster.ts';

const INSTANCES = 60;
const TTL_SECONDS = 2;
const DUE_MS = 3 * TTL_SECONDS * 1000;

/** A fleet that beats once a TTL, each instance at the door of one node; `doors` says which, and who is dead. */
async function aFleet(count: number, options: Parameters<typeof openNodes>[1] = {}) {
  const { nodes, pass } = await openNodes(count, options);
  const ids: string[] = [];
  for (let at = 0; at < INSTANCES; at += 1) {
    const registration = aRegistration({
      host: `10.1.0.${at}`,
      heartbeat: { ttlSeconds: TTL_SECONDS },
      location: { region: 'gz', zone: `gz-${at % 3}`, campus: '' },
    });
    await nodes[0]?.registry.run(registerInstance(registration, aClient));
    ids.push(instanceIdOf(registration));
  }
  const dead = new Set<string>();
  /** Nodes at which nobody beats. */
  const shunned = new Set<TestNode>();
  let step = 0;
  /** Each beats at the door `at % count`, or at the next one that is not paused. */
  const live = (ms: number) =>
    pass(ms, () => {
      const turns = (TTL_SECONDS * 1000) / 25;
      for (let at = step % turns; at < ids.length; at += turns) {
        const id = ids[at] ?? '';
        if (dead.has(id)) continue;
        const from = at % count;
        const door = [...nodes.slice(from), ...nodes.slice(0, from)].find(
          (node) => !node.isPaused && !shunned.has(node),
        );
        door?.checker.beat(id);
      }
      step += 1;
    });
  const unhealthy = (node: TestNode | undefined): string[] =>
    ids.filter((id) => node?.registry.state.instance(id)?.healthy === false);
  await live(DUE_MS);
  const revisions = (node: TestNode | undefined) =>
    ids.map((id) => node?.registry.state.instance(id)?.revision);
  return { nodes, ids, dead, shunned, live, unhealthy, revisions };
}

const owned = (node: TestNode | undefined, ids: readonly string[]): string[] =>
  ids.filter((id) => node?.cluster.isOurs(node.registry.state.instances.slotOf(id)));

for (const duties of ['ring', 'leader'] as const) {
  test(`${duties}: each instance is watched by one node, wherever it beats, and a death is found in time`, async () => {
    const { nodes, ids, dead, live, unhealthy, revisions } = await aFleet(3, { duties });
    const shares = nodes.map((node) => owned(node, ids));
    assert.deepEqual(shares.flat().toSorted(), ids.toSorted());
    if (duties === 'leader')
      assert.deepEqual(
        shares.map((share) => share.length),
        [INSTANCES, 0, 0],
      );
    const before = revisions(nodes[1]);
    await live(2 * DUE_MS);
    assert.deepEqual(revisions(nodes[1]), before, 'nobody flips');
    for (const id of ids.slice(0, 5)) dead.add(id);
    await live(DUE_MS - TTL_SECONDS * 1000 - 100);
    assert.deepEqual(unhealthy(nodes[2]), []);
    await live(TTL_SECONDS * 1000 + 250);
    for (const node of nodes) assert.deepEqual(unhealthy(node), ids.slice(0, 5));
    for (const id of ids.slice(0, 5)) nodes[2]?.checker.beat(id);
    await live(100);
    for (const node of nodes)
      assert.deepEqual(unhealthy(node), [], 'healed at once, by whoever hears the beat');
  });
}

test('a leader that gives its lead away is followed by the next oldest, and nobody flips', async () => {
  const { nodes, ids, live, unhealthy } = await aFleet(3, { duties: 'leader' });
  const duties = () => nodes.map(({ cluster }) => cluster.duties);
  assert.deepEqual(duties(), ['leads', 'follows', 'follows']);
  await nodes[0]?.cluster.release();
  await live(500);
  assert.deepEqual(duties(), ['follows', 'leads', 'follows']);
  assert.deepEqual(
    nodes.map((node) => owned(node, ids).length),
    [0, INSTANCES, 0],
  );
  await live(2 * DUE_MS);
  for (const node of nodes) assert.deepEqual(unhealthy(node), []);
});

test('a node that is paused for long loses its duty, and learns of it before it can flip anybody', async () => {
  const { nodes, ids, dead, live, unhealthy, revisions } = await aFleet(3);
  const [first, second] = nodes;
  const mine = owned(first, ids);
  assert.ok(first !== undefined && mine.length > 0);
  const victim = mine[0] ?? '';
  const before = revisions(second);
  first.isPaused = true;
  dead.add(victim);
  await live(4_500);
  assert.equal(second?.cluster.members.length, 2, 'it is taken off the ring');
  assert.ok(!second.cluster.members.includes(first.cluster.name));
  await live(DUE_MS + 500);
  assert.deepEqual(unhealthy(second), [victim], 'whoever took over finds who died');
  dead.delete(victim);
  await live(TTL_SECONDS * 1000 + 500);
  // A verdict that it made up its mind to before the pause comes too late, whatever it says.
  const table = first.registry.state.instances;
  const flips = mine.map((id) => {
    const slot = table.slotOf(id);
    return { slot, bornAt: table.bornAt[slot] ?? 0, healthy: false, silentSince: 1 };
  });
  const late = first.registry.run(flipHealth(flips, ({ slot }) => first.cluster.isOurs(slot)));
  first.isPaused = false;
  await live(500);
  assert.deepEqual((await late).code, 'ExecuteSuccess');
  assert.deepEqual(unhealthy(second), []);
  const [next = ''] = owned(first, ids).filter((id) => ids.indexOf(id) % 3 !== 0);
  dead.add(next);
  await live(DUE_MS + 500);
  assert.deepEqual(unhealthy(second), [next], 'it hears at once what beats at the others, and who does not');
  dead.delete(next);
  await live(2 * DUE_MS);
  assert.equal(first.cluster.members.length, 3, 'it is back on the ring');
  for (const node of nodes) assert.deepEqual(unhealthy(node), []);
  const others = ids
    .map((id, at) => (id === victim || id === next ? undefined : at))
    .filter((at) => at !== undefined);
  const after = revisions(second);
  for (const at of others) assert.equal(after[at], before[at], 'nobody else ever flipped');
});

test('while no frame comes from a live node, who was last heard through it is not judged', async () => {
  const { nodes, ids, dead, live, unhealthy, revisions } = await aFleet(2);
  const [first, second] = nodes;
  assert.ok(second !== undefined);
  const before = revisions(first);
  second.isCut = true;
  await live(3 * DUE_MS);
  assert.equal(first?.cluster.members.length, 2, 'it writes, so it is alive');
  assert.deepEqual(revisions(first), before);
  second.isCut = false;
  const [victim = ''] = owned(first, ids).filter((id) => ids.indexOf(id) % 2 === 1);
  dead.add(victim);
  await live(DUE_MS + 2_500);
  assert.deepEqual(unhealthy(second), [victim]);
});

test('a node that comes back and hears nothing from the others judges nobody whom it would hear through them', async () => {
  // Without the governor, which would hold these verdicts: they must not come up in the first place.
  const { nodes, ids, shunned, live, unhealthy, revisions } = await aFleet(2, { governor: false });
  const [first, second] = nodes;
  assert.ok(first !== undefined && second !== undefined);
  const mine = owned(first, ids);
  const before = revisions(second);
  first.isPaused = true;
  await live(5_000);
  assert.equal(second.cluster.members.length, 1, 'it is taken off the ring');
  second.isCut = true;
  first.isPaused = false;
  shunned.add(first);
  await live(500);
  assert.deepEqual(owned(first, ids), mine, 'it is back on the ring');
  await live(3 * DUE_MS);
  for (const node of nodes) assert.deepEqual(unhealthy(node), []);
  assert.deepEqual(revisions(second), before);
});

test('alone, a node writes nothing', async () => {
  const { nodes, pass } = await openNodes(1);
  const [only] = nodes;
  assert.ok(only !== undefined);
  const { position } = only.registry.state;
  await pass(5_000);
  assert.equal(only.registry.state.position, position);
});
