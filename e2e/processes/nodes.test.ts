// Three nodes on one database share the duty of watching. One is paused and comes back, one is killed, what carries the
// beats between them is cut: whoever beats never turns unhealthy, and whoever dies is found.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { mariadbFor } from '../../apps/bff/src/store/mysql/testing.ts';
import { type Cynosure, startCynosure } from '../support/start-cynosure.ts';
import { TestRedis } from '../support/test-redis.ts';
import { Beaters, type Dead, foundDead, STEADY, toldOf } from './beaters.ts';

/** Kinds of checkers (`CYNOSURE_CHECKER`); `TEST_CHECKERS=leader` plays another one. */
const KINDS = (process.env.TEST_CHECKERS ?? 'memory,redis').split(',');
const NODES = 3;
const STEADY_ONES = 150;
const TTL_SECONDS = 2;
const DUE_MS = 3 * TTL_SECONDS * 1000;
/** A node that stands still is taken off the ring after 4 s; what was its duty has a fresh 3 × TTL then. */
const TAKEN_OVER_WITHIN_MS = 4_000 + DUE_MS;
/** For looking from outside on a machine that does other things besides. */
const SLACK_MS = 4_000;
const PAUSE_MS = 9_000;
const DYING = 6;

const mariadb = await mariadbFor('three nodes on one database');

interface Cluster {
  readonly nodes: Cynosure[];
  readonly beaters: Beaters;
  readonly before: Awaited<ReturnType<typeof toldOf>>;
}

async function cluster(t: TestContext, checker: string): Promise<Cluster> {
  assert.ok(mariadb !== null);
  const { user, password, port, database } = await mariadb.newDatabase();
  const store = `mysql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  const env = { CYNOSURE_STORE: store, CYNOSURE_CHECKER: checker };
  const nodes: Cynosure[] = [];
  t.after(async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    if (!t.passed) for (const node of nodes) t.diagnostic(node.said());
  });
  // The first makes the tables.
  nodes.push(await startCynosure({ env }));
  nodes.push(...(await Promise.all(Array.from({ length: NODES - 1 }, () => startCynosure({ env })))));
  const grpc = nodes.map((node) => node.grpc);
  const beaters = new Beaters({ grpc, steady: STEADY_ONES, mortal: 4 * DYING, ttlSeconds: TTL_SECONDS });
  t.after(() => beaters.stop());
  await beaters.start();
  await delay(2 * TTL_SECONDS * 1000);
  const before = await toldOf(nodes[0]?.grpc ?? '', STEADY);
  assert.equal(before.size, STEADY_ONES);
  return { nodes, beaters, before };
}

/** All are found on that node, none before its time; answers how long after 3 × TTL the last one was. */
async function lateness(
  node: Cynosure | undefined,
  dead: ReadonlyMap<string, Dead>,
  withinMs: number,
): Promise<number> {
  const found = await foundDead(node?.grpc ?? '', dead.keys(), DUE_MS + withinMs + SLACK_MS);
  let worst = 0;
  for (const [name, { sentAt, heardAt }] of dead) {
    const at = found.get(name);
    assert.ok(at !== undefined, `${name} died and was never found`);
    assert.ok(at - heardAt > DUE_MS - 150, `${name} was judged ${at - heardAt} ms after its last beat`);
    worst = Math.max(worst, at - sentAt - DUE_MS);
  }
  assert.ok(worst <= withinMs + SLACK_MS, `a death was found ${worst} ms late`);
  return Math.round(worst);
}

/** Nobody who beats was ever unhealthy: a flip that was taken back would have left another revision, on every node. */
async function assertUntouched({ nodes, before }: Cluster, alive: readonly number[]): Promise<void> {
  for (const at of alive) assert.deepEqual(await toldOf(nodes[at]?.grpc ?? '', STEADY), before, `node ${at}`);
}

for (const kind of KINDS) {
  const skip = mariadb === null ? 'mariadbd is not installed' : false;
  test(`three nodes (${kind}): one paused and back, one killed, and nobody flips wrongly`, {
    skip,
  }, async (t) => {
    const redis = kind === 'redis' ? await TestRedis.start() : undefined;
    if (redis === null) {
      t.skip('redis-server is not installed (Debian: apt-get install redis-server)');
      return;
    }
    t.after(() => redis?.kill());
    const one = await cluster(t, redis?.url ?? kind);
    const [first, second, third] = one.nodes;
    const quiet = await lateness(first, one.beaters.die(DYING), 0);

    // The first is the leader where there is one, so its pause is the worst.
    process.kill(first?.pid ?? 0, 'SIGSTOP');
    await delay(500);
    // It may come back just before they are found, and what is its duty again then has a fresh 3 × TTL once more.
    const paused = lateness(second, one.beaters.die(DYING), TAKEN_OVER_WITHIN_MS + DUE_MS);
    await delay(PAUSE_MS);
    process.kill(first?.pid ?? 0, 'SIGCONT');
    const afterPause = await paused;
    await delay(DUE_MS);
    await assertUntouched(one, [0, 1, 2]);

    await third?.kill();
    const afterKill = await lateness(second, one.beaters.die(DYING), TAKEN_OVER_WITHIN_MS);
    await delay(DUE_MS);
    await assertUntouched(one, [0, 1]);

    let afterCut = Number.NaN;
    if (redis !== undefined) {
      await redis.kill();
      // Longer than 3 × TTL: on missing evidence nobody is judged, and beats are answered all the same.
      await delay(DUE_MS + 2_000);
      await assertUntouched(one, [0, 1]);
      await redis.run();
      afterCut = await lateness(second, one.beaters.die(DYING), DUE_MS + 1_000);
      await assertUntouched(one, [0, 1]);
    }
    t.diagnostic(
      `note: ${kind}: 0 wrong flips among ${STEADY_ONES}; deaths were found beyond 3 × TTL by ${quiet} ms in quiet, ${afterPause} ms with a node paused, ${afterKill} ms with one killed${redis === undefined ? '' : `, ${afterCut} ms with Redis back`}`,
    );
  });
}
