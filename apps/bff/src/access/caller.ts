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
  /** A client of its own service asks: its address says more than whose token its whole fleet carries. */
  readonly asClient?: boolean;
}

/**
 * What history calls the caller: in the console the name of the account; over the registry's API `Staffname`, else
 * the account or group whose token it was, else `HTTP:<address>`, the last two with `(<Platform-Id>)`. The reference
 * always takes the address (contract/http-naming.md §1.1); but "who did that" asks for somebody, and the address
 * stands beside the name anyway.
 */
export function actorOf(caller: Caller, origin: RequestOrigin): Actor {
  const { via, address, requestId } = origin;
  return {
    id: holderId(caller),
    name: nameOf(caller, origin),
    via,
    address,
    ...(requestId ? { requestId } : {}),
  };
}

function nameOf(
  caller: Caller,
  { via, address, staffName, platformId, asClient = false }: RequestOrigin,
): string {
  const holder = asClient ? undefined : (caller.user ?? caller.group)?.name;
  if (via === 'console' && holder !== undefined) return holder;
  if (staffName) return staffName;
  const platform = platformId ? `(${platformId})` : '';
  return `${holder ?? `${via.toUpperCase()}:${address}`}${platform}`;
}
