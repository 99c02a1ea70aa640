import assert from 'node:assert/strict';
import test from 'node:test';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** Dotted key → sentence. */
function flatten(messages: object, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

/** Names of arguments and of rich-text tags, which both languages must use alike. */
const placeholders = (sentence: string): string[] => {
  // A branch such as `one {node}` looks like an argument; its selector tells them apart.
  const text = sentence.replaceAll(/\b(?:one|other|none|yes|version|zone)\s*\{|=\d+\s*\{/g, '');
  return [
    ...new Set([...text.matchAll(/\{\s*(\w+)\s*[,}]|<(\w+)>/g)].map((hit) => hit[1] ?? hit[2] ?? '')),
  ].sort();
};

test('both languages have the same keys, and no sentence is empty', () => {
  const [english, chinese] = [flatten(en), flatten(zh)];
  assert.deepEqual([...chinese.keys()].sort(), [...english.keys()].sort());
  for (const [key, text] of [...english, ...chinese]) assert.notEqual(text.trim(), '', key);
});

test('both languages say the same facts: every argument of one appears in the other', () => {
  const chinese = flatten(zh);
  for (const [key, text] of flatten(en))
    assert.deepEqual(placeholders(chinese.get(key) ?? ''), placeholders(text), key);
});

test('Chinese has no space before a per cent sign and full-width punctuation in sentences', () => {
  for (const [key, text] of flatten(zh)) {
    assert.doesNotMatch(text, / %/, key);
    assert.doesNotMatch(text, /[\u4e00-\u9fff][,;!?]/, key);
  }
});
