import { statSync } from 'node:fs';
import type { Cancel, Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { readIdentity, type TlsFiles, type TlsIdentity, TlsUnusable } from './tls-identity.ts';

const LOOK_EVERY_MS = 1000;
/** Days before its end in which a certificate is complained about. */
const SHORT_DAYS = 14;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What listeners take their identity from. */
export interface TlsSource {
  readonly identity: TlsIdentity;
  /** Whether clients must show a certificate of their own. */
  readonly asksClients: boolean;
  /** Calls back with each identity that replaces the one before. */
  onRenewed(run: (identity: TlsIdentity) => void): void;
}

/**
 * Certificate and key as they are in their files now. The files are looked at once a second, because links that
 * are swapped (as cluster secrets are) tell no watcher; a change counts once it has stood still for one look. A
 * pair that cannot be used changes nothing but the log.
 */
export class TlsKeeper implements TlsSource {
  readonly #files: TlsFiles;
  readonly #log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly #clock: Clock;
  readonly #listeners: ((identity: TlsIdentity) => void)[] = [];
  #identity: TlsIdentity;
  /** What the files looked like when they were last read. */
  #read: string;
  /** … and at the last look. */
  #seen: string;
  /** Monotonic ms. */
  #warnedAt = 0;

  /** Throws TlsUnusable where the files cannot be used at all. */
  constructor(files: TlsFiles, clock: Clock, log: Pick<Logger, 'info' | 'warn' | 'error'>) {
    this.#files = files;
    this.#clock = clock;
    this.#log = log;
    this.#read = this.#looks();
    this.#seen = this.#read;
    this.#identity = readIdentity(files);
    this.#warnOfEnd();
  }

  get identity(): TlsIdentity {
    return this.#identity;
  }

  get asksClients(): boolean {
    return this.#files.clientCa !== null;
  }

  onRenewed(run: (identity: TlsIdentity) => void): void {
    this.#listeners.push(run);
  }

  /** Looks from now on; answers how to stop. */
  start(): Cancel {
    return this.#clock.every(LOOK_EVERY_MS, () => this.look());
  }

  /** One look at the files, and once a day at how long the certificate still holds. */
  look(): void {
    if (this.#clock.monotonicMs() - this.#warnedAt >= DAY_MS) this.#warnOfEnd();
    const now = this.#looks();
    const isSettled = now === this.#seen;
    this.#seen = now;
    if (!isSettled || now === this.#read) return;
    this.#read = now;
    this.#renew();
  }

  #renew(): void {
    let identity: TlsIdentity;
    try {
      identity = readIdentity(this.#files);
    } catch (error) {
      if (!(error instanceof TlsUnusable)) throw error;
      this.#log.error(`${error.message} The certificate that was read before stays in use.`);
      return;
    }
    this.#identity = identity;
    for (const run of this.#listeners) run(identity);
    this.#log.info({ validTo: new Date(identity.validTo).toISOString() }, 'a new certificate is in use');
    this.#warnOfEnd();
  }

  #warnOfEnd(): void {
    this.#warnedAt = this.#clock.monotonicMs();
    const { validTo, validFrom } = this.#identity;
    const now = this.#clock.wallMs();
    const until = new Date(validTo).toISOString();
    if (validFrom > now) this.#log.warn({ validFrom: new Date(validFrom).toISOString() }, NOT_YET);
    else if (validTo <= now) this.#log.error({ validTo: until }, 'the certificate has run out');
    else if (validTo - now < SHORT_DAYS * DAY_MS) {
      this.#log.warn({ validTo: until }, `the certificate runs out within ${SHORT_DAYS} days`);
    }
  }

  /** Which files these are and when they were written, without reading them. */
  #looks(): string {
    const { cert, key, clientCa } = this.#files;
    return [cert, key, ...(clientCa === null ? [] : [clientCa])].map(lookOf).join(' ');
  }
}

const NOT_YET = 'the certificate does not hold yet; is the clock right?';

function lookOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${ino}-${size}-${mtimeNs}-${ctimeNs}`;
  } catch {
    // Gone for the moment, between removing and renaming; reading it later tells if it stays so.
    return 'gone';
  }
}
