import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicyRow } from '@cynosure/shared/console/access.ts';
import {
  comparisonOf,
  draftOf,
  emptiness,
  isEveryFunction,
  keylessLabel,
  labelsOf,
  resourcesOf,
} from './policy-draft.ts';

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

test('labels are sent back as they were read, and a policy that names things by labels alone is about something', () => {
  const labels = [{ key: 'tier', value: 'core', compareType: 'for_any_value:string_equal' }];
  const draft = draftOf({ ...policy, resources: {}, labels });
  assert.deepEqual(labelsOf(draft), labels);
  assert.equal(emptiness(draft), undefined);
  assert.equal(comparisonOf('for_any_value:string_equal'), 'string_equal');
  assert.equal(comparisonOf('number_equal'), undefined);
});

test('a line of labels that was never filled in is left out, one without a key is found', () => {
  const line = (key: string, value: string) => ({ key, value, compareType: 'string_equal' });
  const draft = { ...draftOf(policy), resources: {}, labels: [line(' ', ''), line(' env ', 'prod')] };
  assert.deepEqual(labelsOf(draft), [line('env', 'prod')]);
  assert.equal(keylessLabel(draft), undefined);
  assert.equal(keylessLabel({ ...draft, labels: [line('a', ''), line('', 'x')] }), 1);
  assert.equal(emptiness({ ...draft, labels: [line('', '')] }), 'nothing');
});

test('a policy that names no function, or all by one word, is about every function', () => {
  assert.equal(isEveryFunction([]), true);
  assert.equal(isEveryFunction(['*']), true);
  assert.equal(isEveryFunction(['Describe*']), false);
});
