import { codes } from '@cynosure/shared/codes.ts';
import { type Outcome, refused } from '@cynosure/shared/outcome.ts';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { plainAddress } from '../../access/address.ts';
import { actorOf } from '../../access/caller.ts';
import type { Gate } from '../../access/gate.ts';
import { COST, type Protection } from '../../limits/protection.ts';
import type { Logger } from '../../log.ts';
import { BodyReader, bodyLimits } from './body.ts';
import { cors } from './cors.ts';
import { languageOf, translated } from './language.ts';
import { unacceptable } from './negotiate.ts';
import { nameOf, single, tooOften } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';

export interface HttpDoorParts {
  /** Of all features, in any order. */
  readonly routes: readonly Route[];
  readonly gate: Gate;
  /** Told once about each exception that a handler let escape. */
  readonly onBug: (error: unknown, where: string) => void;
  /** At level debug every request is a line. */
  readonly log?: Pick<Logger, 'debug'>;
  /** Absent = nobody is refused for asking too often. */
  readonly protection?: Protection | undefined;
}

/** The registry's HTTP API as an Express application (architecture.md 4). */
export function createHttpDoor(parts: HttpDoorParts): express.Express {
  const app = express();
  app.set('case sensitive routing', true);
  app.disable('x-powered-by');
  app.disable('etag');
  if (parts.log !== undefined) app.use(accessLog(parts.log));
  app.use(cors);
  if (parts.protection !== undefined) app.use(withinRate(parts.protection));
  const bodies = new BodyReader(bodyLimits(parts.protection?.limits.bodyBytes));
  for (const [path, routes] of byPath(parts.routes)) {
    app.all(path, (request, response) => dispatch(parts, bodies, routes, request, response));
  }
  app.use((request, response) =>
    send(request, response, { kind: 'text', status: 404, text: '404: Page Not Found' }),
  );
  return app;
}

/** Without query and headers: they may hold labels and tokens. */
function accessLog(log: Pick<Logger, 'debug'>): RequestHandler {
  return (request, response, next) => {
    response.once('finish', () => {
      const { method, path } = request;
      const address = plainAddress(request.socket.remoteAddress);
      const requestId = request.headers['request-id'];
      log.debug({ method, path, status: response.statusCode, address, requestId }, 'HTTP request');
    });
    next();
  };
}

/** Before anything is read, so that refusing costs next to nothing. */
const withinRate =
  (protection: Protection): RequestHandler =>
  (request, response, next) => {
    const cost = request.path === '/v1/Heartbeat' ? COST.beat : COST.request;
    const wait = protection.admit('HTTP', request.socket.remoteAddress ?? '', cost);
    if (wait === 0) {
      next();
      return;
    }
    const info = `too many requests from this address; the next one is taken in ${wait} s`;
    send(request, response, tooOften(refused('IPRateLimit', info), wait));
  };

/** Routes by path, then by method. Two of the same method and path are a mistake in the table. */
function byPath(routes: readonly Route[]): Map<string, Map<string, Route>> {
  const paths = new Map<string, Map<string, Route>>();
  for (const route of routes) {
    const methods = paths.get(route.path) ?? new Map<string, Route>();
    if (methods.has(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`);
    methods.set(route.method, route);
    paths.set(route.path, methods);
  }
  return paths;
}

async function dispatch(
  parts: HttpDoorParts,
  bodies: BodyReader,
  routes: ReadonlyMap<string, Route>,
  request: Request,
  response: Response,
): Promise<void> {
  const route = routes.get(request.method === 'HEAD' ? 'GET' : request.method);
  if (route === undefined) {
    response.setHeader('Allow', [...routes.keys()].sort().join(', '));
    send(request, response, { kind: 'text', status: 405, text: '405: Method Not Allowed' });
    return;
  }
  const refusal = unacceptable(route, request.headers);
  if (refusal !== null) {
    send(request, response, refusal);
    return;
  }
  const body = await bodies.read(request);
  // Nobody is left to answer.
  if (body === null) return;
  send(request, response, await answer(parts, route, request, body));
}

async function answer(
  parts: HttpDoorParts,
  route: Route,
  request: Request,
  body: Outcome<string>,
): Promise<Reply> {
  const where = `${route.method} ${route.path}`;
  const asked = { gate: route.needs === 'open' };
  try {
    const reply = await route.handle(callOf(parts.gate, route, request, body, asked));
    if (!asked.gate && isGood(reply)) throw new Error(`${where} answered without asking the gate`);
    return reply;
  } catch (error) {
    parts.onBug(error, where);
    return single({ code: 'ExecuteException' });
  }
}

const isGood = (reply: Reply): boolean =>
  reply.kind === 'envelope' ? Math.trunc(reply.code / 1000) === 200 : reply.status < 400;

function callOf(
  gate: Gate,
  route: Route,
  request: Request,
  body: Outcome<string>,
  asked: { gate: boolean },
): Call {
  const address = plainAddress(request.socket.remoteAddress);
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  return {
    query: queryOf(request),
    body,
    address,
    header,
    admit({ token = header('x-polaris-token'), needs = route.needs, about } = {}) {
      asked.gate = true;
      return gate.check({ needs, surface: route.surface, token, about, address });
    },
    may: (caller, permission, about) => gate.may(caller, permission, about),
    isOpenToClients: gate.isOpenToClients,
    clientMay: (caller, permission, about) => gate.clientMay(caller, permission, about),
    actor: (caller) =>
      actorOf(caller, {
        via: 'http',
        address,
        requestId: header('request-id'),
        staffName: header('staffname'),
        platformId: header('platform-id'),
        asClient: route.surface === 'client',
      }),
  };
}

const queryOf = ({ url }: Request): URLSearchParams => {
  const at = url.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : url.slice(at + 1));
};

function send(request: Request, response: Response, reply: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.setHeader('Request-Id', request.headers['request-id'] ?? '');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  switch (reply.kind) {
    case 'text':
      response.status(reply.status).setHeader('Content-Type', reply.type ?? 'text/plain; charset=utf-8');
      response.end(reply.text);
      return;
    case 'json':
      response.status(reply.status).setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(reply.value));
      return;
    case 'envelope':
      sendEnvelope(request, response, reply);
  }
}

function sendEnvelope(request: Request, response: Response, reply: Reply & { kind: 'envelope' }): void {
  const { code, info } = reply;
  const status = Math.trunc(code / 1000);
  if (status === 429) response.setHeader('Retry-After', String(reply.retryAfterSeconds ?? 1));
  if (code !== codes.ExecuteSuccess.number) {
    response.setHeader('X-Polaris-Code', String(code));
    response.setHeader('X-Polaris-Message', codes[nameOf(code)].info);
  }
  response.status(status).setHeader('Content-Type', 'application/json');
  const language = languageOf(queryOf(request).get('lang'), request.headers['accept-language']);
  response.end(reply.render(translated(code, info, language)));
}
