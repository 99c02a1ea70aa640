import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from './log.ts';

const HOSTILE = [
  'two\nlines',
  '\r\n{"level":60,"msg":"forged"}',
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m',
  '\u007f\b\b',
  '\u202egnp.exe',
  '\u2066x\u2069',
  'a\u2028b',
  '\ud800',
  '","level":60,"x":"',
];

test('whatever is logged stays one line of JSON that says it and that no terminal obeys', () => {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  for (const text of HOSTILE) {
    log.warn({ label: text, [text]: 1, err: new Error(text) }, text);
    log.child({ scope: text }).debug(text);
  }
  assert.equal(lines.length, 2 * HOSTILE.length);
  for (const [at, line] of lines.entries()) {
    assert.match(line, /^[^\n]+\n$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be there.
    assert.doesNotMatch(line.trimEnd(), /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
    const said = JSON.parse(line);
    const text = HOSTILE[Math.floor(at / 2)];
    assert.equal(said.msg, text);
    assert.equal(said.level, at % 2 === 0 ? 40 : 20);
    assert.equal(at % 2 === 0 ? said.label : said.scope, text);
  }
});
