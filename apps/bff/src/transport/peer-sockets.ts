import type { Socket } from 'node:net';
import { plainAddress } from '../access/address.ts';

/** The open connections of one listener, by who is at their other end. */
export class PeerSockets {
  readonly #sockets = new Set<Socket>();

  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  get open(): number {
    return this.#sockets.size;
  }

  /** Cuts the connections of a host, or only the one from `port`. Answers how many. */
  close(host: string, port: number | null): number {
    let closed = 0;
    for (const socket of this.#sockets) {
      if (plainAddress(socket.remoteAddress ?? '') !== host) continue;
      if (port !== null && socket.remotePort !== port) continue;
      socket.destroy();
      closed += 1;
    }
    return closed;
  }

  /** How many connections each host has open. */
  hosts(): ReadonlyMap<string, number> {
    const hosts = new Map<string, number>();
    for (const { remoteAddress } of this.#sockets) {
      // A socket that has just been cut no longer knows.
      if (remoteAddress === undefined) continue;
      const host = plainAddress(remoteAddress);
      hosts.set(host, (hosts.get(host) ?? 0) + 1);
    }
    return hosts;
  }

  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
