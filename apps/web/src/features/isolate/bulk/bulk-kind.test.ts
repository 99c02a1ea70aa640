import assert from 'node:assert/strict';
import test from 'node:test';
import { draftOf, editsOf, labelFault, noDraft } from './bulk-kind.ts';

test('a TTL outside 1 to 60 is refused and never replaced by another one', () => {
  assert.equal(editsOf('ttl', { ...noDraft, ttl: '120' }), undefined);
  assert.equal(editsOf('ttl', { ...noDraft, ttl: '0' }), undefined);
  assert.equal(editsOf('ttl', { ...noDraft, ttl: '5s' }), undefined);
  assert.deepEqual(editsOf('ttl', { ...noDraft, ttl: ' 5 ' }), [{ path: '/ttlSeconds', value: 5 }]);
});

test('weight 0 is a weight, and an empty field is none', () => {
  assert.deepEqual(editsOf('weight', { ...noDraft, weight: '0' }), [{ path: '/weight', value: 0 }]);
  assert.equal(editsOf('weight', noDraft), undefined);
  assert.equal(editsOf('weight', { ...noDraft, weight: '10001' }), undefined);
});

test('labels are set or taken away, and a line that cannot be holds all of them back', () => {
  const lines = [
    { key: 'track', value: 'canary', remove: false },
    { key: 'old', value: '', remove: true },
    { key: '', value: '', remove: false },
  ];
  assert.deepEqual(editsOf('labels', { ...noDraft, labels: lines }), [
    { path: '/labels/track', value: 'canary' },
    { path: '/labels/old', value: null },
  ]);
  const doubled = [...lines, { key: 'track', value: 'x', remove: false }];
  assert.equal(labelFault(doubled, 3), 'double');
  assert.equal(editsOf('labels', { ...noDraft, labels: doubled }), undefined);
  assert.equal(labelFault([{ key: 'internal-x', value: '', remove: false }], 0), 'internal');
});

test('what was asked comes back as the draft of a retry', () => {
  for (const [kind, draft] of [
    ['weight', { ...noDraft, weight: '20' }],
    ['check', { ...noDraft, checked: false }],
    ['labels', { ...noDraft, labels: [{ key: 'a', value: '', remove: true }] }],
  ] as const) {
    const edits = editsOf(kind, draft) ?? [];
    assert.deepEqual(draftOf(edits), { kind, draft });
  }
});
