import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldChange, Operation } from '../../registry/model.ts';
import { anOperator } from '../../testing/testing-registry.ts';
import { undoSentence } from './field-sentences.ts';

const change = (path: string, before: unknown, after: unknown, id = 'i1'): FieldChange => ({
  target: { kind: 'instance', id, label: '10.0.0.1:80' },
  path,
  before,
  after,
});
const undo = (changes: readonly FieldChange[], action = 'instance.update'): Operation => ({
  id: '01',
  at: 0,
  by: anOperator,
  action,
  outcome: 'done',
  code: 200000,
  info: '',
  undoes: '00',
  counts: { done: 2, unchanged: 0, left: 0 },
  changes,
});
const said = (changes: readonly FieldChange[], action?: string) => undoSentence(undo(changes, action), 'pay');

test('an undone edit names its field, what that lost and what it got back', () => {
  assert.deepEqual(said([change('/weight', 20, 100), change('/weight', 20, 100, 'i2')]), {
    key: 'undidChange',
    args: { target: 'pay', path: '/weight', before: '20', after: '100', more: 0 },
  });
  assert.deepEqual(said([change('/version', '2', null), change('/weight', 1, 2)]).args, {
    target: 'pay',
    path: '/version',
    before: '"2"',
    after: 'null',
    more: 1,
  });
});

test('of labels and the location only the members that differ are named', () => {
  const labels = change('/labels', { env: 'prod', 'a/b': 'x' }, { env: 'prod', 'a/b': 'y'.repeat(99) });
  assert.deepEqual(said([labels]).args, {
    target: 'pay',
    path: '/labels/a~1b',
    before: '"x"',
    after: JSON.stringify(`${'y'.repeat(60)}…`),
    more: 0,
  });
  const places = change('/location', { region: '', zone: 'gz-3', campus: '' }, null);
  assert.equal(said([places]).args.path, '/location/zone');
  assert.equal(said([places]).args.more, 0);
});

test('where instances had lost different values, the field is named alone', () => {
  assert.deepEqual(said([change('/weight', 20, 100), change('/weight', 30, 100, 'i2')]), {
    key: 'undidFields',
    args: { target: 'pay', path: '/weight', more: 0 },
  });
});

test('an undone isolation and an undone end say where the instances are now', () => {
  assert.deepEqual(said([], 'isolation.end'), {
    key: 'undidIsolation',
    args: { target: 'pay', instances: 2 },
  });
  assert.deepEqual(said([], 'isolation.create'), { key: 'undidEnd', args: { target: 'pay', instances: 2 } });
  assert.deepEqual(said([]), { key: 'undidOperation', args: { target: 'pay', instances: 2 } });
});
