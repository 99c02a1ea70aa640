import assert from 'node:assert/strict';
import test from 'node:test';
import { nextAddress } from './next-address.ts';

test('after signing in one stays on this console, wherever the link wanted to lead', () => {
  assert.equal(nextAddress('/services?namespace=default'), '/services?namespace=default');
  for (const elsewhere of [
    null,
    '',
    'https://example.org',
    '//example.org',
    '/\\example.org',
    'services',
    '/sign-in?next=/sign-in',
  ]) {
    assert.equal(nextAddress(elsewhere), '/');
  }
});
