import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasPasswordLength, isAccountName, isGuessable, isReferenceDefault } from './account-rules.ts';

test('names are letters, digits, Chinese characters and _ - . up to 64 characters', () => {
  for (const name of ['polaris', 'lin.qiao', 'a', '操作员_1', '-', '数'.repeat(64)]) {
    assert.ok(isAccountName(name), name);
  }
  for (const name of ['', 'a b', 'a\n', 'polariadmin', 'é', '<b>', 'a/b', '\u202ea', '数'.repeat(65), '😀']) {
    assert.ok(!isAccountName(name), JSON.stringify(name));
  }
});

test('passwords have 8 to 128 bytes, whatever characters they are of', () => {
  assert.ok(hasPasswordLength('12345678'.slice(0, 8)));
  assert.ok(hasPasswordLength('密码密'));
  assert.ok(hasPasswordLength('x'.repeat(128)));
  assert.ok(!hasPasswordLength('1234567'));
  assert.ok(!hasPasswordLength('密'.repeat(43)));
});

test('a password that is the name, or that everybody knows, is guessable in any spelling', () => {
  assert.ok(isGuessable('lin.qiao', 'LIN.QIAO'));
  assert.ok(isGuessable('lin.qiao', 'Polarismesh@2021'));
  assert.ok(!isGuessable('lin.qiao', 'lin.qiao!'));
});

test('only polaris/polaris is the default of the reference', () => {
  assert.ok(isReferenceDefault('polaris', 'polaris'));
  assert.ok(!isReferenceDefault('polaris', 'Polaris'));
  assert.ok(!isReferenceDefault('admin', 'polaris'));
});
