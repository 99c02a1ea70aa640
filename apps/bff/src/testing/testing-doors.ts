import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Access } from '../access/access.ts';
import { mainAccount, type User } from '../access/user.ts';
import { Checker } from '../checker/checker.ts';
import { ClientWatch } from '../checker/client-watch.ts';
import { createConsole } from '../console/console.ts';
import { defaultLimits, type Limits } from '../limits/limits.ts';
import { Protection } from '../limits/protection.ts';
import type { Registry } from '../registry/registry.ts';
import { Uptake } from '../registry/uptake.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { createCarrier } from '../transport/grpc/carriers.ts';
import { namingHandlers } from '../transport/grpc/handlers.ts';
import { limitedHandlers } from '../transport/grpc/limited-handlers.ts';
import { createHttpDoor } from '../transport/http/door.ts';
import { registryRoutes } from '../transport/http/registry-routes.ts';
import type { Route } from '../transport/http/route.ts';
import { HttpServer } from '../transport/http-server.ts';
import { carrierOf } from './both-carriers.ts';
import { FakeClock } from './fake-clock.ts';
import { openTestingAccess, type TestingAccess } from './testing-access.ts';
import { openRegistry } from './testing-registry.ts';
import { anUpkeep, aServer } from './testing-server.ts';

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

/** `limits`: those that differ from the defaults; where given, loopback is not trusted. */
export async function openDoors(t: TestContext, limits?: Partial<Limits>): Promise<Doors> {
  const store = new MemoryStore();
  const clock = new FakeClock();
  const wanted = { ...defaultLimits, ...limits };
  const trusted = limits === undefined ? ['loopback'] : [];
  const protection = new Protection({ clock, limits: wanted, trusted });
  const registry = await openRegistry(store, clock, 1024, wanted);
  const opened = await openTestingAccess({}, clock, registry, protection);
  const { access } = opened;
  const { gate } = access;
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => void bugs.push(error);
  const uptake = new Uptake(registry);
  const checker = new Checker(registry);
  const client = { registry, beats: checker, uptake, clients: new ClientWatch(registry) };
  const { httpRoutes, consoleRoutes } = await access.routes();
  const upkeep = anUpkeep(registry);
  const routes = [
    ...httpRoutes,
    ...registryRoutes({
      ...client,
      book: gate.book,
      upkeep,
      refusals: protection.refusals,
      host: '127.0.0.1',
      httpPort: () => 0,
    }),
  ];
  const console = createConsole({
    registry,
    uptake,
    holds: checker,
    access: { ...access, consoleRoutes },
    pages: '/nowhere',
    settings: aServer(upkeep),
    onBug,
    protection,
  });
  const http = new HttpServer('HTTP', createHttpDoor({ routes, gate, onBug, protection }), { protection });
  const pages = new HttpServer('console', console.app, { protection });
  const grpc = await createCarrier(
    carrierOf(t),
    {
      door: 'gRPC',
      handlers: limitedHandlers(namingHandlers({ ...client, gate }), protection, 'gRPC'),
      onBug,
      protection,
    },
    clock,
  );
  const ports = {
    http: await http.listen('127.0.0.1', 0),
    console: await pages.listen('127.0.0.1', 0),
    grpc: await grpc.listen('127.0.0.1', 0),
  };
  t.after(async () => {
    console.stop();
    const stopped = Promise.all([http.stop(0), pages.stop(0), grpc.stop(0)]);
    // The end of the grace, after which open connections are cut.
    clock.advance(1);
    await stopped;
    assert.deepEqual([...bugs, ...opened.bugs], []);
  });
  const owner = mainAccount(registry.state);
  assert.ok(owner !== undefined);
  return { ...opened, registry, store, clock, checker, access, owner, routes, ports };
}
