import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { issueToken, readToken } from './token.ts';

const key = randomBytes(32);

test('a token names its user and generation, and is the same whenever it is issued', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 0xffff_ffff }),
      fc.constantFrom('user' as const, 'group' as const),
      (id, generation, of) => {
        const token = issueToken(key, { of, id, generation });
        assert.match(token, /^[\w-]{50,}$/);
        assert.equal(issueToken(key, { of, id, generation }), token);
        assert.deepEqual(readToken(key, token), { of, id, generation });
      },
    ),
  );
});

test('a token of another installation is nobody’s', () => {
  const token = issueToken(randomBytes(32), { of: 'user', id: 'u1', generation: 1 });
  assert.equal(readToken(key, token), undefined);
});

test('changing any character of a token makes it worthless', () => {
  const token = issueToken(key, { of: 'user', id: '65e4789a6d5b49669adf1e9e8387549c', generation: 7 });
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (let at = 0; at < token.length; at += 1) {
    for (const other of [alphabet[(alphabet.indexOf(token[at] ?? '') + 1) % 64] ?? '', '', ' ', '=']) {
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      assert.equal(readToken(key, changed), undefined, `${other} at ${at}`);
    }
  }
});

test('garbage of any kind is no token', () => {
  const long = issueToken(key, { of: 'user', id: 'u', generation: 1 });
  for (const text of [
    '',
    'garbage',
    `${long}=`,
    ` ${long}`,
    `${long}\n`,
    long.repeat(2),
    'A'.repeat(100_000),
    '\0',
  ]) {
    assert.equal(readToken(key, text), undefined);
  }
  fc.assert(fc.property(fc.string({ maxLength: 600 }), (text) => readToken(key, text) === undefined));
});
