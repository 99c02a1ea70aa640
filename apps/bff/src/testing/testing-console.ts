import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Role } from '@cynosure/shared/console/access.ts';
import { mainAccount } from '../access/user.ts';
import { Checker } from '../checker/checker.ts';
import { type Console, createConsole } from '../console/console.ts';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import { type Registration, registerInstance } from '../registry/commands/register-instance.ts';
import type { Registry } from '../registry/registry.ts';
import { Uptake } from '../registry/uptake.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { HttpServer } from '../transport/http-server.ts';
import { FakeClock } from './fake-clock.ts';
import { type Answered, ask } from './http-client.ts';
import { addUser, openTestingAccess, PASSWORD } from './testing-access.ts';
import { aClient, aRegistration, openRegistry } from './testing-registry.ts';
import { anUpkeep, aServer } from './testing-server.ts';

/** The console's server over a socket, a memory store and a clock that stands still. */
export interface ServedConsole {
  readonly port: number;
  readonly registry: Registry;
  readonly clock: FakeClock;
  readonly store: MemoryStore;
  readonly uptake: Uptake;
  readonly checker: Checker;
  readonly console: Console;
  /** Exceptions that a handler let escape; a test that expects none need not look: they fail it at its end. */
  readonly bugs: unknown[];
  /** Registers an instance as a client would; answers its id. */
  register(wishes?: Partial<Registration>): Promise<string>;
  /** Headers of somebody who is signed in. */
  signIn(role?: Role): Promise<Record<string, string>>;
  get(path: string, headers?: Record<string, string>): Promise<Answered>;
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Answered>;
}

export async function serveConsole(
  t: TestContext,
  pages = '/nowhere',
  store = new MemoryStore(),
): Promise<ServedConsole> {
  const clock = new FakeClock();
  const registry = await openRegistry(store, clock, 8192);
  const opened = await openTestingAccess({}, clock, registry);
  const uptake = new Uptake(registry);
  const checker = new Checker(registry);
  const bugs: unknown[] = [];
  const console = createConsole({
    registry,
    uptake,
    holds: checker,
    access: { ...opened.access, ...(await opened.access.routes()) },
    pages,
    settings: aServer(
      anUpkeep(registry, {
        // Its own connections stand for those of the registry's API.
        http: {
          closeConnections: (host, port) => server.closeConnections(host, port),
          hosts: () => server.hosts(),
          get open() {
            return server.open;
          },
        },
      }),
    ),
    onBug: (error) => bugs.push(error),
  });
  const server: HttpServer = new HttpServer('console', console.app);
  const port = await server.listen('127.0.0.1', 0);
  t.after(async () => {
    console.stop();
    await server.stop(0);
    assert.deepEqual(bugs, []);
  });
  const own = { Origin: `http://127.0.0.1:${port}`, 'Content-Type': 'application/json' };
  const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask(port, method, `/console/v1${path}`, { body, headers: { ...own, ...headers } });
  return {
    port,
    registry,
    clock,
    store,
    uptake,
    checker,
    console,
    bugs,
    async register(wishes = {}) {
      const registration = aRegistration(wishes);
      const answer = await registry.run(registerInstance(registration, aClient));
      assert.equal(answer.code, 'ExecuteSuccess');
      return registration.id ?? instanceIdOf(registration);
    },
    async signIn(role = 'owner') {
      const name = role === 'owner' ? 'lin.qiao' : `a.${role}`;
      if (role !== 'owner') {
        await addUser(opened, { name, role, owner: mainAccount(registry.state)?.id ?? '' });
      }
      const answer = await send('POST', '/session', { name, password: PASSWORD });
      assert.equal(answer.status, 200, answer.text);
      return { Cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
    },
    get: (path, headers = {}) => ask(port, 'GET', `/console/v1${path}`, { headers }),
    send,
  };
}

/** A checked instance: beats are expected every `ttlSeconds`. */
export const checked = (ttlSeconds = 5): Partial<Registration> => ({ heartbeat: { ttlSeconds } });
