import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hash } from 'bcryptjs';
import type { Registry } from '../registry/registry.ts';
import type { MysqlAddress } from '../store/mysql/address.ts';
import { mariadbFor, type TestMariadb } from '../store/mysql/testing.ts';
import { openNode } from '../store/mysql/testing-nodes.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { openTestingAccess, PASSWORD, type TestingAccess } from '../testing/testing-access.ts';
import { allGroups } from './group.ts';
import { LOCKED } from './imported-password.ts';
import { createMainAccount } from './main-account.ts';
import { mainAccount, userNamed, usersOf } from './user.ts';

const mariadb = await mariadbFor('accounts of the reference on a MariaDB');

/** The reference's tables of accounts, as its servers make them. */
const TABLES = [
  `CREATE TABLE user (id VARCHAR(128) NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, password VARCHAR(100) NOT NULL,
    owner VARCHAR(128) NOT NULL, source VARCHAR(32) NOT NULL, mobile VARCHAR(12) NOT NULL DEFAULT '',
    email VARCHAR(64) NOT NULL DEFAULT '', token VARCHAR(255) NOT NULL, token_enable TINYINT NOT NULL DEFAULT 1,
    user_type INT NOT NULL DEFAULT 20, comment VARCHAR(255) NOT NULL, flag TINYINT NOT NULL DEFAULT 0,
    ctime TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    mtime TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)`,
  `CREATE TABLE user_group (id VARCHAR(128) NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL,
    owner VARCHAR(128) NOT NULL, token VARCHAR(255) NOT NULL, comment VARCHAR(255) NOT NULL,
    token_enable TINYINT NOT NULL DEFAULT 1, flag TINYINT NOT NULL DEFAULT 0,
    ctime TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, mtime TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)`,
  `CREATE TABLE user_group_relation (user_id VARCHAR(128) NOT NULL, group_id VARCHAR(128) NOT NULL,
    PRIMARY KEY (user_id, group_id))`,
];

interface Row {
  readonly id: string;
  readonly name: string;
  /** In plain text here; `{ raw }` is written as it is. */
  readonly password: string | { readonly raw: string };
  readonly owner?: string;
  readonly type?: number;
  readonly flag?: number;
}

async function accountRow({ id, name, password, owner = 'main', type = 50, flag = 0 }: Row): Promise<string> {
  const kept = typeof password === 'string' ? await hash(password, 4) : password.raw;
  return `INSERT INTO user (id, name, password, owner, source, token, user_type, comment, flag)
    VALUES ('${id}', '${name}', '${kept}', '${owner}', 'Polaris', 'their token', ${type}, 'of ${name}', ${flag})`;
}

const main = (password: Row['password']): Row => ({
  ...{ id: 'main', name: 'polaris', password, owner: '', type: 20 },
});

async function databaseWith(server: TestMariadb, rows: readonly Row[]): Promise<MysqlAddress> {
  const address = await server.newDatabase();
  await server.sql([...TABLES, ...(await Promise.all(rows.map(accountRow)))], address.database);
  return address;
}

const noPassword = { admin: { user: 'lin.qiao', password: null } };

/** A node's access to the database; the node is closed after `run`. */
async function withNode(
  address: MysqlAddress,
  wishes: Parameters<typeof openTestingAccess>[0],
  run: (opened: TestingAccess) => Promise<void>,
): Promise<void> {
  const registry: Registry = await openNode(address);
  try {
    await run(await openTestingAccess(wishes, new FakeClock(), registry));
  } finally {
    await registry.close();
  }
}

/** Whether name and password open an account. */
async function opens({ registry, access }: TestingAccess, name: string, password: string): Promise<boolean> {
  const user = userNamed(registry.state, name);
  const verdict = await access.admin.credentials.judge(user, name, password, '127.0.0.1');
  assert.notEqual(verdict.kind, 'wait');
  return verdict.kind === 'right';
}

if (mariadb !== null) {
  test('accounts and groups of a database of the reference are taken over once, with an own hash from the first sign-in', async () => {
    const address = await databaseWith(mariadb, [
      main('a good secret'),
      { id: 'u-alice', name: 'alice', password: 'wonderland 1' },
      { id: 'u-gone', name: 'gone', password: 'wonderland 2', flag: 1 },
    ]);
    await mariadb.sql(
      [
        `INSERT INTO user_group (id, name, owner, token, comment) VALUES ('g-1', 'readers', 'main', 'their token', '')`,
        `INSERT INTO user_group_relation VALUES ('u-alice', 'g-1'), ('u-gone', 'g-1')`,
      ],
      address.database,
    );
    const before = await mariadb.sql('CHECKSUM TABLE user, user_group', address.database);
    await withNode(address, noPassword, async (opened) => {
      const { registry, access } = opened;
      assert.deepEqual(access.imported, { users: 2, groups: 1, locked: [], skipped: [] });
      assert.equal(access.setupCode, null);
      const users = usersOf(registry.state, 'main').map(({ id, kind, role }) => [id, kind, role]);
      assert.deepEqual(users.sort(), [
        ['main', 'main', 'owner'],
        ['u-alice', 'sub', null],
      ]);
      assert.deepEqual(
        [...allGroups(registry.state)].map((group) => [group.name, group.users]),
        [['readers', ['u-alice']]],
      );
      assert.equal(await opens(opened, 'alice', 'wonderland 2'), false);
      assert.match(userNamed(registry.state, 'alice')?.passwordHash ?? '', /^\$2[aby]\$/);
      assert.equal(await opens(opened, 'alice', 'wonderland 1'), true);
      assert.match(userNamed(registry.state, 'alice')?.passwordHash ?? '', /^\$argon2id\$/);
      assert.equal(await opens(opened, 'alice', 'wonderland 1'), true);
      assert.equal(await opens(opened, 'alice', 'wonderland 2'), false);
      assert.equal(await opens(opened, 'polaris', 'a good secret'), true);
      // Their tokens are nothing here.
      const admitted = access.gate.check({ needs: 'signedIn', surface: 'console', token: 'their token' });
      assert.notEqual(admitted.code, 'ExecuteSuccess');
      const [operation] = await registry.store.operations({ limit: 10, action: 'accounts.import' });
      assert.ok(operation);
      assert.ok(operation.changes.some(({ target }) => target.label === 'alice'));
      assert.ok(!/\$2|argon2|their token/.test(JSON.stringify(operation)));
    });
    assert.deepEqual(await mariadb.sql('CHECKSUM TABLE user, user_group', address.database), before);
    await mariadb.sql([await accountRow({ id: 'u-late', name: 'late', password: 'x' })], address.database);
    await withNode(address, noPassword, async (opened) => {
      assert.equal(opened.access.imported, null);
      assert.equal(userNamed(opened.registry.state, 'late'), undefined);
      assert.equal(await opens(opened, 'alice', 'wonderland 1'), true);
    });
  });

  test('the well-known default password opens nothing: the main account is set up anew, others are locked when it is tried', async () => {
    const address = await databaseWith(mariadb, [
      main('polaris'),
      { id: 'u-bob', name: 'bob', password: 'bob' },
      { id: 'u-eve', name: 'eve', password: 'nothing known' },
    ]);
    await withNode(address, noPassword, async (opened) => {
      const { registry, access } = opened;
      assert.deepEqual(access.imported?.locked, ['polaris']);
      assert.equal(await opens(opened, 'polaris', 'polaris'), false);
      assert.equal(await opens(opened, 'polaris', LOCKED), false);
      assert.ok(access.setupCode !== null);
      assert.equal(await opens(opened, 'bob', 'bob'), false);
      assert.equal(userNamed(registry.state, 'bob')?.passwordHash, LOCKED);
      const [operation] = await registry.store.operations({ limit: 10, action: 'user.lock' });
      assert.deepEqual(
        operation?.changes.map(({ target }) => target.label),
        ['bob'],
      );
      const passwordHash = await opened.passwords.hash(PASSWORD);
      assert.ok(passwordHash.code === 'ExecuteSuccess');
      const setUp = await registry.run(
        createMainAccount(
          {
            name: 'lin.qiao',
            password: PASSWORD,
            passwordHash: passwordHash.value,
            setupCode: access.setupCode,
          },
          { id: '', name: 'set-up', via: 'console' },
        ),
      );
      assert.equal(setUp.code, 'ExecuteSuccess');
      assert.deepEqual(
        [mainAccount(registry.state)?.id, mainAccount(registry.state)?.name],
        ['main', 'lin.qiao'],
      );
      assert.equal(await opens(opened, 'lin.qiao', PASSWORD), true);
      assert.equal(await opens(opened, 'eve', 'nothing known'), true);
      assert.equal(usersOf(registry.state, 'main').length, 3);
    });
  });

  test('a configured password takes the place of the well-known one of the imported main account', async () => {
    const address = await databaseWith(mariadb, [main('polarismesh@2021')]);
    await withNode(address, {}, async (opened) => {
      assert.equal(opened.access.setupCode, null);
      assert.equal(await opens(opened, 'lin.qiao', PASSWORD), true);
      assert.equal(mainAccount(opened.registry.state)?.id, 'main');
    });
  });

  test('rows that are no usable account are left out, each with its reason, and the others are taken over', async () => {
    const address = await databaseWith(mariadb, [
      main('a good secret'),
      { id: 'u-plain', name: 'plain', password: { raw: 'in plain text' } },
      { id: 'u-slow', name: 'slow', password: { raw: `$2a$31$${'a'.repeat(53)}` } },
      { id: 'u-name', name: 'no name!', password: 'x' },
      { id: 'u-type', name: 'typed', password: 'x', type: 7 },
      { id: 'u-else', name: 'elsewhere', password: 'x', owner: 'nobody' },
      { id: 'main-2', name: 'second', password: 'x', owner: '', type: 20 },
      { id: 'u-fine', name: 'fine', password: 'some secret' },
    ]);
    await withNode(address, noPassword, async (opened) => {
      const { skipped = [], users } = opened.access.imported ?? {};
      assert.equal(users, 2);
      const why = Object.fromEntries(skipped.map((one) => [one.id, one.why]));
      assert.deepEqual(Object.keys(why).sort(), [
        'main-2',
        'u-else',
        'u-name',
        'u-plain',
        'u-slow',
        'u-type',
      ]);
      assert.match(why['u-plain'] ?? '', /no bcrypt hash/);
      assert.match(why['u-slow'] ?? '', /no bcrypt hash/);
      const [operation] = await opened.registry.store.operations({ limit: 1, action: 'accounts.import' });
      const said = (operation?.changes ?? []).filter(({ path }) => path === '/import');
      assert.equal(said.length, 6);
      assert.equal(await opens(opened, 'fine', 'some secret'), true);
    });
  });

  test('without tables of accounts nothing is taken over, and the first start goes on as ever', async () => {
    await withNode(await mariadb.newDatabase(), noPassword, async ({ access }) => {
      assert.equal(access.imported, null);
      assert.ok(access.setupCode !== null);
    });
  });
}
