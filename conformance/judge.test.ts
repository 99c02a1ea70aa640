import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, type PlayedCase, pathOf } from './judge.ts';

const played = (path: string, passed: boolean): PlayedCase => ({
  file: `conformance/kit/cases/${path}`,
  passed,
  about: '',
  ms: 1,
  steps: [],
});
const groups = [{ prefix: 'rules-', why: 'later' }];

test('a failing case fails the run, unless its part of the product does not exist yet', () => {
  const verdict = judge(
    [played('http-services/create.json', false), played('rules-lane/all.json', false)],
    groups,
  );
  assert.deepEqual(verdict.failed.map(pathOf), ['http-services/create.json']);
  assert.deepEqual(verdict.foreseen.map(pathOf), ['rules-lane/all.json']);
});

test('a case that passes ahead of its time counts as passed and is named', () => {
  const verdict = judge(
    [played('rules-lane/all.json', true), played('http-services/create.json', true)],
    groups,
  );
  assert.equal(verdict.passed.length, 2);
  assert.deepEqual(verdict.ahead.map(pathOf), ['rules-lane/all.json']);
});

test('a name that merely contains the name of an excused group is not excused', () => {
  assert.equal(judge([played('http-services/rules-of.json', false)], groups).failed.length, 1);
});
