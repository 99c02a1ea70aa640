import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { Checker } from '../../checker/checker.ts';
import { systemClock } from '../../clock.ts';
import { instanceIdOf } from '../../registry/commands/new-ids.ts';
import { registerInstance } from '../../registry/commands/register-instance.ts';
import { updateInstance } from '../../registry/commands/update-instance.ts';
import type { Registry } from '../../registry/registry.ts';
import { StoreUnusable } from '../../registry/store-port.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { FaultProxy } from '../../testing/fault-proxy.ts';
import { aClient, anOperator, aRegistration } from '../../testing/testing-registry.ts';
import type { MysqlAddress } from './address.ts';
import { beginLocked } from './head.ts';
import { openMysqlStore } from './mysql-store.ts';
import { openSessions } from './sessions.ts';
import { ask } from './statements.ts';
import { mariadbFor } from './testing.ts';
import { assertSame, openNode, until } from './testing-nodes.ts';

const mariadb = await mariadbFor('a MariaDB that fails');

const register = (node: Registry, port: number, ttlSeconds: number | null = null) =>
  node.run(
    registerInstance(
      aRegistration({ port, heartbeat: ttlSeconds === null ? null : { ttlSeconds } }),
      aClient,
    ),
  );

const idOf = (port: number) => instanceIdOf({ namespace: 'default', service: 'pay', host: '10.0.0.1', port });

interface Place {
  readonly address: MysqlAddress;
  /** The same database through the proxy. */
  readonly through: MysqlAddress;
  readonly proxy: FaultProxy;
  /** Opens a node that is closed after the test. */
  open(address: MysqlAddress, clock?: FakeClock): Promise<Registry>;
}

async function withProxy(run: (place: Place) => Promise<void>): Promise<void> {
  assert.ok(mariadb);
  const address = await mariadb.newDatabase();
  const proxy = await FaultProxy.start(mariadb.port);
  const nodes: Registry[] = [];
  const open = async (at: MysqlAddress, clock?: FakeClock) => {
    const node = await openNode(at, clock ?? systemClock);
    nodes.push(node);
    return node;
  };
  try {
    await run({ address, through: { ...address, port: proxy.port }, proxy, open });
  } finally {
    proxy.set('none');
    for (const node of nodes) await node.close();
    await proxy.stop();
  }
}

/** Fails unless opening is refused in one sentence that holds no password. */
async function refusesToOpen(address: MysqlAddress, sentence: RegExp): Promise<void> {
  await assert.rejects(openMysqlStore({ address, clock: systemClock }), (error) => {
    assert.ok(error instanceof StoreUnusable, String(error));
    assert.match(error.message, sentence);
    assert.match(error.message, /^[A-Z][^\n]*\.$/);
    assert.ok(!error.message.includes(address.password));
    return true;
  });
}

/** Acknowledged is what is on disk: asked of the database itself. */
async function portsIn(address: MysqlAddress): Promise<number[]> {
  const rows = await mariadb?.sql('SELECT port FROM instance WHERE flag = 0 ORDER BY port', address.database);
  return (rows ?? []).map((row) => Number(row.port));
}

if (mariadb !== null) {
  test('a database that cannot be used is said at the start in one sentence, without the password', async () => {
    const address = await mariadb.newDatabase();
    await refusesToOpen({ ...address, password: 'another one' }, /refuses the user or the password/);
    await refusesToOpen({ ...address, database: 'nowhere' }, /There is no database mysql:.*nowhere/);
    const proxy = await FaultProxy.start(mariadb.port);
    const { port } = proxy;
    await proxy.stop();
    await refusesToOpen({ ...address, port }, /cannot be reached \(ECONNREFUSED\)/);
    await mariadb.sql([
      `CREATE USER IF NOT EXISTS reader@'%' IDENTIFIED BY 'reads only'`,
      `GRANT SELECT ON ${address.database}.* TO reader@'%'`,
      `CREATE USER IF NOT EXISTS crowd@'%' IDENTIFIED BY 'too many' WITH MAX_USER_CONNECTIONS 1`,
      `GRANT ALL ON ${address.database}.* TO crowd@'%'`,
    ]);
    await refusesToOpen({ ...address, user: 'reader', password: 'reads only' }, /lacks a privilege/);
    const release = await mariadb.holding(address.database, 'SELECT 1', 'crowd', 'too many');
    await refusesToOpen({ ...address, user: 'crowd', password: 'too many' }, /no connection left for us/);
    await release();
    await (await openMysqlStore({ address, clock: systemClock })).close();
    await mariadb.sql('UPDATE cynosure_head SET version = 99', address.database);
    await refusesToOpen(address, /made by a newer Cynosure/);
  });

  test('a database that goes read-only refuses writes with the reason, and they go on once it is not', () =>
    withProxy(async ({ address, open }) => {
      await mariadb.sql([
        `CREATE USER IF NOT EXISTS plain@'%' IDENTIFIED BY 'nothing special'`,
        `GRANT ALL ON ${address.database}.* TO plain@'%'`,
      ]);
      const user = { ...address, user: 'plain', password: 'nothing special' };
      const node = await open(user);
      await register(node, 1);
      await mariadb.sql('SET GLOBAL read_only = 1');
      try {
        const refused = await register(node, 2);
        assert.equal(refused.code, 'StoreLayerException');
        assert.match(refused.info ?? '', /is read-only\.$/);
        assert.equal(node.storeHealth.kind, 'out');
        await refusesToOpen(user, /is read-only/);
      } finally {
        await mariadb.sql('SET GLOBAL read_only = 0');
      }
      await until(() => node.storeHealth.kind === 'well');
      assert.equal((await register(node, 3)).code, 'ExecuteSuccess');
      assert.deepEqual(await portsIn(address), [1, 3]);
    }));

  test('while the database is gone writes are refused, reads and beats go on, and writes resume by themselves', () =>
    withProxy(async ({ address, through, proxy, open }) => {
      const node = await open(through);
      const checker = new Checker(node);
      await register(node, 1, 5);
      proxy.set('cut');
      const refused = await register(node, 2);
      assert.equal(refused.code, 'StoreLayerException');
      assert.match(refused.info ?? '', /^The database mysql:.* cannot be reached/);
      await until(() => node.isCutOff);
      assert.equal(checker.beat(idOf(1)), 'accepted');
      assert.equal(node.state.instance(idOf(1))?.healthy, true);
      proxy.set('none');
      await until(() => node.storeHealth.kind === 'well');
      assert.equal((await register(node, 3)).code, 'ExecuteSuccess');
      assert.deepEqual(await portsIn(address), [1, 3]);
    }));

  test('a server that is killed and starts again keeps what was acknowledged, and nodes go on by themselves', () =>
    withProxy(async ({ address, open }) => {
      const node = await open(address);
      const acknowledged: number[] = [];
      let isDown = false;
      const writing = (async () => {
        for (let port = 1; !isDown; port += 1) {
          if ((await register(node, port)).code === 'ExecuteSuccess') acknowledged.push(port);
          // What is refused at once would leave no turn to anything else.
          await new Promise(setImmediate);
        }
      })();
      await until(() => acknowledged.length >= 5);
      await mariadb.kill();
      await until(() => node.storeHealth.kind === 'out');
      isDown = true;
      await mariadb.run();
      // One that was killed in its COMMIT is answered only now.
      await writing;
      await until(() => node.storeHealth.kind === 'well', 10_000);
      const kept = await portsIn(address);
      for (const port of acknowledged) assert.ok(kept.includes(port), `${port} was acknowledged`);
      assert.equal((await register(node, 60_000)).code, 'ExecuteSuccess');
      const other = await open(address);
      await assertSame([node, other]);
    }));

  test('with the database out nobody is judged, and once it is back everybody has a full grace', () =>
    withProxy(async ({ through, proxy, open }) => {
      const clock = new FakeClock();
      const node = await open(through, clock);
      const checker = new Checker(node, { governor: false });
      await register(node, 1, 1);
      checker.beat(idOf(1));
      const isHealthy = () => node.state.instance(idOf(1))?.healthy;
      const pass = async (ms: number) => {
        for (let at = 0; at < ms; at += 100) {
          clock.advance(100);
          // No faster than the database answers, or it would count as out.
          await node.store.operation('none').catch(() => {});
          checker.sweep();
        }
      };
      proxy.set('cut');
      await until(async () => {
        clock.advance(200);
        return node.isCutOff;
      });
      await pass(20_000);
      assert.equal(isHealthy(), true);
      proxy.set('none');
      await until(async () => {
        clock.advance(50);
        checker.sweep();
        return !node.isCutOff;
      });
      await pass(2500);
      await checker.settled();
      assert.equal(isHealthy(), true);
      // Later still where the real database was slower than the clock of the test: that begins a new grace.
      await until(async () => {
        await pass(100);
        await checker.settled();
        return isHealthy() === false;
      });
    }));

  test('a database that is slow makes writes slow, and loses none of them', () =>
    withProxy(async ({ address, through, proxy, open }) => {
      const node = await open(through);
      await register(node, 1);
      proxy.set('stall');
      const late = register(node, 2);
      await until(() => node.storeHealth.kind !== 'well');
      assert.equal(node.state.instance(idOf(1))?.healthy, true);
      assert.deepEqual(await portsIn(address), [1]);
      proxy.set('none');
      assert.equal((await late).code, 'ExecuteSuccess');
      assert.deepEqual(await portsIn(address), [1, 2]);
      await until(() => node.storeHealth.kind === 'well');
    }));

  for (const when of ['before', 'after'] as const) {
    test(`a connection lost at COMMIT, ${when} the server took it, ends in one write that is acknowledged`, () =>
      withProxy(async ({ address, through, proxy, open }) => {
        const [node, other] = [await open(through), await open(address)];
        await register(node, 1);
        const sprung = proxy.cutAt('COMMIT', when);
        assert.equal((await register(node, 2)).code, 'ExecuteSuccess');
        await sprung;
        assert.deepEqual(await portsIn(address), [1, 2]);
        await assertSame([node, other]);
        assert.equal(await node.store.verifyHistory(), null);
      }));

    test(`where nothing can be asked after that, nobody is answered until it is known (${when})`, () =>
      withProxy(async ({ address, through, proxy, open }) => {
        const [node, other] = [await open(through), await open(address)];
        await register(node, 1);
        const sprung = proxy.cutAt('COMMIT', when);
        let answer: string | null = null;
        const late = register(node, 2).then((outcome) => {
          answer = outcome.code;
          return outcome;
        });
        await sprung;
        proxy.set('cut');
        await until(() => node.storeHealth.kind === 'out');
        assert.equal(answer, null);
        // Another node goes on meanwhile.
        assert.equal((await register(other, 3)).code, 'ExecuteSuccess');
        assert.equal(answer, null);
        proxy.set('none');
        const outcome = await late;
        assert.equal(outcome.code === 'ExecuteSuccess', (await portsIn(address)).includes(2));
        assert.equal(outcome.code === 'ExecuteSuccess', when === 'after');
        await until(() => node.storeHealth.kind === 'well');
        await assertSame([node, other]);
      }));
  }

  test('on a server that knows no time-out of idle transactions, a session that idles with the lock of the head ends all the same', async () => {
    const address = await mariadb.newDatabase();
    // As MySQL answers: the variable is unknown.
    const proxy = createServer((near) => {
      const far = connect(mariadb.port, '127.0.0.1');
      near.on('data', (bytes) => {
        const asked = bytes
          .toString('latin1')
          .replace(/idle_(write_)?transaction_timeout/g, (name) => `x${name.slice(1)}`);
        far.write(Buffer.from(asked, 'latin1'));
      });
      far.on('data', (bytes) => near.write(bytes));
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        socket.on('error', () => other.destroy());
        socket.on('close', () => other.destroy());
      }
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const at = proxy.address();
    assert.ok(typeof at === 'object' && at !== null);
    const node = await openNode({ ...address, port: at.port });
    const frozen = openSessions({ ...address, port: at.port }, { connections: 1, isWriter: true });
    try {
      const [variables] = await frozen.connection().execute(async (one) => {
        const answer = await ask<{ wait: number }>(one, 'SELECT @@wait_timeout AS wait');
        await beginLocked(one);
        return answer;
      });
      assert.equal(variables?.wait, 3);
      // It waits for that lock, and for no longer than its time-out allows.
      assert.equal((await register(node, 1)).code, 'ExecuteSuccess');
      // What becomes of the node's own session when it idles so long.
      const sessions = await mariadb.sql(
        `SELECT id FROM information_schema.processlist WHERE db = '${address.database}'`,
      );
      for (const { id } of sessions) await mariadb.sql(`KILL ${id}`).catch(() => {});
      assert.equal((await register(node, 2)).code, 'ExecuteSuccess');
      assert.deepEqual(await portsIn(address), [1, 2]);
    } finally {
      await node.close();
      await frozen.destroy().catch(() => {});
      await new Promise((resolve) => proxy.close(resolve));
    }
  });

  test('another program that holds rows in another order than ours does no harm: both nodes get through, and agree', () =>
    withProxy(async ({ address, open }) => {
      const [node, other] = [await open(address), await open(address)];
      await register(node, 1);
      await until(() => other.state.instances.size === 1);
      // Heavier than our transaction, so that it is ours that the server gives up, should the two lock each other out.
      await mariadb.sql('CREATE TABLE heavy (n INT)', address.database);
      const program = await mariadb.session(address.database);
      await program.run('START TRANSACTION');
      await program.run('INSERT INTO heavy SELECT seq FROM seq_1_to_20000');
      await program.run(`SELECT * FROM instance WHERE id = '${idOf(1)}' FOR UPDATE`);
      const edited = node.run(updateInstance(idOf(1), { weight: 7 }, anOperator));
      await until(async () => (await program.waiting()) > 0);
      const behind = register(other, 2);
      await until(async () => (await program.waiting()) > 1);
      await program.run(`SELECT * FROM cynosure_instance WHERE slot = 0 FOR UPDATE`);
      await program.end();
      assert.equal((await behind).code, 'ExecuteSuccess');
      assert.equal((await edited).code, 'ExecuteSuccess');
      await assertSame([node, other]);
      assert.equal(other.state.instance(idOf(1))?.weight, 7);
      assert.deepEqual(await portsIn(address), [1, 2]);
    }));
}
