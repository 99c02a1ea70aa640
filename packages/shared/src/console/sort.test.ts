import assert from 'node:assert/strict';
import test from 'node:test';
import { formatSort, parseSort, serviceSorts } from './sort.ts';

test('an order goes from an address and back', () => {
  const { sort, ignored } = parseSort('-changed,service', serviceSorts);
  assert.deepEqual(sort, [
    { key: 'changed', descending: true },
    { key: 'service', descending: false },
  ]);
  assert.deepEqual(ignored, []);
  assert.equal(formatSort(sort), '-changed,service');
});

test('unknown keys, doubles and a fourth key are left out and named', () => {
  const { sort, ignored } = parseSort('foo,service,-service,namespace,clients,changed', serviceSorts);
  assert.equal(formatSort(sort), 'service,namespace,clients');
  assert.deepEqual(ignored, ['sort=foo', 'sort=-service', 'sort=changed']);
});
