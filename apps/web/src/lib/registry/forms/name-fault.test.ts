import assert from 'node:assert/strict';
import test from 'node:test';
import { faultOfName, LONGEST_NAMESPACE } from './name-fault.ts';

test('a name has letters, digits and five signs, and the first wrong character is named', () => {
  assert.equal(faultOfName('team-a/v1.2:eu_west', LONGEST_NAMESPACE), undefined);
  assert.deepEqual(faultOfName('team a', LONGEST_NAMESPACE), { kind: 'character', character: ' ' });
  assert.deepEqual(faultOfName('支付', LONGEST_NAMESPACE), { kind: 'character', character: '支' });
});

test('a name is neither empty nor longer than it may be', () => {
  assert.deepEqual(faultOfName('', LONGEST_NAMESPACE), { kind: 'missing' });
  assert.equal(faultOfName('x'.repeat(64), LONGEST_NAMESPACE), undefined);
  assert.deepEqual(faultOfName('x'.repeat(65), LONGEST_NAMESPACE), { kind: 'long' });
});
