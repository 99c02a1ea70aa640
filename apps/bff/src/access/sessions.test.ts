import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remove } from '../registry/changes.ts';
import type { Actor } from '../registry/model.ts';
import { MemoryDisk } from '../store/memory/memory-disk.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { addUser, openTestingAccess, type TestingAccess } from '../testing/testing-access.ts';
import { openRegistry } from '../testing/testing-registry.ts';
import { sessionKey } from './session-record.ts';
import { mainAccount, type User } from './user.ts';

const by: Actor = { id: '', name: 'lin.qiao', via: 'console', address: '10.0.0.1' };
const HOUR = 60 * 60 * 1000;

const owner = ({ registry }: TestingAccess): User => {
  const user = mainAccount(registry.state);
  assert.ok(user !== undefined);
  return user;
};

const start = async (opened: TestingAccess, user = owner(opened), replaces?: string): Promise<string> => {
  const started = await opened.access.sessions.start(user, by, replaces);
  assert.ok(started.code === 'ExecuteSuccess');
  return started.value;
};

/** Lets commands that nobody waits for be decided and committed. */
const settled = async ({ registry }: TestingAccess): Promise<void> => {
  do await new Promise((resolve) => setImmediate(resolve));
  while (registry.waiting > 0);
  await new Promise((resolve) => setImmediate(resolve));
};

test('a session is found by the cookie’s value, which has 256 bits and is not kept', async () => {
  const opened = await openTestingAccess();
  const id = await start(opened);
  assert.match(id, /^[\w-]{43}$/);
  assert.deepEqual(opened.access.sessions.find(id)?.user, owner(opened));
  assert.ok(!JSON.stringify([...opened.registry.state.kept.session]).includes(id));
  assert.notEqual(await start(opened), id);
});

test('what is not a session’s value finds nothing, the stored key included', async () => {
  const opened = await openTestingAccess();
  const id = await start(opened);
  for (const value of [undefined, '', sessionKey(id), `${id} `, id.toUpperCase(), '__proto__']) {
    assert.equal(opened.access.sessions.find(value), undefined);
  }
});

test('an idle session ends after 12 hours, a used one goes on until 7 days are over', async () => {
  const opened = await openTestingAccess();
  const { sessions } = opened.access;
  const idle = await start(opened);
  const used = await start(opened);
  for (let hour = 0; hour < 7 * 24 - 1; hour += 1) {
    opened.clock.advance(HOUR);
    assert.ok(sessions.find(used), `hour ${hour}`);
    if (hour === 10) assert.equal(sessions.find(used)?.endsInMs, 12 * HOUR);
    if (hour === 12) assert.equal(sessions.find(idle), undefined);
    await settled(opened);
  }
  opened.clock.advance(HOUR - 1);
  assert.equal(sessions.find(used)?.endsInMs, 1);
  opened.clock.advance(1);
  assert.equal(sessions.find(used), undefined);
  await settled(opened);
  assert.equal(opened.registry.state.kept.session.size, 0);
});

test('setting the clock signs nobody out as idle', async () => {
  const opened = await openTestingAccess();
  const id = await start(opened);
  assert.ok(opened.access.sessions.find(id));
  opened.clock.jumpWall(24 * HOUR);
  assert.ok(opened.access.sessions.find(id));
  opened.clock.jumpWall(-48 * HOUR);
  assert.ok(opened.access.sessions.find(id));
});

test('an ended session is gone at once and stays so', async () => {
  const opened = await openTestingAccess();
  const { sessions } = opened.access;
  const id = await start(opened);
  const other = await start(opened);
  const key = sessions.find(id)?.key ?? '';
  assert.equal((await sessions.end(key, by)).code, 'ExecuteSuccess');
  assert.equal(sessions.find(id), undefined);
  assert.ok(sessions.find(other));
  assert.equal((await sessions.end(key, by)).code, 'ExecuteSuccess');
});

test('signing in again in one browser ends the session from before', async () => {
  const opened = await openTestingAccess();
  const before = await start(opened);
  const after = await start(opened, owner(opened), before);
  assert.equal(opened.access.sessions.find(before), undefined);
  assert.ok(opened.access.sessions.find(after));
});

test('a cookie that somebody planted never becomes a session', async () => {
  const opened = await openTestingAccess();
  const after = await start(opened, owner(opened), 'planted');
  assert.notEqual(after, 'planted');
  assert.equal(opened.access.sessions.find('planted'), undefined);
});

test('a session of a user who is gone is none', async () => {
  const opened = await openTestingAccess();
  const user = await addUser(opened, { name: 'wang' });
  const id = await start(opened, user);
  assert.ok(opened.access.sessions.find(id));
  await opened.registry.run({
    name: 'removeUser',
    lane: 'operator',
    keys: () => {},
    decide: () => ({
      outcome: { code: 'ExecuteSuccess', value: null },
      changes: [remove('user', user.id)],
    }),
  });
  assert.equal(opened.access.sessions.find(id), undefined);
});

test('the rights of a session are those that the user has now', async () => {
  const opened = await openTestingAccess();
  const id = await start(opened, await addUser(opened, { name: 'wang', role: 'operator' }));
  await addUser(opened, { name: 'wang', role: 'viewer' });
  assert.equal(opened.access.sessions.find(id)?.user.role, 'viewer');
});

test('a user has at most 50 sessions; the one seen longest ago makes room', async () => {
  const opened = await openTestingAccess();
  const ids: string[] = [];
  for (let n = 0; n < 51; n += 1) {
    opened.clock.advance(1000);
    ids.push(await start(opened));
  }
  assert.equal(opened.registry.state.kept.session.size, 50);
  assert.deepEqual(
    ids.filter((id) => opened.access.sessions.find(id) === undefined),
    [ids[0]],
  );
});

test('sessions survive a restart, with when they were last used to the hour', async () => {
  const disk = new MemoryDisk();
  const clock = new FakeClock();
  const first = await openTestingAccess({}, clock, await openRegistry(new MemoryStore(disk), clock));
  const id = await start(first);
  for (let hour = 0; hour < 11; hour += 1) {
    clock.advance(HOUR);
    assert.ok(first.access.sessions.find(id));
    await settled(first);
  }
  await first.registry.close();
  clock.advance(11 * HOUR);
  const second = await openTestingAccess({}, clock, await openRegistry(new MemoryStore(disk), clock));
  assert.ok(second.access.sessions.find(id));
  await second.registry.close();
  clock.advance(12 * HOUR);
  const third = await openTestingAccess({}, clock, await openRegistry(new MemoryStore(disk), clock));
  assert.equal(third.access.sessions.find(id), undefined);
});

test('using a session writes at most once an hour', async () => {
  const opened = await openTestingAccess();
  const id = await start(opened);
  const before = opened.registry.state.position;
  for (let minute = 0; minute < 119; minute += 1) {
    opened.clock.advance(60_000);
    opened.access.sessions.find(id);
    await settled(opened);
  }
  assert.equal(opened.registry.state.position, before + 1);
});

test('the hourly sweep removes sessions that nobody asks for any more', async () => {
  const opened = await openTestingAccess();
  const stop = opened.access.start();
  await start(opened);
  opened.clock.advance(11 * HOUR);
  await settled(opened);
  assert.equal(opened.registry.state.kept.session.size, 1);
  opened.clock.advance(HOUR);
  await settled(opened);
  assert.equal(opened.registry.state.kept.session.size, 0);
  stop();
});
