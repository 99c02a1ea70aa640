import { type RecordRemove, remove } from '../../registry/changes.ts';
import { isSameValue } from '../../registry/commands/operation-record.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { Group } from '../group.ts';
import { sessionRecord } from '../session-record.ts';
import { userById } from '../user.ts';

/** The ends of all sessions of a user. */
export const sessionsOf = (state: RegistryState, userId: string): RecordRemove[] =>
  [...state.kept.session.keys()]
    .filter((key) => sessionRecord(state, key)?.userId === userId)
    .map((key) => remove('session', key));

/**
 * The ends of all sessions of those who hold other built-in roles through a group than before; null = there is none.
 * A main account is an owner whatever its groups are.
 */
export function sessionsOfOtherHolders(
  state: RegistryState,
  before: Group | null,
  after: Group | null,
): RecordRemove[] {
  const held = (group: Group | null, user: string) =>
    group?.users.includes(user) === true ? [group.role, group.namespaceRoles ?? []] : [null, []];
  return [...new Set([...(before?.users ?? []), ...(after?.users ?? [])])]
    .filter(
      (user) => userById(state, user)?.kind === 'sub' && !isSameValue(held(before, user), held(after, user)),
    )
    .flatMap((user) => sessionsOf(state, user));
}
