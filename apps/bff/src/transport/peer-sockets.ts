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

  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
