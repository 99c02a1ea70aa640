import { codeOf } from '@cynosure/shared/codes.ts';
import { type Done, done, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { RegistryState } from '../registry/state.ts';
import { anonymous, type Caller } from './caller.ts';
import { allows, type Needed } from './permissions.ts';
import { issueToken, readToken } from './token.ts';
import { type User, userById } from './user.ts';

/** `client`: what SDKs call. `console`: the registry's API for people and scripts. `maintain`: its upkeep. */
export type Surface = 'client' | 'console' | 'maintain';

/** What a route or an RPC declares about itself. */
export interface Declaration {
  readonly needs: Needed;
  readonly surface: Surface;
}

/** A refusal of the gate. Some routes show the reason after the code's text, see `withReason`. */
export interface GateRefusal extends Refusal {
  readonly reason: 'invalid token' | 'token not exist' | 'token already disabled' | 'no permission';
}

/** `GET /core/v1/auth/status` (contract/auth.md §1). */
export interface Switches {
  readonly clientOpen: boolean;
  readonly consoleOpen: boolean;
}

/** The reference's defaults: people are checked, strictly; clients are not (contract/auth.md §2). */
const DEFAULT_SWITCHES: Switches = { clientOpen: false, consoleOpen: true };

export interface GateParts {
  readonly state: RegistryState;
  /** The installation's key, under which tokens are signed. */
  readonly key: Uint8Array;
  readonly switches?: Switches;
}

/** Decides who may do what, from a token and what the route declared (decision 19). Changes nothing. */
export class Gate {
  readonly switches: Switches;
  readonly #state: RegistryState;
  readonly #key: Uint8Array;

  constructor({ state, key, switches = DEFAULT_SWITCHES }: GateParts) {
    this.#state = state;
    this.#key = key;
    this.switches = switches;
  }

  /**
   * Lets the caller pass, or says why not: 401001 (no, broken or unknown token; no permission), 401004 (an
   * outdated one), 401003 (a disabled one). Where nothing is checked, a token that is no good counts as none.
   */
  check({
    needs,
    surface,
    token,
  }: Declaration & { readonly token: string | undefined }): Done<Caller> | GateRefusal {
    const identity = this.#identify(token);
    if (needs === 'open' || !this.#isChecked(surface)) {
      return identity.code === 'ExecuteSuccess' ? identity : done(anonymous);
    }
    if (identity.code !== 'ExecuteSuccess') return identity;
    return this.may(identity.value.user, needs) ?? identity;
  }

  /** Why a known user may not do something, or null: they may. For the console, which has sessions, not tokens. */
  may(user: User, needs: Exclude<Needed, 'open'>): GateRefusal | null {
    return needs === 'signedIn' || allows(user.role, needs)
      ? null
      : refusal('NotAllowedAccess', 'no permission');
  }

  /** The token of a user as it is now; computed, because it is kept nowhere. */
  tokenOf({ id, tokenGeneration }: User): string {
    return issueToken(this.#key, { userId: id, generation: tokenGeneration });
  }

  #isChecked(surface: Surface): boolean {
    // Upkeep is checked whatever the switches say (contract/auth.md §7.1, step 2).
    if (surface === 'maintain') return true;
    return surface === 'client' ? this.switches.clientOpen : this.switches.consoleOpen;
  }

  #identify(token: string | undefined): Done<Caller & { readonly user: User }> | GateRefusal {
    const claim = token ? readToken(this.#key, token) : undefined;
    const user = claim && userById(this.#state, claim.userId);
    if (claim === undefined || user === undefined) return refusal('NotAllowedAccess', 'invalid token');
    if (claim.generation !== user.tokenGeneration) return refusal('TokenNotExisted', 'token not exist');
    if (!user.tokenEnabled) return refusal('TokenDisabled', 'token already disabled');
    return done({ user });
  }
}

const refusal = (code: Refusal['code'], reason: GateRefusal['reason']): GateRefusal => ({
  ...refused(code),
  reason,
});

/** The refusal as instances, policies, roles and token refresh word it: `access is not approved: invalid token`. */
export const withReason = ({ code, reason }: GateRefusal): Refusal =>
  refused(code, `${codeOf(code).info}: ${reason}`);
