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

/**
 * Names of arguments and of rich-text tags, which both languages must use alike. Branches of a plural or select are
 * read for what they hold; their own words are no arguments.
 */
function placeholders(text: string): string[] {
  const names = new Set([...text.matchAll(/<(\w+)>/g)].map(([, tag = '']) => tag));
  readArguments(text, 0, names);
  return [...names].sort();
}

/** Reads up to the brace that closes the text, and answers where that is. */
function readArguments(text: string, from: number, names: Set<string>): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '}') return at;
    if (text[at] !== '{') continue;
    const [head = '', name = '', after] = /^\{\s*(\w+)\s*([,}])/.exec(text.slice(at)) ?? [];
    names.add(name);
    at += head.length - 1;
    if (after === ',') at = readBranches(text, at, names);
  }
  return text.length;
}

function readBranches(text: string, from: number, names: Set<string>): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '}') return at;
    if (text[at] === '{') at = readArguments(text, at + 1, names);
  }
  return text.length;
}

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
