import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { allows, listedFunctions, type Permission, unlistedFunctions } from './permissions.ts';

const all = [...Object.values(listedFunctions), ...Object.values(unlistedFunctions)].flat() as Permission[];

test('the functions are those of the reference, in its groups and order', () => {
  const recorded = JSON.parse(
    readFileSync(
      new URL('../../../../conformance/kit/cases/auth-status/functions.json', import.meta.url),
      'utf8',
    ),
  );
  const listed = Object.entries(listedFunctions).map(([name, functions]) => ({ name, functions }));
  assert.deepEqual(listed, recorded.steps[0].expect.body);
});

test('no function stands in two groups', () => {
  assert.equal(new Set(all).size, all.length);
});

test('an owner may do everything', () => {
  for (const permission of all) assert.ok(allows('owner', permission), permission);
});

test('a viewer may read, except what gives a secret away, and change nothing', () => {
  const allowed = all.filter((permission) => allows('viewer', permission));
  assert.ok(allowed.every((permission) => /^(Describe|Discover|Watch)/.test(permission)));
  assert.ok(allowed.includes('DescribeInstances') && allowed.includes('DescribeOperations'));
  for (const secret of [
    'DescribeUserToken',
    'DescribeUserGroupToken',
    'DescribeNamespaceToken',
    'DescribeServiceToken',
    'ExportConfigFiles',
  ] as const) {
    assert.ok(!allows('viewer', secret) && !allows('operator', secret), secret);
  }
});

test('an operator may besides take instances in and out of traffic, and nothing else', () => {
  const more = all.filter((one) => allows('operator', one) && !allows('viewer', one));
  assert.deepEqual(more.sort(), [
    'CreateInstances',
    'DeleteInstances',
    'DeleteInstancesByHost',
    'DeregisterInstance',
    'RegisterInstance',
    'ReportServiceContract',
    'UndoOperations',
    'UpdateInstance',
    'UpdateInstances',
    'UpdateInstancesIsolate',
  ]);
  assert.ok(all.every((one) => !allows('viewer', one) || allows('operator', one)));
});
