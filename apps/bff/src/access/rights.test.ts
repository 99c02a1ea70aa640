import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Permission } from './permissions.ts';
import type { Policy } from './policy.ts';
import type { Ref } from './resource.ts';
import { functionGroups } from './resource.ts';
import { type About, type Holding, isForOwners, Rights, type RightsParts } from './rights.ts';

const policy = (wishes: Partial<Policy>): Policy => ({
  id: 'p1',
  name: 'a policy',
  owner: 'main',
  action: 'ALLOW',
  comment: '',
  isDefault: false,
  users: ['me'],
  groups: [],
  roles: [],
  resources: {},
  functions: [],
  labels: [],
  metadata: {},
  source: '',
  ctime: 0,
  mtime: 0,
  ...wishes,
});

const rights = (policies: readonly Policy[] = [], wishes: Partial<RightsParts> = {}): Rights =>
  new Rights({ holder: 'me', isMain: false, tenant: 'main', roles: [], policies, own: undefined, ...wishes });
const holding = (...roles: readonly Holding[]): Partial<RightsParts> => ({ roles });

const pay: Ref = { kind: 'services', id: 's-pay', namespace: 'shop' };
const other: Ref = { kind: 'services', id: 's-other', namespace: 'elsewhere' };
const shop: Ref = { kind: 'namespaces', id: 'shop', namespace: 'shop' };
const wang: Ref = { kind: 'users', id: 'wang', tenant: 'main' };
const me: Ref = { kind: 'users', id: 'me', tenant: 'main' };

test('nothing is allowed that no role and no policy allows', () => {
  const nobody = rights();
  for (const { functions } of functionGroups) {
    for (const permission of functions) {
      for (const about of [[pay], [shop], 'everything', 'something', 'anew'] as const) {
        assert.deepEqual(nobody.judge(permission, about).allowed, false, `${permission} ${about}`);
      }
    }
  }
  assert.deepEqual(nobody.judge('UpdateInstances', [pay]).grounds, { kind: 'nothing' });
});

test('a role everywhere reaches everything, one in a namespace what lies in it, and neither more than it includes', () => {
  const viewer = rights([], holding({ role: 'viewer' }));
  assert.ok(viewer.may('DescribeInstances', 'everything') && viewer.may('DescribeInstances', [pay, other]));
  assert.ok(!viewer.may('UpdateInstances', [pay]));
  const there = rights([], holding({ role: 'operator', namespace: 'shop' }));
  assert.ok(there.may('UpdateInstances', [pay]) && there.may('DescribeInstances', [pay]));
  assert.ok(there.may('DescribeServices', 'something'));
  assert.ok(!there.may('UpdateInstances', [other]) && !there.may('DescribeServices', 'everything'));
  assert.ok(!there.may('CreateNamespaces', 'anew') && !there.may('DescribeOverview', 'everything'));
  assert.deepEqual(there.judge('UpdateInstances', [pay]).grounds, {
    kind: 'role',
    role: 'operator',
    namespace: 'shop',
  });
  assert.equal(there.role, null);
  assert.deepEqual(there.namespaceRoles, [{ namespace: 'shop', role: 'operator' }]);
});

test('an owner of a namespace owns no accounts', () => {
  const there = rights([], holding({ role: 'owner', namespace: 'shop' }));
  for (const permission of ['CreateUsers', 'CreateAuthPolicy', 'UpdateSettings', 'EndSessions'] as const) {
    for (const about of [[wang], 'everything', 'something', 'anew'] as const) {
      assert.ok(!there.may(permission, about), `${permission} ${about}`);
    }
  }
});

test('of several roles the strongest counts, whether held itself or through a group', () => {
  const both = rights([], holding({ role: 'viewer' }, { role: 'operator', group: 'team' }));
  assert.equal(both.role, 'operator');
  assert.deepEqual(both.judge('UpdateInstances', [pay]).grounds, {
    kind: 'role',
    role: 'operator',
    group: 'team',
  });
});

test('every one of several things must be allowed, and function and thing in one policy', () => {
  const onPay = policy({ functions: ['UpdateInstances'], resources: { services: ['s-pay'] } });
  assert.ok(rights([onPay]).may('UpdateInstances', [pay]));
  assert.ok(!rights([onPay]).may('UpdateInstances', [pay, other]));
  assert.ok(!rights([onPay]).may('UpdateInstances', [other, pay]));
  assert.ok(!rights([onPay]).may('DeleteInstances', [pay]));
  // One policy with the function, another with the thing: the reference lets this pass.
  const elsewhere = policy({
    id: 'p2',
    functions: ['DeleteInstances'],
    resources: { services: ['s-other'] },
  });
  assert.ok(!rights([onPay, elsewhere]).may('DeleteInstances', [pay]));
  assert.ok(rights([onPay, elsewhere]).may('DeleteInstances', [other]));
});

test('a denial beats every permission, whatever its order, and names by function, thing, star and label', () => {
  const all = policy({ id: 'all', functions: ['*'], resources: { services: ['*'] } });
  const deny = (wishes: Partial<Policy>) => policy({ id: 'no', name: 'no', action: 'DENY', ...wishes });
  const cases: readonly [Partial<Policy>, Ref, boolean][] = [
    [{ functions: ['UpdateInstances'], resources: { services: ['s-pay'] } }, pay, false],
    [{ functions: ['UpdateInstances'], resources: { services: ['s-pay'] } }, other, true],
    [{ functions: ['Update*'], resources: { services: ['*'] } }, other, false],
    [{ functions: ['*Instances'], resources: { services: ['*'] } }, other, false],
    [{ functions: ['*Inst*'], resources: { services: ['*'] } }, other, false],
    [{ functions: ['Delete*'], resources: { services: ['*'] } }, other, true],
    [{ functions: [], resources: { services: ['s-pay'] } }, pay, false],
    [
      { labels: [{ key: 'env', value: 'prod', compareType: 'string_equal' }] },
      { ...pay, labels: { env: 'prod' } },
      false,
    ],
    [
      { labels: [{ key: 'env', value: 'prod', compareType: 'string_equal' }] },
      { ...pay, labels: { env: 'test' } },
      true,
    ],
    [{ labels: [{ key: 'env', value: 'prod', compareType: 'string_equal' }] }, pay, true],
  ];
  for (const [wishes, ref, may] of cases) {
    for (const policies of [
      [all, deny(wishes)],
      [deny(wishes), all],
    ]) {
      assert.equal(rights(policies).may('UpdateInstances', [ref]), may, JSON.stringify(wishes));
      const owner = rights(policies, holding({ role: 'owner' }));
      assert.equal(owner.may('UpdateInstances', [ref]), may, JSON.stringify(wishes));
    }
  }
  const denied = rights([all, deny({ functions: ['*'], resources: { services: ['s-pay'] } })]);
  assert.deepEqual(denied.judge('UpdateInstances', [pay]).grounds, {
    kind: 'policy',
    policy: 'no',
    name: 'no',
  });
  // Of everything a part is denied; a list shows the rest.
  assert.ok(!denied.may('UpdateInstances', 'everything') && denied.may('DescribeInstances', 'something'));
});

test('whoever may not see one service sees no page that shows all of them', () => {
  const deny = policy({ action: 'DENY', functions: ['*'], resources: { services: ['s-pay'] } });
  const owner = rights([deny], holding({ role: 'owner' }));
  for (const permission of ['DescribeOverview', 'DescribeOperations', 'DescribeClients'] as const) {
    assert.ok(!owner.may(permission, 'everything'), permission);
  }
  assert.ok(owner.may('DescribeSettings', 'everything'));
});

test('read-only policies of the reference grant nothing, and take nothing', () => {
  const readOnly = policy({ action: 'ONLY_READ', functions: ['*'], resources: { services: ['*'] } });
  assert.ok(!rights([readOnly]).may('DescribeInstances', [pay]));
  assert.ok(rights([readOnly], holding({ role: 'viewer' })).may('DescribeInstances', [pay]));
  const readWrite = policy({ action: 'READ_WRITE', functions: ['*'], resources: { services: ['*'] } });
  assert.ok(rights([readWrite]).may('UpdateInstances', [pay]));
});

test('what was granted one by one may be used in every way, though the functions of a default policy are about accounts', () => {
  const own = policy({
    isDefault: true,
    functions: ['DescribeUsers'],
    resources: { services: ['s-pay'], users: ['me'] },
  });
  const granted = rights([own], { own });
  assert.ok(granted.may('UpdateInstances', [pay]) && granted.may('DescribeServiceToken', [pay]));
  assert.ok(!granted.may('UpdateInstances', [other]) && !granted.may('UpdateInstances', 'everything'));
  assert.ok(granted.may('DescribeInstances', 'something'));
  // Over accounts it says itself what it allows.
  assert.ok(granted.may('DescribeUsers', [me]) && !granted.may('UpdateUser', [me]));
});

test('who may do what is changed by owners alone, whatever a policy says', () => {
  const everything = policy({
    functions: ['*'],
    resources: { users: ['*'], user_groups: ['*'], roles: ['*'], auth_policies: ['*'] },
  });
  const holder = rights([everything]);
  assert.ok(holder.may('DescribeUsers', [wang]) && holder.may('DescribeUsers', 'everything'));
  for (const permission of [
    'UpdateUser',
    'CreateUsers',
    'DeleteUsers',
    'ResetUserToken',
    'UpdateAuthPolicies',
    'CreateAuthRoles',
  ] as const) {
    for (const about of [[wang], 'everything', 'something', 'anew'] as const) {
      assert.deepEqual(
        holder.judge(permission, about),
        { allowed: false, grounds: { kind: 'ownersOnly' } },
        permission,
      );
    }
  }
  assert.ok(holder.may('UpdateUser', [me]));
  assert.ok(rights([], holding({ role: 'owner' })).may('UpdateUser', [wang]));
});

test('the own account may be kept by anybody, unless its policy says otherwise', () => {
  assert.ok(rights().may('UpdateUserPassword', [me]) && rights().may('ResetUserToken', [me]));
  assert.ok(!rights().may('DeleteUsers', [me]) && !rights().may('UpdateUserPassword', [wang]));
  const own = policy({ isDefault: true, functions: ['DescribeUsers'], resources: { users: ['me'] } });
  assert.ok(!rights([own], { own }).may('UpdateUserPassword', [me]));
});

test('of another main account nothing is known, and a main account is touched by itself alone', () => {
  const foreign: Ref = { kind: 'users', id: 'x', tenant: 'other-main' };
  const main: Ref = { kind: 'users', id: 'main', tenant: 'main', isMain: true };
  const owner = rights([], holding({ role: 'owner' }));
  assert.ok(!owner.may('DescribeUsers', [foreign]) && !owner.may('UpdateUser', [foreign]));
  assert.ok(owner.may('DescribeUsers', [main]) && !owner.may('UpdateUserPassword', [main]));
  const itself = rights([], { holder: 'main', isMain: true });
  assert.ok(itself.may('UpdateUserPassword', [main]) && itself.may('UpdateUser', [wang]));
  assert.ok(!itself.may('UpdateUser', [foreign]));
});

test('a main account cannot lock itself out of accounts, but out of services it can', () => {
  const deny = policy({ action: 'DENY', functions: ['*'], resources: { users: ['*'], services: ['s-pay'] } });
  const main = rights([deny], { holder: 'main', isMain: true });
  assert.ok(main.may('UpdateUser', [wang]) && main.may('CreateUsers', 'everything'));
  assert.ok(!main.may('UpdateInstances', [pay]) && main.may('UpdateInstances', [other]));
});

test('what is made in a namespace that is not there makes it, too: both must be allowed', () => {
  const fresh: Ref = { kind: 'services', id: '', namespace: 'new', isNew: true };
  const only = policy({ functions: ['CreateServices'] });
  assert.ok(!rights([only]).may('CreateServices', [fresh]));
  assert.ok(
    rights([policy({ functions: ['CreateServices', 'CreateNamespaces'] })]).may('CreateServices', [fresh]),
  );
  // A role in a namespace of that name is one in the namespace that was.
  assert.ok(!rights([], holding({ role: 'owner', namespace: 'new' })).may('CreateServices', [fresh]));
  assert.ok(
    !rights([policy({ functions: ['*'], resources: { services: ['*'] } })]).may('DeleteServices', [fresh]),
  );
});

test('the same rights have the same stamp, others another', () => {
  const one = rights([policy({})], holding({ role: 'viewer' }));
  assert.equal(one.stamp, rights([policy({})], holding({ role: 'viewer' })).stamp);
  assert.notEqual(one.stamp, rights([policy({ functions: ['*'] })], holding({ role: 'viewer' })).stamp);
  assert.notEqual(one.stamp, rights([policy({})], holding({ role: 'operator' })).stamp);
});

// Whatever policies there are -------------------------------------------------------------------------------------

const permissions = functionGroups.flatMap(({ functions }) => functions);
const anId = fc.constantFrom('s-pay', 's-other', 'shop', 'elsewhere', 'wang', 'me', '*');
const aPolicy = fc
  .record({
    action: fc.constantFrom('ALLOW', 'READ_WRITE', 'ONLY_READ', 'DENY'),
    isDefault: fc.boolean(),
    functions: fc.array(
      fc.constantFrom<string>('*', 'Update*', '*Instances', 'DescribeServices', ...permissions),
      { maxLength: 3 },
    ),
    resources: fc.record(
      {
        services: fc.array(anId),
        namespaces: fc.array(anId),
        users: fc.array(anId),
        auth_policies: fc.array(anId),
      },
      { requiredKeys: [] },
    ),
  })
  .map((wishes) => policy({ ...wishes, action: wishes.action as Policy['action'] }));
const aHolding = fc.record<Holding>(
  { role: fc.constantFrom('viewer', 'operator', 'owner'), namespace: fc.constantFrom('shop', 'elsewhere') },
  { requiredKeys: ['role'] },
);
const aRef = fc.constantFrom(pay, other, shop, wang, me);
const anAbout: fc.Arbitrary<About> = fc.oneof(
  fc.array(aRef, { minLength: 1, maxLength: 3 }),
  fc.constantFrom('everything', 'something', 'anew'),
);

test('a denial more never allows more, and a role or a permission more never allows less', () => {
  fc.assert(
    fc.property(
      fc.array(aPolicy, { maxLength: 4 }), fc.array(aHolding, { maxLength: 2 }), aPolicy, aHolding,
      fc.constantFrom<Permission>(...permissions), anAbout,
      (policies, roles, one, role, permission, about) => {
        const may = (more: readonly Policy[], with_: readonly Holding[]) => rights(more, { roles: with_ }).may(permission, about);
        const before = may(policies, roles);
        const denied = may([...policies, { ...one, action: 'DENY' }], roles);
        assert.ok(before || !denied);
        // A default policy of another shape may take the own one's place, so only plain ones are added.
        const allowed = may([...policies, { ...one, action: 'ALLOW', isDefault: false }], roles);
        assert.ok(!before || allowed);
        assert.ok(!before || may(policies, [...roles, role]));
      },
    ),
    { numRuns: 3000 },
  ); // biome-ignore format: the arguments of the property
});

test('a list of things is allowed exactly when each of them is', () => {
  fc.assert(
    fc.property(fc.array(aPolicy), fc.array(aHolding), fc.constantFrom<Permission>(...permissions), fc.array(aRef, { minLength: 1 }),
      (policies, roles, permission, refs) => {
        const some = rights(policies, { roles });
        assert.equal(some.may(permission, refs), refs.every((ref) => some.may(permission, [ref])));
      }),
    { numRuns: 2000 },
  ); // biome-ignore format: the arguments of the property
});

test('nobody but an owner, a main account or oneself changes who may do what', () => {
  fc.assert(
    fc.property(fc.array(aPolicy), fc.constantFrom<Permission>(...permissions.filter(isForOwners)), anAbout,
      (policies, permission, about) => {
        const isOneself = Array.isArray(about) && about.every((ref: Ref) => ref === me);
        const weak = rights(policies, holding({ role: 'operator' }, { role: 'owner', namespace: 'shop' }));
        assert.ok(isOneself || !weak.may(permission, about));
      }),
    { numRuns: 2000 },
  ); // biome-ignore format: the arguments of the property
});
