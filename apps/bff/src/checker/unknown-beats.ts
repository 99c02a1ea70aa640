import { hash } from 'node:crypto';

const MOST_IDS = 100_000;
const FORGET_AFTER_MS = 10 * 60 * 1000;
/** Beats 1 to 4 of an unknown instance are accepted, the fifth and later ones are not (contract/grpc-naming.md §5). */
const ACCEPTED = 4;
/** Longer ids are kept as a hash, so that the bound of their number is one of memory, too. */
const MAX_KEPT = 128;

const keyOf = (id: string): string => (id.length <= MAX_KEPT ? id : hash('sha256', id));

interface Record {
  count: number;
  at: number;
}

/** Counts beats of ids that nobody registered, in bounds (decision 12). */
export class UnknownBeats {
  readonly #records = new Map<string, Record>();

  /** Records one more beat at `wallMs`; answers whether it is still accepted. */
  accept(id: string, wallMs: number): boolean {
    const key = keyOf(id);
    const known = this.#records.get(key);
    const record =
      known !== undefined && wallMs - known.at < FORGET_AFTER_MS ? known : { count: 0, at: wallMs };
    record.count += 1;
    record.at = wallMs;
    // Put at the end, so that the oldest are the first to be forgotten.
    this.#records.delete(key);
    this.#records.set(key, record);
    if (this.#records.size > MOST_IDS) this.#forgetOldest();
    return record.count <= ACCEPTED;
  }

  /** Epoch ms of the last beat, or undefined. */
  lastBeat(id: string): number | undefined {
    return this.#records.get(keyOf(id))?.at;
  }

  forget(id: string): void {
    this.#records.delete(keyOf(id));
  }

  get size(): number {
    return this.#records.size;
  }

  #forgetOldest(): void {
    const oldest = this.#records.keys().next();
    if (!oldest.done) this.#records.delete(oldest.value);
  }
}
