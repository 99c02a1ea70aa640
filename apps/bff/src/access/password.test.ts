import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CountedPasswords } from '../testing/testing-access.ts';
import { Passwords } from './password.ts';

const hashOf = async (passwords: Passwords, password: string): Promise<string> => {
  const hashed = await passwords.hash(password);
  assert.ok(hashed.code === 'ExecuteSuccess');
  return hashed.value;
};

test('a password is kept as argon2id with its parameters and a salt of its own', async () => {
  const passwords = new Passwords();
  const stored = await hashOf(passwords, 'a long sentence');
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  assert.ok(!stored.includes('sentence'));
  assert.notEqual(await hashOf(passwords, 'a long sentence'), stored);
  assert.deepEqual(await passwords.verify('a long sentence', stored), {
    code: 'ExecuteSuccess',
    value: true,
  });
  assert.deepEqual(await passwords.verify('a long sentence ', stored), {
    code: 'ExecuteSuccess',
    value: false,
  });
});

test('a hash made with other parameters is verified with those', async () => {
  const passwords = new CountedPasswords();
  const stored = await hashOf(passwords, 'secret words');
  const cheaper = stored.replace('m=19456,t=2', 'm=4096,t=3');
  assert.deepEqual(await passwords.verify('secret words', cheaper), { code: 'ExecuteSuccess', value: true });
  assert.deepEqual(passwords.derived.at(-1)?.cost, { memoryKiB: 4096, passes: 3, lanes: 1 });
});

test('verifying against nobody costs the same work and never succeeds', async () => {
  const passwords = new CountedPasswords();
  const stored = await hashOf(passwords, 'secret words');
  passwords.derived.length = 0;
  await passwords.verify('guess', stored);
  for (const guess of ['guess', '', 'secret words']) {
    assert.deepEqual(await passwords.verify(guess, undefined), { code: 'ExecuteSuccess', value: false });
  }
  assert.equal(passwords.derived.length, 4);
  assert.equal(new Set(passwords.derived.map(({ cost }) => JSON.stringify(cost))).size, 1);
});

test('two are computed at once, 64 wait, and the next is told to come back', async () => {
  let running = 0;
  let most = 0;
  const gates: (() => void)[] = [];
  const passwords = new Passwords(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => gates.push(resolve));
    running -= 1;
    return Buffer.alloc(32);
  });
  const asked = Array.from({ length: 66 }, () => passwords.hash('x'));
  assert.equal((await passwords.hash('one too many')).code, 'InstanceTooManyRequests');
  let answered = 0;
  for (const one of asked) void one.then(() => (answered += 1));
  while (answered < asked.length) {
    gates.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(most, 2);
  const next = passwords.hash('free again');
  gates.shift()?.();
  assert.equal((await next).code, 'ExecuteSuccess');
});

test('a computation that fails gives its place back', async () => {
  let fails = true;
  const passwords = new Passwords(async () => {
    if (fails) throw new Error('out of memory');
    return Buffer.alloc(32);
  });
  for (let round = 0; round < 5; round += 1) await assert.rejects(passwords.hash('x'), /out of memory/);
  fails = false;
  assert.equal((await passwords.hash('x')).code, 'ExecuteSuccess');
});
