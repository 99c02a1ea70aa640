import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '../registry/model.ts';
import { addUser, openTestingAccess, type TestingAccess } from '../testing/testing-access.ts';
import { actorOf, anonymous } from './caller.ts';
import { setSdkAccess } from './commands/sdk-access.ts';
import { type Gate, type Surface, withReason } from './gate.ts';
import { installationKey } from './installation-key.ts';
import { allows, listedFunctions, type Permission, unlistedFunctions } from './permissions.ts';
import type { Ref } from './resource.ts';
import { issueToken } from './token.ts';
import { mainAccount, type User } from './user.ts';

const by: Actor = { id: '', name: 'somebody', via: 'system' };

const keyOf = ({ registry }: TestingAccess): Uint8Array => {
  const key = installationKey(registry.state);
  assert.ok(key !== undefined && key.length === 32);
  return key;
};

const ownerOf = ({ registry }: TestingAccess): User => {
  const owner = mainAccount(registry.state);
  assert.ok(owner !== undefined);
  return owner;
};

const checked = (gate: Gate, token: string | undefined, surface: Surface = 'console') =>
  gate.check({ needs: 'DescribeInstances', surface, token });

test('the main account’s token opens the registry’s API', async () => {
  const opened = await openTestingAccess();
  const { gate } = opened.access;
  const owner = ownerOf(opened);
  const admitted = gate.check({ needs: 'CreateUsers', surface: 'console', token: gate.tokenOf(owner) });
  assert.deepEqual(admitted, { code: 'ExecuteSuccess', value: { user: owner } });
});

test('without a token, with garbage, and with one of nobody the API says 401001', async () => {
  const opened = await openTestingAccess();
  const { gate } = opened.access;
  const nobodys = issueToken(keyOf(opened), { of: 'user', id: 'nobody', generation: 1 });
  const reference = 'nu/0WRA4EqSR1FagrjRj0fZwPXuGlMpX+zCuWu4uMqy8xr1vRjisSbA25aAC3mtU8MeeRsKhQiDAynUR09I=';
  for (const token of [undefined, '', 'garbage', 'bm90IGEgdG9rZW4=', nobodys, reference]) {
    for (const surface of ['console', 'maintain'] as const) {
      assert.deepEqual(checked(gate, token, surface), { code: 'NotAllowedAccess', reason: 'invalid token' });
    }
  }
});

test('an outdated token says 401004 and a disabled one 401003', async () => {
  const opened = await openTestingAccess();
  const { gate } = opened.access;
  const before = await addUser(opened, { name: 'wang' });
  const token = gate.tokenOf(before);
  assert.equal(checked(gate, token).code, 'ExecuteSuccess');
  const after = await addUser(opened, { name: 'wang', tokenGeneration: 2 });
  assert.deepEqual(checked(gate, token), { code: 'TokenNotExisted', reason: 'token not exist' });
  assert.equal(checked(gate, gate.tokenOf(after)).code, 'ExecuteSuccess');
  await addUser(opened, { name: 'wang', tokenGeneration: 2, tokenEnabled: false });
  assert.deepEqual(checked(gate, gate.tokenOf(after)), {
    code: 'TokenDisabled',
    reason: 'token already disabled',
  });
  assert.equal(checked(gate, token).code, 'TokenNotExisted');
});

test('clients need no token by default, and a useless one does not harm', async () => {
  const opened = await openTestingAccess();
  const { gate } = opened.access;
  for (const token of [undefined, '', 'garbage']) {
    const admitted = gate.check({ needs: 'RegisterInstance', surface: 'client', token });
    assert.deepEqual(admitted, { code: 'ExecuteSuccess', value: anonymous });
  }
  const owner = ownerOf(opened);
  const known = gate.check({ needs: 'RegisterInstance', surface: 'client', token: gate.tokenOf(owner) });
  assert.deepEqual(known, { code: 'ExecuteSuccess', value: { user: owner } });
});

test('with the client side switched on, clients are checked like people', async () => {
  const opened = await openTestingAccess();
  const { gate } = opened.access;
  await opened.registry.run(setSdkAccess({ clientOpen: true }, by));
  assert.deepEqual(gate.switches, { clientOpen: true, consoleOpen: true });
  const register = { needs: 'RegisterInstance', surface: 'client' } as const;
  for (const about of [undefined, [], 'something'] as const) {
    assert.equal(gate.check({ ...register, token: '', about }).code, 'NotAllowedAccess');
  }
  const viewer = await addUser(opened, { name: 'wang', role: 'viewer', owner: ownerOf(opened).id });
  assert.deepEqual(gate.check({ ...register, token: gate.tokenOf(viewer) }), {
    code: 'NotAllowedAccess',
    reason: 'no permission',
  });
  assert.equal(gate.check({ needs: 'open', surface: 'client', token: '' }).code, 'ExecuteSuccess');
});

test('a closed namespace needs a token, also where an alias or an export leads there; the others do not', async () => {
  const opened = await openTestingAccess();
  const { gate } = opened.access;
  await opened.registry.run(setSdkAccess({ closedNamespaces: ['vault'] }, by));
  const discover = { needs: 'DiscoverInstances', surface: 'client' } as const;
  const inside: Ref = { kind: 'services', id: 's1', namespace: 'vault' };
  const outside: Ref = { kind: 'services', id: 's2', namespace: 'shop' };
  const code = (about: readonly Ref[], token?: string) => gate.check({ ...discover, about, token }).code;
  assert.equal(code([outside]), 'ExecuteSuccess');
  assert.equal(code([inside]), 'NotAllowedAccess');
  assert.equal(code([outside, inside]), 'NotAllowedAccess');
  assert.equal(code([{ ...outside, askedIn: ['vault'] }]), 'NotAllowedAccess');
  assert.equal(code([inside], gate.tokenOf(ownerOf(opened))), 'ExecuteSuccess');
  const tenant = ownerOf(opened).id;
  const role = { role: null, owner: tenant } as const;
  const inVault = [{ namespace: 'vault', role: 'viewer' }] as const;
  const reader = await addUser(opened, { ...role, name: 'reader', namespaceRoles: inVault });
  const stranger = await addUser(opened, { ...role, name: 'stranger' });
  assert.equal(code([inside], gate.tokenOf(reader)), 'ExecuteSuccess');
  assert.equal(code([inside], gate.tokenOf(stranger)), 'NotAllowedAccess');
});

test('role × function × surface × token: nothing is open by accident', async () => {
  const opened = await openTestingAccess();
  const { gate } = opened.access;
  const functions = [
    ...Object.values(listedFunctions),
    ...Object.values(unlistedFunctions),
  ].flat() as Permission[];
  let cells = 0;
  for (const role of ['viewer', 'operator', 'owner'] as const) {
    const user = await addUser(opened, { name: `a-${role}`, role });
    for (const needs of functions) {
      for (const surface of ['console', 'maintain'] as const) {
        const admitted = gate.check({ needs, surface, token: gate.tokenOf(user) });
        assert.equal(admitted.code === 'ExecuteSuccess', allows(role, needs), `${role} ${needs} ${surface}`);
        assert.equal(
          gate.check({ needs, surface, token: `${gate.tokenOf(user)}A` }).code,
          'NotAllowedAccess',
        );
        assert.equal(gate.check({ needs, surface, token: undefined }).code, 'NotAllowedAccess');
        cells += 3;
      }
    }
  }
  assert.ok(cells > 2000, `${cells} cells`);
});

test('what is for any account needs one, but no role', async () => {
  const opened = await openTestingAccess();
  const { gate } = opened.access;
  const viewer = await addUser(opened, { name: 'wang' });
  const own = { needs: 'signedIn', surface: 'console' } as const;
  assert.equal(gate.check({ ...own, token: gate.tokenOf(viewer) }).code, 'ExecuteSuccess');
  assert.equal(gate.check({ ...own, token: undefined }).code, 'NotAllowedAccess');
});

test('some routes show the reason behind the text of the code', () => {
  assert.deepEqual(withReason({ code: 'NotAllowedAccess', reason: 'invalid token' }), {
    code: 'NotAllowedAccess',
    info: 'access is not approved: invalid token',
  });
});

test('history calls a caller by Staffname, else by whose token it was, else by address, and a client by address', async () => {
  const opened = await openTestingAccess();
  const user = ownerOf(opened);
  const http = { via: 'http', address: '10.0.0.1' } as const;
  assert.deepEqual(actorOf({ user }, { ...http, staffName: 'Wang Li', requestId: 'r1' }), {
    id: user.id,
    name: 'Wang Li',
    via: 'http',
    address: '10.0.0.1',
    requestId: 'r1',
  });
  assert.equal(actorOf(anonymous, http).name, 'HTTP:10.0.0.1');
  assert.equal(actorOf(anonymous, http).id, '');
  assert.equal(actorOf(anonymous, { ...http, platformId: 'p1', staffName: '' }).name, 'HTTP:10.0.0.1(p1)');
  assert.equal(actorOf({ user }, http).name, 'lin.qiao');
  assert.equal(actorOf({ user }, { ...http, platformId: 'p1' }).name, 'lin.qiao(p1)');
  assert.equal(actorOf({ user }, { ...http, asClient: true }).name, 'HTTP:10.0.0.1');
  assert.equal(actorOf(anonymous, { via: 'grpc', address: '::1' }).name, 'GRPC:::1');
  assert.equal(actorOf({ user }, { via: 'console', address: '::1' }).name, 'lin.qiao');
});
