import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refOfService } from '../../access/refs.ts';
import { Rights } from '../../access/rights.ts';
import { registerInstance } from '../../registry/commands/register-instance.ts';
import { aClient, aRegistration, openRegistry } from '../../testing/testing-registry.ts';
import { rightsAs } from '../../testing/testing-rights.ts';
import { namespaceView } from './namespace-view.ts';

test('a namespace counts what its reader may see: somebody who may see one service reads of one', async () => {
  const registry = await openRegistry();
  for (const [service, hosts] of [
    ['pay', ['10.0.0.1', '10.0.0.2']],
    ['secret', ['10.0.0.3']],
  ] as const) {
    for (const host of hosts) await registry.run(registerInstance(aRegistration({ service, host }), aClient));
  }
  const { state } = registry;
  const namespace = state.services.namespaces.get('default');
  const pay = state.services.resolve('default', 'pay');
  assert.ok(namespace !== undefined && pay !== undefined);
  const restricted = new Rights({
    holder: 'me',
    isMain: false,
    tenant: 'somebody',
    roles: [],
    policies: [
      {
        id: 'p1',
        name: 'pay only',
        owner: 'somebody',
        action: 'ALLOW',
        comment: '',
        isDefault: false,
        users: ['me'],
        groups: [],
        roles: [],
        resources: { services: [refOfService(pay.service).id] },
        functions: ['Describe*'],
        labels: [],
        metadata: {},
        source: '',
        ctime: 0,
        mtime: 0,
      },
    ],
    own: undefined,
  });
  const seenBy = (rights: Rights) => {
    const { services, counts } = namespaceView(state, namespace, rights);
    return [services, counts.total];
  };
  assert.deepEqual(seenBy(restricted), [1, 2]);
  assert.deepEqual(seenBy(rightsAs('viewer')), [2, 3]);
  await registry.close();
});
