import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setSdkAccess } from '../access/commands/sdk-access.ts';
import { Gate } from '../access/gate.ts';
import { Checker } from '../checker/checker.ts';
import { ClientWatch } from '../checker/client-watch.ts';
import { systemClock } from '../clock.ts';
import type { Registry } from '../registry/registry.ts';
import { Uptake } from '../registry/uptake.ts';
import { createCarrier } from '../transport/grpc/carriers.ts';
import { namingHandlers } from '../transport/grpc/handlers.ts';
import { carrierOf } from './both-carriers.ts';
import { GrpcClient } from './grpc-client.ts';
import { aClient, openRegistry } from './testing-registry.ts';

/** The gRPC door over a socket and an empty registry, and a client of it. */
export interface ServedGrpc {
  readonly registry: Registry;
  readonly uptake: Uptake;
  readonly client: GrpcClient;
}

/** `clientOpen`: clients need a token. Exceptions that a handler let escape fail the test. */
export async function serveGrpc(t: TestContext, clientOpen = false): Promise<ServedGrpc> {
  const registry = await openRegistry();
  const gate = new Gate({ registry, key: new Uint8Array(32) });
  if (clientOpen) await registry.run(setSdkAccess({ clientOpen }, aClient));
  const uptake = new Uptake(registry);
  const bugs: unknown[] = [];
  const handlers = namingHandlers({
    registry,
    beats: new Checker(registry),
    uptake,
    gate,
    clients: new ClientWatch(registry),
  });
  const carrier = await createCarrier(
    carrierOf(t),
    { door: 'gRPC', handlers, onBug: (error) => bugs.push(error) },
    systemClock,
  );
  const client = new GrpcClient(await carrier.listen('127.0.0.1', 0));
  t.after(async () => {
    client.close();
    await carrier.stop(0);
    await registry.close();
    assert.deepEqual(bugs, []);
  });
  return { registry, uptake, client };
}
