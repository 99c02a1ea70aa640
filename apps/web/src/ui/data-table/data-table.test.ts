import assert from 'node:assert/strict';
import test from 'node:test';
import { type Column, chooseColumns, fitColumns } from './column.ts';
import { rowWindow } from './row-window.ts';

const column = (key: string, more: Partial<Column<unknown>> = {}): Column<unknown> => ({
  key,
  head: key,
  width: 100,
  cell: () => key,
  ...more,
});
const columns = [
  column('host'),
  column('zone', { drop: 2 }),
  column('labels', { drop: 1 }),
  column('id', { optional: true }),
];
const keys = (list: readonly Column<unknown>[]) => list.map(({ key }) => key);

test('columns go in their fixed order until the rest fits, and those without an order stay', () => {
  assert.deepEqual(keys(fitColumns(columns, 400).shown), ['host', 'zone', 'labels', 'id']);
  assert.deepEqual(keys(fitColumns(columns, 399).shown), ['host', 'zone', 'id']);
  const tight = fitColumns(columns, 10);
  assert.deepEqual(keys(tight.shown), ['host', 'id']);
  assert.deepEqual(tight.leftOut, ['labels', 'zone']);
});

test('chosen columns come in the chosen order behind the one that names the row', () => {
  assert.deepEqual(keys(chooseColumns(columns, undefined)), ['host', 'zone', 'labels']);
  assert.deepEqual(keys(chooseColumns(columns, ['id', 'nonsense', 'host', 'zone'])), ['host', 'id', 'zone']);
});

test('of a long list only what is near the viewport is drawn, also when it shrinks under the scroll bar', () => {
  assert.deepEqual(rowWindow(50, 34, 0, 600), { from: 0, to: 50 });
  const middle = rowWindow(100_000, 34, 34 * 50_000, 680);
  assert.equal(middle.from, 49_992);
  assert.equal(middle.to, 50_028);
  const beyond = rowWindow(100, 34, 34 * 5_000, 680);
  assert.ok(beyond.from < 100 && beyond.to === 100);
});
