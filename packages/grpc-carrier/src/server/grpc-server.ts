import type { Socket } from 'node:net';
import type { GrpcParts } from '../grpc/grpc-connection.ts';
import type { Handler, Handlers } from '../grpc/handlers.ts';
import { DEFAULT_LIMITS, type Limits } from '../http2/limits.ts';
import { Output } from '../http2/output.ts';
import { Offenders } from './offenders.ts';
import { type LinkClock, type LinkParts, SocketLink } from './socket-link.ts';

export interface GrpcServerParts {
  readonly handlers: Handlers;
  readonly clock: LinkClock;
  /** Told once about each exception that a handler let escape. */
  readonly onBug: (error: unknown, path: string) => void;
  readonly limits?: Partial<Limits>;
  /**
   * As whom the connections of an address are counted that do wrong: of who has too many the next ones wait before they
   * are read. Null = not at all. Default: each address as itself.
   */
  readonly offenderOf?: (address: string) => string | null;
  /** See `GrpcParts.spoils`. */
  readonly spoils?: boolean;
}

/** How exact deadlines of calls are that are still open. */
const DEADLINE_EVERY_MS = 100;
const TICK_EVERY_MS = 1_000;

/**
 * A gRPC server for sockets that somebody else accepts, plain or behind TLS: `serve` each, and `close` before the end.
 */
export class GrpcServer {
  readonly #links = new Set<SocketLink>();
  readonly #parts: LinkParts;
  readonly #stopTimers: () => void;
  #answered: SocketLink[] = [];
  #calls = 0;

  constructor({ handlers, clock, onBug, limits, offenderOf = itself, spoils = false }: GrpcServerParts) {
    const shared: GrpcParts = {
      handlers: new Map<string, Handler>(Object.entries(handlers)),
      limits: { ...DEFAULT_LIMITS, ...limits },
      onBug,
      nextCallId: () => ++this.#calls,
      spoils,
    };
    const offenders = new Offenders();
    this.#parts = {
      ...shared,
      clock,
      offenders,
      offenderOf,
      out: new Output(),
      soon: (link) => this.#soon(link),
      closed: (link) => this.#links.delete(link),
    };
    const stopTicks = clock.every(TICK_EVERY_MS, () => {
      this.#each((link, now) => link.tick(now));
      offenders.forget(clock.monotonicMs());
    });
    const stopDeadlines = clock.every(DEADLINE_EVERY_MS, () => this.#each((link, now) => link.expire(now)));
    this.#stopTimers = () => {
      stopTicks();
      stopDeadlines();
    };
  }

  /** Serves a connection until it ends. Its Nagle delay should be off. */
  serve(socket: Socket): void {
    this.#links.add(new SocketLink(this.#parts, socket));
  }

  /** Takes no new calls, ends streams once they wait for their client, and closes each connection after its last call. */
  leave(): void {
    for (const link of this.#links) link.leave();
  }

  /** Cuts what is left, and stops the timers. */
  close(): void {
    this.#stopTimers();
    for (const link of this.#links) link.cut();
  }

  #each(run: (link: SocketLink, nowMs: number) => void): void {
    const now = this.#parts.clock.monotonicMs();
    for (const link of this.#links) run(link, now);
  }

  /** Answers of one turn are told one after the other; when all are there, each connection writes once. */
  #soon(link: SocketLink): void {
    this.#answered.push(link);
    if (this.#answered.length > 1) return;
    process.nextTick(() => {
      const links = this.#answered;
      this.#answered = [];
      for (const one of links) one.deliver();
    });
  }
}

const itself = (address: string): string => address;
