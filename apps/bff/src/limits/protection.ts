import { limitedAddress } from '../access/address.ts';
import { boundedMap } from '../bounded-map.ts';
import type { Clock } from '../clock.ts';
import { type Bucket, Buckets } from './buckets.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { Refusals } from './refusals.ts';
import { type IsTrusted, trustedNetworks } from './trusted.ts';

const MOST_REMEMBERED = 50_000;

/** How much a request counts. A beat or a poll is what clients do all day, and costs the server next to nothing. */
export const COST = { request: 1, poll: 0.2, beat: 0.05 } as const;

export interface ProtectionParts {
  readonly clock: Clock;
  readonly limits?: Limits;
  /** Networks that limits per address do not mean; default: loopback. */
  readonly trusted?: readonly string[];
}

/** Keeps callers within their limits, at all doors together, and counts those it refuses. */
export class Protection {
  readonly limits: Limits;
  readonly refusals = new Refusals();
  readonly isTrusted: IsTrusted;
  readonly #addresses: Buckets;
  readonly #holders: Buckets;
  /** By what the socket says; null = trusted. Spares the hot path taking addresses apart. */
  readonly #known = boundedMap<string, { readonly bucket: Bucket | null }>(MOST_REMEMBERED);

  constructor({ clock, limits = defaultLimits, trusted = ['loopback'] }: ProtectionParts) {
    this.limits = limits;
    this.isTrusted = trustedNetworks(trusted);
    this.#addresses = new Buckets(clock, limits.requestsPerAddress);
    this.#holders = new Buckets(clock, limits.requestsPerToken);
  }

  /**
   * Counts a request against its address. `peer` names the connection or the address, `addressOf` is asked where
   * it was not met before. Answers 0, or the seconds after which it may be tried again.
   */
  admit(door: string, peer: string, cost: number, addressOf: (peer: string) => string = same): number {
    let known = this.#known.get(peer);
    if (known === undefined) {
      const address = addressOf(peer);
      const bucket = this.isTrusted(address) ? null : this.#addresses.of(limitedAddress(address));
      known = { bucket };
      this.#known.set(peer, known);
    }
    if (known.bucket === null) return 0;
    const waitMs = this.#addresses.take(known.bucket, cost);
    if (waitMs === 0) return 0;
    this.refusals.add(door, 'requests per address');
    return Math.ceil(waitMs / 1000);
  }

  /** Counts a request against whose token it carries; `holder` names that. Answers as `admit` does. */
  admitHolder(holder: string, address: string): number {
    if (this.isTrusted(address)) return 0;
    const waitMs = this.#holders.take(this.#holders.of(holder), COST.request);
    if (waitMs === 0) return 0;
    this.refusals.add('all', 'requests per token');
    return Math.ceil(waitMs / 1000);
  }
}

const same = (peer: string): string => peer;
