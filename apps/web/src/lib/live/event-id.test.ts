import assert from 'node:assert/strict';
import test from 'node:test';
import { isLater, parseEventId } from './event-id.ts';

test('positions beyond the integers of a browser are still compared by value', () => {
  assert.equal(isLater('18446744073709551615', '18446744073709551614'), true);
  assert.equal(isLater('99', '100'), false);
  assert.equal(isLater('100', '100'), false);
});

test('an id without epoch or position is no id', () => {
  assert.deepEqual(parseEventId('e4-88213406'), { epoch: 'e4', position: '88213406' });
  for (const bad of [undefined, '', '88213406', 'e4-', '-7', 'e4-x'])
    assert.equal(parseEventId(bad), undefined);
});
