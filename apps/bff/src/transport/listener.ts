import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import { ConnectionRoom } from '../limits/connection-room.ts';
import type { Protection } from '../limits/protection.ts';
import { ListenFailure } from './listen-failure.ts';
import { PeerSockets } from './peer-sockets.ts';
import type { TlsSource } from './tls/tls-keeper.ts';

/** Connections that the system holds for us while the event loop is busy (core.md §5). */
const BACKLOG = 4096;
/** Whoever connects and then does not shake hands is cut. */
const HANDSHAKE_WITHIN_MS = 10_000;
const MOST_TOLD = 100;
const TOLD_WITHIN_MS = 1000;

export interface ListenerParts {
  /** Name of the door in sentences, e.g. `gRPC`. */
  readonly door: string;
  /** Absent = in plain text. */
  readonly tls?: TlsSource | undefined;
  /** Whether clients must show a certificate where the configuration has an authority for them. */
  readonly asksClients: boolean;
  /** What is spoken below TLS, e.g. `h2`; whoever offers others only is turned away. */
  readonly alpn: string;
  /** Whether a peer may stop sending and still be answered. */
  readonly halfOpen: boolean;
  /** Takes a connection; under TLS after the handshake. */
  readonly onSocket: (socket: Socket | TLSSocket) => void;
  readonly onBug: (error: unknown, where: string) => void;
  /** Absent = there is always room. */
  readonly protection?: Protection | undefined;
  /** What whoever finds no room is told, where that can be said in plain text. */
  readonly turnedAway: Uint8Array;
}

/**
 * The way in of every door: listens, shakes hands where TLS is configured, knows who is connected. A new
 * certificate is used from the next handshake on; what is connected stays.
 */
export class Listener {
  readonly #parts: ListenerParts;
  readonly #sockets = new PeerSockets();
  readonly #server: Server;
  readonly #tls: TlsServer | undefined;
  readonly #room: ConnectionRoom | undefined;
  #turningAway = 0;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
    this.#tls = parts.tls === undefined ? undefined : tlsServer(parts, parts.tls);
    this.#room = parts.protection && new ConnectionRoom(parts.door, parts.protection);
    this.#server = createServer({ noDelay: true, allowHalfOpen: parts.halfOpen }, (socket) =>
      this.#take(socket),
    );
  }

  /** Starts to listen and answers the port. Throws ListenFailure. */
  async listen(host: string, port: number): Promise<number> {
    const { door, onBug } = this.#parts;
    await new Promise<void>((opened, failed) => {
      this.#server.once('error', (error) => failed(new ListenFailure(door, host, port, error)));
      this.#server.listen({ host, port, backlog: BACKLOG }, opened);
    });
    // From here on the system only reports trouble with single connections (too many files), not with the door.
    this.#server.on('error', (error) => onBug(error, 'listener'));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /** Takes no new connection; resolves once those that are open have ended. */
  close(): Promise<void> {
    if (!this.#server.listening) return Promise.resolve();
    return new Promise((done) => this.#server.close(() => done()));
  }

  /** How many connections are open. */
  get open(): number {
    return this.#sockets.open;
  }

  /** Cuts the connections of a host, or only the one from `port`; answers how many. */
  closeConnections(host: string, port: number | null): number {
    return this.#sockets.close(host, port);
  }

  hosts(): ReadonlyMap<string, number> {
    return this.#sockets.hosts();
  }

  cutAll(): void {
    this.#sockets.closeAll();
  }

  #take(socket: Socket): void {
    const leave = this.#room?.enter(socket.remoteAddress ?? '');
    if (leave === null) {
      this.#turnAway(socket);
      return;
    }
    if (leave !== undefined) socket.once('close', leave);
    this.#sockets.add(socket);
    // Nobody else listens before the handshake is over; what breaks there is the peer's matter.
    socket.on('error', () => socket.destroy());
    if (this.#tls === undefined) this.#parts.onSocket(socket);
    else this.#tls.emit('connection', socket);
  }

  /** A few are told why, for a second at most; where there are many, and under TLS, the connection just ends. */
  #turnAway(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.#tls !== undefined || this.#turningAway >= MOST_TOLD) {
      socket.destroy();
      return;
    }
    this.#turningAway += 1;
    socket.once('close', () => {
      this.#turningAway -= 1;
    });
    socket.setTimeout(TOLD_WITHIN_MS, () => socket.destroy());
    socket.resume();
    socket.end(this.#parts.turnedAway);
  }
}

function tlsServer({ asksClients, alpn, onSocket }: ListenerParts, source: TlsSource): TlsServer {
  const isMutual = asksClients && source.asksClients;
  const server = createTlsServer({
    ...source.identity.context,
    ALPNProtocols: [alpn],
    handshakeTimeout: HANDSHAKE_WITHIN_MS,
    requestCert: isMutual,
    rejectUnauthorized: isMutual,
  });
  server.on('secureConnection', (socket) => {
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  // A handshake that failed: the peer is told by the protocol, and its socket is closed already.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  source.onRenewed(({ context }) => server.setSecureContext(context));
  return server;
}
