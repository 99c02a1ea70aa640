import assert from 'node:assert/strict';
import test from 'node:test';
import { serviceFilters } from '@cynosure/shared/console/filter-fields.ts';
import { serviceSorts } from '@cynosure/shared/console/sort.ts';
import { readList } from './list-state.ts';

test('an address tells filters, order, columns and what is open, and names what it cannot mean', () => {
  const address = new URLSearchParams(
    'namespace=default&state=ill&sort=-changed,foo&cols=zones,version&open=a&utm=1',
  );
  const list = readList(serviceFilters, serviceSorts, address);
  assert.deepEqual(list.query, { namespace: ['default'] });
  assert.deepEqual(list.ignored, ['state=ill', 'sort=foo']);
  assert.deepEqual(list.columns, ['zones', 'version']);
  assert.equal(list.open, 'a');
  assert.equal(list.hasFilters, true);
  assert.equal(list.request, 'namespace=default&sort=-changed');
});

test('an order alone is no filter', () => {
  assert.equal(readList(serviceFilters, serviceSorts, new URLSearchParams('sort=service')).hasFilters, false);
});
