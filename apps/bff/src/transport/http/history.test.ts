import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from '../../testing/http-client.ts';
import { type ServedApi, serveApi } from '../../testing/testing-http-api.ts';

const pay = { namespace: 'n', name: 'pay' };
const instance = { namespace: 'n', service: 'pay', host: 'h', port: 80 };

async function actions(api: ServedApi): Promise<string[]> {
  const operations = await api.store.operations({ limit: 100 });
  // The main account is made before the door opens.
  return operations
    .map((one) => one.action)
    .filter((action) => action !== 'user.setUp')
    .reverse();
}

test('each change of an operator is one operation, with before and after, and without secrets', async (t) => {
  const api = await serveApi(t);
  const secrets: string[] = [];
  const keep = ({ text }: { text: string }) => {
    for (const [, token = ''] of text.matchAll(/"(?:service_)?token":"([0-9a-f]{32})"/g)) secrets.push(token);
  };
  keep(await api.post('/naming/v1/namespaces', [{ name: 'n', comment: 'one' }]));
  await api.put('/naming/v1/namespaces', [{ name: 'n', comment: 'two' }]);
  keep(await api.put('/naming/v1/namespace/token', { name: 'n' }));
  keep(await api.post('/naming/v1/services', [{ ...pay, comment: 'c' }]));
  await api.put('/naming/v1/services', [{ ...pay, comment: 'd' }]);
  await api.put('/naming/v1/services', [{ ...pay, comment: 'd' }]);
  keep(await api.put('/naming/v1/service/token', pay));
  const alias = { service: 'pay', namespace: 'n', alias: 'al', alias_namespace: 'n' };
  keep(await api.post('/naming/v1/service/alias', alias));
  await api.put('/naming/v1/service/alias', { ...alias, comment: 'short' });
  await api.post('/naming/v1/service/aliases/delete', [alias]);
  await api.post('/naming/v1/instances', [instance]);
  await api.put('/naming/v1/instances', [{ ...instance, weight: 7 }]);
  await api.put('/naming/v1/instances/isolate/host', [{ ...instance, isolate: true }]);
  await api.post('/naming/v1/instances', [{ ...instance, version: '2' }]);
  await api.post('/naming/v1/instances/delete', [instance]);
  await api.post('/naming/v1/instances/delete', [instance]);
  await api.post('/naming/v1/services/delete', [pay]);
  await api.post('/naming/v1/namespaces/delete', [{ name: 'n' }]);
  assert.deepEqual(await actions(api), [
    'namespace.create',
    'namespace.update',
    'namespace.token',
    'service.create',
    'service.update',
    'service.token',
    'alias.create',
    'alias.update',
    'alias.delete',
    'instance.create',
    'instance.update',
    'instance.isolate',
    'instance.replace',
    'instance.delete',
    'service.delete',
    'namespace.delete',
  ]);
  const operations = await api.store.operations({ limit: 100 });
  const of = (action: string) => operations.find((one) => one.action === action);
  assert.deepEqual(of('namespace.update')?.changes, [
    {
      target: { kind: 'namespace', id: 'n', label: 'n' },
      path: '/comment',
      before: 'one',
      after: 'two',
    },
  ]);
  const replaced = of('instance.replace')?.changes.map(({ path, before, after }) => [path, before, after]);
  assert.deepEqual(replaced, [
    ['/version', null, '2'],
    ['/weight', 7, 100],
  ]);
  assert.equal(secrets.length, 5);
  for (const secret of secrets) assert.ok(!JSON.stringify(operations).includes(secret));
  for (const { by, namespace } of operations.filter((one) => one.action !== 'user.setUp')) {
    assert.deepEqual([by.via, by.id, by.name], ['http', api.owner.id, api.owner.name]);
    assert.equal(namespace, 'n');
  }
});

test('what an operator calls himself, and from where, stands in the record', async (t) => {
  const api = await serveApi(t);
  const token = await api.tokenOf('owner');
  const create = (name: string, headers: Record<string, string>) =>
    ask(api.port, 'POST', '/naming/v1/namespaces', {
      headers: { 'Content-Type': 'application/json', 'X-Polaris-Token': token, ...headers },
      body: [{ name }],
    });
  await create('a', { 'Platform-Id': 'p1', 'Request-Id': 'r-7' });
  await create('b', { Staffname: 'lin' });
  const [staff, platform] = await api.store.operations({ limit: 2 });
  assert.deepEqual([platform?.by.name, platform?.by.requestId], ['owner(p1)', 'r-7']);
  assert.equal(staff?.by.name, 'lin');
});

test('clients leave client records, not operations', async (t) => {
  const api = await serveApi(t);
  await api.post('/v1/RegisterInstance', instance);
  await api.post('/v1/ReportClient', { id: 'c-1', host: 'h', type: 'SDK' });
  await api.post('/v1/DeregisterInstance', instance);
  assert.deepEqual(await actions(api), []);
});

test('a write of our own that fails is not in the history', async (t) => {
  const api = await serveApi(t);
  await api.post('/naming/v1/services', [pay]);
  const before = await actions(api);
  await api.post('/naming/v1/services', [pay]);
  await api.put('/naming/v1/services', [{ namespace: 'n', name: 'nope' }]);
  await api.post('/naming/v1/namespaces/delete', [{ name: 'n' }]);
  assert.deepEqual(await actions(api), before);
});
