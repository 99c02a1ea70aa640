import assert from 'node:assert/strict';
import test from 'node:test';
import { faultOfName } from './namespace-name.ts';

test('a name has letters, digits and five signs, and the first wrong character is named', () => {
  assert.equal(faultOfName('team-a/v1.2:eu_west'), undefined);
  assert.deepEqual(faultOfName('team a'), { kind: 'character', character: ' ' });
  assert.deepEqual(faultOfName('支付'), { kind: 'character', character: '支' });
});

test('a name is neither empty nor longer than 64', () => {
  assert.deepEqual(faultOfName(''), { kind: 'missing' });
  assert.equal(faultOfName('x'.repeat(64)), undefined);
  assert.deepEqual(faultOfName('x'.repeat(65)), { kind: 'long' });
});
