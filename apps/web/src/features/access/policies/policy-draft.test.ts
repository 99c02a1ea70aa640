import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicyRow } from '@cynosure/shared/console/access.ts';
import { draftOf, emptiness, resourcesOf } from './policy-draft.ts';

const policy: PolicyRow = {
  id: 'p',
  name: 'no-edits',
  comment: '',
  effect: 'deny',
  isDefault: false,
  users: [{ id: 'u', name: 'chen' }],
  groups: [],
  roles: [],
  resources: { services: [{ id: '*', name: '*' }], namespaces: [{ id: 'payments', name: 'payments' }] },
  functions: ['UpdateServices'],
  labels: [],
  createdAt: 0,
  changedAt: 0,
  revision: 'r',
  may: {},
};

test('a policy is sent back as it was read', () => {
  const draft = draftOf(policy);
  assert.equal(draft.effect, 'deny');
  assert.deepEqual(draft.users, ['u']);
  assert.deepEqual(draft.functions, ['UpdateServices']);
  const sent = resourcesOf(draft);
  assert.deepEqual(sent.services, ['*']);
  assert.deepEqual(sent.namespaces, ['payments']);
});

test('a kind that was taken out is sent as empty, so that it goes', () => {
  const draft = draftOf(policy);
  delete draft.resources.services;
  assert.deepEqual(resourcesOf(draft).services, []);
});

test('a policy without anybody, or about nothing, says so before it is made', () => {
  assert.equal(emptiness(draftOf(undefined)), 'nobody');
  assert.equal(emptiness({ ...draftOf(policy), resources: { services: [] } }), 'nothing');
  assert.equal(emptiness(draftOf(policy)), undefined);
});
