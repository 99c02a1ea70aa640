import assert from 'node:assert/strict';
import test from 'node:test';
import { type Filtered, isolationTest } from './isolation-filter.ts';

const view: Filtered = {
  hosts: ['10.5.0.7'],
  reason: 'Disk latency, kernel hung tasks',
  ticket: 'INC-4711',
  by: { id: 'u', name: 'Chen Yu', via: 'console' },
  leave: [{ namespace: 'default', service: 'checkout' }],
};
const covered = () => [{ namespace: 'payments', service: 'ledger' }];

const found = (query: string): boolean | undefined =>
  isolationTest(new URLSearchParams(query))?.(view, covered);

test('an address without filters tests nothing', () => {
  assert.equal(isolationTest(new URLSearchParams('state=drift&sort=x&q=+&by=')), undefined);
});

test('every word has to be found in its hosts, reason, ticket, maker or services, whatever its case', () => {
  assert.equal(found('q=10.5.0.7+DISK'), true);
  assert.equal(found('q=inc-4711+ledger'), true);
  assert.equal(found('q=chen+checkout'), true);
  assert.equal(found('q=disk+10.5.0.8'), false);
});

test('a namespace is one of what it covers or leaves, and filters hold together', () => {
  assert.equal(found('namespace=payments'), true);
  assert.equal(found('namespace=default'), true);
  assert.equal(found('namespace=maps'), false);
  assert.equal(found('namespace=payments&by=Wang*'), false);
  assert.equal(found('ticket=INC-*&via=console'), true);
});
