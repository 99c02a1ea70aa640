import type { Actor } from '../registry/model.ts';
import type { User } from './user.ts';

/** Who asks. `user` is null for somebody without (or with a useless) token where none is needed. */
export interface Caller {
  readonly user: User | null;
}

export const anonymous: Caller = { user: null };

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
    id: caller.user?.id ?? '',
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
