import assert from 'node:assert/strict';
import test from 'node:test';
import { sentenceArguments } from '@cynosure/shared/console/sentences.ts';
import { sentencesEn } from './sentences.en.ts';

test('every sentence of an operation has a message that uses only the arguments it is given', () => {
  assert.deepEqual(Object.keys(sentencesEn), Object.keys(sentenceArguments));
  for (const [key, text] of Object.entries(sentencesEn)) {
    const given: readonly string[] = sentenceArguments[key as keyof typeof sentenceArguments]; // The keys are equal, see above.
    for (const [, name = ''] of text.matchAll(/\{(\w+)[,}]/g))
      assert.ok(given.includes(name), `${key}: ${name}`);
  }
});
