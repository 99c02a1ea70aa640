import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { done, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import { isImportedHash, LOCKED, verifyImported } from './imported-password.ts';

/** How hard a hash is to compute; kept beside it, so that it can be raised later. */
interface Cost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** Computes argon2id off the main thread. Handed in, so that tests can count what is computed. */
export type Derive = (password: string, salt: Uint8Array, cost: Cost) => Promise<Uint8Array>;

const COST: Cost = { memoryKiB: 19_456, passes: 2, lanes: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const STORED = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

/** Each computation takes 19 MiB and a thread of the pool that files and names are read with, too. */
const AT_ONCE = 2;
const MAX_WAITING = 64;

const argon2id: Derive = (password, nonce, { memoryKiB, passes, lanes }) =>
  new Promise((resolve, reject) => {
    const parameters = {
      message: password,
      nonce,
      parallelism: lanes,
      tagLength: HASH_BYTES,
      memory: memoryKiB,
      passes,
    };
    argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key)));
  });

/** Hashes and verifies passwords, a few at a time. */
export class Passwords {
  readonly #derive: Derive;
  /** Nobody's hash: verifying against it costs what any other costs, and never succeeds. */
  readonly #nobody = stored(COST, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(derive: Derive = argon2id) {
    this.#derive = derive;
  }

  /** The hash to keep, with parameters and salt, in PHC form. Refused when too many wait. */
  async hash(password: string): Promise<Outcome<string>> {
    const salt = randomBytes(SALT_BYTES);
    const hashed = await this.#inTurn(() => this.#derive(password, salt, COST));
    return hashed.code === 'ExecuteSuccess' ? done(stored(COST, salt, hashed.value)) : hashed;
  }

  /**
   * Whether the password is the one behind `hash`. Without a hash (nobody of that name) the same work is done
   * and the answer is no: how long it takes tells nothing. Refused when too many wait.
   */
  async verify(password: string, hash: string | undefined): Promise<Outcome<boolean>> {
    if (hash !== undefined && isImportedHash(hash)) {
      return this.#inTurn(() => verifyImported(password, hash));
    }
    const isLocked = hash === LOCKED;
    const [, memoryKiB, passes, lanes, salt = '', wanted = ''] =
      STORED.exec(isLocked ? this.#nobody : (hash ?? this.#nobody)) ?? [];
    const cost = { memoryKiB: Number(memoryKiB), passes: Number(passes), lanes: Number(lanes) };
    const derived = await this.#inTurn(() => this.#derive(password, Buffer.from(salt, 'base64'), cost));
    if (derived.code !== 'ExecuteSuccess') return derived;
    return done(!isLocked && timingSafeEqual(derived.value, Buffer.from(wanted, 'base64')));
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<Outcome<T>> {
    if (this.#waiting.length >= MAX_WAITING) {
      return refused(
        'InstanceTooManyRequests',
        'too many people sign in at this moment; try again in a second',
      );
    }
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return done(await run());
    } finally {
      // The place is handed over, so the number that run stays the same.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

const stored = ({ memoryKiB, passes, lanes }: Cost, salt: Uint8Array, hash: Uint8Array): string =>
  `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${base64(salt)}$${base64(hash)}`;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
