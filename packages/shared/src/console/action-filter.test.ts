import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isActionAsked } from './action-filter.ts';

test('an action is asked for by its name, among several, or by its kind, never by a part of its name', () => {
  const asked = 'user.,isolation.end,isolation.release';
  for (const action of ['user.create', 'isolation.end']) assert.equal(isActionAsked(asked, action), true);
  for (const action of ['isolation.create', 'users.create', 'isolation.ended'])
    assert.equal(isActionAsked(asked, action), false);
  for (const all of [null, undefined, '']) assert.equal(isActionAsked(all, 'user.create'), true);
});
