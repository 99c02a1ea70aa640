import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Checker } from '../../checker/checker.ts';
import { createIsolation } from '../../registry/commands/create-isolation.ts';
import { deregisterInstance } from '../../registry/commands/deregister-instance.ts';
import { flipHealth } from '../../registry/commands/flip-health.ts';
import { registerInstance } from '../../registry/commands/register-instance.ts';
import { updateService } from '../../registry/commands/services.ts';
import { updateInstance } from '../../registry/commands/update-instance.ts';
import type { Registry } from '../../registry/registry.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { aClient, anOperator, aRegistration } from '../../testing/testing-registry.ts';
import type { MysqlAddress } from './address.ts';
import { mariadbFor } from './testing.ts';
import { assertSame, openNode, until } from './testing-nodes.ts';
import { asReference, referenceSql } from './testing-reference.ts';

const mariadb = await mariadbFor('servers of the reference beside us on MariaDB');

/** Followed within so long: a look every 500 ms, and the machine may be busy. */
const SOON_MS = 2500;
const SERVICE = 'c'.repeat(32);
/** The ranges of ids are compared from the lowest on: this one's turn comes a minute after the start. */
const ID = 'f7'.repeat(20);

interface Place {
  readonly address: MysqlAddress;
  open(clock?: FakeClock): Promise<Registry>;
  reference(...statements: readonly string[]): Promise<void>;
  /** The row of an instance in the reference's table. */
  row(id: string): Promise<Record<string, unknown> | undefined>;
}

async function besideReference(run: (place: Place) => Promise<void>): Promise<void> {
  assert.ok(mariadb);
  const address = await mariadb.newDatabase();
  const nodes: Registry[] = [];
  const open = async (clock?: FakeClock) => {
    const node = await openNode(address, clock);
    nodes.push(node);
    return node;
  };
  const row = async (id: string) => {
    const [found] = await mariadb.sql(
      `SELECT i.*, UNIX_TIMESTAMP(mtime) AS modified, UNIX_TIMESTAMP(NOW()) AS now FROM instance i WHERE id = '${id}'`,
      address.database,
    );
    return found;
  };
  try {
    const reference = (...all: readonly string[]) => asReference(mariadb, address, ...all);
    await run({ address, open, reference, row });
  } finally {
    for (const node of nodes) await node.close();
  }
}

async function isolate(node: Registry, host: string): Promise<void> {
  const target = { kind: 'hosts', hosts: [host] } as const;
  const decisions = [{ namespace: 'default', service: 'stock', decision: 'override' as const }];
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

if (mariadb !== null) {
  test('a database of the reference is served as it is, with no conversion', () =>
    besideReference(async ({ open, reference, row }) => {
      await (await open()).close();
      await reference(
        ...referenceSql.service(SERVICE, 'stock'),
        ...Array.from({ length: 1200 }, (_, n) =>
          referenceSql.register({ id: n.toString(16).padStart(40, '0'), serviceId: SERVICE, port: n + 1 }),
        ).flat(),
        ...referenceSql.register({
          id: ID,
          serviceId: SERVICE,
          ttl: 5,
          labels: { env: 'a"b', version: 'x' },
          isolate: 1,
        }),
      );
      const node = await open();
      assert.equal(node.state.instances.size, 1201);
      const entry = node.state.services.service('default', 'stock');
      assert.equal(entry?.service.id, SERVICE);
      assert.equal(entry?.total, 1201);
      const { labels, ...instance } = node.state.instance(ID) ?? assert.fail();
      assert.deepEqual({ ...labels }, { env: 'a"b', version: 'x' });
      assert.deepEqual(instance.check, { ttlSeconds: 5 });
      assert.deepEqual(instance.location, { zone: 'z1' });
      assert.equal(instance.isolated, true);
      assert.equal(instance.revision, (await row(ID))?.revision);
      // Nothing of what was read is written again.
      assert.equal((await row(ID))?.weight, 100);
      await assertSame([node, await open()]);
    }));

  test('what a server of the reference writes is followed by every node', () =>
    besideReference(async ({ open, reference, row }) => {
      const [node, other] = [await open(), await open()];
      await reference(
        ...referenceSql.service(SERVICE, 'stock'),
        ...referenceSql.register({ id: ID, serviceId: SERVICE, ttl: 5 }),
      );
      for (const one of [node, other]) await until(() => one.state.instance(ID) !== undefined, SOON_MS);
      await reference(...referenceSql.weight(ID, 7));
      for (const one of [node, other]) await until(() => one.state.instance(ID)?.weight === 7, SOON_MS);
      await reference(...referenceSql.unhealthy(ID, 1_700_000_000));
      await until(() => node.state.instance(ID)?.healthy === false, SOON_MS);
      assert.equal(node.state.instance(ID)?.silentSince, 1_700_000_000);
      await reference(...referenceSql.healthy(ID));
      await until(() => node.state.instance(ID)?.healthy, SOON_MS);
      assert.equal(node.state.instance(ID)?.silentSince, null);
      await reference(...referenceSql.isolate(ID, 1));
      await until(() => node.state.instance(ID)?.isolated, SOON_MS);
      assert.equal(node.state.instance(ID)?.isolateFlag, true);
      assert.equal(node.state.instance(ID)?.revision, (await row(ID))?.revision);
      await assertSame([node, other]);
      await reference(...referenceSql.deregister(ID));
      for (const one of [node, other]) await until(() => one.state.instance(ID) === undefined, SOON_MS);
      await reference(...referenceSql.removeService(SERVICE));
      await until(() => node.state.services.byId(SERVICE) === undefined, SOON_MS);
      await assertSame([node, other]);
      assert.equal(await node.store.verifyHistory(), null);
    }));

  test('a row whose transaction commits long after it was written is not missed', () =>
    besideReference(async ({ address, open, reference }) => {
      const node = await open();
      await reference(...referenceSql.service(SERVICE, 'stock'));
      await until(() => node.state.services.byId(SERVICE) !== undefined, SOON_MS);
      const late = await mariadb.session(address.database);
      await late.run('START TRANSACTION');
      for (const one of referenceSql.register({ id: ID, serviceId: SERVICE })) await late.run(one);
      const written = performance.now();
      await until(() => performance.now() - written > 4500);
      assert.equal(node.state.instance(ID), undefined);
      await late.run('COMMIT');
      await until(() => node.state.instance(ID) !== undefined, SOON_MS);
      await late.end();
    }));

  test('a row that was removed for good before it was seen deleted is found by comparing everything', () =>
    besideReference(async ({ open, reference }) => {
      const id = `18${'0'.repeat(38)}`;
      const node = await open();
      await reference(
        ...referenceSql.service(SERVICE, 'stock'),
        ...referenceSql.register({ id, serviceId: SERVICE }),
      );
      await until(() => node.state.instance(id) !== undefined, SOON_MS);
      await reference(...referenceSql.deregister(id), ...referenceSql.clean(id));
      // Its range of ids comes round within 64 s; this one is among the first after a start.
      await until(() => node.state.instance(id) === undefined, 30_000);
    }));

  test('under an intent a new registration is isolated in the row too, and lifting it otherwise is drift', () =>
    besideReference(async ({ open, reference, row }) => {
      const node = await open();
      await isolate(node, '10.1.0.1');
      await reference(
        ...referenceSql.service(SERVICE, 'stock'),
        ...referenceSql.register({ id: ID, serviceId: SERVICE }),
      );
      await until(async () => (await row(ID))?.isolate === 1, SOON_MS);
      await until(() => node.state.instance(ID)?.isolated);
      assert.equal(node.state.instance(ID)?.isolateFlag, false);
      // Registered again a second later, in traffic by its own wish: the intent wins again.
      await until(async () => Number((await row(ID))?.now) > (node.state.instance(ID)?.ctime ?? 0) + 1);
      await reference(...referenceSql.register({ id: ID, serviceId: SERVICE, weight: 3 }));
      await until(() => node.state.instance(ID)?.weight === 3, SOON_MS);
      await until(async () => (await row(ID))?.isolate === 1, SOON_MS);
      assert.equal(node.state.instance(ID)?.isolated, true);
      await reference(...referenceSql.isolate(ID, 0));
      await until(() => node.state.instance(ID)?.isolated === false, SOON_MS);
      assert.equal((await row(ID))?.isolate, 0);
      const [isolation] = [...node.state.isolations.values()];
      assert.ok(node.state.isolations.isReleased(isolation?.id ?? '', ID));
    }));

  test('what both write at the same time survives on both sides, and a name is made once', () =>
    besideReference(async ({ open, reference, row }) => {
      await (await open()).close();
      await reference(...referenceSql.lead(), ...referenceSql.service(SERVICE, 'stock'));
      await reference(...referenceSql.register({ id: ID, serviceId: SERVICE }));
      const node = await open();
      await reference(...referenceSql.weight(ID, 9));
      const edited = await node.run(updateInstance(ID, { version: '2.0' }, anOperator));
      assert.equal(edited.code, 'ExecuteSuccess');
      assert.equal((await row(ID))?.weight, 9);
      assert.equal((await row(ID))?.version, '2.0');
      assert.equal(node.state.instance(ID)?.weight, 9);
      const other = 'd'.repeat(32);
      await reference(...referenceSql.service(other, 'fresh'));
      const registered = await node.run(registerInstance(aRegistration({ service: 'fresh' }), aClient));
      assert.ok(registered.code === 'ExecuteSuccess');
      assert.equal((await row(registered.value.id))?.service_id, other);
    }));

  test('an instance comes into a service that is there: one that is deleted beside us meanwhile is made anew', () =>
    besideReference(async ({ address, open, reference }) => {
      await (await open()).close();
      await reference(...referenceSql.lead(), ...referenceSql.service(SERVICE, 'stock'));
      const node = await open();
      const deleting = await mariadb.session(address.database);
      await deleting.run('START TRANSACTION');
      for (const statement of referenceSql.removeService(SERVICE)) await deleting.run(statement);
      const registering = node.run(registerInstance(aRegistration({ service: 'stock' }), aClient));
      await until(async () => (await deleting.waiting()) > 0);
      await deleting.run('COMMIT');
      await deleting.end();
      const answer = await registering;
      assert.ok(answer.code === 'ExecuteSuccess');
      const [service] = await mariadb.sql(
        `SELECT s.id, s.flag FROM service s JOIN instance i ON i.service_id = s.id WHERE i.id = '${answer.value.id}'`,
        address.database,
      );
      assert.notEqual(service?.id, SERVICE);
      assert.equal(service?.flag, 0);
      assert.equal(node.state.services.service('default', 'stock')?.service.id, service?.id);
    }));

  test('a service that is deleted beside us does not come back by being edited', () =>
    besideReference(async ({ address, open, reference }) => {
      await (await open()).close();
      await reference(...referenceSql.lead(), ...referenceSql.service(SERVICE, 'stock'));
      const node = await open();
      const deleting = await mariadb.session(address.database);
      await deleting.run('START TRANSACTION');
      for (const statement of referenceSql.removeService(SERVICE)) await deleting.run(statement);
      const editing = node.run(updateService('default', 'stock', { comment: 'x', exportTo: [] }, anOperator));
      await until(async () => (await deleting.waiting()) > 0);
      await deleting.run('COMMIT');
      await deleting.end();
      assert.equal((await editing).code, 'NotFoundResource');
      const [row] = await mariadb.sql(`SELECT flag FROM service WHERE id = '${SERVICE}'`, address.database);
      assert.equal(row?.flag, 1);
    }));

  test('while an instance is written its service is not deleted beside us', () =>
    besideReference(async ({ address, open, reference, row }) => {
      await (await open()).close();
      await reference(...referenceSql.lead(), ...referenceSql.service(SERVICE, 'stock'));
      await reference(...referenceSql.register({ id: ID, serviceId: SERVICE }));
      const node = await open();
      const holding = await mariadb.session(address.database);
      await holding.run('START TRANSACTION');
      await holding.run(`SELECT * FROM instance WHERE id = '${ID}' FOR UPDATE`);
      const updating = node.run(updateInstance(ID, { weight: 9 }, anOperator));
      await until(async () => (await holding.waiting()) === 1);
      const deleting = reference(...referenceSql.removeService(SERVICE));
      await until(async () => (await holding.waiting()) === 2);
      await holding.end();
      assert.equal((await updating).code, 'ExecuteSuccess');
      await deleting;
      assert.equal((await row(ID))?.weight, 9);
    }));

  test('our own writes read as those of the reference, an isolation included', () =>
    besideReference(async ({ open, row }) => {
      const node = await open();
      const answer = await node.run(
        registerInstance(
          aRegistration({
            service: 'stock',
            protocol: 'grpc',
            weight: 65_535,
            heartbeat: { ttlSeconds: 3 },
            labels: { a: 'b' },
          }),
          aClient,
        ),
      );
      assert.ok(answer.code === 'ExecuteSuccess');
      const { id } = answer.value;
      const entry = node.state.services.service('default', 'stock');
      const written = await row(id);
      assert.equal(written?.service_id, entry?.service.id);
      for (const name of ['vpc_id', 'version', 'logic_set', 'cmdb_region', 'cmdb_zone', 'cmdb_idc']) {
        assert.equal(written?.[name], '', name);
      }
      assert.deepEqual(
        [
          written?.protocol,
          written?.weight,
          written?.enable_health_check,
          written?.flag,
          written?.health_status,
        ],
        ['grpc', 32_767, 1, 0, 1],
      );
      const slot = node.state.instances.slotOf(id);
      const bornAt = node.state.instances.bornAt[slot] ?? 0;
      await node.run(flipHealth([{ slot, bornAt, healthy: false, silentSince: 1234 }]));
      assert.equal((await row(id))?.health_status, 0);
      assert.equal((await row(id))?.revision, node.state.instance(id)?.revision);
      await isolate(node, '10.0.0.1');
      assert.equal((await row(id))?.isolate, 1);
      assert.equal((await row(id))?.revision, node.state.instance(id)?.effectiveRevision);
      await node.run(deregisterInstance(id, aClient));
      assert.equal((await row(id))?.flag, 1);
      assert.equal(await node.store.clean({ id }), 1);
      assert.equal(await row(id), undefined);
    }));

  test('a commit that was late is stamped again, so that the reference does not look past it', () =>
    besideReference(async ({ address, open, row }) => {
      const node = await open();
      const answer = await node.run(registerInstance(aRegistration({ service: 'stock' }), aClient));
      assert.ok(answer.code === 'ExecuteSuccess');
      const { id } = answer.value;
      const release = await mariadb.holding(
        address.database,
        `SELECT * FROM instance WHERE id = '${id}' FOR UPDATE`,
      );
      const late = node.run(updateInstance(id, { weight: 7 }, anOperator));
      const started = performance.now();
      await until(() => performance.now() - started > 2600);
      await release();
      assert.equal((await late).code, 'ExecuteSuccess');
      await until(async () => {
        const { weight, modified, now } = (await row(id)) ?? {};
        return weight === 7 && Number(now) - Number(modified) <= 1;
      });
      // It is no change of somebody else's.
      const position = node.state.position;
      await node.run(updateInstance(id, { weight: 8 }, anOperator));
      assert.equal(node.state.position, position + 1);
    }));

  test('while a server of the reference leads its checkers, we make no verdict of our own', () =>
    besideReference(async ({ open, reference }) => {
      await (await open()).close();
      await reference(...referenceSql.lead());
      const clock = new FakeClock();
      const node = await open(clock);
      const checker = new Checker(node, { governor: false });
      const answer = await node.run(
        registerInstance(aRegistration({ heartbeat: { ttlSeconds: 1 } }), aClient),
      );
      assert.ok(answer.code === 'ExecuteSuccess' && !node.isJudge);
      for (let second = 0; second < 20; second += 1) {
        clock.advance(400);
        checker.sweep();
      }
      await checker.settled();
      assert.equal(node.state.instance(answer.value.id)?.healthy, true);
    }));
}
