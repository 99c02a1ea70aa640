import assert from 'node:assert/strict';
import test from 'node:test';
import { languageOf, preferencesFrom } from './preferences.ts';

test('the language is the chosen one, else the first of the browser that the console speaks, else English', () => {
  assert.equal(languageOf({ language: 'en' }, ['zh-CN']), 'en');
  assert.equal(languageOf({}, ['fr', 'zh-TW', 'en']), 'zh-CN');
  assert.equal(languageOf({}, ['fr', 'en-GB', 'zh']), 'en');
  assert.equal(languageOf({}, []), 'en');
});

test('a stored choice that means nothing is dropped, the others are kept', () => {
  assert.deepEqual(preferencesFrom({ theme: 'dark', density: 'roomy', timeZone: 'Mars/Olympus', extra: 1 }), {
    theme: 'dark',
  });
  assert.deepEqual(preferencesFrom({ timeZone: 'Asia/Shanghai', shortcuts: false }), {
    timeZone: 'Asia/Shanghai',
    shortcuts: false,
  });
  assert.deepEqual(preferencesFrom('{}'), {});
  assert.deepEqual(preferencesFrom(null), {});
});
