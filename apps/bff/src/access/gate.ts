import { codeOf } from '@cynosure/shared/codes.ts';
import { type Done, done, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { Registry } from '../registry/registry.ts';
import { AccessBook } from './access-book.ts';
import { isApiToken, readApiToken } from './api-token.ts';
import { anonymous, type Caller, holderId } from './caller.ts';
import { type Group, groupById } from './group.ts';
import type { Needed, Permission } from './permissions.ts';
import type { Ref } from './resource.ts';
import type { About, Rights } from './rights.ts';
import { isClosed, sdkAccess } from './sdk-access.ts';
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
  readonly reason:
    | 'too many requests with this token'
    | 'invalid token'
    | 'token not exist'
    | 'token already disabled'
    | 'no permission';
}

/** `GET /core/v1/auth/status` (contract/auth.md §1). */
export interface Switches {
  readonly clientOpen: boolean;
  readonly consoleOpen: boolean;
}

/** What a call brings along. */
export interface Asked extends Declaration {
  readonly token: string | undefined;
  /** Absent = everything of the function's kind: whoever says nothing is given nothing in parts. */
  readonly about?: About | undefined;
  /** Address from which the token was used. */
  readonly address?: string | undefined;
}

/** What a call says of itself when it asks to be let in; absent = as the route declares. */
export interface Admission {
  /** Instead of the one in the call's headers. */
  readonly token?: string | undefined;
  /** Instead of the route's, where the body decides. */
  readonly needs?: Needed;
  /** What the call is about; absent = everything. */
  readonly about?: About;
}

export interface GateParts {
  readonly registry: Pick<Registry, 'state' | 'listen' | 'clock'>;
  /** The installation's key, under which tokens are signed. */
  readonly key: Uint8Array;
  /** Told of each use of a token that was good. */
  readonly onUsed?: (caller: Caller, address: string) => void;
  /** Counts a request against its holder; answers 0, or the seconds after which it may be tried again. */
  readonly admitHolder?: (holder: string, address: string) => number;
}

/** Decides who may do what, from a token and what the route declared (decision 19). Changes nothing. */
export class Gate {
  readonly book: AccessBook;
  readonly #state: Registry['state'];
  readonly #clock: Registry['clock'];
  readonly #key: Uint8Array;
  readonly #onUsed: GateParts['onUsed'];
  readonly #admitHolder: GateParts['admitHolder'];

  constructor({ registry, key, onUsed, admitHolder }: GateParts) {
    this.book = new AccessBook(registry);
    this.#state = registry.state;
    this.#clock = registry.clock;
    this.#key = key;
    this.#onUsed = onUsed;
    this.#admitHolder = admitHolder;
  }

  /** As they are now. People are always checked, strictly; clients where it is set (contract/auth.md §2). */
  get switches(): Switches {
    return { clientOpen: sdkAccess(this.#state).clientOpen, consoleOpen: true };
  }

  /** Whether no client anywhere needs a token. */
  get isOpenToClients(): boolean {
    const { clientOpen, closedNamespaces } = sdkAccess(this.#state);
    return !clientOpen && closedNamespaces.length === 0;
  }

  /**
   * Lets the caller pass, or says why not: 401001 (no, broken or unknown token; no permission), 401004 (an
   * outdated one), 401003 (a disabled one), 429002 (too many requests with the token). Where nothing is checked, a token that is no good counts as none.
   */
  check({ needs, surface, token, about, address }: Asked): Done<Caller> | GateRefusal {
    const identity = this.#identify(token);
    if (identity.code === 'ExecuteSuccess' && address !== undefined) {
      this.#onUsed?.(identity.value, address);
      if ((this.#admitHolder?.(holderId(identity.value), address) ?? 0) > 0) return TOO_MANY;
    }
    if (needs === 'open' || (surface === 'client' && !this.checksClients(about))) {
      return identity.code === 'ExecuteSuccess' ? identity : done(anonymous);
    }
    if (identity.code !== 'ExecuteSuccess') return identity;
    return this.may(identity.value, needs, about) ? identity : NO_PERMISSION;
  }

  /** Whether somebody may do something. */
  may(caller: Caller, needs: Exclude<Needed, 'open'>, about: About = 'everything'): boolean {
    const rights = this.rightsOf(caller);
    return rights !== null && (needs === 'signedIn' || rights.may(needs, about));
  }

  /** Whether a client that asks about these things needs a token. */
  checksClients(about: About | undefined): boolean {
    const access = sdkAccess(this.#state);
    return access.clientOpen || (typeof about === 'object' && about.some((ref) => isClosed(access, ref)));
  }

  /** Whether a client may see a thing, whoever it is. */
  clientMay(caller: Caller, needs: Permission, about: readonly Ref[]): boolean {
    return !this.checksClients(about) || this.may(caller, needs, about);
  }

  /** null: nobody, who may do nothing. */
  rightsOf({ user, group }: Caller): Rights | null {
    if (user !== null) return this.book.rightsOfUser(user);
    return group === undefined ? null : this.book.rightsOfGroup(group);
  }

  /** The token of a user as it is now; computed, because it is kept nowhere. */
  tokenOf({ id, tokenGeneration }: User): string {
    return issueToken(this.#key, { of: 'user', id, generation: tokenGeneration });
  }

  tokenOfGroup({ id, tokenGeneration }: Group): string {
    return issueToken(this.#key, { of: 'group', id, generation: tokenGeneration });
  }

  #identify(text: string | undefined): Done<Caller> | GateRefusal {
    if (!text) return INVALID_TOKEN;
    if (isApiToken(text)) return this.#identifyApiToken(text);
    const claim = readToken(this.#key, text);
    if (claim === undefined) return INVALID_TOKEN;
    const holder = claim.of === 'user' ? userById(this.#state, claim.id) : groupById(this.#state, claim.id);
    if (holder === undefined) return INVALID_TOKEN;
    if (claim.generation !== holder.tokenGeneration) return refusal('TokenNotExisted', 'token not exist');
    if (!holder.tokenEnabled) return DISABLED;
    return done('users' in holder ? { user: null, group: holder } : { user: holder });
  }

  /** Where the token of a holder is switched off, those with a name are off with it. */
  #identifyApiToken(text: string): Done<Caller> | GateRefusal {
    const token = readApiToken(this.#state, text);
    if (token === undefined) return INVALID_TOKEN;
    if (token.endsAt !== null && token.endsAt <= this.#clock.wallMs()) return DISABLED;
    const { kind, id } = token.holder;
    const holder = kind === 'user' ? userById(this.#state, id) : groupById(this.#state, id);
    if (holder === undefined) return INVALID_TOKEN;
    if (!holder.tokenEnabled) return DISABLED;
    return done('users' in holder ? { user: null, group: holder, token } : { user: holder, token });
  }
}

const refusal = (code: Refusal['code'], reason: GateRefusal['reason']): GateRefusal => ({
  ...refused(code),
  reason,
});

const INVALID_TOKEN = refusal('NotAllowedAccess', 'invalid token');
const TOO_MANY = refusal('IPRateLimit', 'too many requests with this token');
const DISABLED = refusal('TokenDisabled', 'token already disabled');

/** For routes that find out by themselves that somebody may not. */
export const NO_PERMISSION = refusal('NotAllowedAccess', 'no permission');

/** The refusal as instances, policies, roles and token refresh word it: `access is not approved: invalid token`. */
export const withReason = ({ code, reason }: GateRefusal): Refusal =>
  refused(code, `${codeOf(code).info}: ${reason}`);

/** The same for what may be a refusal of another kind. */
export const worded = (refusal: GateRefusal | (Refusal & { readonly reason?: never })): Refusal =>
  refusal.reason === undefined ? refusal : withReason(refusal);
