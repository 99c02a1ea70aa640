import assert from 'node:assert/strict';
import test from 'node:test';
import { faultsOfLabels, labelsOfRows, pastedLabels } from './labels-draft.ts';

const row = (id: number, key: string, value = '') => ({ id, key, value });

test('labels that stand there twice, belong to the registry or have no key are marked', () => {
  const rows = [
    row(0, 'a'),
    row(1, 'a '),
    row(2, 'internal-x'),
    row(3, '', 'v'),
    row(4, ''),
    row(5, 'x'.repeat(129)),
  ];
  assert.deepEqual(
    [...faultsOfLabels(rows)],
    [
      [1, 'twice'],
      [2, 'internal'],
      [3, 'emptyKey'],
      [5, 'longKey'],
    ],
  );
  const many = Array.from({ length: 65 }, (_, id) => row(id, `k${id}`));
  assert.deepEqual([...faultsOfLabels(many)], [[64, 'many']]);
  assert.deepEqual(faultsOfLabels(many.slice(1)).size, 0);
});

test('rows without a key are no labels, and spaces around a key are none of it', () => {
  assert.deepEqual(labelsOfRows([row(0, ' a ', '1'), row(1, '')]), { a: '1' });
});

test('lines of key=value can be pasted, other text cannot', () => {
  assert.deepEqual(pastedLabels('env=prod\n tier : gold \r\nurl=a=b'), [
    { key: 'env', value: 'prod' },
    { key: 'tier', value: 'gold' },
    { key: 'url', value: 'a=b' },
  ]);
  assert.equal(pastedLabels('env'), undefined);
  assert.equal(pastedLabels('a=b\nc'), undefined);
  assert.equal(pastedLabels(''), undefined);
});
