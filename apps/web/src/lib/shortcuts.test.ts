import assert from 'node:assert/strict';
import test from 'node:test';
import { keyName } from './shortcuts.ts';

const pressed = (key: string, more: Partial<KeyboardEvent> = {}) =>
  keyName({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

test('a letter is itself, a capital one its own key, and Ctrl and Cmd are the same', () => {
  assert.equal(pressed('f'), 'f');
  assert.equal(pressed('X'), 'X');
  assert.equal(pressed('K', { ctrlKey: true }), 'ctrl+k');
  assert.equal(pressed('k', { metaKey: true }), 'ctrl+k');
});

test('keys that have a name of their own, and those with Alt, are left to the page and the browser', () => {
  assert.equal(pressed('Enter'), undefined);
  assert.equal(pressed('Dead'), undefined);
  assert.equal(pressed('f', { altKey: true }), undefined);
});
