import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Access } from '../access/access.ts';
import { mainAccount, type User } from '../access/user.ts';
import { Checker } from '../checker/checker.ts';
import { ClientWatch } from '../checker/client-watch.ts';
import { createConsole } from '../console/console.ts';
import { createLog } from '../log.ts';
import { LogScopes } from '../log-scopes.ts';
import type { Registry } from '../registry/registry.ts';
import { Uptake } from '../registry/uptake.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { GrpcJsCarrier } from '../transport/grpc/grpc-js-carrier.ts';
import { namingHandlers } from '../transport/grpc/handlers.ts';
import { createHttpDoor } from '../transport/http/door.ts';
import { registryRoutes } from '../transport/http/registry-routes.ts';
import type { Route } from '../transport/http/route.ts';
import { HttpServer } from '../transport/http-server.ts';
import { FakeClock } from './fake-clock.ts';
import { openTestingAccess, type TestingAccess } from './testing-access.ts';
import { openRegistry } from './testing-registry.ts';
import { aServer } from './testing-server.ts';

/** One registry behind all its doors, over sockets: HTTP, gRPC and the console. */
export interface Doors extends TestingAccess {
  readonly registry: Registry;
  readonly store: MemoryStore;
  readonly clock: FakeClock;
  readonly checker: Checker;
  readonly access: Access;
  readonly owner: User;
  readonly routes: readonly Route[];
  readonly ports: { readonly http: number; readonly grpc: number; readonly console: number };
}

export async function openDoors(t: TestContext): Promise<Doors> {
  const store = new MemoryStore();
  const clock = new FakeClock();
  const registry = await openRegistry(store, clock, 1024);
  const opened = await openTestingAccess({}, clock, registry);
  const { access } = opened;
  const { gate } = access;
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => void bugs.push(error);
  const uptake = new Uptake(registry);
  const checker = new Checker(registry);
  const client = { registry, beats: checker, uptake, clients: new ClientWatch(registry) };
  const routes = [
    ...access.httpRoutes,
    ...registryRoutes({
      ...client,
      book: gate.book,
      clock,
      logs: new LogScopes(createLog('silent')),
      connections: {},
      host: '127.0.0.1',
      httpPort: () => 0,
    }),
  ];
  const console = createConsole({
    registry,
    uptake,
    holds: checker,
    access,
    pages: '/nowhere',
    settings: aServer,
    onBug,
  });
  const http = new HttpServer('HTTP', createHttpDoor({ routes, gate, onBug }));
  const pages = new HttpServer('console', console.app);
  const grpc = new GrpcJsCarrier(
    { door: 'gRPC', handlers: namingHandlers({ ...client, gate }), onBug },
    clock,
  );
  const ports = {
    http: await http.listen('127.0.0.1', 0),
    console: await pages.listen('127.0.0.1', 0),
    grpc: await grpc.listen('127.0.0.1', 0),
  };
  t.after(async () => {
    console.stop();
    await Promise.all([http.stop(0), pages.stop(0), grpc.stop(0)]);
    assert.deepEqual([...bugs, ...opened.bugs], []);
  });
  const owner = mainAccount(registry.state);
  assert.ok(owner !== undefined);
  return { ...opened, registry, store, clock, checker, access, owner, routes, ports };
}
