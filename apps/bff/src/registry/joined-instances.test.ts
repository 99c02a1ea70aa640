import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBinary } from '@bufbuild/protobuf';
import { DiscoverResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import type { Instance } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import fc from 'fast-check';
import { aClient, anOperator, aRegistration, openRegistry } from '../testing/testing-registry.ts';
import { createIsolation } from './commands/create-isolation.ts';
import { deregisterInstance } from './commands/deregister-instance.ts';
import { endIsolation } from './commands/end-isolation.ts';
import { isolateHost } from './commands/isolate-host.ts';
import { registerInstance } from './commands/register-instance.ts';
import { joinInstances } from './joined-instances.ts';
import type { Registry } from './registry.ts';

const SERVICES = ['pay', 'cart'] as const;
const HOSTS = ['10.0.0.1', '10.0.0.2'] as const;

const step = fc.record({
  what: fc.constantFrom('register', 'move', 'deregister', 'flag', 'isolate', 'end', 'overlay', 'ask'),
  service: fc.constantFrom(...SERVICES),
  host: fc.constantFrom(...HOSTS),
  port: fc.nat(4),
  flag: fc.boolean(),
  weight: fc.nat(3),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(registry: Registry, one: Step): Promise<void> {
  const { what, service, host, port, flag, weight } = one;
  const id = `own-${port}`;
  const { instances } = registry.state;
  switch (what) {
    case 'register':
      await registry.run(registerInstance(aRegistration({ service, host, port, weight }), aClient));
      return;
    case 'move':
      // An id of its own goes to whatever service names it last.
      await registry.run(registerInstance(aRegistration({ id, service, host, port, weight }), aClient));
      return;
    case 'deregister':
      await registry.run(deregisterInstance(id, aClient));
      return;
    case 'flag':
      await registry.run(isolateHost({ namespace: 'default', service, host, isolate: flag }, anOperator));
      return;
    case 'isolate': {
      const target = { kind: 'hosts', hosts: [host] } as const;
      const ask = { target, reason: 'r', ticket: '', endsAt: null, decisions: [], seen: null };
      await registry.run(createIsolation(ask, anOperator, { ahead: true }));
      return;
    }
    case 'end': {
      for (const { id: isolationId } of [...registry.state.isolations.values()].slice(-1))
        await registry.run(endIsolation({ isolationId, reason: '', generation: null }, anOperator));
      return;
    }
    case 'overlay': {
      const slot = instances.slotOf(id);
      if (slot !== -1) registry.overlayHealth([{ slot, healthy: flag, silentSince: flag ? null : 7 }]);
      return;
    }
    case 'ask':
      compare(registry);
  }
}

const byId = (bytes: Uint8Array): Instance[] =>
  fromBinary(DiscoverResponseSchema, bytes).instances.sort((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1));

/** What is kept and mended must be what would be joined anew. */
function compare(registry: Registry): void {
  for (const service of SERVICES) {
    const found = registry.discovery.find('default', service);
    if (found?.source == null) continue;
    const answer = registry.discovery.instancesField(found);
    const anew = joinInstances(registry.state.instances, found.source);
    assert.equal(byId(answer).length, found.source.total);
    assert.deepEqual(byId(answer), byId(anew.bytes));
  }
}

test('an answer that is mended says what one joined anew says, through any history', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const registry = await openRegistry(undefined, undefined, 32);
      for (const one of steps) await take(registry, one);
      compare(registry);
      await registry.close();
    }),
    { numRuns: 150 },
  );
});

test('an unchanged instance is copied from the answer before, a changed one is not', async () => {
  const registry = await openRegistry();
  for (const port of [1, 2, 3]) await registry.run(registerInstance(aRegistration({ port }), aClient));
  const found = registry.discovery.find('default', 'pay');
  assert.ok(found?.source);
  const before = joinInstances(registry.state.instances, found.source);
  // A mark in the old answer shows what was taken from it.
  const marked = { ...before, bytes: Buffer.from(before.bytes) };
  for (const end of before.ends) marked.bytes[end - 1] = 'X'.charCodeAt(0);
  const [changed = -1] = before.slots;
  registry.overlayHealth([{ slot: changed, healthy: false, silentSince: null }]);
  const after = joinInstances(registry.state.instances, found.source, marked);
  const revisions = fromBinary(DiscoverResponseSchema, after.bytes).instances.map(({ revision }) => revision);
  assert.deepEqual(
    revisions.map((revision) => revision?.endsWith('X')),
    [false, true, true],
  );
});
