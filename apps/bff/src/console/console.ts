import express, { type Express, type RequestHandler, type Router } from 'express';
import type { AccessAdmin } from '../access/access.ts';
import type { SessionGuard } from '../access/require-session.ts';
import { onlySameOrigin } from '../access/same-origin.ts';
import { COST, type Protection } from '../limits/protection.ts';
import type { Registry } from '../registry/registry.ts';
import type { Uptake } from '../registry/uptake.ts';
import { accessRoutes } from './access/routes.ts';
import { type ConsoleContext, consoleContext } from './context.ts';
import { Hub } from './live/hub.ts';
import { mountRoutes } from './mount.ts';
import { problem, sendProblem } from './problem.ts';
import type { FlipHolds } from './read/hold-view.ts';
import type { ConsoleRoute } from './route.ts';
import { aliasRoutes } from './routes/aliases.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { clientRoutes } from './routes/clients.ts';
import { contractRoutes } from './routes/contracts.ts';
import { EVENTS_NEED, eventRoutes, openEvents } from './routes/events.ts';
import { exportRoutes } from './routes/exports.ts';
import { holdRoutes } from './routes/holds.ts';
import { hostRoutes } from './routes/hosts.ts';
import { instanceWrites } from './routes/instance-writes.ts';
import { instanceRoutes } from './routes/instances.ts';
import { isolationWrites } from './routes/isolation-writes.ts';
import { isolationRoutes } from './routes/isolations.ts';
import { namespaceWrites } from './routes/namespace-writes.ts';
import { namespaceRoutes } from './routes/namespaces.ts';
import { nodeRoutes } from './routes/nodes.ts';
import { operationRoutes } from './routes/operations.ts';
import { overviewRoutes } from './routes/overview.ts';
import { registerRoutes } from './routes/register.ts';
import { resultSetRoutes } from './routes/result-sets.ts';
import { searchRoutes } from './routes/search.ts';
import { serviceWrites } from './routes/service-writes.ts';
import { serviceRoutes } from './routes/services.ts';
import { type SettingsParts, settingsRoutes } from './routes/settings.ts';
import { undoRoutes } from './routes/undo.ts';
import { securityHeaders } from './static/security-headers.ts';
import { staticConsole } from './static/static-console.ts';
import { OnceOnly } from './write/once-only.ts';

const FORGET_EVERY_MS = 60_000;

export interface ConsoleParts {
  readonly registry: Registry;
  readonly uptake: Uptake;
  /** Health flips that are held, and how that is ended by hand. */
  readonly holds: FlipHolds;
  readonly access: {
    readonly guard: SessionGuard;
    /** Sign-in and set-up, to be mounted beside the console's own routes. */
    readonly consoleRoutes: Router;
    readonly admin: AccessAdmin;
  };
  /** Folder with the built pages. */
  readonly pages: string;
  readonly settings: SettingsParts;
  readonly onBug: (error: unknown, where: string) => void;
  /** Absent = nobody is refused for asking too often. */
  readonly protection?: Protection | undefined;
  /** Whether it is reached over TLS alone. */
  readonly isSecure?: boolean;
}

/** The console's server: its pages, and everything under /console/v1 (console/data-shapes.md). */
export interface Console {
  readonly app: Express;
  /** Says good-bye to open streams and stops what runs. Before the listener is closed. */
  stop(): void;
}

export function createConsole(parts: ConsoleParts): Console {
  const { registry, uptake, holds, access, pages, settings, onBug, protection, isSecure = false } = parts;
  const context = consoleContext(registry, uptake, holds);
  const once = new OnceOnly(registry.state);
  void context.jobs.concludeLeftovers();
  const forgetting = registry.clock.every(FORGET_EVERY_MS, () => once.forgetOld(registry.clock.wallMs()));
  const hub = new Hub({
    context,
    isStill: (session, rights) => access.guard.isStill(session, rights),
    onBug,
    protection,
  });
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(securityHeaders(isSecure));
  if (protection !== undefined) app.use(withinRate(protection));
  const api = express.Router({ caseSensitive: true });
  api.use(access.consoleRoutes);
  api.get('/events', onlySameOrigin, access.guard.requireSession(EVENTS_NEED), openEvents(hub, access.guard));
  mountRoutes(
    api,
    [
      ...consoleRoutes(context, once, { ...settings, streams: () => hub.size }),
      ...accessRoutes(context, once, access.admin),
      ...eventRoutes(hub),
    ],
    {
      registry,
      guard: access.guard,
      onBug,
    },
  );
  api.use((_request, response) =>
    sendProblem(response, problem(404, 'NotFoundResource', 'There is nothing here.')),
  );
  app.use('/console/v1', api);
  app.use(staticConsole(pages));
  return {
    app,
    stop() {
      forgetting();
      hub.stop();
      context.beats.stop();
      context.jobs.stop();
    },
  };
}

const withinRate =
  (protection: Protection): RequestHandler =>
  (request, response, next) => {
    const wait = protection.admit('console', request.socket.remoteAddress ?? '', COST.request);
    if (wait === 0) next();
    else {
      const info = `Too many requests from this address; the next one is taken in ${wait} s.`;
      sendProblem(response, problem(429, 'IPRateLimit', info, { retryAfterSeconds: wait }));
    }
  };

/** The table of all guarded routes but those of live data. */
export const consoleRoutes = (
  context: ConsoleContext,
  once: OnceOnly,
  settings: SettingsParts,
): readonly ConsoleRoute[] => [
  ...overviewRoutes(context),
  ...searchRoutes(context),
  ...exportRoutes(context),
  ...serviceRoutes(context),
  ...serviceWrites(context, once),
  ...aliasRoutes(context, once),
  ...contractRoutes(context, once),
  ...instanceRoutes(context),
  ...instanceWrites(context, once),
  ...registerRoutes(context, once),
  ...hostRoutes(context),
  ...holdRoutes(context, once),
  ...namespaceRoutes(context),
  ...namespaceWrites(context, once),
  ...isolationRoutes(context),
  ...isolationWrites(context, once),
  ...operationRoutes(context),
  ...undoRoutes(context, once),
  ...bulkRoutes(context, once),
  ...clientRoutes(context),
  ...resultSetRoutes(context),
  ...settingsRoutes(context, once, settings),
  ...nodeRoutes(once, settings.upkeep),
];
