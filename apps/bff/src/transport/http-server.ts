import { createServer, type RequestListener, type Server } from 'node:http';
import { ListenFailure } from './listen-failure.ts';
import { PeerSockets } from './peer-sockets.ts';

const HEADER_BYTES = 32 * 1024;
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 60_000;
const KEEP_ALIVE_MS = 75_000;
const MAX_CONNECTIONS = 10_000;
const BACKLOG = 4096;

/** One HTTP listener with limits that are on by default (reliability.md S11). */
export class HttpServer {
  readonly #door: string;
  readonly #server: Server;
  readonly #sockets = new PeerSockets();

  /** `door` names it in sentences, e.g. `console`. */
  constructor(door: string, listener: RequestListener) {
    this.#door = door;
    this.#server = createServer(
      {
        maxHeaderSize: HEADER_BYTES,
        headersTimeout: HEADERS_WITHIN_MS,
        requestTimeout: REQUEST_WITHIN_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        noDelay: true,
      },
      listener,
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on('connection', (socket) => this.#sockets.add(socket));
  }

  /** Starts to listen and answers the port. Throws ListenFailure. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => reject(new ListenFailure(this.#door, host, port, error)));
      this.#server.listen({ host, port, backlog: BACKLOG }, () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** How many connections are open. */
  get open(): number {
    return this.#sockets.open;
  }

  /** Cuts the connections of a host, or only the one from `port`; answers how many. */
  closeConnections(host: string, port: number | null): number {
    return this.#sockets.close(host, port);
  }

  /** Takes no new connection; what is still open after `graceMs` is cut. */
  async stop(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(cut);
  }
}
