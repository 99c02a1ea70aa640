import type { Caller } from '../../access/caller.ts';
import type { Permission } from '../../access/permissions.ts';
import { refOfService } from '../../access/refs.ts';
import type { Ref } from '../../access/resource.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import type { Call } from './route.ts';

/** Which services a list may show, asked once for each; undefined = all. */
export function seenServices(
  call: Call,
  caller: Caller,
  permission: Permission,
): ((entry: ServiceEntry) => boolean) | undefined {
  if (call.may(caller, permission)) return undefined;
  const known = new Map<ServiceEntry, boolean>();
  return (entry) => {
    const before = known.get(entry);
    if (before !== undefined) return before;
    const seen = call.may(caller, permission, [refOfService(entry.service)]);
    known.set(entry, seen);
    return seen;
  };
}

/** What a caller may do with a row of a list. */
export const rowRights = (
  call: Call,
  caller: Caller,
  { edit, remove }: { readonly edit: Permission; readonly remove: Permission },
  ref: Ref,
) => ({
  editable: call.may(caller, edit, [ref]),
  deleteable: call.may(caller, remove, [ref]),
});
