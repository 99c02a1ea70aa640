import { type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { Registry } from '../registry/registry.ts';
import { isGuessable } from './account-rules.ts';
import { replaceImportedHash } from './commands/imported-users.ts';
import { isImportedHash, LOCKED } from './imported-password.ts';
import type { Passwords } from './password.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';
import { type User, userById } from './user.ts';

/** What became of a name and a password. `wrong` is for both; who may learn which is the door's matter. */
export type Verdict =
  | { readonly kind: 'right'; readonly user: User }
  | { readonly kind: 'wrong'; readonly knownName: boolean }
  | { readonly kind: 'wait'; readonly seconds: number; readonly refusal: Refusal };

export interface CredentialsParts {
  readonly registry: Pick<Registry, 'state' | 'run'>;
  readonly passwords: Passwords;
  readonly throttle: SignInThrottle;
}

/** Judges names and passwords for both doors, throttled, with the same work for names that nobody has. */
export class Credentials {
  readonly #parts: CredentialsParts;

  constructor(parts: CredentialsParts) {
    this.#parts = parts;
  }

  /** `user` is whom the door takes the name for, undefined = nobody. */
  async judge(user: User | undefined, name: string, password: string, address: string): Promise<Verdict> {
    const { registry, passwords, throttle } = this.#parts;
    const { state } = registry;
    const attempt = { address, accountId: user?.id ?? null, name };
    const waitMs = throttle.begin(attempt);
    if (waitMs > 0) return wait(Math.ceil(waitMs / 1000));
    const verified = await passwords.verify(password, user?.passwordHash);
    if (verified.code !== 'ExecuteSuccess') return { kind: 'wait', seconds: 1, refusal: verified };
    // Meanwhile the account may have been deleted or have got another password.
    const now = user && userById(state, user.id);
    if (!verified.value || now === undefined || now.passwordHash !== user?.passwordHash) {
      return { kind: 'wrong', knownName: user !== undefined };
    }
    if (isImportedHash(now.passwordHash)) {
      const kept = await this.#replaceImported(now, password);
      if (!kept) return { kind: 'wrong', knownName: true };
    }
    throttle.succeeded(attempt);
    return { kind: 'right', user: userById(state, now.id) ?? now };
  }

  /**
   * An imported password that is right: hashed our way from now on (decision 28), unless everybody knows it, which
   * locks the account. Answers whether it opens it.
   */
  async #replaceImported(user: User, password: string): Promise<boolean> {
    const { registry, passwords } = this.#parts;
    if (isGuessable(user.name, password)) {
      await registry.run(replaceImportedHash(user.id, user.passwordHash, LOCKED));
      return false;
    }
    const hashed = await passwords.hash(password);
    // With too many at once, or a store that is out: the next sign-in does it.
    if (hashed.code === 'ExecuteSuccess') {
      await registry.run(replaceImportedHash(user.id, user.passwordHash, hashed.value));
    }
    return true;
  }
}

const wait = (seconds: number): Verdict => ({
  kind: 'wait',
  seconds,
  refusal: refused('IPRateLimit', `too many tries to sign in; the next one is taken in ${seconds} s`),
});
