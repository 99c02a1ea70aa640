import { createServer, type RequestListener, type Server } from 'node:http';
import { defaultLimits } from '../limits/limits.ts';
import type { Protection } from '../limits/protection.ts';
import { Listener } from './listener.ts';
import type { TlsSource } from './tls/tls-keeper.ts';

const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 60_000;
const KEEP_ALIVE_MS = 75_000;
const LOOK_EVERY_MS = 1000;

const FULL = 'Too many connections are open.\n';

/** 429 as it goes over the wire, for whoever finds no room before asking anything. */
const TURNED_AWAY = Buffer.from(
  [
    'HTTP/1.1 429 Too Many Requests',
    'Retry-After: 5',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${FULL.length}`,
    'Connection: close',
    '',
    FULL,
  ].join('\r\n'),
);

export interface HttpServerOptions {
  readonly tls?: TlsSource | undefined;
  /** Whether clients must show a certificate where the configuration has an authority for them. */
  readonly asksClients?: boolean;
  readonly protection?: Protection | undefined;
  /** Within which the headers, and all of a request, must have arrived. */
  readonly headersWithinMs?: number;
  readonly requestWithinMs?: number;
  readonly onBug?: (error: unknown, where: string) => void;
}

/** One HTTP door with limits that are on by default (reliability.md S11). */
export class HttpServer {
  readonly #server: Server;
  readonly #listener: Listener;

  /** `door` names it in sentences, e.g. `console`. */
  constructor(door: string, requests: RequestListener, options: HttpServerOptions = {}) {
    const { tls, asksClients = false, protection, onBug = () => {} } = options;
    this.#server = createServer(
      {
        maxHeaderSize: (protection?.limits ?? defaultLimits).headerBytes,
        headersTimeout: options.headersWithinMs ?? HEADERS_WITHIN_MS,
        requestTimeout: options.requestWithinMs ?? REQUEST_WITHIN_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: LOOK_EVERY_MS,
      },
      requests,
    );
    // Sockets come from our own listener. The server starts to look for slow ones when it hears this event.
    this.#server.emit('listening');
    this.#listener = new Listener({
      door,
      tls,
      asksClients,
      alpn: 'http/1.1',
      halfOpen: true,
      onSocket: (socket) => this.#server.emit('connection', socket),
      onBug,
      protection,
      turnedAway: TURNED_AWAY,
    });
  }

  /** Starts to listen and answers the port. Throws ListenFailure. */
  listen(host: string, port: number): Promise<number> {
    return this.#listener.listen(host, port);
  }

  /** How many connections are open. */
  get open(): number {
    return this.#listener.open;
  }

  /** Cuts the connections of a host, or only the one from `port`; answers how many. */
  closeConnections(host: string, port: number | null): number {
    return this.#listener.closeConnections(host, port);
  }

  /** How many connections each host has open. */
  hosts(): ReadonlyMap<string, number> {
    return this.#listener.hosts();
  }

  /** Takes no new connection; what is still open after `graceMs` is cut. */
  async stop(graceMs: number): Promise<void> {
    const closed = this.#listener.close();
    // Answers that it never listened, which is so; ends the looking and closes idle connections.
    this.#server.close(() => {});
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => this.#listener.cutAll(), graceMs);
    await closed;
    clearTimeout(cut);
  }
}
