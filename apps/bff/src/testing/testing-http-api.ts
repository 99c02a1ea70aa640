import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Role } from '@cynosure/shared/console/access.ts';
import { mainAccount, type User } from '../access/user.ts';
import { Checker } from '../checker/checker.ts';
import { ClientWatch } from '../checker/client-watch.ts';
import { createLog } from '../log.ts';
import { LogScopes } from '../log-scopes.ts';
import type { Registry } from '../registry/registry.ts';
import { Uptake } from '../registry/uptake.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { createHttpDoor } from '../transport/http/door.ts';
import { registryRoutes } from '../transport/http/registry-routes.ts';
import type { Route } from '../transport/http/route.ts';
import { HttpServer } from '../transport/http-server.ts';
import { FakeClock } from './fake-clock.ts';
import { type Answered, ask } from './http-client.ts';
import { addUser, openTestingAccess } from './testing-access.ts';
import { openRegistry } from './testing-registry.ts';
import { anUpkeep } from './testing-server.ts';

/** The registry's HTTP API over a socket, a memory store and a clock that stands still. */
export interface ServedApi {
  readonly port: number;
  readonly registry: Registry;
  readonly store: MemoryStore;
  readonly clock: FakeClock;
  readonly logs: LogScopes;
  readonly routes: readonly Route[];
  readonly owner: User;
  /** Exceptions that a handler let escape; those that are left at the end fail the test. */
  readonly bugs: unknown[];
  /** Calls as the main account. */
  get(path: string): Promise<Answered>;
  post(path: string, body: unknown): Promise<Answered>;
  put(path: string, body: unknown): Promise<Answered>;
  /** Calls with exactly these headers. */
  raw(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answered>;
  /** The token of a new account of that role. */
  tokenOf(role: Role): Promise<string>;
}

export async function serveApi(t: TestContext, more: readonly Route[] = []): Promise<ServedApi> {
  const store = new MemoryStore();
  const clock = new FakeClock();
  const registry = await openRegistry(store, clock, 8192);
  const opened = await openTestingAccess({}, clock, registry);
  const { gate } = opened.access;
  const bugs: unknown[] = [];
  const logs = new LogScopes(createLog('silent'));
  const { httpRoutes } = await opened.access.routes();
  const routes = [
    ...httpRoutes,
    ...registryRoutes({
      registry,
      book: gate.book,
      beats: new Checker(registry),
      uptake: new Uptake(registry),
      clients: new ClientWatch(registry),
      upkeep: anUpkeep(
        registry,
        {
          http: {
            closeConnections: (host, port) => server.closeConnections(host, port),
            hosts: () => server.hosts(),
            get open() {
              return server.open;
            },
          },
        },
        logs,
      ),
      host: '127.0.0.1',
      httpPort: () => port,
    }),
    ...more,
  ];
  const door = createHttpDoor({ routes, gate, onBug: (error) => bugs.push(error) });
  const server: HttpServer = new HttpServer('HTTP', door);
  const port: number = await server.listen('127.0.0.1', 0);
  t.after(async () => {
    await server.stop(0);
    assert.deepEqual(bugs, []);
  });
  const owner = mainAccount(registry.state);
  assert.ok(owner !== undefined);
  const headers = { 'X-Polaris-Token': gate.tokenOf(owner), 'Content-Type': 'application/json' };
  return {
    port,
    registry,
    store,
    clock,
    logs,
    routes,
    owner,
    bugs,
    get: (path) => ask(port, 'GET', path, { headers }),
    post: (path, body) => ask(port, 'POST', path, { headers, body }),
    put: (path, body) => ask(port, 'PUT', path, { headers, body }),
    raw: (method, path, given, body) => ask(port, method, path, { headers: given, body }),
    tokenOf: async (role) =>
      gate.tokenOf(await addUser({ ...opened, registry }, { name: role, role, owner: owner.id })),
  };
}

/** Asserts status, code and sentence of an answer, and the headers that go with them. */
export function assertAnswer(answer: Answered, code: number, info: string | RegExp): void {
  assert.equal(answer.json?.code, code, answer.text.slice(0, 300));
  assert.equal(answer.status, Math.trunc(code / 1000));
  if (typeof info === 'string') assert.equal(answer.json.info, info);
  else assert.match(answer.json.info, info);
  assert.equal(answer.headers['x-polaris-code'], code === 200000 ? undefined : String(code));
}
