import assert from 'node:assert/strict';
import test from 'node:test';
import { csvText, csvTime } from './csv.ts';

test('cells with commas, quotes and line breaks are quoted, the others stand bare', () => {
  assert.equal(
    csvText(
      ['a', 'b'],
      [
        ['x, y', 'say "no"'],
        ['two\nlines', 7],
      ],
    ),
    'a,b\r\n"x, y","say ""no"""\r\n"two\nlines",7\r\n',
  );
});

test('a text that a spreadsheet would run as a formula is marked, a number is not', () => {
  assert.equal(csvText(['a'], [['=1+1'], ['@now'], [-5]]), "a\r\n'=1+1\r\n'@now\r\n-5\r\n");
});

test('times are UTC, and what is not known is empty', () => {
  assert.equal(csvTime(1_795_356_112_000), '2026-11-22T14:01:52.000Z');
  assert.equal(csvTime(null), '');
});
