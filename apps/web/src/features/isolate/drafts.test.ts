import assert from 'node:assert/strict';
import test from 'node:test';
import { draftFor, dropDraft, keepDraft } from './drafts.ts';
import { noEnd } from './ends.ts';

const draft = { reason: 'disk latency', ticket: '', ends: noEnd };

test('a typed reason outlives its sheet for ten minutes, for the same target only', () => {
  keepDraft('10.5.0.7', draft, 0);
  assert.equal(draftFor('10.5.0.7', 599_999)?.reason, 'disk latency');
  assert.equal(draftFor('10.5.0.8', 0), undefined);
  assert.equal(draftFor('10.5.0.7', 600_000), undefined);
});

test('what was confirmed or emptied is not offered again', () => {
  keepDraft('a', draft, 0);
  dropDraft('a');
  assert.equal(draftFor('a', 1), undefined);
  keepDraft('b', draft, 0);
  keepDraft('b', { ...draft, reason: ' ' }, 1);
  assert.equal(draftFor('b', 2), undefined);
});
