import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnusable } from '../registry/store-port.ts';
import { MemoryDisk } from '../store/memory/memory-disk.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { addUser, openTestingAccess, PASSWORD } from '../testing/testing-access.ts';
import { openRegistry } from '../testing/testing-registry.ts';
import { setupLink } from './access.ts';
import { createMainAccount } from './main-account.ts';
import { isSetupCode } from './setup-code.ts';
import { allUsers, mainAccount, openableMain, userById } from './user.ts';

const HOUR = 60 * 60 * 1000;

/** Opens access as a new start over the same disk would. */
const startOver = async (disk: MemoryDisk, clock: FakeClock, wishes = {}) =>
  openTestingAccess(wishes, clock, await openRegistry(new MemoryStore(disk), clock));

/** The same for whoever lost the password of the main account. */
const startToSetUpAgain = async (disk: MemoryDisk, clock: FakeClock, wishes = {}) =>
  openTestingAccess(wishes, clock, await openRegistry(new MemoryStore(disk), clock), undefined, {
    setUpAgain: true,
  });

const noPassword = { admin: { user: 'lin.qiao', password: null } };

const aSystem = { id: '', name: 'configuration', via: 'system' } as const;

test('the first start makes the main account that the configuration names, as its owner', async () => {
  const { registry, access } = await openTestingAccess();
  const [user, ...others] = allUsers(registry.state);
  assert.deepEqual(others, []);
  assert.equal(access.setupCode, null);
  assert.match(user?.id ?? '', /^[0-9a-f]{32}$/);
  assert.deepEqual(
    [user?.name, user?.kind, user?.owner, user?.role, user?.tokenEnabled, user?.hasReferenceDefault],
    ['lin.qiao', 'main', '', 'owner', true, false],
  );
});

test('a later start keeps the account, its token and the installation’s key, whatever is configured then', async () => {
  const disk = new MemoryDisk();
  const clock = new FakeClock();
  const first = await startOver(disk, clock);
  const before = mainAccount(first.registry.state);
  assert.ok(before !== undefined);
  const token = first.access.gate.tokenOf(before);
  await first.registry.close();
  const second = await startOver(disk, clock, { admin: { user: 'other', password: 'another password' } });
  assert.deepEqual([...allUsers(second.registry.state)], [before]);
  assert.equal(second.access.gate.tokenOf(before), token);
  assert.equal(second.passwords.derived.length, 0);
});

test('two installations share no secret', async () => {
  const [one, other] = [await openTestingAccess(), await openTestingAccess()];
  const user = mainAccount(one.registry.state);
  assert.ok(user !== undefined);
  const token = one.access.gate.tokenOf(user);
  assert.notEqual(other.access.gate.tokenOf(user), token);
  const admitted = other.access.gate.check({ needs: 'signedIn', surface: 'console', token });
  assert.equal(admitted.code, 'NotAllowedAccess');
});

test('without a password the start offers a code of at least 128 bits, of which only a hash is kept', async () => {
  const { registry, access, clock } = await openTestingAccess(noPassword);
  const code = access.setupCode ?? '';
  assert.match(code, /^[\w-]{32}$/);
  assert.equal(mainAccount(registry.state), undefined);
  assert.ok(isSetupCode(registry.state, code, clock.wallMs()));
  assert.ok(!JSON.stringify([...registry.state.kept.secret]).includes(code));
  assert.equal(setupLink('http://127.0.0.1:8080', code), `http://127.0.0.1:8080/sign-in?setup=${code}`);
});

test('a new start offers a new code, and the old one is worth nothing any more', async () => {
  const disk = new MemoryDisk();
  const clock = new FakeClock();
  const first = await startOver(disk, clock, noPassword);
  await first.registry.close();
  const second = await startOver(disk, clock, noPassword);
  const { state } = second.registry;
  assert.notEqual(second.access.setupCode, first.access.setupCode);
  assert.ok(isSetupCode(state, second.access.setupCode ?? '', clock.wallMs()));
  assert.ok(!isSetupCode(state, first.access.setupCode ?? '', clock.wallMs()));
});

test('a code ends after 24 hours and when it was used', async () => {
  const opened = await openTestingAccess(noPassword);
  const { registry, clock, access } = opened;
  const code = access.setupCode ?? '';
  assert.ok(isSetupCode(registry.state, code, clock.wallMs() + 24 * HOUR - 1));
  assert.ok(!isSetupCode(registry.state, code, clock.wallMs() + 24 * HOUR));
  const account = { name: 'wang', password: PASSWORD, passwordHash: 'x' };
  const wrong = await registry.run(createMainAccount({ ...account, setupCode: `${code}A` }, aSystem));
  assert.equal(wrong.code, 'AuthTokenForbidden');
  const [first, second] = await Promise.all([
    registry.run(createMainAccount({ ...account, setupCode: code }, aSystem)),
    registry.run(createMainAccount({ ...account, setupCode: code }, aSystem)),
  ]);
  assert.deepEqual([first.code, second.code], ['ExecuteSuccess', 'UserExisted']);
  assert.ok(!isSetupCode(registry.state, code, clock.wallMs()));
  assert.equal([...allUsers(registry.state)].length, 1);
});

test('making the main account leaves one operation, without the password', async () => {
  const store = new MemoryStore();
  const clock = new FakeClock();
  await openTestingAccess({}, clock, await openRegistry(store, clock));
  const operations = await store.operations({ limit: 10 });
  assert.deepEqual(
    operations.map(({ action, outcome, by }) => [action, outcome, by.name, by.via]),
    [['user.setUp', 'done', 'configuration', 'system']],
  );
  assert.ok(!/argon2|correct horse/.test(JSON.stringify(operations)));
});

test('the reference’s default account is never served to other machines', async () => {
  const disk = new MemoryDisk();
  const clock = new FakeClock();
  const reference = { admin: { user: 'polaris', password: 'polaris' } };
  const first = await startOver(disk, clock, reference);
  assert.equal(mainAccount(first.registry.state)?.hasReferenceDefault, true);
  await first.registry.close();
  await assert.rejects(startOver(disk, clock, { bind: '0.0.0.0' }), (error: Error) => {
    assert.ok(error instanceof StoreUnusable);
    assert.match(error.message, /^The account polaris in \/data has the reference's default password/);
    return true;
  });
  await (await startOver(disk, clock, { bind: '::1' })).registry.close();
});

test('a store that does not take the account stops the start with a sentence', async () => {
  const store = new MemoryStore();
  const clock = new FakeClock();
  const registry = await openRegistry(store, clock);
  store.failNext('refused');
  await assert.rejects(openTestingAccess({}, clock, registry), (error: Error) => {
    assert.ok(error instanceof StoreUnusable);
    assert.match(error.message, /^The installation's key cannot be written: .+\.$/);
    return true;
  });
});

test('a main account whose password is lost is set up again by whoever may start the server, and only once', async () => {
  const disk = new MemoryDisk();
  const clock = new FakeClock();
  const first = await startOver(disk, clock);
  const before = mainAccount(first.registry.state);
  assert.ok(before !== undefined);
  const sub = await addUser(first, { name: 'chen.yu', owner: before.id });
  await first.registry.close();

  const second = await startToSetUpAgain(disk, clock, noPassword);
  const code = second.access.setupCode;
  assert.ok(code !== null && isSetupCode(second.registry.state, code, clock.wallMs()));
  assert.equal(openableMain(second.registry.state), undefined);
  const chosen = { name: 'anna', password: 'correct horse', passwordHash: 'hashed', setupCode: code };
  const again = await second.registry.run(createMainAccount(chosen, aSystem));
  assert.equal(again.code, 'ExecuteSuccess');
  const after = mainAccount(second.registry.state);
  assert.deepEqual([after?.id, after?.name, after?.passwordHash], [before.id, 'anna', 'hashed']);
  assert.equal(userById(second.registry.state, sub.id)?.owner, before.id);
  await second.registry.close();

  const third = await startOver(disk, clock, noPassword);
  assert.equal(third.access.setupCode, null);
  assert.equal(mainAccount(third.registry.state)?.passwordHash, 'hashed');
});

test('set up again with a configured password, the account has that one at once', async () => {
  const disk = new MemoryDisk();
  const clock = new FakeClock();
  const first = await startOver(disk, clock);
  const before = mainAccount(first.registry.state);
  await first.registry.close();
  const second = await startToSetUpAgain(disk, clock, {
    admin: { user: 'lin.qiao', password: 'another password' },
  });
  assert.equal(second.access.setupCode, null);
  const after = mainAccount(second.registry.state);
  assert.equal(after?.id, before?.id);
  assert.notEqual(after?.passwordHash, before?.passwordHash);
  const opens = await second.passwords.verify('another password', after?.passwordHash);
  assert.deepEqual(opens, { code: 'ExecuteSuccess', value: true });
});
