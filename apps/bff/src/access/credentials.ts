import { type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { RegistryState } from '../registry/state.ts';
import type { Passwords } from './password.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';
import { type User, userById } from './user.ts';

/** What became of a name and a password. `wrong` is for both; who may learn which is the door's matter. */
export type Verdict =
  | { readonly kind: 'right'; readonly user: User }
  | { readonly kind: 'wrong'; readonly knownName: boolean }
  | { readonly kind: 'wait'; readonly seconds: number; readonly refusal: Refusal };

export interface CredentialsParts {
  readonly state: RegistryState;
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
    const { state, passwords, throttle } = this.#parts;
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
    throttle.succeeded(attempt);
    return { kind: 'right', user: now };
  }
}

const wait = (seconds: number): Verdict => ({
  kind: 'wait',
  seconds,
  refusal: refused('IPRateLimit', `too many tries to sign in; the next one is taken in ${seconds} s`),
});
