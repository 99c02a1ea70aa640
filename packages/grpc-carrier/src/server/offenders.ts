/** So many connections of one address may do wrong within a second. */
const MOST_PER_SECOND = 10;
/** How long the next ones are not read after one more did. */
const WAIT_MS = 500;
/** They are read one after the other, so far apart and so many until it begins anew: together they would be a long turn. */
const APART_MS = 64;
const MOST_APART = 8;
/** Who has done nothing wrong for so long begins anew. */
const REMEMBERED_MS = 5_000;

interface Offender {
  /** Of the second that is counted. */
  since: number;
  count: number;
  /** Until then its new connections wait; also once it is over, the next wrong makes them wait again. */
  until: number;
  seenAt: number;
  /** How many were told to wait. */
  waited: number;
}

/**
 * Whose connections do wrong again and again. A connection that was ended costs its client nothing but a new one, and
 * each new one may do as much as the one before: so those of such an address wait before anything of them is read.
 */
export class Offenders {
  readonly #byAddress = new Map<string, Offender>();

  /** A connection from there was ended for what it did. */
  add(address: string, nowMs: number): void {
    const known = this.#byAddress.get(address) ?? {
      since: nowMs,
      count: 0,
      until: 0,
      seenAt: nowMs,
      waited: 0,
    };
    this.#byAddress.set(address, known);
    if (nowMs - known.since >= 1_000) {
      known.since = nowMs;
      known.count = 0;
    }
    known.count += 1;
    known.seenAt = nowMs;
    if (known.count > MOST_PER_SECOND || known.until > 0) known.until = nowMs + WAIT_MS;
  }

  /** How long a new connection from there has to wait. */
  waitMs(address: string, nowMs: number): number {
    const known = this.#byAddress.get(address);
    if (known === undefined || known.until <= nowMs) return 0;
    return known.until - nowMs + (known.waited++ % MOST_APART) * APART_MS;
  }

  /** Forgets who has done nothing wrong for a while. */
  forget(nowMs: number): void {
    for (const [address, { seenAt }] of this.#byAddress) {
      if (nowMs - seenAt > REMEMBERED_MS) this.#byAddress.delete(address);
    }
  }
}
