import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../testing/fake-clock.ts';
import { aClient, anOperator, aRegistration, openRegistry } from '../../testing/testing-registry.ts';
import { createAlias, deleteAlias, updateAlias } from '../commands/aliases.ts';
import { reportContract, writeContract } from '../commands/contracts.ts';
import { createNamespace, deleteNamespace, updateNamespace } from '../commands/namespaces.ts';
import { registerInstance } from '../commands/register-instance.ts';
import { createService, updateService } from '../commands/services.ts';
import { deleteService } from '../commands/services-delete.ts';
import type { Registry } from '../registry.ts';
import { listAliases } from './aliases.ts';
import { findContract, isOnline, listContracts } from './contracts.ts';
import { labelsOfService } from './instance-labels.ts';
import { countsOfNamespace, listNamespaces } from './namespaces.ts';
import { listServices, type ServiceQuery } from './services.ts';
import { nameTest } from './wildcard.ts';

const PAGE = { offset: 0, limit: 100 };
const draftOf = (namespace: string, name: string) => ({
  namespace,
  name,
  metadata: {},
  ports: '',
  business: '',
  department: '',
  cmdbMod1: '',
  cmdbMod2: '',
  cmdbMod3: '',
  comment: '',
  owners: 'me',
  platformId: '',
  exportTo: [],
});
const namespaceOf = (name: string) => ({ name, comment: '', owners: 'me', exportTo: [], metadata: {} });

async function withServices(names: readonly string[]): Promise<{ registry: Registry; clock: FakeClock }> {
  const clock = new FakeClock();
  const registry = await openRegistry(undefined, clock);
  for (const name of names) {
    await registry.run(createService(draftOf('n', name), anOperator));
    clock.advance(1000);
  }
  return { registry, clock };
}

const namesOf = (registry: Registry, query: Partial<ServiceQuery>): string[] =>
  listServices(registry.state, { ...PAGE, ...query }).rows.map(({ service }) => service.name);

test('stars at the ends of a name are wildcards, one inside is a character', () => {
  const fits = (pattern: string) => ['pay', 'pay-b', 'prepay', 'p*y'].filter(nameTest(pattern));
  assert.deepEqual(fits('*'), ['pay', 'pay-b', 'prepay', 'p*y']);
  assert.deepEqual(fits('pay*'), ['pay', 'pay-b']);
  assert.deepEqual(fits('*pay'), ['pay', 'prepay']);
  assert.deepEqual(fits('*pay*'), ['pay', 'pay-b', 'prepay']);
  assert.deepEqual(fits('p*y'), ['p*y']);
  assert.deepEqual(fits('**'), ['pay', 'pay-b', 'prepay', 'p*y']);
});

test('services are listed newest change first, aliases apart', async () => {
  const { registry, clock } = await withServices(['a', 'b', 'c']);
  const source = { namespace: 'n', service: 'a' };
  await registry.run(createAlias({ namespace: 'n', name: 'z', source, comment: '', owners: '' }, anOperator));
  assert.deepEqual(namesOf(registry, {}), ['c', 'b', 'a']);
  clock.advance(1000);
  await registry.run(updateService('n', 'a', { comment: 'x', exportTo: [] }, anOperator));
  assert.deepEqual(namesOf(registry, {}), ['a', 'c', 'b']);
  assert.deepEqual(namesOf(registry, { offset: 1, limit: 1 }), ['c']);
  assert.equal(listServices(registry.state, { offset: 9, limit: 9 }).amount, 3);
});

test('a name filter ignores letter case only with a star at its end, and a wildcard namespace drops an exact one', async () => {
  const { registry } = await withServices(['pay', 'Pay', 'prepay', 'order']);
  assert.deepEqual(namesOf(registry, { namespace: 'n', name: 'pay' }), ['pay']);
  assert.deepEqual(namesOf(registry, { namespace: 'n', name: 'PAY*' }), ['Pay', 'pay']);
  assert.deepEqual(namesOf(registry, { namespace: 'n', name: '*PAY*' }), ['prepay', 'Pay', 'pay']);
  assert.deepEqual(namesOf(registry, { namespace: 'n', name: '*pay' }), []);
  assert.deepEqual(namesOf(registry, { namespace: 'N*', name: 'order*' }), ['order']);
  assert.equal(namesOf(registry, { namespace: 'n*', name: 'order' }).length, 4);
});

test('one and the same instance must be on the host, have the port and carry the labels', async () => {
  const { registry } = await withServices([]);
  const at = (service: string, host: string, port: number, labels: Record<string, string>) =>
    registry.run(registerInstance(aRegistration({ namespace: 'n', service, host, port, labels }), aClient));
  await at('a', 'h1', 80, { v: '1' });
  await at('a', 'h2', 81, { v: '2' });
  await at('b', 'h2', 80, { v: '12' });
  const found = (instance: ServiceQuery['instance']) => namesOf(registry, { instance }).sort();
  assert.deepEqual(found({ hosts: ['h2'] }), ['a', 'b']);
  assert.deepEqual(found({ hosts: ['h1'], ports: [81] }), []);
  assert.deepEqual(found({ hosts: ['h2'], ports: [81] }), ['a']);
  assert.deepEqual(found({ labels: [{ key: 'v', value: '1*', wildcard: true }] }), ['a', 'b']);
  assert.deepEqual(found({ labels: [{ key: 'v', value: '1', wildcard: true }] }), ['a']);
  assert.deepEqual(found({ hosts: ['h2'], labels: [{ key: 'v', value: '1', wildcard: true }] }), []);
});

test('namespaces are counted without aliases; healthy means callable', async () => {
  const { registry } = await withServices(['a']);
  const add = (port: number, wishes: object) =>
    registry.run(registerInstance(aRegistration({ namespace: 'n', service: 'a', port, ...wishes }), aClient));
  await add(1, {});
  await add(2, { healthy: false });
  await add(3, { isolate: true });
  assert.deepEqual(countsOfNamespace(registry.state, 'n'), { services: 1, instances: 3, callable: 1 });
  assert.deepEqual(countsOfNamespace(registry.state, 'none'), { services: 0, instances: 0, callable: 0 });
});

test('namespaces: several values are alternatives, and no limit means all', async () => {
  const clock = new FakeClock();
  const registry = await openRegistry(undefined, clock);
  for (let i = 0; i < 120; i += 1) {
    await registry.run(createNamespace(namespaceOf(`n${i}`), anOperator));
  }
  const list = (names: string[], limit = 100, offset = 0) =>
    listNamespaces(registry.state, { names, owners: [], offset, limit });
  assert.equal(list([]).rows.length, 100);
  assert.equal(list([], 0).rows.length, 120);
  assert.deepEqual(list([], 0, 120).rows, []);
  assert.deepEqual(
    list(['n1', 'n7*', 'nope']).rows.map((one) => one.name),
    ['n1', 'n7', 'n70', 'n71', 'n72', 'n73', 'n74', 'n75', 'n76', 'n77', 'n78', 'n79'],
  );
  clock.advance(1000);
  const patch = { comment: 'new', exportTo: [], metadata: {} };
  await registry.run(updateNamespace('n5', patch, anOperator));
  assert.equal(list([], 1).rows[0]?.name, 'n5');
});

test('a namespace with so much as an alias stays, and goes when that is gone', async () => {
  const { registry } = await withServices(['a']);
  await registry.run(createNamespace(namespaceOf('m'), anOperator));
  const source = { namespace: 'n', service: 'a' };
  await registry.run(createAlias({ namespace: 'm', name: 'z', source, comment: '', owners: '' }, anOperator));
  const remove = async () => (await registry.run(deleteNamespace('m', anOperator))).code;
  assert.equal(await remove(), 'NamespaceExistedServices');
  await registry.run(deleteAlias('m', 'z', anOperator));
  assert.equal(await remove(), 'ExecuteSuccess');
  assert.equal(await remove(), 'ExecuteSuccess');
});

test('a service is not deleted under an instance that registers at the same moment', async () => {
  const { registry } = await withServices(['a']);
  const [removed, registered] = await Promise.all([
    registry.run(deleteService('n', 'a', anOperator)),
    registry.run(registerInstance(aRegistration({ namespace: 'n', service: 'a' }), aClient)),
  ]);
  assert.deepEqual([removed.code, registered.code], ['ExecuteSuccess', 'ExecuteSuccess']);
  assert.equal(registry.state.services.service('n', 'a')?.total, 1);
  assert.equal((await registry.run(deleteService('n', 'a', anOperator))).code, 'ServiceExistedInstances');
});

test('an alias points to one service at a time, and keeps it from being deleted', async () => {
  const { registry } = await withServices(['a', 'b']);
  const alias = { namespace: 'n', name: 'z', source: { namespace: 'n', service: 'a' } };
  const create = (draft: typeof alias) =>
    registry.run(createAlias({ ...draft, comment: '', owners: 'me' }, anOperator));
  assert.equal((await create(alias)).code, 'ExecuteSuccess');
  assert.equal((await create(alias)).code, 'ExistedResource');
  assert.equal((await create({ ...alias, name: 'b' })).code, 'ExistedResource');
  const ofAlias = { namespace: 'n', service: 'z' };
  assert.equal((await create({ ...alias, name: 'y', source: ofAlias })).code, 'NotAllowCreateAliasForAlias');
  assert.equal((await registry.run(deleteService('n', 'a', anOperator))).code, 'ServiceExistedAlias');
  const toB = { source: { namespace: 'n', service: 'b' } };
  assert.equal((await registry.run(updateAlias('n', 'z', toB, anOperator))).code, 'ExecuteSuccess');
  assert.equal((await registry.run(updateAlias('n', 'z', toB, anOperator))).code, 'NoNeedUpdate');
  assert.equal((await registry.run(deleteService('n', 'a', anOperator))).code, 'ExecuteSuccess');
  assert.deepEqual(
    listAliases(registry.state, { ...PAGE, service: 'b' }).rows.map((row) => row.alias.name),
    ['z'],
  );
  assert.equal(listAliases(registry.state, { ...PAGE, alias: 'z*' }).amount, 0);
});

test('a contract is online while a healthy instance of its service runs its version', async () => {
  const { registry } = await withServices(['a']);
  const draft = {
    namespace: 'n',
    service: 'a',
    name: 'Api',
    type: 'Api',
    protocol: 'http',
    version: '1.0',
    content: '{}',
    interfaces: [],
  };
  assert.equal((await registry.run(writeContract(draft, anOperator))).code, 'ExecuteSuccess');
  assert.equal((await registry.run(writeContract(draft, anOperator))).code, 'NoNeedUpdate');
  const contract = findContract(registry.state, draft);
  assert.ok(contract);
  assert.equal(isOnline(registry.state, contract), false);
  const add = (port: number, version: string, healthy: boolean) =>
    registry.run(
      registerInstance(aRegistration({ namespace: 'n', service: 'a', port, version, healthy }), aClient),
    );
  await add(1, '2.0', true);
  await add(2, '1.0', false);
  assert.equal(isOnline(registry.state, contract), false);
  await add(3, '1.0', true);
  assert.equal(isOnline(registry.state, contract), true);
});

test('what a client reports replaces what clients reported and leaves what operators wrote', async () => {
  const { registry } = await withServices([]);
  const one = (path: string) => ({ id: '', type: '', name: path, method: 'GET', path, content: '' });
  const draft = {
    namespace: 'n',
    service: 'a',
    name: 'Api',
    type: 'Api',
    protocol: 'http',
    version: '1',
    content: '{}',
  };
  await registry.run(reportContract({ ...draft, interfaces: [one('/a'), one('/b')] }, aClient));
  const revision = findContract(registry.state, draft)?.revision;
  await registry.run(reportContract({ ...draft, interfaces: [one('/b')] }, aClient));
  const now = findContract(registry.state, draft);
  assert.deepEqual(
    now?.interfaces.map(({ path, source }) => [path, source]),
    [['/b', 'Client']],
  );
  assert.notEqual(now?.revision, revision);
  assert.equal(listContracts(registry.state, { ...PAGE, namespace: 'n*', interfacePath: '/b' }).amount, 1);
  assert.equal(listContracts(registry.state, { ...PAGE, interfacePath: '/a' }).amount, 0);
});

test('labels of a service are gathered over its instances, injected ones included', async () => {
  const { registry } = await withServices([]);
  const add = (port: number, env: string) =>
    registry.run(
      registerInstance(
        aRegistration({ namespace: 'n', service: 'a', port, version: '1', labels: { env } }),
        aClient,
      ),
    );
  await add(1, 'prod');
  await add(2, 'dev');
  const entry = registry.state.services.service('n', 'a');
  assert.ok(entry);
  assert.deepEqual([...labelsOfService(registry.state, entry)].sort(), [
    ['env', ['dev', 'prod']],
    ['version', ['1']],
  ]);
});
