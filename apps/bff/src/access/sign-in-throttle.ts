import { boundedMap } from '../bounded-map.ts';
import type { Clock } from '../clock.ts';
import { limitedAddress } from './address.ts';

const MINUTE_MS = 60_000;
const TRIES_PER_MINUTE = 30;
const FAILURES_IN_A_ROW = 10;
const MAX_REMEMBERED = 10_000;
const MAX_REMEMBERED_ACCOUNTS = 100_000;

/** Somebody's next try, and whom it is counted against. */
export interface Try {
  readonly address: string;
  /** Id of the account, or null where nobody has that name: counted as well, so that the answer tells nothing. */
  readonly accountId: string | null;
  /** What was typed. */
  readonly name: string;
}

interface Row {
  failures: number;
  lastAt: number;
}

/**
 * Slows guessing down (decision 22): 30 tries a minute from one address, and after 10 failures in a row one try a
 * minute for an account. Tries count when they begin, so that many at once gain nothing; right ones are given
 * back. Kept in memory, bounded, on monotonic time.
 */
export class SignInThrottle {
  readonly #clock: Clock;
  readonly #addresses = boundedMap<string, number[]>(MAX_REMEMBERED);
  readonly #accounts = boundedMap<string, Row>(MAX_REMEMBERED_ACCOUNTS);
  readonly #unknown = boundedMap<string, Row>(MAX_REMEMBERED);
  readonly #trusted = boundedMap<string, true>(MAX_REMEMBERED);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until a try would be taken, or 0: it is taken and counted. */
  begin(attempt: Try): number {
    const now = this.#clock.monotonicMs();
    const address = limitedAddress(attempt.address);
    const tries = (this.#addresses.get(address) ?? []).filter((at) => at > now - MINUTE_MS);
    const row = this.#rowOf(attempt);
    const wait = Math.max(
      tries.length >= TRIES_PER_MINUTE ? (tries[0] ?? now) + MINUTE_MS - now : 0,
      row.failures >= FAILURES_IN_A_ROW ? row.lastAt + MINUTE_MS - now : 0,
    );
    if (wait > 0) return wait;
    this.#addresses.set(address, [...tries, now]);
    row.failures += 1;
    row.lastAt = now;
    return 0;
  }

  /** The try was right: the row of failures is over, and this address is no stranger to the account any more. */
  succeeded(attempt: Try): void {
    const address = limitedAddress(attempt.address);
    this.#addresses.set(address, (this.#addresses.get(address) ?? []).slice(0, -1));
    this.#rowOf(attempt).failures = 0;
    this.#trusted.set(pair(attempt), true);
    this.#rowOf(attempt).failures = 0;
  }

  /** An address that has signed in before has a row of its own: strangers cannot lock the operator out. */
  #rowOf(attempt: Try): Row {
    const rows = attempt.accountId === null ? this.#unknown : this.#accounts;
    const account = attempt.accountId ?? attempt.name.slice(0, 64);
    const key = this.#trusted.has(pair(attempt)) ? pair(attempt) : account;
    const row = rows.get(key) ?? { failures: 0, lastAt: Number.NEGATIVE_INFINITY };
    rows.set(key, row);
    return row;
  }
}

const pair = ({ accountId, address }: Try): string => `${accountId ?? ''} ${limitedAddress(address)}`;
