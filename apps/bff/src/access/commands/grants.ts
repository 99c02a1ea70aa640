import { EVERY } from '@cynosure/shared/console/resource.ts';
import { type Refusal, refused } from '@cynosure/shared/outcome.ts';
import { put } from '../../registry/changes.ts';
import { type Command, type Decision, decided, keyOf } from '../../registry/command.ts';
import type { FieldChange } from '../../registry/model.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { AccessBook } from '../access-book.ts';
import { groupById } from '../group.ts';
import type { Policy } from '../policy.ts';
import type { Ref } from '../resource.ts';
import { isOf } from './groups.ts';
import { accessChanges, secondsOf } from './record.ts';

/** Who gets or loses a thing with what is written of it (`user_ids` and the like, contract/auth.md §6.4). */
export interface Sharing {
  /** Id of the main account to which all of them must belong. */
  readonly tenant: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly removeUsers: readonly string[];
  readonly removeGroups: readonly string[];
}

export const sharesNothing = (sharing: Sharing): boolean =>
  [sharing.users, sharing.groups, sharing.removeUsers, sharing.removeGroups].every((ids) => ids.length === 0);

type Thing = Pick<Ref, 'kind' | 'id'>;

/**
 * The command, which besides adds the thing it writes to the default policies of those who are to have it, or
 * takes it out: in the same commit and the same record. `thingOf` its value, undefined = nothing to share.
 * Refusals: those of the command, NotFoundUser, NotFoundUserGroup.
 */
export function sharing<T>(
  command: Command<T>,
  book: AccessBook,
  shares: Sharing,
  thingOf: (value: T) => Thing | undefined,
): Command<T> {
  if (sharesNothing(shares)) return command;
  return {
    name: command.name,
    lane: command.lane,
    keys(state, keys) {
      command.keys(state, keys);
      for (const id of [...shares.users, ...shares.removeUsers]) keys.reads(keyOf.record('user', id));
      for (const id of [...shares.groups, ...shares.removeGroups]) keys.reads(keyOf.record('group', id));
      for (const { policy } of policiesOf(book, shares)) keys.writes(keyOf.record('policy', policy.id));
    },
    decide(state, now) {
      const fault = missing(state, shares);
      if (fault !== null) return decided(fault);
      const decision = command.decide(state, now);
      const thing = decision.outcome.code === 'ExecuteSuccess' ? thingOf(decision.outcome.value) : undefined;
      return thing === undefined
        ? decision
        : withShares(decision, book, shares, thing, secondsOf(now.wallMs));
    },
  };
}

function missing(state: RegistryState, { tenant, ...named }: Sharing): Refusal | null {
  if (![...named.users, ...named.removeUsers].every((id) => isOf(state, id, tenant))) {
    return refused('NotFoundUser');
  }
  const groups = [...named.groups, ...named.removeGroups];
  return groups.every((id) => groupById(state, id)?.owner === tenant) ? null : refused('NotFoundUserGroup');
}

function policiesOf(book: AccessBook, shares: Sharing): { policy: Policy; isGiven: boolean }[] {
  const own = (kind: 'users' | 'groups', ids: readonly string[], isGiven: boolean) =>
    [...new Set(ids)].flatMap((id) => {
      const policy = book.policiesOf(kind, id).find(({ isDefault }) => isDefault);
      return policy === undefined ? [] : [{ policy, isGiven }];
    });
  return [
    ...own('users', shares.users, true),
    ...own('groups', shares.groups, true),
    ...own('users', shares.removeUsers, false),
    ...own('groups', shares.removeGroups, false),
  ];
}

function withShares<T>(
  decision: Decision<T>,
  book: AccessBook,
  shares: Sharing,
  { kind, id }: Thing,
  seconds: number,
): Decision<T> {
  const written = new Map<string, Policy>();
  const fields: FieldChange[] = [];
  for (const { policy: known, isGiven } of policiesOf(book, shares)) {
    const policy = written.get(known.id) ?? known;
    const ids = policy.resources[kind] ?? [];
    if (ids.includes(EVERY) || ids.includes(id) === isGiven) continue;
    const left = isGiven ? [...ids, id] : ids.filter((one) => one !== id);
    const after = { ...policy, resources: { ...policy.resources, [kind]: left }, mtime: seconds };
    written.set(known.id, after);
    fields.push(...accessChanges({ kind: 'policy', of: policy }, { kind: 'policy', of: after }));
  }
  if (written.size === 0 || decision.operation === undefined) return decision;
  const { operation } = decision;
  return {
    ...decision,
    changes: [...decision.changes, ...[...written].map(([key, policy]) => put('policy', key, policy))],
    operation: { ...operation, changes: [...operation.changes, ...fields] },
  };
}
