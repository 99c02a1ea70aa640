import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeNameOf, codeOf, codes, httpStatusOf } from './codes.ts';

test('every number belongs to one name and leads back to it', () => {
  const names = Object.keys(codes);
  assert.equal(names.length, 173);
  assert.equal(new Set(Object.values(codes).map((code) => code.number)).size, names.length);
  for (const [name, code] of Object.entries(codes)) assert.equal(codeNameOf(code.number), name);
  assert.equal(codeNameOf(123), undefined);
});

test('the HTTP status is the thousands of the number', () => {
  assert.equal(httpStatusOf('ExecuteSuccess'), 200);
  assert.equal(httpStatusOf('NoNeedUpdate'), 200);
  assert.equal(httpStatusOf('NotAllowedAccess'), 401);
  assert.equal(httpStatusOf('InstanceTooManyRequests'), 429);
  assert.equal(httpStatusOf('StoreLayerException'), 500);
});

test('a text that HTTP words differently carries both wordings', () => {
  assert.deepEqual(codeOf('InstanceTooManyRequests'), {
    number: 429001,
    info: 'your instance has too many requests',
    infoEn: 'instance has too many requests',
  });
  assert.equal(codeOf('HeartbeatTypeNotFound').info, '');
  assert.equal(codeOf('InvalidParameter').infoEn, undefined);
});
