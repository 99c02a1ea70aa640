import type { StringValue } from '@bufbuild/protobuf/wkt';
import { type Caller, tenantOfCaller } from '../../access/caller.ts';
import { type Sharing, sharesNothing } from '../../access/commands/grants.ts';
import type { Permission } from '../../access/permissions.ts';
import { functionsAbout, type Ref } from '../../access/resource.ts';
import { textsOf } from '../parse/limits.ts';
import type { Call } from './route.ts';

/** The members of namespaces and services that say who is to have them (contract/auth.md §6.4). */
interface Shared {
  readonly userIds: readonly StringValue[];
  readonly groupIds: readonly StringValue[];
  readonly removeUserIds: readonly StringValue[];
  readonly removeGroupIds: readonly StringValue[];
}

/** Who gets or loses what an update writes. */
export const sharingOf = (caller: Caller, message: Shared): Sharing => ({
  tenant: tenantOfCaller(caller),
  users: textsOf(message.userIds),
  groups: textsOf(message.groupIds),
  removeUsers: textsOf(message.removeUserIds),
  removeGroups: textsOf(message.removeGroupIds),
});

/** The same for something new, which besides belongs to whoever makes it; a main account has everything anyway. */
export function sharingOfNew(caller: Caller, message: Shared): Sharing {
  const shares = sharingOf(caller, message);
  const { user, group } = caller;
  if (group !== undefined) return { ...shares, groups: [...shares.groups, group.id] };
  return user?.kind === 'sub' ? { ...shares, users: [...shares.users, user.id] } : shares;
}

/**
 * Whether a caller may give things to others with an update: only who may do everything with them. Else the right
 * to change one would be the right to have all others.
 */
export function mayShare(
  call: Call,
  caller: Caller,
  things: readonly { readonly message: Shared; readonly ref: Ref }[],
): boolean {
  return things.every(({ message, ref }) => {
    if (sharesNothing(sharingOf(caller, message))) return true;
    return functionsAbout(ref.kind).every((permission: Permission) => call.may(caller, permission, [ref]));
  });
}
