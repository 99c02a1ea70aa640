import { limitedAddress } from '../access/address.ts';
import type { Protection } from './protection.ts';

/** Counts the open connections of one listener, as a whole and by address. */
export class ConnectionRoom {
  readonly #door: string;
  readonly #protection: Protection;
  readonly #byAddress = new Map<string, number>();
  #open = 0;

  constructor(door: string, protection: Protection) {
    this.#door = door;
    this.#protection = protection;
  }

  /** Takes a connection in and answers how to let it go, or null where there is no room: counted as a refusal. */
  enter(remoteAddress: string): (() => void) | null {
    const { limits, refusals, isTrusted } = this.#protection;
    if (this.#open >= limits.connections) {
      refusals.add(this.#door, 'connections');
      return null;
    }
    const address = limitedAddress(remoteAddress);
    const own = this.#byAddress.get(address) ?? 0;
    if (own >= limits.connectionsPerAddress && !isTrusted(remoteAddress)) {
      refusals.add(this.#door, 'connections per address');
      return null;
    }
    this.#open += 1;
    this.#byAddress.set(address, own + 1);
    return () => this.#leave(address);
  }

  #leave(address: string): void {
    this.#open -= 1;
    const left = (this.#byAddress.get(address) ?? 1) - 1;
    if (left === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, left);
  }
}
