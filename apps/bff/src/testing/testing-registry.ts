import type { Clock } from '../clock.ts';
import type { Registration } from '../registry/commands/register-instance.ts';
import type { Actor } from '../registry/model.ts';
import { Registry } from '../registry/registry.ts';
import type { Quotas } from '../registry/state.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { FakeClock } from './fake-clock.ts';

/** A registry over a memory store, for tests of rules. A bug inside it fails the test. */
export async function openRegistry(
  store = new MemoryStore(),
  clock: Clock = new FakeClock(),
  maxInstances = 4096,
  quotas?: Quotas,
): Promise<Registry> {
  return Registry.open({
    store,
    clock,
    maxInstances,
    quotas,
    onBug: (error) => {
      throw error;
    },
  });
}

export const aClient: Actor = { id: '', name: 'GRPC:10.0.0.1', via: 'grpc', address: '10.0.0.1' };
export const anOperator: Actor = { id: 'u1', name: 'lin.qiao', via: 'console', address: '127.0.0.1' };

/** A registration with defaults, as a client without wishes sends it. */
export const aRegistration = (wishes: Partial<Registration> = {}): Registration => ({
  namespace: 'default',
  service: 'pay',
  host: '10.0.0.1',
  port: 8080,
  vpcId: null,
  protocol: null,
  version: null,
  priority: null,
  weight: null,
  logicSet: null,
  location: null,
  labels: {},
  healthy: null,
  isolate: null,
  enableHealthCheck: null,
  heartbeat: null,
  ...wishes,
});
