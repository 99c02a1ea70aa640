import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aClient, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { registerInstance } from './commands/register-instance.ts';
import { joinOwnService, OWN_NAMESPACE, OWN_SERVICE } from './own-service.ts';

test('a server that comes back at another address leaves no entry of its earlier life behind', async () => {
  const registry = await openRegistry();
  const join = (host: string) => joinOwnService(registry, () => {}, { host, port: 8091, version: '1' });
  const place = { namespace: OWN_NAMESPACE, service: OWN_SERVICE };
  const hosts = () => {
    const entry = registry.state.services.service(OWN_NAMESPACE, OWN_SERVICE);
    assert.ok(entry);
    const slots = [...registry.state.instances.ofService.of(entry.service.key)];
    return slots.map((slot) => registry.state.instances.hostOf(slot)).sort();
  };
  // Killed: it does not leave.
  await join('0.0.0.0');
  await registry.run(registerInstance(aRegistration({ ...place, host: '10.0.0.9' }), aClient, OWN_NAMESPACE));
  const leave = await join('10.0.0.7');
  // What somebody else registered there is not ours to take away.
  assert.deepEqual(hosts(), ['10.0.0.7', '10.0.0.9']);
  await leave();
  assert.deepEqual(hosts(), ['10.0.0.9']);
});
