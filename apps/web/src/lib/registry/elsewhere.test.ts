import assert from 'node:assert/strict';
import test from 'node:test';
import { filled } from './elsewhere.ts';

test('the parts of an address elsewhere are filled in, encoded, and unknown ones left', () => {
  assert.equal(
    filled('https://m/d?svc={service}&ns={namespace}&x={constructor}', {
      service: 'pay/v2',
      namespace: 'a b',
    }),
    'https://m/d?svc=pay%2Fv2&ns=a%20b&x={constructor}',
  );
});
