import type { Actor } from '../registry/model.ts';
import type { ApiToken } from './api-token.ts';
import type { Group } from './group.ts';
import { tenantOf, type User } from './user.ts';

/** Who asks. `user` is null for a group, and for somebody without (or with a useless) token where none is needed. */
export interface Caller {
  readonly user: User | null;
  /** Whose token it was, where it was that of a group. */
  readonly group?: Group;
  /** The named token that was used, where it was one. */
  readonly token?: ApiToken;
}

export const anonymous: Caller = { user: null };

/** Id of the account to which the caller belongs; '' for nobody. */
export const tenantOfCaller = ({ user, group }: Caller): string =>
  user === null ? (group?.owner ?? '') : tenantOf(user);

/** Id of the user or group; '' for nobody. */
export const holderId = ({ user, group }: Caller): string => user?.id ?? group?.id ?? '';

/** What a door knows about a request besides its token. */
export interface RequestOrigin {
  readonly via: Actor['via'];
  /** Address of the caller without its port. */
  readonly address: string;
  readonly requestId?: string | undefined;
  /** Headers `Staffname` and `Platform-Id` of the registry's API (contract/http-naming.md §1.1). */
  readonly staffName?: string | undefined;
  readonly platformId?: string | undefined;
}

/**
 * What history calls the caller (contract/http-naming.md §1.1): over the registry's API `Staffname`, else
 * `HTTP:<address>` with `(<Platform-Id>)`; in the console the name of the account.
 */
export function actorOf(caller: Caller, origin: RequestOrigin): Actor {
  const { via, address, requestId } = origin;
  return {
    id: holderId(caller),
    name: via === 'console' && caller.user !== null ? caller.user.name : nameOf(origin),
    via,
    address,
    ...(requestId ? { requestId } : {}),
  };
}

function nameOf({ via, address, staffName, platformId }: RequestOrigin): string {
  if (staffName) return staffName;
  const platform = platformId ? `(${platformId})` : '';
  return `${via.toUpperCase()}:${address}${platform}`;
}
