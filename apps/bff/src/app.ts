import { openAccess, setupLink } from './access/access.ts';
import { bugLog } from './bug-log.ts';
import { Checker } from './checker/checker.ts';
import { ClientWatch } from './checker/client-watch.ts';
import type { Cancel, Clock } from './clock.ts';
import { Cluster } from './cluster/cluster.ts';
import type { Link } from './cluster/link.ts';
import type { Config } from './config.ts';
import { Protection } from './limits/protection.ts';
import type { Logger } from './log.ts';
import { HoldTimer } from './registry/hold-timer.ts';
import { IsolationTimer } from './registry/isolation-timer.ts';
import { joinOwnService, seedNamespaces } from './registry/own-service.ts';
import { Registry } from './registry/registry.ts';
import type { Store } from './registry/store-port.ts';
import { Uptake } from './registry/uptake.ts';
import { type OpenDoor, serverFacts } from './server-facts.ts';
import type { Handlers } from './transport/grpc/carrier.ts';
import { createCarrier } from './transport/grpc/carriers.ts';
import { namingHandlers } from './transport/grpc/handlers.ts';
import { limitedHandlers } from './transport/grpc/limited-handlers.ts';
import { TlsKeeper } from './transport/tls/tls-keeper.ts';

const PRUNE_EVERY_MS = 60_000;
const UPTAKE_SWEEP_MS = 10_000;
const HOLD_LOOK_MS = 1000;
const STOP_WITHIN_MS = 3000;
/** Between opening the gRPC door and reading the code of the others. */
const SDKS_FIRST_MS = 20;

export interface App {
  readonly addresses: {
    readonly consoleUrl: string;
    readonly httpUrl: string;
    /** host:port */
    readonly grpc: string;
    readonly dataDir: string;
  };
  /** Where the first account is chosen, while there is none; null otherwise. */
  readonly setupLink: string | null;
  /** Leaves, closes the doors, commits what waits. */
  stop(): Promise<void>;
}

export interface AppParts {
  /** Being opened (store/open-store.ts): that may begin before the rest of the code is read. The app closes it. */
  readonly store: Promise<Store>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
  /** `--set-up-again` */
  readonly setUpAgain?: boolean;
}

/** What can be opened to callers and closed again. */
interface Door {
  listen(host: string, port: number): Promise<number>;
  stop(graceMs: number): Promise<void>;
  /** How many connections are open. */
  readonly open: number;
}

/**
 * Joins all parts and opens the doors: the one place that knows every part. Rejects with StoreUnusable, TlsUnusable or
 * ListenFailure, having closed what it had opened.
 */
export async function startApp(
  config: Config,
  { store: opening, clock, log, version, setUpAgain = false }: AppParts,
): Promise<App> {
  const store = await opening;
  const onBug = bugLog(log, clock);
  const startedAt = clock.wallMs();
  const closers: (() => unknown)[] = [() => store.close()];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const protection = new Protection({ clock, limits: config.limits, trusted: config.trusted });
    const { maxInstances, limits: quotas } = config;
    const registry = await Registry.open({ store, clock, maxInstances, quotas, onBug });
    closers.push(() => registry.close());
    await registry.run(seedNamespaces());
    const checker = new Checker(registry, { governor: config.flipGovernor });
    closers.push(sayHolds(checker, clock, log));
    const timer = new IsolationTimer({
      registry,
      clock,
      onClockJump: ({ id }, jumpMs) =>
        log.warn({ isolation: id, jumpMs }, 'the clock was set; the remaining time counts'),
    });
    closers.push(timer.start());
    closers.push(new HoldTimer(registry).start());
    closers.push(
      clock.every(
        PRUNE_EVERY_MS,
        () => void store.prune(clock.wallMs()).catch((error) => onBug(error, 'prune')),
      ),
    );

    const access = await openAccess({ registry, config, onBug, protection, setUpAgain });
    closers.push(access.start());
    if (access.imported !== null) {
      log.warn(access.imported, 'accounts of the database were taken over; tokens were not');
    }

    const tls = config.tls === null ? undefined : new TlsKeeper(config.tls, clock, log);
    if (tls !== undefined) closers.push(tls.start());
    const host = config.bind;
    const shownHost = host.includes(':') ? `[${host}]` : host;
    const doors: OpenDoor[] = [];
    const open = async (kind: OpenDoor['kind'], door: Door, port: number): Promise<number> => {
      const opened = await door.listen(host, port);
      doors.push({ kind, address: `${shownHost}:${opened}`, connections: () => door.open });
      closers.push(() => door.stop(STOP_WITHIN_MS));
      return opened;
    };
    const uptake = new Uptake(registry);
    closers.push(clock.every(UPTAKE_SWEEP_MS, () => uptake.sweep()));
    const clients = new ClientWatch(registry);
    closers.push(clients.start());
    const clientParts = { registry, beats: checker, uptake, clients };
    const handlers = limitedHandlers(
      namingHandlers({ ...clientParts, gate: access.gate }),
      protection,
      'gRPC',
    );
    const carried = { door: 'gRPC', handlers, onBug, tls, protection };
    const grpc = await createCarrier(config.grpcCarrier, carried, clock);
    const grpcPort = await open('grpc', grpc, config.ports.grpc);
    // From here on beats can arrive; nobody is judged before 3 × TTL of that.
    closers.push(checker.start());
    // Whoever has been trying to reach us is heard before the rest of the code is read.
    await new Promise<void>((resolve) => clock.after(SDKS_FIRST_MS, resolve));
    // Not the bind address: nobody can call 0.0.0.0, and all nodes that listen everywhere would be one instance.
    const own = { host: config.node.host, port: grpcPort, version };
    const { createWebDoors } = await import('./web-doors.ts');
    let cluster: Cluster | undefined;
    const web = await createWebDoors({
      clientParts,
      clock,
      access,
      protection,
      tls,
      settings: {
        started: config.environment,
        server: () =>
          serverFacts({
            config,
            version,
            startedAt,
            registry,
            gate: access.gate,
            doors,
            address: `${own.host}:${own.port}`,
          }),
      },
      lead: () => cluster,
      grpc,
      host,
      log,
      onBug,
    });
    const consolePort = await open('console', web.console, config.ports.console);
    // Runs before the listener is closed.
    closers.push(() => web.sayGoodBye());
    const httpPort = await open('http', web.http, config.ports.http);
    web.httpOpened(httpPort);
    if (store.shared !== undefined || config.checker.kind === 'redis') {
      const link = await openLink(config, clock, log, onBug);
      const onChange = (sharing: readonly string[]) =>
        log.info({ sharing: sharing.length }, 'the duty of watching is shared anew');
      const duties = config.checker.kind === 'leader' ? 'leader' : 'ring';
      cluster = new Cluster({ registry, checker, link, duties, onChange });
      closers.push(await cluster.start());
    }
    const leave = await joinOwnService(registry, (id) => checker.beat(id), own);
    closers.push(leave);
    const scheme = tls === undefined ? 'http' : 'https';
    const consoleUrl = `${scheme}://${shownHost}:${consolePort}`;
    return {
      addresses: {
        consoleUrl,
        httpUrl: `${scheme}://${shownHost}:${httpPort}`,
        grpc: `${shownHost}:${grpcPort}`,
        dataDir: config.mysql === null ? config.dataDir : store.where,
      },
      setupLink: access.setupCode === null ? null : setupLink(consoleUrl, access.setupCode),
      stop: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** What carries beats between nodes; the code of what is not used is not read. */
async function openLink(
  config: Config,
  clock: Clock,
  log: Logger,
  onBug: (error: unknown, where: string) => void,
): Promise<Link> {
  if (config.checker.kind === 'redis') {
    const { RedisLink } = await import('./cluster/redis-link.ts');
    return new RedisLink(config.checker.url, clock, (isOut) => {
      if (isOut)
        log.warn('Redis does not answer: heartbeats are taken, and nobody is judged until it is back');
      else log.warn('Redis answers: health is judged as usual after a full grace');
    });
  }
  const { GrpcLink } = await import('./cluster/grpc-link.ts');
  const carrier = (handlers: Handlers) =>
    createCarrier(config.grpcCarrier, { door: 'nodes', handlers, onBug }, clock);
  return new GrpcLink({ clock, carrier, bind: config.bind, ...config.node });
}

/** The alarm of the flip governor: says when it begins to hold and when nothing is held any more (core.md §5). */
function sayHolds(checker: Checker, clock: Clock, log: Logger): Cancel {
  let isHolding = false;
  return clock.every(HOLD_LOOK_MS, () => {
    const { hold } = checker;
    if ((hold !== null) === isHolding) return;
    isHolding = hold !== null;
    if (hold === null) log.warn('nothing is held any more: health is judged as usual');
    else log.warn(hold, 'our own hearing is in doubt: downward health flips are held');
  });
}
