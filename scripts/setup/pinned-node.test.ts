import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRecentEnough } from './pinned-node.mjs';

test('Node 26.8 and everything newer may run the product, anything older may not', () => {
  for (const version of ['v26.8.0', 'v26.10.1', 'v27.0.0'])
    assert.equal(isRecentEnough(version), true, version);
  for (const version of ['v20.20.2', 'v26.7.9', 'v25.9.0', 'v8.17.0']) {
    assert.equal(isRecentEnough(version), false, version);
  }
});
