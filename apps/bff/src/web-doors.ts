import { fileURLToPath } from 'node:url';
import type { Access } from './access/access.ts';
import type { Checker } from './checker/checker.ts';
import type { Clock } from './clock.ts';
import { createConsole } from './console/console.ts';
import type { SettingsParts } from './console/routes/settings.ts';
import type { Protection } from './limits/protection.ts';
import type { Logger } from './log.ts';
import { LogScopes } from './log-scopes.ts';
import type { ClientParts } from './transport/client/client-parts.ts';
import { createHttpDoor } from './transport/http/door.ts';
import { registryRoutes } from './transport/http/registry-routes.ts';
import { HttpServer } from './transport/http-server.ts';
import type { TlsSource } from './transport/tls/tls-keeper.ts';
import { type Connections, type Lead, Upkeep } from './upkeep/upkeep.ts';

/** Where the build puts the console's pages. */
const PAGES = fileURLToPath(new URL('../../web/dist', import.meta.url));

export interface WebDoorParts {
  readonly clientParts: ClientParts & { readonly beats: Checker };
  readonly clock: Clock;
  readonly access: Access;
  readonly protection: Protection;
  readonly tls: TlsSource | undefined;
  readonly settings: Omit<SettingsParts, 'upkeep'>;
  /** This node's place among those that share a database, once there are any. */
  readonly lead: () => Lead | undefined;
  readonly grpc: Connections;
  /** Where the HTTP door will listen, for what it says of itself. */
  readonly host: string;
  readonly log: Logger;
  readonly onBug: (error: unknown, where: string) => void;
}

export interface WebDoors {
  readonly console: HttpServer;
  readonly http: HttpServer;
  /** The HTTP door has been opened at that port. */
  httpOpened(port: number): void;
  /** Open event streams say good-bye and end. Before the listeners are closed. */
  sayGoodBye(): void;
}

/**
 * The registry's HTTP API and the console, not listening yet. A file of its own, because reading and joining this
 * code takes longer than all the rest: it is done while SDKs are served over gRPC already.
 */
export async function createWebDoors(parts: WebDoorParts): Promise<WebDoors> {
  const { clientParts, clock, access, protection, tls, settings, lead, grpc, host, log, onBug } = parts;
  const { httpRoutes, consoleRoutes } = await access.routes();
  const { gate, guard, admin } = access;
  const ports = { http: 0 };
  const logs = new LogScopes(log);
  const upkeep = new Upkeep({
    registry: clientParts.registry,
    clock,
    logs,
    lead,
    connections: {
      grpc,
      http: {
        closeConnections: (from, port) => http.closeConnections(from, port),
        hosts: () => http.hosts(),
        get open() {
          return http.open;
        },
      },
    },
  });
  const http: HttpServer = new HttpServer(
    'HTTP',
    createHttpDoor({
      routes: [
        ...httpRoutes,
        ...registryRoutes({
          ...clientParts,
          book: gate.book,
          upkeep,
          refusals: protection.refusals,
          host,
          httpPort: () => ports.http,
        }),
      ],
      gate,
      onBug,
      log: logs.of('naming'),
      protection,
    }),
    { tls, asksClients: true, protection, onBug },
  );
  const console = createConsole({
    registry: clientParts.registry,
    uptake: clientParts.uptake,
    holds: clientParts.beats,
    access: { guard, admin, consoleRoutes },
    pages: PAGES,
    settings: { ...settings, upkeep },
    onBug,
    protection,
    isSecure: tls !== undefined,
  });
  return {
    console: new HttpServer('console', console.app, { tls, protection, onBug }),
    http,
    httpOpened: (port) => {
      ports.http = port;
    },
    sayGoodBye: () => console.stop(),
  };
}
