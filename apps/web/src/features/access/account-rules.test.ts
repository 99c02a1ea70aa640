import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOfAccountName, faultOfPassword } from './account-rules.ts';

test('names of accounts are letters, digits, Chinese characters and _ - . up to 64', () => {
  for (const name of ['lin.qiao', '林乔', 'a', 'x'.repeat(64)])
    assert.equal(faultOfAccountName(name), undefined);
  assert.equal(faultOfAccountName(''), 'missing');
  assert.equal(faultOfAccountName('lin qiao'), 'character');
  assert.equal(faultOfAccountName('lin/qiao'), 'character');
  assert.equal(faultOfAccountName('x'.repeat(65)), 'long');
  assert.equal(faultOfAccountName('polariadmin'), 'reserved');
});

test('passwords are counted in bytes and may not be the name', () => {
  assert.equal(faultOfPassword('', 'lin'), 'missing');
  assert.equal(faultOfPassword('1234567', 'lin'), 'short');
  assert.equal(faultOfPassword('密码密', 'lin'), undefined);
  assert.equal(faultOfPassword('x'.repeat(129), 'lin'), 'long');
  assert.equal(faultOfPassword('Lin.Qiao', 'lin.qiao'), 'isName');
  assert.equal(faultOfPassword('correct horse', 'lin'), undefined);
});
